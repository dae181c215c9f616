"""What is looked at before a server is to import anything, which needs no server."""

from pathlib import Path

import pytest

from index.errors import IndexMismatchError, SettingsError
from index.store.milvus import importing
from index.store.milvus.address import Access, parse
from index.store.milvus.connection import Server
from index.store.milvus.importing import Importing
from index.store.milvus.jobs import Job


def importing_from(folder: Path) -> Importing:
    server = Server(parse("milvus+http://localhost:1/handbook"), Access(imports=folder))
    return Importing(server, "handbook", folder, 5, 1, lambda: None)


def test_a_folder_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="of QUOTH_MILVUS_IMPORT cannot be written to"):
        importing_from(tmp_path / "none")


def test_pyarrow_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "find_spec", lambda name: None)
    with pytest.raises(IndexMismatchError, match=r"pip install 'quoth\[milvus-import\]'"):
        importing_from(tmp_path)


@pytest.mark.parametrize(
    ("files", "ours"),
    [
        ("/files/handbook.00/0000000000000005.0000000003.ab12/000001.parquet", True),
        ("/files/handbook.00/0000000000000005.0000000002.ab12/000001.parquet", False),
        ("/files/handbook.00/0000000000000006.0000000003.ab12/000001.parquet", False),
        ("", True),
    ],
    ids=["later", "former", "another's", "untold"],
)
def test_whose_a_job_is_stands_in_its_file(files: str, ours: bool) -> None:
    assert Job(1, files, 2, 0, "").may_be_of(5, 2) == ours
