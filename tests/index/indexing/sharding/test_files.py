"""Shards are whole or told to be damaged."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexMismatchError
from index.indexing.sharding.files import Part, ShardFolder
from index.indexing.sharding.manifest import NAME, Manifest
from index.indexing.sharding.tasks import Done

FORMS = [False, pytest.param(True, marks=pytest.mark.ray)]


@pytest.mark.parametrize("parquet", FORMS)
def test_what_was_put_in_comes_out(tmp_path: Path, parquet: bool) -> None:
    files = ShardFolder(tmp_path, parquet=parquet)
    vectors = np.arange(6, dtype=np.float32).reshape(2, 3)
    files.put("some", {"of": ["ä"]}, [Part("a"), Part("b", vectors), Part("ü", vectors[:1])])
    assert files.head("some") == {"of": ["ä"]}
    found = files.parts("some")
    assert [part.body for part in found] == ["a", "b", "ü"]
    shapes = [part.vectors is not None and len(part.vectors) for part in found]
    assert shapes == [0, 2, 1]
    assert np.array_equal(found[1].vectors, vectors)
    files.put("none", [], [])
    assert files.parts("none") == []


@pytest.mark.parametrize("parquet", FORMS)
def test_damage_is_told(tmp_path: Path, parquet: bool) -> None:
    files = ShardFolder(tmp_path, parquet=parquet)
    with pytest.raises(IndexMismatchError, match="is damaged or gone"):
        files.parts("some")
    files.put("some", [], [Part("a")])
    files.path("some").write_bytes(files.path("some").read_bytes()[:50])
    with pytest.raises(IndexMismatchError, match="is damaged or gone"):
        files.head("some")


def test_the_manifest_knows_what_is_there_as_it_was_made(tmp_path: Path) -> None:
    files = ShardFolder(tmp_path, parquet=False)
    done = Done("some", *files.put("some", [], [Part("a")]), 1)
    manifest = Manifest(files)
    manifest.put(done)
    manifest.close()
    with (tmp_path / NAME).open("a") as file:
        file.write('{"makes": "half')
    again = Manifest(files)
    again.put(Done("other", *files.put("other", [], []), 0))
    again.close()
    last = Manifest(files)
    assert last.of("some") == done
    assert last.of("other")
    assert last.of("half") is None
    damaged = bytearray(files.path("some").read_bytes())
    damaged[40] ^= 1
    files.path("some").write_bytes(damaged)
    assert last.of("some") is None
    last.close()
