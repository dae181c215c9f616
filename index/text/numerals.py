"""Numbers as documents write them, in figures and in English words."""

import re
from decimal import Decimal

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
CARDINALS = {word: at for at, word in enumerate(_ONES.split())} | {
    word: 10 * at for at, word in enumerate(_TENS.split(), 2)
}
ORDINALS = {word: at for at, word in enumerate(_ORDINALS.split(), 1)}
_LARGE = {
    "hundred": Decimal(100),
    "dozen": Decimal(12),
    "thousand": Decimal(10**3),
    "k": Decimal(10**3),
    "million": Decimal(10**6),
    "mn": Decimal(10**6),
    "billion": Decimal(10**9),
    "bn": Decimal(10**9),
}
_SCALE = r"(?:hundred|dozen|thousand|million|billion|mn|bn)(?:s\b|\b)|k\b"
_WORD = "|".join(
    sorted((*CARDINALS, "hundred", "dozen", "thousand", "million", "billion"), key=len)
)
_GAP = r"[,'’ \u00a0\u202f]"
FIGURES = rf"\d{{1,3}}(?:{_GAP}\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?"
# A number in figures, perhaps with a scale, or in words.
NUMERAL = (
    rf"(?:(?:{FIGURES})(?:[ \u00a0-]?(?:{_SCALE}))?"
    rf"|\b(?:{_WORD})\b(?:(?:[ -]and[ -]|[ -])(?:{_WORD})\b)*)"
)
_PARTS = re.compile(rf"(?P<figures>{FIGURES})[ \u00a0-]?(?P<scale>{_SCALE})?", re.IGNORECASE)
# Whether this is one thousand or one depends on the country.
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def number(written: str) -> Decimal | None:
    """What a number that NUMERAL found comes to; None where it could be either of two."""
    found = _PARTS.fullmatch(written)
    if not found:
        return _in_words(written)
    figures = found["figures"]
    if _AMBIGUOUS.fullmatch(figures):
        return None
    whole = re.sub(rf"{_GAP}(?=\d{{3}}(?!\d))", "", figures).replace(",", ".")
    return Decimal(whole) * (_LARGE[_singular(found["scale"])] if found["scale"] else 1)


def _in_words(written: str) -> Decimal | None:
    """As in "one hundred and twenty-five"; None for words that make no number together."""
    total, part, last = Decimal(0), Decimal(0), 10**12
    for word in re.split(r"[ -]+", written.lower()):
        if word == "and":
            continue
        if word in CARDINALS:
            value = CARDINALS[word]
            if value >= last or (not value and word != written.lower()):
                return None
            part, last = part + value, 10 if value >= 20 else 1
        elif word == "hundred":
            part, last = max(part, Decimal(1)) * 100, 100
        else:
            total, part = total + max(part, Decimal(1)) * _LARGE[_singular(word)], Decimal(0)
            last = 10**12
    return total + part


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")
