"""Follow-up questions: what a message leans on, and which of its two readings is answered.

Which reading counts is settled before any confidence is seen. Taking the surer of two answers
would give every message two tries, and the confidence would no longer be a probability.

- A message that is complete is asked as it is, whatever was asked before.
- A message that must lean is asked in its leaning reading only.
- A message that may lean is asked as it is where retrieval finds its own words together. It leans
  where they are found only together with what the last question was about.
"""

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from index.access import ANYBODY, Audience
from index.answering.answerer import Answerer
from index.answering.answers import Answer, Reading, ask, look_up
from index.answering.features import surroundings
from index.answering.telling import words_of
from index.conversation.antecedents import wants_answer
from index.conversation.leaning import LONGEST_LEANING, is_bare, leaning, take
from index.conversation.lists import listed
from index.conversation.people import person_named
from index.conversation.phrases import bare, is_base
from index.conversation.phrases import words_of as said_words
from index.conversation.readings import reading
from index.search.queries import LONGEST_QUESTION, Query, clean, held_share, understand, weigh
from index.text.words import WORD, fold, stems

TURNS_REMEMBERED = 20
ENOUGH_OF_TOPIC = 0.5
LONGEST_ANSWER_WORDS = 8
LONGEST_WHOLE = 400
# What neither leans nor is leant on.
UNLEANING = ("chat", "foreign")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and its exact answer: empty where there was none, None if not known.

    `person` is the one whom the passage that answered names, if it is only one. `understood` says
    that the question is whole already, and leans on nothing any more.
    """

    question: str
    answer: str | None = None
    understood: bool = True
    person: str = ""


def remembered(answer: Answer) -> Turn:
    """What is remembered of an answer."""
    person = person_named(answer.quotes[0].place.text) if answer.quotes else ""
    return Turn(answer.read_as or answer.question, _exact(answer), person=person)


def converse(
    answerer: Answerer,
    question: str,
    history: Sequence[str | Turn],
    audience: Audience = ANYBODY,
    hidden: Set[str] = frozenset(),
) -> Answer:
    """Answer a question that may lean on those before it, oldest first, or decline.

    `read_as` of the answer is how the question was understood, where it leant. At most two
    questions are read: the message, and the last question if a pronoun stands for its answer.
    """
    began = time.perf_counter()
    read_as, looked_up = _understood(answerer, question, history, audience, hidden)
    answer = ask(answerer, read_as or question, audience, hidden, looked_up)
    return replace(
        answer,
        question=question,
        read_as=read_as,
        elapsed_ms=(time.perf_counter() - began) * 1000,
    )


def _understood(
    answerer: Answerer,
    question: str,
    history: Sequence[str | Turn],
    audience: Audience,
    hidden: Set[str],
) -> tuple[str | None, Reading | None]:
    """The leaning reading of a question if that is the one to answer, and what it was settled by.

    Where a message may lean, what was looked up to settle it is handed on to be read. One that
    leans on nothing and says nothing by itself is not looked up.
    """
    text = clean(question)
    query = understand(text)
    if query.manner in UNLEANING:
        return None, None
    leans = leaning(text)
    before = _chain(history) if leans != "complete" else []
    if not before:
        bare_one = leans == "must" and query.manner in ("question", "nothing") and is_bare(text)
        return None, Reading(replace(query, manner="fragment")) if bare_one else None
    chain = [*before, Turn(text)]
    wholes, wanting = _wholes(chain)
    if leans == "may":
        last, leant = wholes[-2:]
        return _by_what_is_found(answerer, audience, text, leant, last)
    if wanting:
        # One more question is read at most: the newest whose answer a pronoun stands for.
        newest = wanting[-1]
        found = remembered(ask(answerer, wholes[newest], audience, hidden))
        chain[newest] = replace(chain[newest], answer=found.answer, person=found.person)
        wholes, _ = _wholes(chain)
    whole = wholes[-1]
    if bare(said_words(fold(whole))) == bare(said_words(fold(text))):
        return None, None
    return whole, _put_in_place(answerer, audience, text, whole, wholes[-2])


def _put_in_place(
    answerer: Answerer, audience: Audience, text: str, whole: str, last: str
) -> Reading | None:
    """What is found for a question whose fragment stands in the place of its like.

    "And seniors?" after what adults pay is all about seniors: its words count as names do, so that
    what is told of adults alone is no answer to it.
    """
    if not _in_place(text, last):
        return None
    view = answerer.library.view(audience)
    found = look_up(view, answerer.encoder, answerer.reader, whole)
    return replace(found, query=_asked_by_name(found.query, text, last))


def _in_place(text: str, last: str) -> frozenset[str]:
    """The words of a fragment that stand in the place of others, or besides them."""
    message = take(text)
    if message.hanging or not message.clause.verbless or message.clause.asks:
        return frozenset()
    return frozenset(stems(text)) - frozenset(stems(last))


def _asked_by_name(query: Query, text: str, last: str) -> Query:
    own = _in_place(text, last) & set(query.weights)
    # What is done, how much and when from now may be told in other words.
    said = bare(take(text).words)
    free = is_base(said) or not listed("from_now").isdisjoint(said.split())
    return replace(
        query,
        specifics=query.specifics | own,
        instead=frozenset() if free else own - words_of("plain"),
        former=frozenset(stems(last)) - set(query.weights),
    )


def _chain(history: Sequence[str | Turn]) -> list[Turn]:
    """The last question that is complete, and those after it that lean."""
    said = [t for t in map(_turn, history[-TURNS_REMEMBERED:]) if t]
    begins = [at for at, turn in enumerate(said) if turn.understood or _alone(turn.question)]
    return said[begins[-1] if begins else 0 :]


def _alone(question: str) -> bool:
    return leaning(question) != "must"


def _wholes(chain: Sequence[Turn]) -> tuple[list[str], list[int]]:
    """Each question of a chain made whole by the one before it, and where an answer is wanting."""
    wholes = [chain[0].question]
    wanting = []
    for at, (before, following) in enumerate(pairwise(chain)):
        wants = wants_answer(following.question, wholes[-1])
        if wants and before.answer is None:
            wanting.append(at)
        known = (before.answer, before.person) if wants else (None, "")
        whole = reading(following.question, wholes[-1], *known)
        wholes.append(whole[:LONGEST_WHOLE])
    return wholes, wanting


def _turn(earlier: str | Turn) -> Turn | None:
    """An earlier question, cleaned; None for small talk and what holds no word."""
    found = earlier if isinstance(earlier, Turn) else Turn(earlier, understood=False)
    if len(found.question) > LONGEST_QUESTION:
        return None
    text = clean(found.question)
    if not WORD.search(text) or understand(text).manner in UNLEANING:
        return None
    if len(text) > LONGEST_LEANING:
        text = text[:LONGEST_LEANING].rsplit(" ", 1)[0]
    return replace(found, question=text)


def _exact(answer: Answer) -> str:
    """The words that answer, if they are few enough to stand for a thing or a person."""
    if not answer.quotes or answer.quotes[0].answer is None:
        return ""
    quote = answer.quotes[0]
    start, end = (offset - quote.place.start for offset in quote.answer or (0, 0))
    words = quote.place.text[start:end].split()
    return " ".join(words) if 0 < len(words) <= LONGEST_ANSWER_WORDS else ""


def _by_what_is_found(
    answerer: Answerer, audience: Audience, text: str, leant: str, last: str
) -> tuple[str | None, Reading]:
    """Which reading of a message that may lean counts, by what retrieval finds and no score.

    It leans where its words are found only together with what the last question was about.
    """
    view, own = answerer.library.view(audience), set(stems(text))
    alone = look_up(view, answerer.encoder, answerer.reader, text)
    if len(own) > 1 and any(own <= held for held in map(surroundings, alone.retrieved)):
        return None, alone
    topic = understand(last)
    if own <= set(topic.weights):
        return None, alone
    topic = weigh(topic, view.frequencies(list(topic.weights)), view.passages)
    leaning_one = look_up(view, answerer.encoder, answerer.reader, leant)
    for held in map(surroundings, leaning_one.retrieved):
        if own <= held and held_share(topic, held) >= ENOUGH_OF_TOPIC:
            asked = _asked_by_name(leaning_one.query, text, last)
            return leant, replace(leaning_one, query=asked)
    return None, alone
