"""Whether a question is asked in a language that the models do not read: they read English."""

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from importlib import resources

from index.text.words import stop_words

WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?(?!\w)")
SCRIPTS = {
    "CYRILLIC": "Cyrillic script",
    "GREEK": "Greek",
    "ARABIC": "Arabic script",
    "HEBREW": "Hebrew",
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Hindi",
    "THAI": "Thai",
}
# Scripts that put no spaces between words; so many letters are more than a name.
UNSPACED = frozenset(["Chinese", "Japanese", "Thai"])
LETTERS_OF_NAME = 4
# Of the words that ask elsewhere these are English too, and tell nothing alone.
ENGLISH_TOO = frozenset(["come", "comment", "hat", "kind", "quale"])
# From so many letters on, a word that asks can be no other language's, as "combien" or "quanto".
UNMISTAKABLE = 5
# What a word begins with that has an article or the like before it: "l'entrée", "dell'orto".
ELISION = re.compile(r"^\w{1,5}'(?=\w{2})")
# English words among a question's telling words count so many times.
ENGLISH_COUNTS = 4
# Common words of a language that no text has by chance.
FEWEST_WORDS = 8
# What is looked at of a question.
LONGEST_SEEN = 2000


def foreign_language(text: str) -> str | None:
    """The language or script of a question that is not in English, as a person would call it.

    None where that is not sure: a name or a few words without a question are not enough.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST_SEEN])
    words = WORD.findall(text)
    plain = [word.lower().replace("’", "'") for word in words]
    return _script(words) or _language([part for word in plain for part in _parted(word)])


def _parted(word: str) -> list[str]:
    """A word, and the article before it where that is elided and known."""
    elided = ELISION.match(word)
    known = elided and any(elided.group() in common for _, common in _languages().values())
    return [elided.group(), word[elided.end() :]] if elided and known else [word]


def text_language(text: str) -> str | None:
    """The same of a document's text, which need not ask anything; None also where it is too short.

    A few words of another language in an English text are not enough.
    """
    text = unicodedata.normalize("NFC", text)
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    if script := _script(words):
        return script
    english = sum(word in stop_words() for word in words)
    most, found = FEWEST_WORDS - 1, None
    for name, (asking, common) in _languages().items():
        own = sum(word in asking | common and word not in stop_words() for word in words)
        if own > most and own > english:
            most, found = own, name
    return found


def _script(words: list[str]) -> str | None:
    """The name of a script other than Latin that most letters are in."""
    letters = Counter(_block(c) for word in words for c in word if c.isalpha())
    total = letters.total()
    others = [name for name, _ in letters.most_common() if name != "LATIN"]
    foreign = total - letters["LATIN"]
    if not others or foreign * 2 <= total:
        return None
    named = SCRIPTS.get(others[0], f"{others[0].capitalize()} script")
    if named == "Chinese" and {"HIRAGANA", "KATAKANA"} & set(letters):
        named = "Japanese"
    written = [word for word in words if _block(word[0]) != "LATIN"]
    enough = foreign > LETTERS_OF_NAME if named in UNSPACED else len(written) > 1
    return named if enough else None


def _block(character: str) -> str:
    return unicodedata.name(character, "LATIN").split()[0].split("-")[0]


def _language(words: list[str]) -> str | None:
    """The language with the most telling words, if they are by far more than the English ones."""
    most, found = 0, None
    for name, (asking, common) in _languages().items():
        own = [word for word in words if word in asking | common]
        # "was" and "is" are English too, and tell only beside others.
        sure = sum(word not in stop_words() | ENGLISH_TOO for word in own)
        english = sum(word in stop_words() and word not in own for word in words)
        asks = any(word in asking for word in own)
        alone = len(words) > 1 and words[0] in asking and _unmistakable(words[0])
        enough = sure > 1 or (sure == 1 and (len(own) > 1 or alone) and not english)
        if asks and enough and sure >= ENGLISH_COUNTS * english and len(own) > most:
            most, found = len(own), name
    return found


def _unmistakable(word: str) -> bool:
    plain = word in stop_words() | ENGLISH_TOO
    return not plain and (len(word) >= UNMISTAKABLE or not word.isascii())


@cache
def _languages() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    source = resources.files("index").joinpath("data/languages.toml").read_text(encoding="utf-8")
    return {
        name: (frozenset(lists["asking"].split()), frozenset(lists["common"].split()))
        for name, lists in tomllib.loads(source).items()
    }
