"""Words as retrieval and the features compare them: folded, without stop words, stemmed."""

import math
import re
import unicodedata
from functools import cache
from importlib import resources

import tantivy

WORD = re.compile(r"\d+(?:[.,]\d+)+[^\W\d_]*|\w+")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
TOKEN_PATTERN = r"\p{N}+(?:[.,]\p{N}+)+\p{L}*|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*"
LONGEST_WORD = 60
NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nobody|nothing|nowhere|without|cannot|unlike|except"
    r"|\w+n['’]t)\b",
    re.IGNORECASE,
)
STRAIGHT_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@cache
def stop_words() -> frozenset[str]:
    """English function and question words, lower case."""
    text = resources.files("index").joinpath("data/stopwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """The one analysis of the lexical index and of every comparison of words."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(TOKEN_PATTERN))
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(sorted(stop_words())))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def normalise(text: str) -> str:
    """One form for what means the same: Unicode NFKC, no separators inside numbers."""
    return THOUSANDS.sub("", unicodedata.normalize("NFKC", text))


def stems(text: str) -> list[str]:
    """The content words of a text, in order: "Liège's airports" gives ["lieg", "airport"]."""
    found: list[str] = analyzer().analyze(normalise(text))
    return found


def fold(text: str) -> str:
    """For comparing whole texts: white space, case, quotes' and Unicode's form do not count."""
    return " ".join(normalise(text).translate(STRAIGHT_QUOTES).casefold().split())


def rarity(count: int, passages: int) -> float:
    """The inverse document frequency, above 0, of a word that stands in so many of the passages."""
    # Counts may lag behind where passages were taken out.
    count = min(count, passages)
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))
