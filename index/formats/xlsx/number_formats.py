"""Values of spreadsheet cells as they are shown: the format codes of ECMA-376, part 1, 18.8.31.

A code has up to four sections, for numbers above, below and of zero, and for texts. Colours and
widths are passed over. Dates whose form hangs on the country of who looks are written ISO 8601.
"""

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from index.formats.xlsx.date_formats import shown_date

# What a section is made of: words as they are, a currency, a colour or condition, and places.
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<sign>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<note>[^\]]*)\]|(?P<exponent>[eE][+-]0+)|(?P<place>[0#?]+)|(?P<mark>[.,%@/])"
    r"|(?P<general>General)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|["\\\[])*')
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
DIGITS = 10
MOST_DECIMALS = 30
Token = tuple[str, str]


# Which section of a format code is for texts; an empty one hides them.
TEXTS = 3


def shown(value: object, form: str) -> str:
    """A cell's value in the form that its format code gives it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return shown_date(value, sections(form)[0])
    if isinstance(value, int | float):
        return general(value) if form == "General" else _number(value, form)
    if form.count(";") >= TEXTS and not (sections(form)[TEXTS:] or ["@"])[0].strip():
        return ""
    return _text(str(value), form) if "@" in form else str(value)


def sections(form: str) -> list[str]:
    """The sections of a format code, at least one."""
    found, at = list[str](), 0
    while True:
        match = SECTION.match(form, at)
        found.append(match.group() if match else "")
        at += len(found[-1]) + 1
        if at > len(form):
            return found


def _text(words: str, form: str) -> str:
    """A text, with what its format puts around it."""
    section = sections(form)[-1]
    if "@" not in section or section.strip() == "@":
        return words
    pieces = [words if kind == "mark" and text == "@" else text for kind, text in _tokens(section)]
    return "".join(pieces).strip()


def _number(value: float, form: str) -> str:
    parts = sections(form)
    section, bare = _section(value, parts)
    tokens = list(_tokens(section))
    if not tokens or any(kind == "general" for kind, _ in tokens) or section.strip() == "@":
        plain = general(abs(value) if bare else value)
        return (
            "".join(_worded(tokens, plain)).strip()
            if tokens and section.strip() != "@"
            else ("" if not tokens and len(parts) > 1 else plain)
        )
    if not any(kind == "place" for kind, _ in tokens):
        return "".join(_worded(tokens, "")).strip()
    try:
        return _placed(Decimal(repr(value)), tokens, bare=bare).strip()
    except (InvalidOperation, ZeroDivisionError):
        return general(value)


def general(value: float) -> str:
    """A number without a format: whole numbers in full, others with ten digits that count."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    words = f"{value:.{DIGITS}g}"
    return words if "e" not in words else words.upper()


def _section(value: float, parts: list[str]) -> tuple[str, bool]:
    """The section for a number, and whether that itself says what sign the number has."""
    conditions = [CONDITION.search(part) for part in parts[:3]]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=False):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return part, False
        return parts[-1], False
    if value < 0 and len(parts) > 1:
        return parts[1], True
    return (parts[2], False) if value == 0 and len(parts) > 2 else (parts[0], False)


def _holds(value: float, sign: str, bound: float) -> bool:
    below, same = value < bound, value == bound
    if sign == "<>":
        return not same
    return (
        ("<" in sign and below)
        or ("=" in sign and same)
        or (sign[0] == ">" and not below and not same)
    )


def _tokens(section: str) -> Iterator[Token]:
    """Kind and words of each piece that is shown or that steers what is."""
    for match in TOKEN.finditer(section):
        kind = match.lastgroup
        if kind is None or kind == "note":
            continue
        text = match[kind]
        yield ("word" if kind in ("quoted", "escaped", "sign", "other") else kind, text)


def _worded(tokens: list[Token], number: str) -> Iterator[str]:
    for kind, text in tokens:
        if kind == "word" or (kind == "mark" and text != "@"):
            yield text
        elif kind == "general":
            yield number


def _placed(value: Decimal, tokens: list[Token], *, bare: bool) -> str:
    """A number in the places of its format."""
    places = [at for at, (kind, _) in enumerate(tokens) if kind == "place"]
    if ("mark", "/") in tokens[places[0] :]:
        return _fraction(value, tokens, places, bare=bare)
    value *= 100 ** sum(token == ("mark", "%") for token in tokens)
    points = [at for at, token in enumerate(tokens) if token == ("mark", ".")]
    point = points[0] if points else len(tokens)
    before = [at for at in places if at < point]
    after = [at for at in places if at > point]
    commas = [at for at, token in enumerate(tokens) if token == ("mark", ",")]
    grouped = any(before and before[0] < at < before[-1] for at in commas)
    for at in commas:
        # Those behind the places tell in thousands.
        if at > places[-1] or (before and before[-1] < at < point):
            value /= 1000
    pattern = "".join(tokens[at][1] for at in after)[:MOST_DECIMALS]
    if power := next((text for kind, text in tokens if kind == "exponent"), ""):
        return _scientific(value, len(pattern), power, bare=bare)
    rounded = abs(value).quantize(Decimal(1).scaleb(-len(pattern)), ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    negative = value < 0 and rounded != 0 and not bare
    pieces = {at: text for at, (kind, text) in enumerate(tokens) if kind == "word" or text == "%"}
    pieces |= _whole(whole, tokens, before, grouped=grouped)
    kept = decimals
    while kept and pattern[len(kept) - 1] in "#?" and kept[-1] == "0":
        kept = kept[:-1]
    for at in after:
        pieces[at], kept = kept[: len(tokens[at][1])], kept[len(tokens[at][1]) :]
    if points and (decimals or not pattern):
        pieces[point] = "." if any(pieces.get(at) for at in after) or not after else ""
    return ("-" if negative else "") + "".join(pieces[at] for at in sorted(pieces))


def _whole(digits: str, tokens: list[Token], places: list[int], *, grouped: bool) -> dict[int, str]:
    """The digits before the point, from the right, with zeros where the format asks for them."""
    pattern = "".join(tokens[at][1] for at in places)
    least = len(pattern) - pattern.index("0") if "0" in pattern else 0
    digits = ("" if digits == "0" else digits).rjust(least, "0")
    if grouped:
        digits = THOUSANDS.sub(",", digits)
        return dict.fromkeys(places, "") | {places[0]: digits} if places else {}
    found: dict[int, str] = {}
    for at in reversed(places):
        size = len(digits) if at == places[0] else len(tokens[at][1])
        found[at] = digits[len(digits) - size :] if size <= len(digits) else digits
        digits = digits[: max(0, len(digits) - size)]
    return found


def _scientific(value: Decimal, decimals: int, power: str, *, bare: bool) -> str:
    """A number as 1.23E+04."""
    number, _, exponent = f"{value:.{decimals}E}".partition("E")
    sign = "-" if exponent.startswith("-") else "+" if "+" in power else ""
    digits = exponent.lstrip("+-").rjust(len(power) - 2, "0")
    return f"{number.lstrip('-') if bare else number}E{sign}{digits}"


def _fraction(value: Decimal, tokens: list[Token], places: list[int], *, bare: bool) -> str:
    """A number as a whole and a fraction: 2 1/4."""
    slash = tokens.index(("mark", "/"))
    upper = [at for at in places if at < slash]
    lower = "".join(text for kind, text in tokens[slash + 1 :] if kind in ("place", "word")).strip()
    exact = Fraction(abs(value))
    if lower.isdecimal() and int(lower):
        below = int(lower)
        above = round(exact * below)
    else:
        near = exact.limit_denominator(10 ** max(1, min(len(lower), 5)) - 1)
        above, below = near.numerator, near.denominator
    sign = "-" if value < 0 and not bare else ""
    if len(upper) < 2:
        return f"{sign}{above}/{below}"
    whole, rest = divmod(above, below)
    told = [str(whole)] if whole or not rest else []
    return sign + " ".join(told + ([f"{rest}/{below}"] if rest else []))
