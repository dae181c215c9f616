"""Two servers with people, rooms and documents of which each is for some only.

Every number in it is the same whenever it is made, so that an index can be for its rooms.
"""

import itertools
import re

from index.access import server_collection
from index.indexing.build import build
from index.indexing.update import update
from tests.discord_service.permissions import Permission
from tests.support import write

# Words that stand in no document but the one that is for some, and in no question.
CANARIES = {
    "guild": "Zorvanequill",
    "channel": "Brumblewicke",
    "role": "Quandlethorpe",
    "own": "Fimblestrand",
    "closed": "Gorsehollowe",
}
QUESTIONS = {
    "guild": "Who keeps the keys of the glass tower?",
    "channel": "Where does the night train to Arden stop?",
    "role": "How much is the gardener paid each month?",
    "own": "When may the old well be used?",
    "closed": "Which bird nests below the stone arch?",
}
OPEN = {
    "harbour.md": "# The harbour\n\nThe harbour closes at nine in the evening. Boats pay four "
    "crowns for a night. The keeper of the harbour lives above the chandlery.\n",
    "garden.md": "# The garden\n\nThe garden opens at dawn in summer. Dogs stay outside. The roses "
    "were planted in 1911 by a gardener from Arden.\n",
    "train.md": "# Trains\n\nThe train to Sele stops at every village. It is cleaned at night and "
    "paid for by the county. Birds nest in the old station.\n",
}
# Nothing answers it, and what comes closest is for the role.
UNANSWERED = "Which shoes does the gardener wear at the monthly payday?"
# The harbour's words are in a document for the role too.
HARBOUR = "When does the harbour close?"
SECRETS = {
    "guild": "The keys of the glass tower are kept by Ida {}. She hangs them in the hall.",
    "channel": "The night train to Arden stops at {} only. It leaves there at two.",
    "role": "The gardener is paid 900 crowns each month by {}. That is told to nobody.",
    "own": "The old well may be used on {} alone. The rope hangs beside it.",
    "closed": "The {} nests below the stone arch. It comes back each spring.",
}


class Numbered:
    """Numbers for what is there from the first, which tell no time."""

    def __init__(self):
        self._numbers = itertools.count(10**17 + 1)

    def next(self):
        return str(next(self._numbers))


class House:
    """Server A with rooms for some, server B; ada is in both, zoe holds the role, mod moderates."""

    def __init__(self, service):
        times, service.ids = service.ids, Numbered()
        self.service = service
        self.ada, self.zoe, self.mod = (service.add_user(name) for name in ("ada", "zoe", "mod"))
        self.here = service.add_guild("House A", owner=service.add_user("owner a"))
        self.there = service.add_guild("House B", owner=service.add_user("owner b"))
        self.role = self.here.add_role("staff")
        self.crew = self.here.add_role("crew")
        manages = service.add_role(
            self.here, "moderators", permissions=int(Permission.MANAGE_GUILD)
        )
        elsewhere = service.add_role(
            self.there, "moderators", permissions=int(Permission.MANAGE_GUILD)
        )
        self.here.add_member(self.ada)
        self.here.add_member(self.zoe, roles=[self.role, self.crew])
        self.here.add_member(self.mod, roles=[manages])
        for person, roles in ((self.ada, []), (self.zoe, []), (self.mod, [elsewhere])):
            self.there.add_member(person, roles=roles)
        self.hall = self.here.add_channel("hall")
        self.cabin = self.here.add_channel("cabin", hidden=True)
        self.cabin.set_permissions(self.crew, allow=Permission.VIEW_CHANNEL)
        self.office = self.here.add_channel("office", hidden=True)
        self.office.set_permissions(self.role, allow=Permission.VIEW_CHANNEL)
        for room in (self.cabin, self.office):
            room.set_permissions(self.here.roles[1], allow=Permission.VIEW_CHANNEL)
        self.street = self.there.add_channel("street")
        service.ids = times

    @property
    def insiders(self):
        """For each secret somebody who may see it, and where."""
        return {
            "guild": (self.ada, self.hall),
            "channel": (self.zoe, self.cabin),
            "role": (self.zoe, self.office),
            "own": (self.ada, self.hall),
        }


def documents(house, folder, *kinds):
    """The documents folder: what is open, and a folder for each secret with who may see it."""
    markers = {
        "guild": f"guilds = [{house.here.id}]",
        "channel": f'channels = ["{house.cabin.id}"]',
        "role": f"roles = [{house.role.id}]",
        "closed": "roles = everyone",
    }
    files = dict(OPEN)
    for kind in kinds:
        place = f"{kind} {CANARIES[kind]}"
        files[f"{place}/quoth.toml"] = markers[kind]
        files |= {f"{place}/{name}": text for name, text in secret(kind).items()}
    return write(folder, files)


def secret(kind):
    """A secret document by its name: the canary is its name, title, heading and text."""
    canary = CANARIES[kind]
    text = SECRETS[kind].format(canary)
    found = {f"{canary}.md": f"# {canary} {kind}\n\n## {canary} first\n\n{text}\n"}
    return found | ({f"{canary} too.md": OPEN["harbour.md"]} if kind == "role" else {})


def index(house, folder, encoder):
    """The indexes of all documents, of the open ones, and of what is for all of server A.

    Beside them, in `servers`, are server A's own documents.
    """
    for name, kinds in (
        ("all", ("guild", "channel", "role", "closed")),
        ("open", ()),
        ("for all here", ("guild",)),
    ):
        docs = documents(house, folder / f"documents {name}", *kinds)
        update(docs, folder / name, encoder)
    own = folder / "servers" / house.here.id
    build(
        write(own / "documents", secret("own")),
        own / "index",
        encoder,
        collection=server_collection(int(house.here.id)),
    )


def leaks(text):
    """The canaries in a text, whatever was done to their letters."""
    plain = re.sub(r"[^a-z]", "", text.lower())
    return [kind for kind, canary in CANARIES.items() if canary.lower() in plain]
