"""Index a folder with Quoth and write its passages for the other tools: `cut.py FOLDER PASSAGES`.

A process apart, for the peak of a process counts that of the one that started it.
"""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from protocol import Passage

import quoth
from index.store.snapshot import open_catalog
from index.structure.passages import join


def cut(index_folder: Path) -> list[Passage]:
    """The passages of an index, document by document."""
    with closing(open_catalog(index_folder)) as catalog:
        stored = catalog.passages([number for number, *_ in catalog.all_passages()])
    return [
        Passage(
            document=one.document.path,
            title=one.document.title,
            heading=one.passage.heading,
            text=join(one.document.text, one.passage).text,
            sentences=[one.document.text[s.start : s.end] for s in one.passage.sentences],
        )
        for one in stored
    ]


if __name__ == "__main__":
    folder, passages = map(Path, sys.argv[1:])
    with TemporaryDirectory() as work, passages.open("w", encoding="utf-8") as file:
        quoth.index(folder, Path(work) / "index")
        for passage in cut(Path(work) / "index"):
            file.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")
