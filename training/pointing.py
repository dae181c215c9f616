"""How often the numbered place that a question points at is the one it asks for.

`python -m training.pointing` writes a folder of rules, steps, contracts and by-laws, some of which
number alike, asks for each of their places in several ways, and for places that there are not. It
prints the share of right ones among the places that are the only one pointed at, which
index/answering/pointing.py has as SHARE_RIGHT. Retrieval is the real one; no reader is needed.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.settings import load_settings
from index.answering.answers import PASSAGES_READ
from index.answering.pointing import most_retrieved, pointed, to_read
from index.indexing.build import build
from index.loading import load_encoder
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from index.search.queries import understand, weigh
from index.search.retrieval import retrieve
from index.store.library import View
from index.store.snapshot import open_snapshot

WAYS = ("What is {} {}?", "what does {} {} say", "{} {}", "Can you show me {} no. {}?")
WITH_NAME = ("What does {} {} of the {} say?", "What is {} {} for the {}?")
# What is asked beside a place that there is, and is said nowhere near it.
ELSE = ("What does {} {} say about helicopters?", "What is {} {} of the embassy?")
BEYOND = 40

POOL = """Shower before you enter the water.
No glass is allowed on the deck.
Children under eight stay with an adult. The adult swims too.
Lanes are for swimmers who do not stop.
Lockers are emptied every evening.
Whistles are blown by guards only.
Food is eaten at the tables by the gate."""
SERVER = """Be kind to everyone, newcomers most of all.
Keep to the topic of each channel.
No advertising without asking a moderator first.
Spoilers go behind bars.
One account a person.
Do not ping the staff at night. Open a ticket instead.
English in the main channels, please.
Bots are tried in the sandbox.
Art that you post is your own."""
COMPOST = """Choose a shady corner of level ground.
Lay twigs crosswise so that air gets in.
Add kitchen scraps and dry leaves by turns.
Water the heap until it feels like a wrung sponge.
Cover it with sacking.
Turn it with a fork every second week."""
PRINTER = """Switch the machine off and wait a minute.
Open the front flap and pull out the tray.
Take the old cartridge by its handle.
Shake the new one gently and peel off the strip.
Push it in until it clicks.
Close the flap and print a test page."""
LEASE = """The tenant pays nine hundred pounds on the first of each month.
The deposit is held by the scheme named in the schedule.
The landlord insures the building and not what is in it.
Pets are kept only with written consent.
The tenant lets the landlord in for repairs after a day's notice.
Either side may end this agreement with two months' notice.
Walls may be painted in light colours.
The garden is mown by the tenant in summer."""
BYLAWS = """The club is called the Tarn Rowing Club.
Membership is open to all who can swim two hundred metres.
The subscription is due on the first of April.
The committee has seven members and meets monthly.
A general meeting is held every October.
Boats are taken out by two members at least.
Guests row with a coxswain of the club.
The treasurer keeps the accounts and shows them to any member."""
CODE = """Staff wear their badge where it can be seen.
Doors of the laboratory stay shut.
Samples are labelled before they are frozen.
Spills are reported to the duty officer at once.
Nobody works alone after nine in the evening."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document of numbered places; `name` is what questions call it."""

    path: str
    title: str
    name: str
    noun: str
    form: str
    places: str

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Each number with its words."""
        lines = self.places.split("\n")
        if self.form == "dotted":
            return [(f"{2 + at // 3}.{1 + at % 3}", line) for at, line in enumerate(lines)]
        return [(str(at), line) for at, line in enumerate(lines, 1)]

    @property
    def text(self) -> str:
        """The whole document."""
        if self.form == "html":
            items = "".join(f"<li>{line}</li>" for _, line in self.numbers)
            return f"<h1>{self.title}</h1><p>They hold for all.</p><ol>{items}</ol>"
        head = f"# {self.title}" if self.path.endswith(".md") else self.title.upper()
        parts = [head, f"The {self.noun}s below were agreed by all."]
        for number, line in self.numbers:
            if self.form == "headings":
                parts.append(f"## {self.noun.title()} {number}\n\n{line}")
            elif self.form == "words":
                parts.append(f"{self.noun.title()} {number}: {line}")
            else:
                parts.append(f"{number} {line}" if "." in number else f"{number}. {line}")
        return "\n\n".join(parts) + "\n"


FOLDER = (
    Numbered("pool.md", "Rules of the Arden pool", "Arden pool", "rule", "items", POOL),
    Numbered(
        "server.txt", "Rules of the pottery server", "pottery server", "rule", "items", SERVER
    ),
    Numbered("compost.html", "Steps to good compost", "compost", "step", "html", COMPOST),
    Numbered("printer.txt", "Steps to change a cartridge", "cartridge", "step", "words", PRINTER),
    Numbered("lease.txt", "Lease of Mill Cottage", "Mill Cottage", "clause", "dotted", LEASE),
    Numbered(
        "bylaws.md", "By-laws of the rowing club", "rowing club", "article", "headings", BYLAWS
    ),
    Numbered("code.md", "Principles of the laboratory", "laboratory", "principle", "items", CODE),
)


def questions() -> Iterator[tuple[str, Numbered | None, str]]:
    """Each question with the document and the words that it asks for, or with none."""
    for one in FOLDER:
        for number, words in one.numbers:
            for way in WAYS:
                yield way.format(one.noun, number), one, words
            for way in WITH_NAME:
                yield way.format(one.noun, number, one.name), one, words
            for way in ELSE:
                yield way.format(one.noun, number), None, ""
        for way in WAYS:
            yield way.format(one.noun, BEYOND + len(one.numbers)), None, ""


def measure(folder: Path, encoder: Encoder) -> Counter[str]:
    """How many questions there are of each outcome."""
    documents = folder / "documents"
    documents.mkdir()
    for one in FOLDER:
        (documents / one.path).write_text(one.text, encoding="utf-8")
    build(documents, folder / "index", encoder)
    snapshot = open_snapshot(folder / "index", encoder.fingerprint)
    found: Counter[str] = Counter()
    try:
        view = View((snapshot,))
        for question, document, words in questions():
            found[_outcome(view, encoder, question, document, words)] += 1
    finally:
        snapshot.close()
    return found


def _outcome(
    view: View, encoder: Encoder, question: str, document: Numbered | None, words: str
) -> str:
    query = understand(question)
    query = weigh(query, view.frequencies(list(query.weights)), view.passages)
    vector = encoder.encode_query(query.text)
    found = retrieve(view, query, vector, most_retrieved(query, PASSAGES_READ))
    retrieved = to_read(query, found, PASSAGES_READ)
    places = [span for span in pointed(query, retrieved, []) if span.places]
    if len(places) != 1:
        asked = "a place" if document else "nothing that there is"
        return f"{min(len(places), 2)} pointed at, asked for {asked}"
    where = places[0].retrieved.passage.document
    told = where.text[places[0].start : places[0].end]
    right = document is not None and where.path == document.path and words in told
    return "right" if right else f"wrong: {question} -> {told}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    encoder = load_encoder(DEFAULT_MODEL, load_settings().cache_dir)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), encoder)
    wrong = sum(count for outcome, count in found.items() if outcome.startswith("wrong"))
    for outcome, count in found.most_common():
        print(f"{count:4} {outcome}")
    print(
        f"right of those that point at one place: {found['right'] / (found['right'] + wrong):.3f}"
    )


if __name__ == "__main__":
    main()
