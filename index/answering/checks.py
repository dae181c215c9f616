"""Which quotes can be no answer to a question, whatever the readers feel about them."""

import math
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Literal, TypeVar

from index.answering.kinds import can_answer
from index.answering.siblings import Standing, Told, standing

Checked = Standing | Literal["other kind"]
_Key = TypeVar("_Key", bound=Hashable)

# The share of right answers among quotes that can be none is no larger than this (docs/reader.md).
SHARE_RIGHT = 0.1
# So many quotes are not checked again.
REMEMBERED = 512


@lru_cache(REMEMBERED)
def checked(question: str, quote: Told) -> Checked:
    """How a quote stands to what a question names, or that it holds no such kind of answer."""
    return standing(question, quote) if can_answer(question, quote) else "other kind"


def unfit(found: Mapping[_Key, Checked], ranks: Mapping[_Key, float]) -> frozenset[_Key]:
    """The quotes that can be no answer, by what was found of them.

    Those are of siblings or hold no such kind of answer, or lack what is named and rank below one
    of a sibling: where that is nearest to a question, only what holds what is named can answer it.
    """
    siblings = [ranks[key] for key, one in found.items() if one == "sibling"]
    least = max(siblings, default=-math.inf)
    return frozenset(
        key
        for key, one in found.items()
        if one in ("sibling", "other kind") or (one == "lacking" and ranks[key] < least)
    )
