"""What several tests need: documents made from strings, and the made pages with their truth."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index.answering.answerer import Answerer
from index.documents.document import Document, Source, read
from index.models.encoder import Encoder
from index.store.library import Library
from index.store.snapshot import EmbeddedSnapshot, open_snapshot
from index.structure.marking import Page, mark
from index.text.lines import line_of

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
PAGES = ROOT / "tests" / "pages"
ALIBABA_NEWS, ALIBABA_FT = "000_276326dee9f317e6.txt", "002_5aa07d2a96e5c89f.txt"


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, by their paths below the folder, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def document(text: str, path: str = "page.txt") -> Document:
    """The document that a file with this text becomes."""
    return read(Source(path, text.encode()))


def page_documents(name: str) -> dict[str, Document]:
    """The made pages, `dev` or `held`, by file name."""
    return {
        path.name: read(Source(path.name, path.read_bytes()))
        for path in sorted((PAGES / name).iterdir())
    }


def gold_furniture(name: str) -> dict[str, set[int]]:
    """The lines of each made page that a person marked as furniture."""
    marks = json.loads((PAGES / f"{name}.furniture.json").read_text(encoding="utf-8"))
    return {path: set(lines) for path, lines in marks.items()}


def furniture_lines(document: Document, shared: frozenset[str] = frozenset()) -> set[int]:
    """The numbers of the lines that are marked as furniture."""
    return lines_with_role(mark(document, shared), "furniture")


def lines_with_role(page: Page, role: str) -> set[int]:
    """The numbers of the lines whose block has a role."""
    text = page.document.text
    return {
        line
        for block, found in zip(page.document.blocks, page.roles, strict=True)
        if found == role
        for line in lines_between(text, block.start, block.end)
    }


def lines_between(text: str, start: int, end: int) -> range:
    """The numbers of the lines that text[start:end] stands on."""
    return range(line_of(text, start), line_of(text, end - 1) + 1)


def page_questions(name: str, *kinds: str) -> list[str]:
    """The questions about the made pages, of some kinds or of all."""
    rows = (PAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row["question"] for row in map(json.loads, rows) if not kinds or row["kind"] in kinds]


@contextmanager
def opened(index_folder: Path, encoder: Encoder) -> Iterator[EmbeddedSnapshot]:
    """An index, open as long as the block runs."""
    snapshot = open_snapshot(index_folder, encoder.fingerprint)
    try:
        yield snapshot
    finally:
        snapshot.close()


@contextmanager
def answering(answerer: Answerer, index_folder: Path) -> Iterator[Answerer]:
    """The same models on another index."""
    with opened(index_folder, answerer.encoder) as snapshot:
        yield replace(answerer, library=Library((snapshot,)))


def run_python(
    *arguments: str | Path, cache: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A fresh Python process in the project's folder, without the settings of this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}
    if cache:
        kept["QUOTH_CACHE_DIR"] = str(cache)
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=kept | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
