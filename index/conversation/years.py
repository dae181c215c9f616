"""A year told by another one: "the year before" after a question of 2023 is 2022."""

import re

from index.conversation.phrases import Words, words_of, written
from index.text.numerals import CARDINALS

_BESIDE = re.compile(
    r"(?:(?:in|of|for) )?(?:(?:the )?(?:year (?P<beside>before|after|prior)"
    r"|(?P<placed>previous|preceding|prior|following) year)"
    r"|(?P<many>an?|one|two|three|four|five|ten) years? (?P<far>before|earlier|prior|after|later))"
    r"(?: that)?",
    re.IGNORECASE,
)
_LATER = frozenset({"after", "following", "later"})
_YEAR = re.compile(r"(?<![\w.,/-])(?:1\d|20)\d\d(?![\w/-]|[.,]\d)")
_SEASON = re.compile(r"\b(?P<which>last|this) (?P<span>year|month|week|season)\b", re.IGNORECASE)


def another_year(said: Words, last: str) -> Words:
    """The last question of the year that a fragment means; nothing where it means none.

    Where the question names no year but the last one, the fragment takes its place as it is.
    """
    meant = _BESIDE.fullmatch(written(said))
    if meant is None:
        return ()
    years = list(_YEAR.finditer(last))
    if len({found.group() for found in years}) == 1:
        way = (meant["beside"] or meant["placed"] or meant["far"]).lower()
        count = CARDINALS.get((meant["many"] or "").lower(), 1)
        year = int(years[0].group()) + (count if way in _LATER else -count)
        return words_of(_YEAR.sub(str(year), last))
    spans = list(_SEASON.finditer(last))
    if years or len(spans) != 1 or spans[0]["span"].lower() != "year":
        return ()
    return words_of(f"{last[: spans[0].start()]}{written(said)}{last[spans[0].end() :]}")
