"""One update of an index whose passages Milvus imports: `python imported.py ADDRESS FOLDER`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from index.indexing.job import Progress
from index.indexing.update import update
from index.store.milvus import importing, putting
from index.store.milvus.address import Access, parse
from index.store.milvus.index import Milvus
from tests.index.store.milvus.many import Stub
from tests.support import write

# Passages of a file, and of an update that is imported.
AT_ONCE, LEAST = 100, 50
DOCUMENTS = 400


def index_in(address: str, folder: Path, *, imports: bool = True) -> Milvus:
    """An index with a working copy in the folder, and files for the server there."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    access = Access(patience=120.0, imports=files if imports else None)
    return Milvus(parse(address), access, folder / "work")


def bring_up(
    index: Milvus,
    folder: Path,
    changed: Mapping[str, str] = MappingProxyType({}),
    progress: Progress = lambda stage, done, total: None,
) -> None:
    """Index as many small documents as there are, after some were changed, by their names."""
    docs = folder / "docs"
    if not docs.exists():
        write(docs, {f"{n}.md": page(n, "stays") for n in range(DOCUMENTS)})
    write(docs, {f"{name}.md": text for name, text in changed.items()})
    encoder: Any = Stub()
    update(docs, folder, encoder, index=index, wait=600.0, progress=progress)


def page(number: int, what: str) -> str:
    """A document of one passage."""
    return f"# Page {number}\n\nThe boat number{number} {what} in the harbour.\n"


def small_files() -> None:
    """Let few passages be many."""
    importing.LEAST, importing.ROWS, putting.ROWS = LEAST, 1, AT_ONCE


def main() -> None:
    """Do as the arguments say."""
    small_files()
    folder = Path(sys.argv[2])
    bring_up(index_in(sys.argv[1], folder), folder)


if __name__ == "__main__":
    main()
