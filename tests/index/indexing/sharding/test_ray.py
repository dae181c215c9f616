"""What two actors of a Ray cluster make is what one process makes, whoever is killed when."""

import json
import signal
from pathlib import Path

import pytest

from index.indexing.sharding.manifest import NAME
from index.indexing.sharding.sharing import FOLDER
from index.indexing.update import update
from index.models.encoder import Encoder
from tests.index.indexing.sharding.built import TOWNS, make, same
from tests.support import run_python

pytestmark = pytest.mark.ray

# Ray's own processes and warnings stay out of the tests' process.
FOUND = """
import json, os, signal, sys
from pathlib import Path
from index.indexing.sharding.ray_workers import RayWorkers
from index.indexing.update import update
from index.loading import load_encoder
from index.models.files import DEFAULT_MODEL
from tests.index.indexing.sharding import built

docs, index, cache = map(Path, sys.argv[1:4])

def above(pid):
    found = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(found[1])

def is_ours(pid):
    while pid > 1 and pid != os.getpid():
        pid = above(pid)
    return pid == os.getpid()

def actors():
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        pid = int(line.parent.name)
        try:
            said = line.read_bytes()
            if said.startswith(b"ray::") and b"_Actor" in said and is_ours(pid):
                yield pid
        except OSError:
            pass
"""
BUILT = (
    FOUND
    + """
killed, seen = [], []

def progress(stage, done, total):
    seen.append([stage, done, total])
    if stage == "Encoding" and not killed:
        # The first of them is what was done before.
        if sys.argv[4] == "driver" or next(actors(), 0):
            killed.append(os.getpid() if sys.argv[4] == "driver" else next(actors()))
            os.kill(killed[0], signal.SIGKILL)

workers = RayWorkers("local", 2, DEFAULT_MODEL, cache)
done = update(docs, index, load_encoder(DEFAULT_MODEL, cache), progress=progress, workers=workers)
print(json.dumps([done.added, done.passages, done.encoded, killed, seen, len(list(actors()))]))
"""
)
REFUSED = (
    FOUND
    + """
import threading, ray
from contextlib import suppress
from index.errors import QuothError
from index.indexing.sharding import crew

def told(count):
    workers = RayWorkers("local", count, DEFAULT_MODEL, cache)
    try:
        update(docs, index, load_encoder(DEFAULT_MODEL, cache), workers=workers)
    except QuothError as error:
        print(json.dumps(str(error)))

def kill():
    while not over.wait(0.05):
        for pid in actors():
            with suppress(OSError):
                if b"_Actor.do" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)

over = threading.Event()
killing = threading.Thread(target=kill)
killing.start()
told(2)
over.set()
killing.join()
told(3)
crew.PATIENCE = 3.0
other = ray.remote(num_cpus=2)(built.Other).remote()
ray.get(other.here.remote())
told(2)
"""
)


def test_a_build_goes_on_where_its_driver_was_killed_and_then_an_actor(
    encoder: Encoder, cache_folder: Path, tmp_path: Path
) -> None:
    docs = make(tmp_path / "docs")
    expected = update(docs, tmp_path / "plain", encoder)
    arguments = [str(docs), str(tmp_path / "index"), str(cache_folder)]
    ended = run_python("-c", BUILT, *arguments, "driver")
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    rows = (tmp_path / "index" / FOLDER / NAME).read_text()
    assert '"encoded-' in rows
    assert list((tmp_path / "index" / FOLDER).glob("encoded-*.parquet"))
    ended = run_python("-c", BUILT, *arguments, "actor")
    assert ended.returncode == 0, ended.stderr
    added, passages, encoded, killed, seen, left = json.loads(ended.stdout.splitlines()[-1])
    assert killed[0]
    assert left == 0
    assert (tuple(added), passages) == (expected.added, expected.passages)
    assert 0 < encoded < expected.encoded
    assert ["Reading", len(TOWNS) + 2, len(TOWNS) + 2] in seen
    assert ["Encoding", passages, passages] in seen
    same(tmp_path / "index", tmp_path / "plain")


def test_what_a_cluster_does_not_do_is_told(cache_folder: Path, tmp_path: Path) -> None:
    docs = make(tmp_path / "docs")
    ended = run_python("-c", REFUSED, str(docs), str(tmp_path / "index"), str(cache_folder))
    assert ended.returncode == 0, ended.stderr
    # Ray tells of what it lost there too.
    told = [line for line in ended.stdout.splitlines() if line.startswith('"')]
    worn, few, full = map(json.loads, told)
    assert "ended 3 times: see that there is memory" in worn
    assert "has 2 cores, too few for 3 workers" in few
    assert "gave no worker in" in full
