"""Questions made unanswerable by a small change, so that the reader learns to decline.

After the kinds that Rajpurkar et al. 2018 (SQuAD 2.0, table 2) found people to write: entity
swaps, numbers, negation, antonyms and conditions that the passage does not meet.
"""

from __future__ import annotations

import random
import re

from training.data import STOP_WORDS

_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w-]+(?:\s(?:(?:of|de|von|van|the)\s)?[A-Z][\w-]+)*")
_NOT_NAMES_TEXT = """
I What Which Who Whose Whom When Where Why How In On At The A An If Is Are Was Were Did
Does Do And But It He She They We You This That These Those From By For To Of As
"""
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|does|do|did|can|could|will|would|has|have|had)\b", re.I
)
_VERB = re.compile(r"\b[a-z]{3,}(?:ed|ing)\b")
_ANTONYMS = """
first/last largest/smallest biggest/smallest most/least more/fewer before/after high/low
highest/lowest higher/lower increase/decrease increased/decreased best/worst better/worse
north/south northern/southern east/west eastern/western early/late earlier/later earliest/latest
oldest/youngest older/younger old/new won/lost win/lose begin/end began/ended start/stop
started/stopped open/close opened/closed large/small big/small long/short longest/shortest
longer/shorter major/minor maximum/minimum male/female men/women accepted/rejected accept/reject
support/oppose supported/opposed above/below inside/outside import/export imported/exported
buy/sell bought/sold gain/lose gained/lost rise/fall rose/fell allow/forbid allowed/forbidden
advantage/disadvantage advantages/disadvantages strong/weak rich/poor public/private
same/different with/without always/never created/destroyed built/demolished founded/dissolved
born/buried joined/left arrive/leave arrived/departed success/failure successful/unsuccessful
positive/negative love/hate like/dislike good/bad easy/difficult easier/harder heavy/light
fast/slow faster/slower cheap/expensive upper/lower left/right internal/external simple/complex
common/rare father/mother son/daughter husband/wife brother/sister employer/employee
teacher/student attack/defend attacked/defended causes/prevents cause/prevent
increases/decreases appointed/dismissed victory/defeat majority/minority primary/secondary
modern/ancient summer/winter day/night hot/cold include/exclude includes/excludes
included/excluded remember/forget finished/began
"""
ANTONYMS: dict[str, str] = {}
for _pair in _ANTONYMS.split():
    _one, _other = _pair.split("/")
    ANTONYMS.setdefault(_one, _other)
    ANTONYMS.setdefault(_other, _one)
_ANTONYM = re.compile(rf"\b(?:{'|'.join(ANTONYMS)})\b")
_WHEN = re.compile(r"^when\b", re.I)
_REASONS = re.compile(r"\b(?:because|since|due to|in order|so that|for|caused?)\b", re.I)


def things(text: str) -> dict[str, list[str]]:
    """Years, other numbers and capitalised names in a text, by kind."""
    years = _YEAR.findall(text)
    numbers = [n for n in _NUMBER.findall(text) if n not in years]
    names = [n for n in _NAME.findall(text) if n.split()[0] not in _NOT_NAMES]
    return {"year": years, "number": numbers, "name": names}


def replace_word(text: str, old: str, new: str) -> str:
    """All whole-word occurrences of `old` replaced."""
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def other_thing(
    question: str, candidates: dict[str, list[str]], answers: list[str], rng: random.Random
) -> tuple[str, str] | None:
    """A year, number or name of the question, and another of its kind to put in its place.

    The other one shares no word with the question or an answer: else nothing might have changed.
    """
    taken = {word for text in [question, *answers] for word in re.findall(r"\w+", text.lower())}
    found = things(question)
    for kind in rng.sample(["year", "number", "name"], 3):
        mine = found[kind]
        others = [
            c
            for c in candidates[kind]
            if not {w for w in re.findall(r"\w+", c.lower()) if w not in STOP_WORDS} & taken
        ]
        if mine and others:
            return rng.choice(mine), rng.choice(others)
    return None


def negate(question: str) -> str | None:
    """ "What was X?" becomes "What was not X?"; None if it is negative or has no auxiliary."""
    if re.search(r"\b(?:not|never|no)\b|n't", question, re.I):
        return None
    found = _AUXILIARY.search(question)
    if not found:
        return None
    head, tail = question[: found.end()], question[found.end() :]
    if re.match(r"(?:does|do|did|can|could|will|would)$", found.group(), re.I):
        # "What did the king build": the negation stands before the verb, which is hard to find.
        return f"{head}n't{tail}" if found.group().lower() not in ("can", "will") else None
    return f"{head} not{tail}"


def antonym(question: str, rng: random.Random) -> str | None:
    """One word of the question turned into its opposite."""
    found = list(_ANTONYM.finditer(question))
    if not found:
        return None
    word = rng.choice(found)
    return question[: word.start()] + ANTONYMS[word.group()] + question[word.end() :]


def other_attribute(
    question: str, passage: str, verbs: list[str], rng: random.Random
) -> str | None:
    """The same thing asked about something that the passage does not tell.

    Either "When did ..." becomes "Why did ..." (where no reason is given), or the verb is another.
    """
    if _WHEN.match(question) and not _REASONS.search(passage) and rng.random() < 0.5:
        return _WHEN.sub("Why", question)
    found = list(_VERB.finditer(question))
    if not found:
        return None
    word = rng.choice(found)
    ending = word.group()[-2:]
    for _ in range(8):
        verb = rng.choice(verbs)
        if verb.endswith(ending) and verb[:4] not in passage.lower():
            return question[: word.start()] + verb + question[word.end() :]
    return None


def verbs_of(questions: list[str]) -> list[str]:
    """Words of questions that look like verbs, as often as they occur."""
    return [verb for question in questions for verb in _VERB.findall(question)]


def as_typed(question: str, rng: random.Random) -> str:
    """Now and then without its question mark, or as keywords only, as people type."""
    draw = rng.random()
    if draw < 0.12:
        return question.rstrip(" ?")
    if draw < 0.16:
        words = question.rstrip(" ?").split()
        kept = [words[0], *(w for w in words[1:] if w.lower() not in STOP_WORDS)]
        return " ".join(kept if len(kept) > 2 else words)
    return question
