"""A question that points at a numbered place is answered with that place, or as any other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.answering.pointing import SHARE_RIGHT
from index.indexing.build import build
from tests.support import answering, write

FILES = {
    "allotments.md": """# Rules of the allotments

All who rent a plot keep these rules.

1. Water is drawn from the tank only.
2. Fires are lit after dusk.
3. Sheds are no higher than two metres.
4. Hens are kept in a run.

## Making compost

1. Lay twigs on the ground.
1. Add grass and leaves.
1. Turn the heap with a fork.
""",
    "lease.txt": """LEASE OF THE MILL

3. Rent

3.1 The tenant pays 900 pounds on the first of May.
3.2 The tenant pays for water and light.

4. Upkeep

4.1 Roof

The landlord mends the roof at his own cost.

4.2 Sluice

The tenant clears the sluice of weeds each spring.
""",
    "kiln.txt": """FIRING THE KILN

Follow the steps in this order.

Step 1: Stack the shelves.

Step 2: Set the cones. Turn them to the spy hole.

Step 3: Brick up the door.

Step 4: Light the burner.

Step 5: Watch the cones.
""",
    "club.md": "# By-laws of the club\n\n## Article 1\n\nThe club is called Tarn.\n\n"
    "## Article 2. Guests\n\nA guest rows three times a year.\n",
    "pump.html": "<h1>Starting the pump</h1><p>Take these steps in order.</p><ol start=5>"
    "<li>Open the valve.</li><li>Prime the pump with water.</li><li>Press the switch.</li></ol>",
}


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory, seeds: Answerer) -> Iterator[Answerer]:
    folder: Path = tmp_path_factory.mktemp("numbered")
    build(write(folder / "docs", FILES), folder / "index", seeds.encoder)
    with answering(replace(seeds, threshold=0.34), folder / "index") as ready:
        yield ready


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is rule 3?", "3. Sheds are no higher than two metres."),
        ("What does rule 4 of the allotments say?", "4. Hens are kept in a run."),
        ("What is step 3 of making compost?", "Turn the heap with a fork."),
        ("What is step 6 of starting the pump?", "6. Prime the pump with water."),
        ("What does section 4.2 say?", "The tenant clears the sluice of weeds each spring."),
        ("what does rule four of the allotments say?", "4. Hens are kept in a run."),
        ("kiln step 2", "Step 2: Set the cones. Turn them to the spy hole."),
        ("What does article 2 say?", "A guest rows three times a year."),
        ("what does clause 3.2 of the lease say", "3.2 The tenant pays for water and light."),
    ],
)
def test_a_numbered_place_is_found(numbered: Answerer, question: str, words: str) -> None:
    answer = ask(numbered, question)
    assert answer.answered
    assert answer.quotes[0].place.text == words


def test_where_several_places_have_the_number_none_is_sure(numbered: Answerer) -> None:
    answer = ask(numbered, "What is step 5?")
    shown = [quote.place.text for quote in answer.quotes + answer.closest]
    assert {"5. Open the valve.", "Step 5: Watch the cones."} == set(shown[:2])
    assert answer.confidence < SHARE_RIGHT
    only = ask(numbered, "What is step 5 of firing the kiln?")
    assert only.confidence >= SHARE_RIGHT
    assert only.quotes[0].place.text == "Step 5: Watch the cones."


def test_a_number_that_only_the_label_tells_is_told(numbered: Answerer) -> None:
    best = ask(numbered, "What is step 3 of making compost?").quotes[0]
    assert "Making compost › item 3" in best.place.label


@pytest.mark.parametrize(
    "question",
    [
        "What is step 9 of making compost?",
        "What does section 7.3 say?",
        "What does rule 3 say about parking?",
        "What is rule 3 of the swimming pool?",
    ],
)
def test_a_place_that_there_is_not_is_not_made_up(numbered: Answerer, question: str) -> None:
    assert not ask(numbered, question).answered
