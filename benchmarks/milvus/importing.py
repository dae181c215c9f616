"""An index put onto a Milvus server by sending its passages, and by files it imports, in turns.

It makes the index of `benchmarks.scale` in a folder and puts it onto a standalone server of its
own, under another name each time; so it runs where `tests/milvus_servers.sh` makes that server:
`tests/milvus_servers.sh .milvus-servers .venv/bin/python -m benchmarks.milvus.importing`.
"""

import argparse
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.milvus.publishing import publish
from benchmarks.record import ROOT, save
from benchmarks.scale.corpus import FINGERPRINT, make_index, real_texts
from bot.settings import load_settings
from index.loading import load_encoder
from index.store.milvus.address import Access
from index.store.milvus.index import Milvus
from tests.milvus_service import Service, Standalone, running

WAYS = ("sent", "imported")


def put(service: Service, made: Path, folder: Path, name: str, size: tuple[int, int]) -> Any:  # noqa: ANN401
    """Put an index of so many passages and dimensions there; what that took."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    imports = files if name.startswith("imported") else None
    access = Access(patience=300.0, vectors="HNSW", imports=imports)
    index = Milvus(service.address(name), access, folder / name)
    before = processor_seconds(service)
    seconds = publish(made, index, size[1])
    held = index.open(FINGERPRINT).main
    assert (held.passages, index._server.count(name, "born >= 0")) == (size[0], size[0])
    index.close()
    return {
        "seconds": round(seconds, 1),
        "per_second": round(size[0] / seconds),
        "server_cpu_seconds": round(processor_seconds(service) - before, 1),
    }


def processor_seconds(service: Service) -> float:
    """What the processes of a server took of the processor."""
    assert service.process is not None
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            values = stat.read_text().rpartition(")")[2].split()
            if int(values[2]) == service.process.pid:
                ticks += int(values[11]) + int(values[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Make, put in turns, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.milvus.importing")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--passages", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--vectors", type=Path, help="file that keeps the real vectors")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    settings = load_settings()
    found: dict[str, Any] = {}
    for passages in options.passages:
        with (
            tempfile.TemporaryDirectory(prefix="quoth-milvus-") as temporary,
            running(Standalone(Path(temporary) / "server")) as service,
        ):
            folder = Path(temporary)
            encoder = load_encoder(settings.model, settings.cache_dir)
            real = real_texts(options.shared, encoder, options.vectors or folder / "real.npz")
            made = make_index(real, passages, folder / "documents", folder / "index")
            size = (passages, made.vectors.shape[1])
            rounds = []
            for number in range(options.rounds):
                one = {}
                for way in WAYS if number % 2 == 0 else WAYS[::-1]:
                    name = f"{way}_{number}"
                    one[way] = put(service, folder / "index", folder, name, size)
                    print(passages, name, json.dumps(one[way]), flush=True)
                one["ratio"] = round(one["imported"]["per_second"] / one["sent"]["per_second"], 2)
                rounds.append(one)
            ratios = [one["ratio"] for one in rounds]
            found[str(passages)] = {"rounds": rounds, "ratio": round(float(np.median(ratios)), 2)}
            print(passages, "ratios", ratios, flush=True)
    found["load"] = round(os.getloadavg()[0], 1)
    if not options.look:
        print(f"Kept in {save('milvus_importing', found)}")


if __name__ == "__main__":
    main()
