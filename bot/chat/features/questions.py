"""A question as it arrived, also in the form in which it outlives the process."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from index.access import Audience


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it arrived. `message` is the one that it is, if it is one; `guild` None in
    direct messages; `history` what it may lean on; `private` if only the asker is to see it;
    `audience` everybody who will; `parent` as in Entry.
    """

    text: str
    guild: int | None
    channel: int
    asker: int
    audience: Audience
    message: int | None = None
    private: bool = False
    history: tuple[str, ...] = ()
    parent: int | None = None

    def dump(self) -> str:
        """The same as text."""
        audience = {
            "guild": self.audience.guild,
            "channels": sorted(self.audience.channels),
            "readers": [sorted(roles) for roles in self.audience.readers],
            "owner": self.audience.owner,
        }
        return json.dumps(asdict(self) | {"audience": audience})

    @classmethod
    def load(cls, text: str) -> "Question":
        """What `dump` wrote. Raises LookupError, TypeError or ValueError."""
        values: dict[str, Any] = json.loads(text)
        audience = values["audience"]
        seen_by = Audience(
            audience["guild"],
            frozenset(audience["channels"]),
            tuple(map(frozenset, audience["readers"])),
            audience["owner"],
        )
        return cls(**values | {"audience": seen_by, "history": tuple(values["history"])})


def only_for_one(question: Question) -> bool:
    """Whether those around must not learn of it."""
    return question.private and question.guild is not None
