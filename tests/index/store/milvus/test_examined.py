"""An index on a server is examined as far as what it holds can be read there."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.doctor.checks import Check
from index.doctor.examination import Subject, examine
from index.indexing.update import update
from index.limits import DEFAULT_LIMITS
from index.models.encoder import Encoder
from index.models.files import DEFAULT_MODEL
from index.store.milvus.index import Milvus
from tests.milvus_service import Service
from tests.support import write

pytestmark = pytest.mark.milvus

FERRY = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"


def test_what_is_there_is_compared_with_the_folder(
    index: Milvus, lite: Service, encoder: Encoder, cache_folder: Path, tmp_path: Path
) -> None:
    docs = write(tmp_path / "docs", {"ferry.md": FERRY, "old/ferry.md": f"{FERRY}\nYes.\n"})
    subject = Subject(tmp_path / "work", DEFAULT_MODEL, cache_folder, False, DEFAULT_LIMITS)

    def found() -> dict[str, Check]:
        checks = examine(replace(subject, served=index), lambda done, total: None, deep=True)
        return {check.name: check for check in checks}

    assert found()["Index"].told.startswith("There is no index at ")
    update(docs, tmp_path / "work", encoder, index=index)
    first = found()
    assert {c.state for name, c in first.items() if name != "Calibration"} == {"good"}
    assert first["Index"].told == f"2 documents, 2 passages on {index.label}"
    assert "Search files" not in first
    write(docs, {"ferry.md": FERRY.replace("nine", "ten"), "new.md": FERRY})
    assert found()["Documents"].listed == ("new: new.md", "changed: ferry.md")
