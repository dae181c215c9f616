"""What the wording of an English question lets one expect of its answer."""

import re
from typing import Literal

Kind = Literal["number", "time", "name", "anything"]

# Looked for in this order: "how many years" asks for a number, "which year" for a time.
ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|large|big|long|old|far|fast|tall|high|deep|wide|heavy|often)\b"
            r"|\b(?:what|which) (?:percentage|percent|number|share|amount)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "name",
        re.compile(
            r"\b(?:who|whom|whose|where)\b"
            r"|\b(?:what|which) (?:city|country|town|state|place|region|county|continent)\b",
            re.IGNORECASE,
        ),
    ),
)
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred"
    r"|thousand|million|billion|half|third|quarter|once|twice)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|year|month|week"
    r"|day|yesterday|today|tomorrow|morning|evening|night|noon|spring|summer|autumn|winter|fall"
    r"|early|late|after|before|during)\b",
    re.IGNORECASE,
)
CAPITAL = re.compile(r"[A-Z]")
SIGNS: dict[Kind, re.Pattern[str]] = {"number": NUMBER, "time": TIME, "name": CAPITAL}
NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|unlike|except|\w+n['’]t)\b", re.IGNORECASE
)


def expected(question: str) -> Kind:
    """The kind of answer that a question asks for."""
    return next((kind for kind, asked in ASKED if asked.search(question)), "anything")


def fits(kind: Kind, answer: str) -> bool:
    """Whether an answer has what its kind can hardly do without: a digit, a month, a capital."""
    return kind not in SIGNS or bool(SIGNS[kind].search(answer))


def negated(text: str) -> bool:
    """Whether a text denies something."""
    return bool(NEGATION.search(text))
