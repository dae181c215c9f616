"""A damaged index gives the same answers or says in a sentence what is wrong, never others.

What is asked is asked by real processes, which may break down, with what the model says recorded.
"""

import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.damage import Case, files_of, lexical_cases, random_cases
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask
from index.errors import IndexDamagedError
from index.indexing.build import build
from index.models.encoder import Encoder
from index.paths import CATALOG, GENERATIONS
from index.store import vectors
from index.store.catalog import Catalog
from index.store.examining import Damage, examine
from index.store.mending import ASIDE
from index.store.vectors import MAIN, SUMS, VECTORS
from tests.index.killing_content import Recording
from tests.index.test_killed import PAGES, Zygote
from tests.support import answering, opened, write

CASES, LEXICAL, KILLS = 120, 12, 4
SHARES = {
    "shares.md": "# Shares\n\nThe crew of the Harm gets one-fifth of every catch.\n",
    "ferry.md": "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars.\n\nAll year\n",
    "table.csv": "place,tide\n" + "".join(f"Harm {n},at {n % 12 + 1} o'clock\n" for n in range(30)),
}
SHARE, SAILS = "How much of the catch does the crew get?", "When does the ferry to Sele sail?"


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = "".join(f"room {n},{n * 7 % 40 + 2} chairs\n" for n in range(40))
    files = {**PAGES, "rooms.csv": f"room,chairs\n{table}"}
    return write(tmp_path_factory.mktemp("damaged") / "docs", files)


@pytest.fixture(scope="module")
def zygote(encoder: Encoder, docs: Path) -> Iterator[Zygote]:
    recording = Recording(encoder)
    build(docs, docs.parent / "recording", recording)
    recording.save(docs.parent / "recorded")
    zygote = Zygote(docs.parent / "recorded")
    yield zygote
    zygote.close()


@pytest.fixture(scope="module")
def base(zygote: Zygote, docs: Path) -> Path:
    assert zygote.build(docs, docs.parent / "base")["ended"] == 0
    return docs.parent / "base"


@pytest.fixture(scope="module")
def right(zygote: Zygote, base: Path) -> list[Any]:
    found = zygote.order("ask", place=base)
    assert (found["ended"], found["damaged"], found["said"]) == (0, [], [])
    assert len(found["found"]) > 20
    return found["found"]


@pytest.fixture(scope="module")
def cases(base: Path) -> list[Case]:
    drawn = random_cases(base, CASES)
    assert {case.file for case in drawn} == set(files_of(base))
    return [*drawn, *lexical_cases(base, LEXICAL)]


def is_sentence(words: str) -> bool:
    return words.endswith(".") and "\n" not in words and ". " not in words


def verdict(found: dict[str, Any], right: list[Any]) -> str:
    """What came of a question to a damaged index; anything but a few words is a fault."""
    if found["ended"]:
        return f"ended with {found['ended']}"
    if "told" in found:
        return "told" if is_sentence(found["told"]) else found["told"]
    if not all(map(is_sentence, found["said"])):
        return str(found["said"])
    told = bool(found["said"] or found["damaged"])
    if found["found"] != right:
        return "told" if told else "another answer"
    return "mended" if told else "same"


def test_whatever_is_damaged_the_answers_are_the_same_or_it_is_told(
    zygote: Zygote, base: Path, right: list[Any], cases: list[Case], tmp_path: Path
) -> None:
    verdicts: dict[Case, str] = {}
    for number, case in enumerate(cases):
        place = tmp_path / str(number)
        shutil.copytree(base, place)
        case.apply(place)
        verdicts[case] = verdict(zygote.order("ask", place=place), right)
        shutil.rmtree(place)
    assert {c: v for c, v in verdicts.items() if v not in ("same", "mended", "told")} == {}
    counts = Counter(verdicts.values())
    assert len(verdicts) == CASES + LEXICAL
    assert min(counts[one] for one in ("same", "mended", "told")) >= 5, counts


def test_indexing_again_mends_whatever_is_damaged(
    zygote: Zygote, base: Path, right: list[Any], docs: Path, cases: list[Case], tmp_path: Path
) -> None:
    for number, case in enumerate(cases[::6]):
        place = tmp_path / str(number)
        shutil.copytree(base, place)
        case.apply(place)
        done = zygote.build(docs, place)
        assert (done["ended"], done.get("said")) == (0, None), case
        again = zygote.order("ask", place=place)
        assert verdict(again, right) == "same", case
        with closing(Catalog(place / CATALOG)) as catalog:
            assert examine(catalog) == Damage(), case
        shutil.rmtree(place)


def test_one_that_is_killed_while_it_makes_a_torn_index_anew_goes_on_with_it(
    zygote: Zygote, base: Path, right: list[Any], docs: Path, tmp_path: Path
) -> None:
    torn = tmp_path / "torn"
    shutil.copytree(base, torn)
    tear(torn / CATALOG)
    place, seconds = tmp_path / "index", 0.0
    draw, killed = random.Random(KILLS), 0
    for kill in range(KILLS):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(torn, place)
        seconds = seconds or zygote.build(docs, place)["seconds"]
        shutil.rmtree(place)
        shutil.copytree(torn, place)
        ended = zygote.build(docs, place, after=(kill + draw.random()) / KILLS * seconds)["ended"]
        killed += ended == -signal.SIGKILL
        assert verdict(zygote.order("ask", place=place), right) in ("same", "mended", "told")
        assert zygote.build(docs, place)["ended"] == 0
        assert verdict(zygote.order("ask", place=place), right) == "same"
        assert not (place / ASIDE).exists()
    assert killed > KILLS // 2


def tear(path: Path) -> None:
    """Damage what leads to the rows of a table of passages, so that the file cannot be mended."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'passage_document'"
        (page,) = connection.execute(query).fetchone()
    data = bytearray(path.read_bytes())
    at = (page - 1) * 4096
    data[at + 3 : at + 300] = bytes(297)
    path.write_bytes(bytes(data))


@pytest.fixture
def shares(tmp_path: Path, seeds: Answerer) -> Path:
    build(write(tmp_path / "docs", SHARES), tmp_path / "index", seeds.encoder)
    return tmp_path / "index"


def asked(answerer: Answerer, place: Path, question: str) -> Answer:
    with answering(answerer, place) as ready:
        return ask(ready, question)


def shown(answer: Answer) -> str:
    quotes = answer.quotes + answer.closest + answer.further
    return " ".join(quote.place.text for quote in quotes)


def changed(place: Path, before: bytes, after: bytes) -> None:
    data = (place / CATALOG).read_bytes()
    assert data.count(before) == 1
    assert len(before) == len(after)
    (place / CATALOG).write_bytes(data.replace(before, after))


def test_five_letters_that_were_changed_in_a_stored_text_are_never_shown(
    shares: Path, seeds: Answerer
) -> None:
    assert "one-fifth" in shown(asked(seeds, shares, SHARE))
    changed(shares, b"gets one-fifth of", b"gets one-third of")
    answer = asked(seeds, shares, SHARE)
    assert answer.damaged == ("shares.md",)
    assert "catch" not in shown(answer)
    others = asked(seeds, shares, SAILS)
    assert "at nine" in shown(others)
    assert others.answered
    with opened(shares, seeds.encoder) as snapshot:
        with pytest.raises(IndexDamagedError, match=r"The document shares\.md is damaged in"):
            snapshot.catalog.document("shares.md")
        assert snapshot.catalog.document("ferry.md") is not None
    done = build(shares.parent / "docs", shares, seeds.encoder)
    assert (done.mended, done.changed, done.unchanged) == (("shares.md",), (), 2)
    answer = asked(seeds, shares, SHARE)
    assert (answer.damaged, "one-fifth" in shown(answer)) == ((), True)


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("UPDATE passage SET heading = 'Wages' WHERE id = 1", SHARE),
        ("UPDATE passage SET sentences = replace(sentences, '0,', '9,')", SHARE),
        ("DELETE FROM document WHERE path = 'shares.md'", SHARE),
        ("UPDATE document SET title = 'Wages' WHERE path = 'shares.md'", SHARE),
        ("UPDATE document SET date = '1999-01-01' WHERE path = 'shares.md'", SHARE),
        ("UPDATE landmark SET name = 'row 9' WHERE name = 'row 3'", "When is the tide at Harm 1?"),
        ("DELETE FROM landmark WHERE name = 'row 3'", "When is the tide at Harm 1?"),
    ],
)
def test_nothing_else_that_is_shown_of_a_document_can_be_changed_unseen(
    shares: Path, seeds: Answerer, statement: str, question: str
) -> None:
    before = asked(seeds, shares, question)
    with closing(sqlite3.connect(shares / CATALOG)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)
        assert connection.execute("SELECT changes()").fetchone()[0]
    after = asked(seeds, shares, question)
    assert after.damaged
    assert not before.damaged
    build(shares.parent / "docs", shares, seeds.encoder)
    assert shown(asked(seeds, shares, question)) == shown(before)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vector SET data = zeroblob(length(data)) WHERE id = 1",
        "DELETE FROM line WHERE document = (SELECT min(document) FROM line)",
        "UPDATE line_count SET count = count + 1",
        "INSERT INTO note VALUES (1, 'page 7 is a picture')",
        "UPDATE document SET passages = 9 WHERE path = 'shares.md'",
    ],
)
def test_what_a_build_rests_on_is_mended_by_it(
    shares: Path, seeds: Answerer, statement: str
) -> None:
    with closing(sqlite3.connect(shares / CATALOG)) as connection, connection:
        connection.execute(statement)
        assert connection.execute("SELECT changes()").fetchone()[0]
    with closing(Catalog(shares / CATALOG)) as catalog:
        assert examine(catalog)
    build(shares.parent / "docs", shares, seeds.encoder)
    with closing(Catalog(shares / CATALOG)) as catalog:
        assert not examine(catalog)
    assert "one-fifth" in shown(asked(seeds, shares, SHARE))


def test_a_document_that_is_damaged_when_caches_are_made_again_is_told_from_then_on(
    shares: Path, seeds: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    changed(shares, b"gets one-fifth of", b"gets one-third of")
    shutil.rmtree(shares / GENERATIONS)
    answer = asked(seeds, shares, SAILS)
    assert answer.answered
    assert answer.damaged == ("shares.md",)
    assert [record.getMessage() for record in caplog.records] == [
        f"The caches of the index in {shares} were damaged or lost, and have been made again."
    ]
    caplog.clear()
    assert asked(seeds, shares, SAILS).damaged == ("shares.md",)
    assert not caplog.records
    # Even if only another document is looked at.
    write(shares.parent / "docs", {"ferry.md": SHARES["ferry.md"].replace("nine", "ten")})
    build(shares.parent / "docs", shares, seeds.encoder, changed={"ferry.md"})
    answer = asked(seeds, shares, SAILS)
    assert ("at ten" in shown(answer), answer.damaged) == (True, ("shares.md",))
    build(shares.parent / "docs", shares, seeds.encoder)
    assert asked(seeds, shares, SHARE).damaged == ()


def test_a_vector_that_is_damaged_among_many_is_met_when_it_is_read(
    base: Path,
    docs: Path,
    seeds: Answerer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(vectors, "EXACT", 50)
    place = tmp_path / "index"
    shutil.copytree(base, place)
    shutil.rmtree(place / GENERATIONS)
    question = "When does the ferry number 7 leave the harbour?"
    right = shown(asked(seeds, place, question))
    [path] = place.glob(f"{GENERATIONS}/*/{MAIN}/{VECTORS}")
    assert path.with_name(SUMS).exists()
    data = path.read_bytes()
    path.write_bytes(data[:-8] + bytes(8))
    caplog.clear()
    assert shown(asked(seeds, place, question)) == right
    assert ["made again" in record.getMessage() for record in caplog.records] == [True]
    path.write_bytes(data[:-8] + bytes(8))
    build(docs, place, seeds.encoder)
    caplog.clear()
    assert shown(asked(seeds, place, question)) == right
    assert not caplog.records
