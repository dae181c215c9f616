"""Each thing broken for real gives its line and its remedy, and all else stays in order."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.doctor.checks import Check
from index.doctor.examination import NEEDS_INDEX
from index.indexing.update import update
from index.models.encoder import Encoder
from index.paths import CATALOG, GENERATIONS, PROMISE, collection_folder
from index.store.catalog import Catalog
from tests.index.doctor.conftest import Examined
from tests.index.formats.made import lines, pdf, picture
from tests.support import write

GERMAN = (
    "# Fähre\n\nDie Fähre nach Sele fährt um neun Uhr und nimmt keine Autos mit. Wer eine Karte "
    "kaufen will, muss am Schalter warten. Der Kapitän wohnt auf der Insel, aber nicht im Winter.\n"
)
MENU = "<nav><ul><li><a href='/a'>Home</a></li><li><a href='/b'>Shop</a></li></ul></nav>"
RULES = (
    "# Rules\n\nThe pool opens at nine in the morning. No glass is allowed near the water. "
    "Children must be with an adult. Showers are taken before swimming. Dogs stay outside.\n"
)


def edit(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def others(found: dict[str, Check], *names: str) -> set[str]:
    """The states of all but these checks, and but that there is no calibration."""
    return {one.state for name, one in found.items() if name not in (*names, "Calibration")}


@pytest.mark.parametrize("deep", [False, True])
def test_all_is_in_order_where_nothing_is_broken(examined: Examined, *, deep: bool) -> None:
    found = examined(deep=deep)
    assert others(found) == {"good"}
    assert found["Index"].told == "4 documents, 4 passages in 2 collections"
    assert found["Scopes"].told == "1 folder with a scope of its own"
    assert ("every" in found["Stored data"].told) is deep
    assert found["Calibration"].state == "note"
    assert "quoth calibrate" in found["Calibration"].remedy
    assert not any(check.listed for check in found.values())


def test_what_changed_in_the_folder_is_counted_and_named(place: Path, examined: Examined) -> None:
    docs = place / "docs"
    write(docs, {"new.md": "# New\n\nThe harbour has a new crane.\n", "broken.pdf": b"%PDF-"})
    (docs / "ferry.md").write_text("# Ferry\n\nThe ferry sails at ten.\n")
    (docs / "crew" / "pay.md").unlink()
    found = examined()
    assert others(found, "Documents") == {"good"}
    check = found["Documents"]
    assert (check.state, check.told) == ("note", "2 new, 1 changed, 1 gone since they were indexed")
    assert check.remedy == f"run quoth index {docs}"
    assert check.listed == (
        "new: broken.pdf",
        "new: new.md",
        "changed: ferry.md",
        "gone: crew/pay.md",
    )


def test_what_could_not_be_read_before_is_no_change(
    place: Path, examined: Examined, encoder: Encoder
) -> None:
    write(place / "docs", {"broken.pdf": b"%PDF-", "empty.md": b"", "photo.raw": b"\x00\x01"})
    update(place / "docs", place / "index", encoder)
    assert examined()["Documents"].state == "good"


def test_another_scope_than_the_indexed_one_is_to_be_mended(
    place: Path, examined: Examined
) -> None:
    (place / "docs" / "crew" / "quoth.toml").write_text("roles = [2]\n")
    check = examined()["Documents"]
    assert (check.state, check.listed) == ("bad", ("another scope: crew",))
    assert check.told == "1 folder with another scope than is indexed; 0 new, 0 changed, 0 gone"


def test_a_scope_that_cannot_be_understood_is_named(
    place: Path, examined: Examined, encoder: Encoder
) -> None:
    (place / "docs" / "crew" / "quoth.toml").write_text("roles = none")
    update(place / "docs", place / "index", encoder)
    found = examined()
    assert others(found, "Scopes") == {"good"}
    assert found["Scopes"].state == "bad"
    assert found["Scopes"].listed == ("crew: its quoth.toml cannot be read as TOML",)


def test_a_folder_that_is_away_is_told(place: Path, examined: Examined) -> None:
    (place / "docs").rename(place / "elsewhere")
    found = examined()
    assert others(found, "Documents") == {"good"}
    assert found["Documents"].state == "bad"
    assert "is not there" in found["Documents"].told


def test_without_an_index_the_rest_is_still_looked_at(place: Path, examined: Examined) -> None:
    shutil.rmtree(place / "index")
    found = examined()
    assert others(found, "Index", *NEEDS_INDEX) == {"good"}
    assert {found[name].state for name in NEEDS_INDEX} == {"skipped"}
    assert found["Index"].told == f"There is no index in {place / 'index'}"
    assert found["Index"].remedy == "make one with quoth index FOLDER"


def test_an_index_of_an_earlier_version_or_another_model_is_told(
    place: Path, examined: Examined
) -> None:
    with closing(Catalog(place / "index" / CATALOG, writing=True)) as catalog:
        catalog.set_meta({"model": "0" * 24})
    assert "with another model" in examined()["Index"].told
    with closing(Catalog(place / "index" / CATALOG, writing=True)) as catalog:
        catalog.set_meta({"schema": "3"})
    check = examined()["Index"]
    assert (check.state, check.remedy) == (
        "bad",
        "run quoth index on your documents, which makes it anew",
    )


@pytest.mark.parametrize("deep", [False, True])
def test_a_changed_letter_of_a_text_is_found(
    place: Path, examined: Examined, encoder: Encoder, *, deep: bool
) -> None:
    file = collection_folder(place / "index", "crew") / CATALOG
    edit(file, "UPDATE document SET text = replace(text, 'first', 'fifth')")
    check = examined(deep=deep)["Stored data"]
    assert (check.state, check.told) == ("bad", "1 document damaged: crew/pay.md")
    assert check.remedy == f"run quoth index {place / 'docs'}, which mends it"
    update(place / "docs", place / "index", encoder)
    assert examined(deep=deep)["Stored data"].state == "good"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passage SET heading = 'Other' WHERE id = 1",
        "UPDATE vector SET data = zeroblob(length(data)) WHERE id = 1",
        "DELETE FROM landmark WHERE rowid IS NULL OR start > 0",
        "UPDATE skipped SET reason = 'another'",
    ],
    ids=["passage", "vector", "row", "left out"],
)
def test_what_only_reading_everything_finds(
    place: Path, examined: Examined, encoder: Encoder, statement: str
) -> None:
    write(place / "docs", {"empty.md": b""})
    update(place / "docs", place / "index", encoder)
    if "landmark" in statement:
        statement = "DELETE FROM landmark WHERE start > 0"
    edit(place / "index" / CATALOG, statement)
    assert examined()["Stored data"].state == "good"
    found = examined(deep=True)
    assert others(found, "Stored data") == {"good"}
    assert found["Stored data"].state == "bad"
    assert "which mends it" in found["Stored data"].remedy
    update(place / "docs", place / "index", encoder)
    assert examined(deep=True)["Stored data"].state == "good"


def test_search_files_that_were_changed_are_found_and_left_as_they_are(
    place: Path, examined: Examined
) -> None:
    generations = place / "index" / GENERATIONS
    file = max(generations.rglob("*.term"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    file.write_bytes(data)
    found = examined()
    assert others(found, "Search files") == {"good"}
    assert found["Search files"].state == "bad"
    assert str(generations) in found["Search files"].told
    assert file.read_bytes() == data


def test_a_torn_file_is_told(place: Path, examined: Examined) -> None:
    file = place / "index" / CATALOG
    edit(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(file.read_bytes())
    for at in range(4096 * 3, len(data), 4096 * 4):
        data[at : at + 2000] = bytes(2000)
    file.write_bytes(data)
    found = examined(deep=True)
    bad = [check for check in found.values() if check.state == "bad"]
    assert bad
    assert all("quoth index" in check.remedy for check in bad)


def test_documents_that_nothing_can_find_are_named(
    place: Path, examined: Examined, encoder: Encoder
) -> None:
    scans = {
        "scan.pdf": pdf(picture, picture),
        "half.pdf": pdf(lines("The pier is closed."), picture),
    }
    write(place / "docs", {"faehre.md": GERMAN, "menu.html": MENU, **scans})
    update(place / "docs", place / "index", encoder)
    found = examined()
    assert others(found, "Findable") == {"good"}
    check = found["Findable"]
    assert (check.state, check.told) == (
        "note",
        "1 document without a sentence, 2 files with pictures of text, 1 document not in English",
    )
    assert check.listed == (
        "menu.html: without a sentence",
        "half.pdf: pictures of text",
        "scan.pdf: pictures of text",
        "faehre.md: German",
    )
    assert "OCR" in check.remedy


def test_versions_of_a_document_are_told(place: Path, examined: Examined, encoder: Encoder) -> None:
    write(place / "docs", {"rules.md": RULES, "old/rules.md": RULES.replace("nine", "ten")})
    update(place / "docs", place / "index", encoder)
    found = examined()
    assert others(found, "Duplicates") == {"good"}
    assert found["Duplicates"].state == "note"
    assert found["Duplicates"].listed == ("old/rules.md, rules.md",)


def test_a_promise_that_cannot_be_read_is_told(place: Path, examined: Examined) -> None:
    (place / "index" / PROMISE).write_text("{}")
    check = examined()["Calibration"]
    assert check.state == "bad"
    assert check.remedy.startswith("delete that file")


def test_servers_own_indexes_that_cannot_be_used_are_counted(
    place: Path, examined: Examined
) -> None:
    servers = place / "servers"
    shutil.copytree(place / "index", servers / "1" / "index")
    shutil.copytree(place / "index", servers / "2" / "index")
    assert examined(servers=servers)["Servers' own"].state == "good"
    (servers / "2" / "index" / CATALOG).write_bytes(b"no database" * 1000)
    check = examined(servers=servers)["Servers' own"]
    assert (check.state, check.told) == ("note", "those of 1 server cannot be searched")
    assert "start the bot" in check.remedy


def test_a_model_that_is_not_there_is_told(place: Path, examined: Examined) -> None:
    found = examined(model=str(place))
    assert list(found) == ["Python", "Models"]
    assert (found["Models"].state, "QUOTH_MODEL" in found["Models"].remedy) == ("bad", True)
