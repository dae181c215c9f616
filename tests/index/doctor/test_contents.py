"""Which texts are alike, and in what language they are."""

import random

import pytest

from index.doctor.contents import SHARED, SKETCH, alike, likeness, sketch
from index.search.languages import text_language

WORDS = [f"word{n}" for n in range(500)]


def text(seed: int, sentences: int) -> list[str]:
    draw = random.Random(seed)
    return [f"{' '.join(draw.choices(WORDS, k=8))}." for _ in range(sentences)]


def test_how_alike_two_texts_are_is_the_share_of_sentences_in_common() -> None:
    one = text(1, 100)
    for kept in (0, 50, 90, 100):
        other = one[:kept] + text(2, 100 - kept)
        found = likeness(sketch("\n".join(one)), sketch(" ".join(other)))
        assert found == pytest.approx(kept / (200 - kept), abs=0.01)


def test_of_long_texts_it_is_told_from_some_of_them() -> None:
    one = text(1, 4000)
    other = one[:3600] + text(2, 400)
    found = sketch("\n".join(one)), sketch("\n".join(other))
    assert len(found[0]) == SKETCH
    assert likeness(*found) == pytest.approx(3600 / 4400, abs=0.1)


def test_groups_hold_copies_and_versions_and_no_look_alikes() -> None:
    one, other = text(1, 20), text(2, 20)
    template = text(3, 8)
    pages = {f"page{n}": template + text(100 + n, 12) for n in range(SHARED + 5)}
    texts = {"a": one, "b": one[:18] + text(4, 2), "c": one, "d": other, "e": other[:5], **pages}
    found = alike({path: sketch("\n".join(lines)) for path, lines in texts.items()})
    assert found == [["a", "b", "c"]]


def test_what_is_hardly_anything_is_like_nothing() -> None:
    assert alike({"a": sketch("Yes.\nNo."), "b": sketch("Yes.\nNo."), "c": sketch("")}) == []


def test_many_copies_are_told_at_once() -> None:
    copies = {f"{n:04}": sketch("\n".join(text(1, 50))) for n in range(3000)}
    [group] = alike(copies)
    assert len(group) == 3000


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (
            "La nave parte alle nove del mattino e non prende le auto. Il capitano vive con la sua "
            "famiglia in una casa sul porto, ma non in inverno. Chi vuole un biglietto paga qui.",
            "Italian",
        ),
        ("Паром в Селе отходит в девять утра и не берёт машины.", "Cyrillic script"),
        (
            "The ferry sails at nine. „Die Fähre fährt um neun“, says a sign.",
            None,
        ),
        ("Peter Müller, Straße der Einheit 5, Berlin", None),
        ("", None),
    ],
    ids=["Italian", "Russian", "a German quotation", "an address", "nothing"],
)
def test_the_language_of_a_text(words: str, language: str | None) -> None:
    assert text_language(words) == language
