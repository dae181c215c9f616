"""Whether a quote can hold the kind of answer that a question asks for.

"How many", "how long", "how big", "what does it cost" and "which day" need a number, a time, a
measure, an amount or a day. Only a quote that has nothing of the kind in any form is told to be
none, and a number of a kind that cannot answer counts as nothing: tons do not tell how big a
warehouse is. What depends on more than that is the readers' to tell.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache

from index.answering.siblings import QUESTIONS, Told
from index.text.value_finding import find_values
from index.text.values import Value

_ASKS = (
    r"^(?:.*[.!?,;:] )?(?:(?:and|so|or|but|hey|hi|about|approximately|roughly|at most|at least|in"
    r"|for|on|to|after|of|within|by|up to)[, ]+)*"
)
# What is asked is not how many but where that is told.
_INDIRECT = r"^(?!.*\b(?:where|which|what|who|why|how|when|can|could|does|do|is|are)\b.*\bhow )"
_NUMBER_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|third"
    r"|quarter|zero|single|double|triple|pair|couple|several|few|fewer|both|none|no|nobody|nothing"
    r"|unlimited|sole"
)
_NUMBER = rf"[\d½¼¾]|\b(?:{_NUMBER_WORDS})\b|\b\w+ty-|percent|per cent"
_TIMES = r"|\b(?:once|twice|thrice|only|lone)\b"
_ALL = r"|\b(?:many|majority|minority|most|all|every|each|any|first|second)\b"
_UNIT = (
    r"(?:second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|century|centuries"
    r"|semester|term|season|session|weekend|morning|afternoon|evening|lifetime|moment|shift|round"
    r"|turn|scene)"
)
_DURATION = (
    r"|\b(?:until|till|til|as long as|so long as|while|during|throughout|since|for ?ever"
    r"|permanent\w*|indefinit\w*|immediate\w*|instant\w*|life|lifetime|always|never|perpetu\w*"
    r"|overnight|infinit\w*|eternal\w*|limit\w*|eventually|quickly|soon\w*|short\w*|long\w*|brief\w*"
    r"|fast\w*|same-day|duration|expir\w*)\b"
    r"|\bfrom\b.*\b(?:to|through|till)\b|days? (?:to|through|[-–—])|[-–—] ?(?:mon|tue|wed|thu|fri"
    r"|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    rf"|\ball (?:{_UNIT}|summer|winter)\b"
    rf"|\b(?:an?|one|each|per|every|whole|entire|full|same|this|next|past|last|following|previous"
    rf"|calendar|business|working)"
    rf" (?:(?:full|whole|single|calendar|working|business|further|entire) )?{_UNIT}\b|\b{_UNIT}s\b"
)
_MANY = (
    r"|\bas (?:many|much|long|often)|\bno limit|\b(?:vary|varies|depend\w*|very|little|less|more"
    r"|multiple|repeated\w*|again)\b|\b(?:maximum|minimum|same|right|appropriate|any)"
    r" (?:number|amount)|\ba (?=\w+ (?:is|was|of))|\bthere(?:['’]s| is| was) an?\b"
)
_MEASURE = (
    r"|°|\b(?:same|immediate\w*|instant\w*|tenth|higher|lower|larger|smaller|bigger|least|fullest"
    r"|until|as far as|extent|\w+-sized?|size of|doubled|height|depth|knee|waist|ankle|full|entire"
    r"|never|not|shoulder|hand|fist|arm|\w*weight\w*|light|heavy)\b"
)
_PRICE = (
    r"|\b(?:gratis|complimentary|donat\w*|depend\w*|subsid\w*|expensive|cheap\w*|discount\w*)\b"
    r"|\b(?:free|charge|cost|covered|included|full\w*|extra|reimburs\w*|same|lose|spend|pay|more|less)"
    r"\b|\b(?:point|coin|credit|token|fee|price|rate|salar|cent|amount)"
)
_DAY = (
    r"\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|wed|thu|fri|sat|sun|january"
    r"|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr"
    r"|jun|jul|aug|sept?|oct|nov|dec|noon|midnight|midday|o.clock|daily|every\w*|each|any|always"
    r"|week\w*|days?|morning|evening|afternoon|night|first|last|second|third|fourth|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|christmas|easter|spring|summer|autumn|winter"
    r"|dawn|dusk|sun\w+|end|start|beginning|before|after|when|until|year|month|tomorrow|yesterday"
    r"|today|tonight|once|soon\w*|now|immediate\w*|varies|depend\w*|term|season|holidays?|dinner|lunch|breakfast|half|quarter|all)\b"
)
_BASES = ("second time", "month time", "metre length", "inch length", "gram mass", "byte data")
# Ones of which it is not known how much they are too.
_UNITS = dict(base.split() for base in (*_BASES, "ton mass"))
_TIME = frozenset({"time", "date", "clock"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """What asks for a kind of answer, what can be one, and what values can be none."""

    asks: re.Pattern[str]
    tells: re.Pattern[str]
    apart: Set[str] = frozenset()


def can_answer(question: str, quote: Told) -> bool:
    """Whether a quote, or a heading above it, has anything of the kind that a question asks for."""
    headings = quote.above.partition("\n")[2]
    text = f"{quote.text}\n{headings}"
    return all(kind.tells.search(_without(text, kind.apart)) for kind in _asked(question))


@lru_cache(QUESTIONS)
def _asked(question: str) -> tuple[_Kind, ...]:
    return tuple(kind for kind in _kinds() if kind.asks.search(question))


def _without(text: str, kinds: Set[str]) -> str:
    """A text without its values of some kinds."""
    if not kinds:
        return text
    for value in reversed(find_values(text)):
        if _kind_of(value) in kinds:
            text = f"{text[: value.start]} {text[value.end :]}"
    return text


def _kind_of(value: Value) -> str:
    names = {"amount": "money", "percentage": "share", "date": "date", "time": "clock"}
    return names.get(value.kind) or _UNITS.get(value.unit, "")


@cache
def _kinds() -> tuple[_Kind, ...]:
    def kind(asks: str, tells: str, apart: Set[str] = frozenset()) -> _Kind:
        return _Kind(re.compile(asks, re.IGNORECASE), re.compile(tells, re.IGNORECASE), apart)

    measure = _NUMBER + _TIMES + _ALL + _MEASURE
    return (
        kind(rf"{_INDIRECT}.*\bhow many\b", _NUMBER + _TIMES + _ALL + _MANY),
        kind(
            rf"{_INDIRECT}.*\bhow long\b",
            _NUMBER + _DURATION,
            frozenset({"money", "share", "mass", "data"}),
        ),
        kind(rf"{_ASKS}how (?:big|large|high)\b", measure, _TIME | {"mass"}),
        kind(rf"{_ASKS}how (?:tall|deep|wide|thick|steep)\b", measure, _TIME | {"mass", "money"}),
        kind(rf"{_ASKS}how heavy\b", measure, _TIME | {"money", "length"}),
        kind(rf"{_ASKS}how old\b", measure, frozenset({"money", "mass", "length"})),
        kind(
            r"\bhow (?:much|expensive)\b.*\b(?:costs?|pays?|paid|price|charged?|fee|fine|earn"
            r"|salary|euros?|dollars?|pounds?)\b|\bwhat (?:does|do|did|would|will) .{1,80} cost\b",
            _NUMBER + _TIMES + _ALL + _PRICE,
            frozenset({"date", "clock", "mass", "length"}),
        ),
        kind(
            rf"{_ASKS}(?:what|which) (?:day|date|year|month|time|weekday|hour)s?\b(?! zone)", _DAY
        ),
    )
