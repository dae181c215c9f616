"""What must not be cut in two: numbers, amounts, dates, times, names and addresses."""

import re
from collections.abc import Iterator

from index.text.words import WORD, stop_words

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_NUMBER = r"\d+(?:[.,:/’'\u00a0\u202f]\d+)*"
# Two capitalised words or more, with initials and small words of names between them.
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w’'-]*\.?"
_UNITS = re.compile(
    "|".join(
        (
            r"https?://\S*[\w/]",
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
            rf"{_DAY}(?: of)? {_MONTH}(?:\.?,? \d{{4}})?",
            rf"{_MONTH}\.? {_DAY},? \d{{4}}|{_MONTH}\.? {_DAY}\b|{_MONTH}\.? \d{{4}}",
            rf"\+?\(?{_NUMBER}\)?(?:[ -]{_NUMBER}){{2,}}",
            rf"(?:[A-Z]{{0,3}}[$£€¥₹]\s?|\b(?:USD|EUR|GBP|CHF)\s)?[+-]?{_NUMBER}"
            r"(?:\s?(?:%|°\s?[CF]?|per ?cent\b|a\.?m\.|p\.?m\.|[ap]m\b|hundred\b|thousand\b"
            r"|million\b|billion\b|[$£€¥₹]|[kMG]?[BWVg]\b|k?m²?\b|[cm]m\b|kg\b|mg\b|ml\b|l\b))*",
        )
    )
)
_SMALL = r"(?:de|der|den|del|della|di|da|van|von|le|la|bin|al)"
_NAMES = re.compile(rf"{_NAME}(?: (?:{_SMALL} )?{_NAME})+")
# No single one: it stands for letters and feet too.
_PAIRS = (('"', '"'), ("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))


def widened(text: str, start: int, end: int, least: int, most: int) -> tuple[int, int]:
    """The span with the whole of every number, amount, date, name or address that it cuts.

    It stays within text[least:most]. A word that is cut is made whole too.
    """
    for first, last in (*_spans(_UNITS, text, least, most), *_names(text, least, most)):
        if first < end and start < last:
            start, end = min(start, first), max(end, last)
    while start > least and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < most and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return _paired(text, start, end)


def _paired(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a quotation mark or a bracket at its edge whose other is not in it."""
    words = text[start:end]
    for opening, closing in _PAIRS:
        alone = words.count(opening) == 1 if opening == closing else closing not in words[1:]
        if len(words) > 1 and words[0] == opening and alone:
            return start + 1, end
        alone = words.count(opening) == 1 if opening == closing else opening not in words[:-1]
        inches = closing == '"' and words[-2:-1].isdigit() and text[start - 1 : start] != opening
        if len(words) > 1 and words[-1] == closing and alone and not inches:
            return start, end - 1
    return start, end


def _spans(pattern: re.Pattern[str], text: str, least: int, most: int) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(text, least, most))


def _names(text: str, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, without those that are so only for a sentence begins there."""
    for start, end in _spans(_NAMES, text, least, most):
        words = list(_spans(WORD, text, start, end))
        while words and text[slice(*words[0])].casefold() in stop_words():
            words.pop(0)
        if len(words) > 1:
            yield words[0][0], words[-1][1]
