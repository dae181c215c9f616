"""What lies on a sheet of a workbook beside its cells: text boxes, comments, charts."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.extraction.archives import tree
from index.extraction.writer import one_line

PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
ON_SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart",
)
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# How the older kind of a comment begins where it only stands for one of the newer kind.
STANDS_FOR = "[Threaded comment]"


@dataclass(slots=True)
class Beside:
    """The paragraphs of text boxes, comments after the names of their cells, what is not read."""

    boxes: list[str] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    charts: int = 0
    diagrams: int = 0


def beside(archive: zipfile.ZipFile, sheet: str) -> Beside:
    """Look through what the part of a sheet points to."""
    found = Beside()
    threads: list[tuple[str, str]] = []
    for kind, root in _linked(archive, sheet):
        if kind == "drawing":
            _look(root, found)
        elif kind == "comments":
            for comment in root.iter(f"{MAIN}comment"):
                words = one_line("".join(text.text or "" for text in comment.iter(f"{MAIN}t")))
                if words and not words.startswith(STANDS_FOR):
                    found.comments.append((comment.get("ref", ""), words))
        elif kind == "threadedComment":
            for comment in root.iter(f"{THREADED}threadedComment"):
                words = one_line(comment.findtext(f"{THREADED}text") or "")
                threads += [(comment.get("ref", ""), words)] if words else []
    found.comments += threads
    return found


def unread(name: str, found: Beside) -> Iterator[str]:
    """What of these is not read, each as the end of a sentence."""
    for count, one, several in (
        (found.charts, "a chart", "charts"),
        (found.diagrams, "a diagram", "diagrams"),
    ):
        if count:
            what = f"{one}, which is" if count == 1 else f"{count} {several}, which are"
            yield f"sheet {name} holds {what} not read"


def _look(element: Any, found: Beside) -> None:  # noqa: ANN401 (lxml has no types)
    """The boxes, charts and diagrams of a drawing that are shown."""
    for child in element:
        if child.tag == FALLBACK or _hidden(child):
            continue
        if child.tag == f"{ON_SHEET}txBody":
            for paragraph in child.iter(f"{DRAWING}p"):
                words = one_line("".join(t.text or "" for t in paragraph.iter(f"{DRAWING}t")))
                found.boxes += [words] if words else []
        elif child.tag in CHARTS:
            found.charts += 1
        elif child.tag == DIAGRAM:
            found.diagrams += 1
        else:
            _look(child, found)


def _hidden(element: Any) -> bool:  # noqa: ANN401
    names = element.find(f"./*/{ON_SHEET}cNvPr")
    return names is not None and names.get("hidden") in ("1", "true")


def _linked(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[str, Any]]:
    """The parts that a sheet's part points to, each after the last word of its kind."""
    folder, name = posixpath.split(sheet)
    links = f"{folder}/_rels/{name}.rels"
    names = set(archive.namelist())
    if links not in names:
        return
    for link in tree(archive.read(links)).iter(f"{PACKAGE}Relationship"):
        target = link.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = link.get("Type", "").rsplit("/", 1)[-1]
        if link.get("TargetMode") != "External" and path in names and path.endswith(".xml"):
            yield kind, tree(archive.read(path))
