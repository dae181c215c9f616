"""Words as retrieval and the features compare them: folded, without stop words, stemmed."""

import math
import re
import unicodedata
from functools import cache
from importlib import resources

import tantivy

from index.native import native

WORD = re.compile(r"\d+(?:[.,]\d+)+[^\W\d_]*|\w+")
# Where more than so many marks in a row may stand on one letter, the others are left out: putting
# them in order takes time that grows with their square (Unicode Standard Annex 15, section 13).
MOST_MARKS = 30
MAYBE_MARKED = re.compile(rf"[^\x00-\x7f]{{{2 * MOST_MARKS},}}")
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
    safe = MAYBE_MARKED.sub(_with_few_marks, text)
    return THOUSANDS.sub("", unicodedata.normalize("NFKC", safe))


def _with_few_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def stems(text: str) -> list[str]:
    """The content words of a text, in order: "Liège's airports" gives ["lieg", "airport"]."""
    # Halves of characters, which a request can hold and the library cannot.
    whole = normalise(text).encode("utf-8", "replace").decode("utf-8")
    with native("The analysis of words"):
        found: list[str] = analyzer().analyze(whole)
    return found


def fold(text: str) -> str:
    """For comparing whole texts: white space, case, quotes' and Unicode's form do not count."""
    return " ".join(normalise(text).translate(STRAIGHT_QUOTES).casefold().split())


def rarity(count: int, passages: int) -> float:
    """The inverse document frequency, above 0, of a word that stands in so many of the passages."""
    # Counts may lag behind where passages were taken out.
    count = min(count, passages)
    return math.log(1 + (passages - count + 0.5) / (count + 0.5))
