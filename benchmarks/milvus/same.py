"""Whether both kinds of index give the same first quote: `python -m benchmarks.milvus.same`.

It starts a server of its own, so it runs where `tests/milvus_servers.sh` makes one:
`tests/milvus_servers.sh .milvus-servers .venv/bin/python -m benchmarks.milvus.same`.
Where retrieval finds the same passages in the same order with the same figures, what is read and
quoted is the same; some of these questions are asked of both nevertheless, and all others.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.milvus.publishing import publish
from benchmarks.record import ROOT, save
from bot.settings import load_settings
from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import ask, look_up
from index.loading import load_answerer, load_encoder
from index.search.retrieval import Retrieved
from index.store.milvus.address import Access
from index.store.milvus.index import Milvus
from tests.milvus_service import Lite, Service, running
from training.development import development_sets

SETS = ("seeds", "pydis", "f18", "squad2")
# Of the questions with the same retrieval, so many of each set are asked all the same.
ASKED = 10


def same(found: Sequence[Retrieved], others: Sequence[Retrieved]) -> bool:
    """Whether two retrievals are the same but for the last digits of their figures."""
    return len(found) == len(others) and all(
        one.passage.document.path == other.passage.document.path
        and one.passage.passage == other.passage.passage
        and abs(one.cosine - other.cosine) < 1e-5
        and abs(one.bm25 - other.bm25) < 1e-4
        and abs(one.fused - other.fused) < 1e-3
        and {t.passage.document.path for t in one.twins}
        == {t.passage.document.path for t in other.twins}
        for one, other in zip(found, others, strict=True)
    )


def quoted(answerer: Answerer, question: str) -> tuple[bool, str]:
    """Whether it is answered, and the first quote, or what comes closest."""
    answer = ask(answerer, question, OWNER)
    first = next(iter((*answer.quotes, *answer.closest)), None)
    return answer.answered, first.place.text if first else ""


def compare(one: Answerer, other: Answerer, questions: Sequence[str]) -> Counter[str]:
    """How many questions there are, with the same retrieval, and with the same first quote."""
    counts: Counter[str] = Counter()
    rng = random.Random(1)
    for question in questions:
        found, others = (
            look_up(a.library.view(OWNER), a.encoder, a.reader, question) for a in (one, other)
        )
        alike = same(found.retrieved, others.retrieved)
        counts["questions"] += 1
        counts["same_retrieval"] += alike
        if alike and rng.random() * len(questions) > ASKED:
            counts["same_quote"] += 1
            continue
        counts["asked"] += 1
        quotes = quoted(one, question), quoted(other, question)
        counts["same_quote"] += quotes[0] == quotes[1]
        if quotes[0] != quotes[1]:
            print(f"differs ({'same' if alike else 'other'} retrieval): {question}\n  {quotes}")
    return counts


def measured(name: str, lite: Service, folder: Path, options: argparse.Namespace) -> Counter[str]:
    """Both indexes of one set made, and compared."""
    settings = load_settings()
    encoder = load_encoder(settings.model, settings.cache_dir)
    [made] = development_sets(options.shared, options.work, encoder, options.squad, names=[name])
    index = Milvus(lite.address(name), Access(patience=120.0), folder / name)
    publish(made.index_folder, index, encoder.dimensions)
    one = load_answerer(made.index_folder, settings.model, settings.cache_dir)
    other = replace(one, library=index.open(encoder.fingerprint))
    counts = compare(one, other, [gold.question for gold in made.gold])
    one.library.close()
    index.close()
    return counts


def main() -> None:
    """Make both indexes of each set, compare, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.milvus.same")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--work", type=Path, default=ROOT / "runs" / "sets")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--squad", type=int, default=3000, help="how many questions of SQuAD")
    parser.add_argument("--look", action="store_true", help="print the figures, do not keep them")
    options = parser.parse_args()
    kept: dict[str, dict[str, int]] = {}
    with TemporaryDirectory(prefix="quoth-milvus-") as folder, running(Lite(Path(folder))) as lite:
        for name in options.sets:
            kept[name] = dict(measured(name, lite, Path(folder), options))
            print(name, json.dumps(kept[name]), flush=True)
    if not options.look:
        print(f"Kept in {save('milvus_same', {'sets': kept})}")


if __name__ == "__main__":
    main()
