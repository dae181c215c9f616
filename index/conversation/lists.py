"""What is known of English: the lists of english.toml."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def english() -> dict[str, Any]:
    """The lists of english.toml beside this file."""
    source = (
        resources.files("index.conversation").joinpath("english.toml").read_text(encoding="utf-8")
    )
    return tomllib.loads(source)


@cache
def listed(name: str) -> frozenset[str]:
    """One list of words."""
    return frozenset(english()[name].split())


@cache
def helpers() -> frozenset[str]:
    """Verbs that stand before the subject of a question."""
    return listed("be") | listed("have") | listed("modal")


def are_several(noun: str) -> bool:
    """Whether a noun is in the plural, as far as its ending tells."""
    word = noun.lower()
    plain = word.endswith("s") and not word.endswith(("ss", "sis", "nis"))
    return plain or word in listed("several")
