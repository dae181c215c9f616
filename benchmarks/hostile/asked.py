"""Questions drawn by lot: what is made of them, and, of some, what is answered."""

import random
from collections.abc import Callable
from itertools import pairwise
from unicodedata import category

from benchmarks.hostile.shown import check_posts, check_terminal
from benchmarks.hostile.trying import holds
from benchmarks.hostile.words import words
from bot.chat.posts.posts import posts
from bot.presentation.answer_json import as_json, line_of
from index.access import ANYBODY
from index.answering.answerer import Answerer
from index.conversation.converse import converse, remembered
from index.conversation.leaning import leaning
from index.conversation.people import person_named
from index.conversation.readings import reading
from index.search.queries import LONGEST_QUESTION, understand
from index.text.value_finding import find_values
from index.text.values import compare

LONGEST = 25_000


def asked_case(draw: random.Random) -> tuple[str, str]:
    """A message, what it leans on, and the values in it; nothing is looked up."""
    text = words(draw, draw.choice([60, 300, 2000, LONGEST]))
    query = understand(text)
    holds(len(query.text) <= LONGEST_QUESTION, "a longer question than there may be")
    holds(not {"Cc", "Cs"} & set(map(category, query.text)), "odd in a question")
    short = query.text[:400]
    leaning(short)
    whole = reading(
        short, words(draw, 300), draw.choice([None, "", words(draw, 60)]), person_named(text[:600])
    )
    holds("\n" not in whole or "\n" in short, "a reading of several lines")
    found = find_values(text[:2000])
    for one, other in pairwise(found):
        compare(one, other)
    return text, query.manner


def answered_case(answerer: Answerer) -> Callable[[random.Random], tuple[str, str]]:
    """A message after others, answered with the real models from what is indexed."""
    view = answerer.library.view(ANYBODY)

    def one(draw: random.Random) -> tuple[str, str]:
        history = [
            remembered(converse(answerer, draw.choice(BEFORE), []))
            for _ in range(draw.choice([0, 0, 0, 1]))
        ]
        text = words(draw, draw.choice([60, 300, LONGEST]))
        answer = converse(answerer, text, history)
        for quote in (*answer.quotes, *answer.closest, *answer.further):
            for place in (quote.place, *quote.also):
                stored = view.document(place.document)
                holds(stored and stored.text[place.start : place.end] == place.text, "not verbatim")
                holds(len(place.label) <= 600, f"a label of {len(place.label)}")
        check_terminal(answer)
        check_posts(posts(answer))
        line_of(as_json(answer)).encode()
        return text, "answered" if answer.answered else str(answer.reason)

    return one


BEFORE = ["What share of the goods goes back to China?", "Who monitors Alibaba?"]
