"""The words of a Word paragraph as a reader sees them, and the notes that it calls."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.formats.docx.styles import Styles, W, is_on, value

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FALLBACK = f"{COMPATIBILITY}Fallback"
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# Not words, words beside the paragraph, and words that are there no more.
APART = (
    *(f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}txbxContent", f"{W}del", f"{W}moveFrom", f"{W}rt"),
    FALLBACK,
)
CALLS = {f"{W}{kind}Reference": kind for kind in ("footnote", "endnote", "comment")}
# What holds paragraphs, rows or cells without being either.
AROUND = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
GONE = (f"{W}del", f"{W}moveFrom")


@dataclass(slots=True)
class Words:
    """Reads paragraphs one after the other; `called` are the notes that the last ones called."""

    styles: Styles
    called: list[tuple[str, str]] = field(default_factory=list)

    def of(self, paragraph: Any) -> str:  # noqa: ANN401 (lxml has no types)
        """The words that are shown: neither deleted nor hidden ones, nor the code of fields."""
        style = value(paragraph, f"pPr/{W}pStyle")
        return "".join(self._pieces(paragraph, self.styles.hidden(style), []))

    def _pieces(self, element: Any, hidden: bool, fields: list[bool]) -> Iterator[str]:  # noqa: ANN401
        """`hidden` is by the paragraph's style; `fields` says of open fields if results came."""
        for child in element:
            if child.tag == f"{W}t" or child.tag == f"{M}t":
                if all(fields):
                    yield child.text or ""
            elif child.tag in SIGNS:
                if all(fields):
                    yield SIGNS[child.tag]
            elif child.tag == f"{W}r":
                if self._shown(child, hidden):
                    yield from self._pieces(child, hidden, fields)
                else:
                    for mark in child.iterfind(f"{W}fldChar"):
                        _step(mark, fields)
            elif child.tag == f"{W}fldChar":
                _step(child, fields)
            elif child.tag in CALLS:
                if all(fields):
                    self.called.append((CALLS[child.tag], child.get(f"{W}id", "")))
            elif child.tag == f"{M}f":
                yield from self._fraction(child, hidden, fields)
            elif child.tag not in APART and not is_prompt(child):
                yield from self._pieces(child, hidden, fields)

    def _fraction(self, element: Any, hidden: bool, fields: list[bool]) -> Iterator[str]:  # noqa: ANN401
        for name, sign in (("num", "/"), ("den", "")):
            for part in element.iterfind(f"{M}{name}"):
                yield from self._pieces(part, hidden, fields)
                yield sign

    def _shown(self, run: Any, hidden: bool) -> bool:  # noqa: ANN401
        mark = run.find(f"{W}rPr/{W}vanish")
        if mark is not None:
            return not is_on(mark)
        style = value(run, f"rPr/{W}rStyle")
        return not (hidden ^ (style is not None and self.styles.hidden(style)))


def _step(mark: Any, fields: list[bool]) -> None:  # noqa: ANN401
    """A field begins, its result begins, or it ends."""
    match mark.get(f"{W}fldCharType"):
        case "begin":
            fields.append(False)
        case "separate" if fields:
            fields[-1] = True
        case "end" if fields:
            fields.pop()


def inside(parent: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401
    """The elements of these names in another one, directly or in what stands around them."""
    for element in parent:
        if element.tag in names:
            yield element
        elif element.tag in AROUND and not is_prompt(element):
            yield from inside(element, *names)


def is_prompt(element: Any) -> bool:  # noqa: ANN401
    """Whether a field to fill in still shows what to put there."""
    return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))


def boxes(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
    """The text boxes that hang on a paragraph, without those within them."""
    for element in paragraph:
        if element.tag == f"{W}txbxContent":
            yield element
        elif element.tag == FALLBACK:
            # What older programs show; the same as the choice before it, if that has a box.
            choice = element.getprevious()
            if choice is None or choice.find(f".//{W}txbxContent") is None:
                yield from boxes(element)
        elif element.tag not in GONE:
            yield from boxes(element)


def runs_on(paragraph: Any) -> bool:  # noqa: ANN401
    """Whether the end of a paragraph was deleted, so that the next one goes on with it."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{mark}") is not None for mark in GONE)
