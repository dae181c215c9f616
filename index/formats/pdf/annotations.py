"""Fields and notes that lie on a page of a PDF, as PDFium finds them."""

import ctypes
import re
from dataclasses import dataclass, field
from typing import Any

from index.extraction.writer import one_line
from index.formats.pdf.letter_runs import Box
from index.formats.pdf.pieces import Segment
from index.formats.pdf.words import upright

# Values that only say that a box is ticked.
TICKED = frozenset({"", "on", "yes", "1", "true", "checked", "ja", "oui", "x"})
# Names that a program gave: Text1, Check Box 3, undefined_2, f1_01[0].
PROGRAM_NAME = re.compile(
    r"(?:text|txt|field|check ?box|undefined|untitled|unnamed|form|radio|button|group|fill|combo|"
    r"list|drop ?down|box|page|[a-z]{0,2}\d*)?(?: ?(?:field|box|button|group|list|form))*[\s\d.]*",
    re.IGNORECASE,
)
PART_OF_NAME = re.compile(r"\[\d+\]")
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
TAGS = re.compile(r"<[^>]{0,500}>")
LONGEST_NAME = 150
MOST_ANNOTATIONS = 1_000
PASSWORD = 1 << 13
DEPTH = 4


@dataclass(slots=True)
class Forms:
    """What a page's fields and notes say: `placed` in its text, `rows` and `notes` after it.

    `unread` tells of what holds words that were not read.
    """

    placed: list[Segment]
    rows: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is seen: `ticked` is None unless it is a box or a button."""

    box: Box
    name: str
    value: str
    ticked: bool | None = None


class Annotations:
    """The annotations of a page."""

    def __init__(self, page: Any, forms: Forms) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self.pdfium, self.forms = pdfium, forms
        self.environment = page.formenv
        self.bounds, self.quarter = page.get_bbox(), page.get_rotation() // 90
        self.fields: list[Field] = []
        self.silent = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}

    def look(self, annotation: Any) -> None:  # noqa: ANN401
        """Keep what one says, unless a viewer hides it."""
        pdfium = self.pdfium
        hidden = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind in self.silent or pdfium.FPDFAnnot_GetFlags(annotation) & hidden:
            return
        if kind == pdfium.FPDF_ANNOT_WIDGET:
            self._widget(annotation)
            return
        words = self._string(annotation, b"Contents")
        rich = TAGS.sub(" ", self._string(annotation, b"RC"))
        if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
            self.forms.unread.append("an attached file was not read")
        if one_line(words or rich):
            self.forms.notes += [one_line(part) for part in re.split(r"\n\s*\n", words or rich)]
        elif self._shows_words(annotation):
            self.forms.unread.append("the words of a stamp or drawing were not read")

    def _widget(self, annotation: Any) -> None:  # noqa: ANN401
        pdfium, form = self.pdfium, self.environment
        box = self._box(annotation)
        if box is None:
            return
        if form is None:
            name = self._string(annotation, b"TU") or self._string(annotation, b"T")
            self.fields.append(Field(box, _readable(name), self._string(annotation, b"V")))
            return
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        flags = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation)
        value = self._told(pdfium.FPDFAnnot_GetFormFieldValue, annotation)
        told = self._told(pdfium.FPDFAnnot_GetFormFieldAlternateName, annotation)
        name = _readable(told or self._told(pdfium.FPDFAnnot_GetFormFieldName, annotation))
        if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
            ticked = bool(pdfium.FPDFAnnot_IsChecked(form, annotation))
            value = self._told(pdfium.FPDFAnnot_GetFormFieldExportValue, annotation)
            value = "Yes" if value.casefold() in TICKED or value.isdecimal() else value
            self.fields.append(Field(box, name, value, ticked))
        elif kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
            self.fields.append(Field(box, name, self._chosen(annotation) or value))
        elif kind == pdfium.FPDF_FORMFIELD_SIGNATURE:
            if self._shows_words(annotation):
                self.forms.unread.append("the words of a signature were not read")
        elif kind != pdfium.FPDF_FORMFIELD_PUSHBUTTON and not flags & PASSWORD:
            self.fields.append(Field(box, name, value))

    def _chosen(self, annotation: Any) -> str:  # noqa: ANN401
        """The labels of the options that are chosen."""
        pdfium, form = self.pdfium, self.environment
        count = max(0, pdfium.FPDFAnnot_GetOptionCount(form, annotation))
        return ", ".join(
            self._told(pdfium.FPDFAnnot_GetOptionLabel, annotation, at)
            for at in range(min(count, MOST_ANNOTATIONS))
            if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, at)
        )

    def _box(self, annotation: Any) -> Box | None:  # noqa: ANN401
        """Where it stands on the page as it is shown; None for one without an extent."""
        rectangle = self.pdfium.FS_RECTF()
        if not self.pdfium.FPDFAnnot_GetRect(annotation, rectangle):
            return None
        left, right = sorted((rectangle.left, rectangle.right))
        bottom, top = sorted((rectangle.bottom, rectangle.top))
        if right - left < 1 or top - bottom < 1:
            return None
        return upright((left, bottom, right, top), self.bounds, self.quarter)

    def _string(self, annotation: Any, key: bytes) -> str:  # noqa: ANN401
        return _text(
            lambda *buffer: self.pdfium.FPDFAnnot_GetStringValue(annotation, key, *buffer),
            self.pdfium,
        )

    def _told(self, ask: Any, annotation: Any, *more: int) -> str:  # noqa: ANN401
        return _text(lambda *buffer: ask(self.environment, annotation, *more, *buffer), self.pdfium)

    def _shows_words(self, annotation: Any) -> bool:  # noqa: ANN401
        """Whether words are drawn for it."""
        pdfium = self.pdfium
        count = max(0, pdfium.FPDFAnnot_GetObjectCount(annotation))
        drawn = [pdfium.FPDFAnnot_GetObject(annotation, at) for at in range(min(count, 100))]
        for _ in range(DEPTH):
            inner: list[Any] = []
            for one in drawn:
                kind = pdfium.FPDFPageObj_GetType(one)
                if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                    return True
                if kind == pdfium.FPDF_PAGEOBJ_FORM:
                    parts = max(0, pdfium.FPDFFormObj_CountObjects(one))
                    inner += [
                        pdfium.FPDFFormObj_GetObject(one, at) for at in range(min(parts, 100))
                    ]
            drawn = inner
        return False


def _text(ask: Any, pdfium: Any) -> str:  # noqa: ANN401
    """What a function of PDFium writes into a buffer as UTF-16."""
    length = ask(None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", errors="replace").partition("\0")[0].replace("\r", "\n")


def _readable(name: str) -> str:
    """A field's name as a person reads it; none if a program gave it."""
    last = PART_OF_NAME.sub("", name).rsplit(".", 1)[-1] if " " not in name else name
    words = one_line(CAPITAL.sub(" ", last.replace("_", " ")))
    if len(words) > LONGEST_NAME or PROGRAM_NAME.fullmatch(words):
        return ""
    return words.rstrip(": ")
