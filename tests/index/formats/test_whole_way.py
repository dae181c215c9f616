"""Known sentences of every format are quoted verbatim, in order, with where they stand."""

import sqlite3
from pathlib import Path

import pytest

from index.answering.choices import Choice
from index.answering.quotes import quote
from index.answering.reader import Span
from index.indexing.build import build
from index.models.encoder import Encoder
from index.search.retrieval import Retrieved
from tests.index.formats import made
from tests.support import opened, write

HOURS = "The museum of salt opens at nine in the morning."
WINTER = "In winter it is shut on every Monday and Tuesday."
DOGS = "Dogs may come along if they are kept on a lead."
FURNITURE = "All rights are reserved by the friends of the salt museum."


def word_file(document) -> None:
    document.sections[0].footer.paragraphs[0].text = FURNITURE
    document.add_heading("The salt museum", 0)
    document.add_paragraph(HOURS)
    document.add_heading("Seasons", 1)
    document.add_heading("Winter", 2)
    document.add_paragraph(WINTER)
    document.add_paragraph(DOGS)


HEAD = made.lines(FURNITURE, top=815, size=8)
ROWS = [["Subject", "Rule"], ["Hours", HOURS], ["Winter", WINTER], ["Dogs", DOGS]]
MARKED = f"# The salt museum\n\n{HOURS}\n\n## Seasons\n\n### Winter\n\n{WINTER}\n\n{DOGS}\n"
PAGE = (
    f"<title>The salt museum</title><nav>{FURNITURE}</nav><main><h1>The salt museum</h1><p>{HOURS}"
    f"<h2>Seasons</h2><h3>Winter</h3><p>{WINTER}</p><p>{DOGS}</p></main><footer>{FURNITURE}</footer>"
)
UNDERLINED = (
    f"The salt museum\n===============\n\n{HOURS}\n\nSeasons\n-------\n\nWinter\n~~~~~~\n\n"
    f"{WINTER}\n\n{DOGS}\n"
)
SECTIONS = ("line {}", "Seasons › Winter, line {}", "Seasons › Winter, line {}")
PLACES = ("page 1", "page 2", "page 3")

# The name and content of a file, and where its three sentences stand.
FILES = [
    ("a.md", MARKED.encode(), SECTIONS),
    ("a.html", PAGE.encode(), SECTIONS),
    ("a.rst", UNDERLINED.encode(), SECTIONS),
    ("a.docx", made.word(word_file), SECTIONS),
    (
        "a.pdf",
        made.pdf(*(made.together(HEAD, made.lines(s, top=700)) for s in (HOURS, WINTER, DOGS))),
        PLACES,
    ),
    ("a.eml", made.mail(f"{HOURS}\n\n{WINTER}\n\n{DOGS}\n\n-- \n{FURNITURE}\n"), ("line {}",) * 3),
    ("a.csv", "\n".join(";".join(row) for row in ROWS).encode(), ("row 2", "row 3", "row 4")),
    (
        "a.xlsx",
        made.excel({"Rules": ROWS}),
        tuple(f"sheet Rules, row {n}" for n in (2, 3, 4)),
    ),
    (
        "a.jsonl",
        "\n".join(f'{{"title": "Rule", "text": "{s}"}}' for s in (HOURS, WINTER, DOGS)).encode(),
        ("line 1", "line 2", "line 3"),
    ),
]


@pytest.mark.parametrize(("name", "data", "places"), FILES, ids=[name for name, *_ in FILES])
def test_known_sentences_are_quoted_with_the_place_that_leads_there(
    tmp_path: Path, encoder: Encoder, name: str, data: bytes, places: tuple[str, ...]
) -> None:
    done = build(write(tmp_path / "docs", {name: data}), tmp_path / "index", encoder)
    assert done.added == (name,)
    with opened(tmp_path / "index", encoder) as snapshot:
        rows = list(snapshot.catalog.all_passages())
        stored = snapshot.catalog.document(name)
        assert not any(FURNITURE in words for *_, words in rows)
        starts = [stored.text.index(sentence) for sentence in (HOURS, WINTER, DOGS)]
        assert starts == sorted(starts)
        for sentence, start, place in zip((HOURS, WINTER, DOGS), starts, places, strict=True):
            passage = next(
                found
                for found in snapshot.catalog.passages([row[0] for row in rows])
                if found.passage.start <= start < found.passage.end
            )
            at = start, start + len(sentence)
            retrieved = Retrieved(snapshot, passage, 0.0, 0.0, 0.0, None, None)
            span = Span(retrieved, *at, margin=0.0, answerability=0.0, exact=False)
            choice = Choice(span, *at, partial=False, caption=False, apart=False)
            shown = quote(choice, [], 0.5, frozenset()).place
            line = stored.text.count("\n", 0, start) + 1
            assert shown.text == sentence
            assert shown.label == f"{stored.title} ({name}, {place.format(line)})"


def test_a_page_that_is_a_picture_is_named_as_long_as_the_file_is_there(
    tmp_path: Path, encoder: Encoder
) -> None:
    data = made.pdf(made.lines(HOURS), made.picture)
    folder = write(tmp_path / "docs", {"a.pdf": data, "b.md": MARKED})
    done = build(folder, tmp_path / "index", encoder)
    note = "page 2 holds no text: it is a picture"
    assert [(s.path, s.reason) for s in done.in_part] == [("a.pdf", note)]
    assert done.skipped == ()
    with opened(tmp_path / "index", encoder) as snapshot:
        generation = snapshot.generation
    again = build(folder, tmp_path / "index", encoder)
    assert again.unchanged == 2
    with opened(tmp_path / "index", encoder) as snapshot:
        assert snapshot.generation == generation
        assert snapshot.catalog.in_part() == [("a.pdf", note)]
        assert snapshot.catalog.skipped() == []
    (folder / "a.pdf").unlink()
    build(folder, tmp_path / "index", encoder)
    with opened(tmp_path / "index", encoder) as snapshot:
        assert snapshot.catalog.in_part() == []


def test_an_index_of_an_earlier_version_is_made_anew(tmp_path: Path, encoder: Encoder) -> None:
    folder = write(tmp_path / "docs", {"a.md": MARKED})
    build(folder, tmp_path / "index", encoder)
    with sqlite3.connect(tmp_path / "index" / "catalog.sqlite") as catalog:
        catalog.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
        catalog.execute("DELETE FROM meta WHERE key = 'sum'")
    assert build(folder, tmp_path / "index", encoder).added == ("a.md",)
    with opened(tmp_path / "index", encoder) as snapshot:
        assert snapshot.documents == 1
