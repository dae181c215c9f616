"""Several processes write to an index and read it at once: exact counts, and no wrong answer."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.access import server_collection
from index.store.milvus.rows import scope_of
from tests.index.store.milvus.many import FOLDER, KEPT, Stub, figures, write
from tests.milvus_service import Service, index_on
from tests.support import ROOT

pytestmark = pytest.mark.milvus

PROCESSES = 4
# QUOTH_ would name a setting.
SECONDS = os.environ.get("MILVUS_SECONDS", "20")


@pytest.mark.parametrize("server", ["lite", "standalone"])
def test_nothing_is_lost_twice_or_half(
    server: str, request: pytest.FixtureRequest, name: str, tmp_path: Path
) -> None:
    service: Service = request.getfixturevalue(server)
    address = str(service.address(name))
    write(tmp_path / FOLDER, {"all.md": "# All\n\nThis is for all of them.\n"})
    running = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.index.store.milvus.many", address, str(number)),
                *(str(PROCESSES), str(tmp_path), SECONDS),
            ],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(1, PROCESSES + 1)
    ]
    outcomes = []
    for process in running:
        output, errors = process.communicate()
        assert process.returncode == 0, errors.decode()
        outcomes.append(json.loads(output))
    print(json.dumps(outcomes))
    assert [wrong for one in outcomes for wrong in one["wrong"]] == []
    with index_on(service, name, tmp_path / "after") as index:
        library = index.open(Stub.fingerprint)
        assert library.main.documents == library.main.passages == PROCESSES + 1
        assert len(library.main.catalog.documents()) == PROCESSES + 1
        for number, outcome in enumerate(outcomes, 1):
            collection = server_collection(number)
            [own] = [one for one in library.servers if one.collection == collection]
            assert figures(own, number) == [outcome["last"]] * 2
            assert (own.documents, own.passages) == (KEPT + 2, KEPT + 2)
            assert own.frequencies(["counter", f"process{number}"]) == [2, KEPT + 2]
            seen = f"{own.catalog.condition}"
            assert index._server.count(name, seen) == KEPT + 2
            assert f"scope == {scope_of(collection.name)}" in seen
