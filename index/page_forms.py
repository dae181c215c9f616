"""Forms and notes on pages of a PDF: the values of fields and what was written beside the text."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from index.page_layout import Segment
from index.placed_words import Box, upright
from index.sheet import one_line

# Values that only say that a box is ticked.
TICKED = frozenset({"", "on", "yes", "1", "true", "checked", "ja", "oui", "x"})
ON, OFF = "☒", "☐"
# Names that a program gave: Text1, Check Box 3, undefined_2, f1_01[0].
PROGRAM_NAME = re.compile(
    r"(?:text|txt|field|check ?box|undefined|untitled|unnamed|form|radio|button|group|fill|combo|"
    r"list|drop ?down|box|page|[a-z]{0,2}\d*)?(?: ?(?:field|box|button|group|list|form))*[\s\d.]*",
    re.IGNORECASE,
)
PART_OF_NAME = re.compile(r"\[\d+\]")
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
RULE = re.compile(r"_{3,}|\.{5,}|…{2,}")
TAGS = re.compile(r"<[^>]{0,500}>")
LONGEST_NAME = 150
LETTER_WIDTH = 0.5
USUAL_SIZE = 10.0
# Parts of the size of letters: how far a label may be, how high one line of a field is.
LABEL_GAP = 3.0
ABOVE = 1.5
ONE_LINE = 2.4
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
class _Field:
    """A field that is seen: `ticked` is None unless it is a box or a button."""

    box: Box
    name: str
    value: str
    ticked: bool | None = None


def with_forms(page: Any, segments: Sequence[Segment]) -> Forms:  # noqa: ANN401 (no types)
    """The words of a page with the values of its fields among them, and its notes."""
    import pypdfium2.raw as pdfium

    there = pdfium.FPDFPage_GetAnnotCount(page)
    count = min(there, MOST_ANNOTATIONS)
    forms = Forms(list(segments))
    if there > count:
        forms.unread.append(f"of its fields and notes only {count} of {there} were read")
    if not count:
        return forms
    reader = _Annotations(page, forms)
    for number in range(count):
        if annotation := pdfium.FPDFPage_GetAnnot(page, number):
            try:
                reader.look(annotation)
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
    _put(forms, reader.fields)
    return forms


class _Annotations:
    """The annotations of a page."""

    def __init__(self, page: Any, forms: Forms) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self.pdfium, self.forms = pdfium, forms
        self.environment = page.formenv
        self.bounds, self.quarter = page.get_bbox(), page.get_rotation() // 90
        self.fields: list[_Field] = []
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
            self.fields.append(_Field(box, _readable(name), self._string(annotation, b"V")))
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
            self.fields.append(_Field(box, name, value, ticked))
        elif kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
            self.fields.append(_Field(box, name, self._chosen(annotation) or value))
        elif kind == pdfium.FPDF_FORMFIELD_SIGNATURE:
            if self._shows_words(annotation):
                self.forms.unread.append("the words of a signature were not read")
        elif kind != pdfium.FPDF_FORMFIELD_PUSHBUTTON and not flags & PASSWORD:
            self.fields.append(_Field(box, name, value))

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


def _put(forms: Forms, fields: Sequence[_Field]) -> None:
    """Put values of fields where they stand, or after the page's text with their names."""
    filled = [one for one in fields if one.value.strip() or one.ticked is not None]
    if not filled:
        return
    sizes = Counter(round(segment.size, 1) for segment in forms.placed)
    size = sizes.most_common(1)[0][0] if sizes else USUAL_SIZE
    forms.placed = [part for one in forms.placed for part in _without_rules(one, filled)]
    words = list(forms.placed)
    for one in filled:
        if one.ticked is not None:
            _put_box(forms, one, filled, size)
            continue
        value = one_line(one.value)
        if any(other.words == value and _inside(other, one.box) for other in words):
            continue
        left, bottom, right, top = one.box
        label = _label_before(words, one, fields)
        wide = LETTER_WIDTH * size * len(value)
        if (
            "\n" in one.value.strip()
            or wide > 1.5 * (right - left)
            or top - bottom > ONE_LINE * size
        ):
            name = one.name or (label or _label_above(words, one, size) or "").rstrip(": ")
            forms.rows.append(f"{name}: {value}" if name else value)
            continue
        if label is None:
            name = one.name or (_label_above(words, one, size) or "").rstrip(": ")
            named = f"{name}: {value}" if name else value
            forms.placed.append(_segment(named, one.box, left, size))
        else:
            near = _before(words, one, fields)
            level = one.box if near is None else (left, near.bottom, right, near.top)
            forms.placed.append(_segment(value, level, left, size))


def _put_box(forms: Forms, one: _Field, fields: Sequence[_Field], size: float) -> None:
    """Put a box or button before its label, ticked or not, and tell what is ticked by its name."""
    left, _, right, _ = one.box
    mark = ON if one.ticked else OFF
    behind = [
        segment
        for segment in forms.placed
        if not segment.is_field
        and _level(segment, one.box)
        and -size <= segment.left - right <= LABEL_GAP * size
        and not any(right <= other.box[0] < segment.left for other in fields if other is not one)
    ]
    if behind:
        label = min(behind, key=lambda segment: segment.left)
        forms.placed[forms.placed.index(label)] = replace(
            label, words=f"{mark} {label.words}", left=left, places=(), is_field=True
        )
    elif _before(forms.placed, one, fields) is not None:
        forms.placed.append(_segment(mark, one.box, left, size))
    if one.ticked and one.name:
        forms.rows.append(f"{one.name}: {one.value}")


def _segment(words: str, box: Box, left: float, size: float) -> Segment:
    right = left + LETTER_WIDTH * size * len(words)
    first = LETTER_WIDTH * size * len(words.split()[0])
    return Segment(words, left, right, box[1], box[3], size, False, first, (), True)


def _level(segment: Segment, box: Box) -> bool:
    return box[1] <= segment.middle <= box[3]


def _inside(segment: Segment, box: Box) -> bool:
    return _level(segment, box) and box[0] - 1 <= segment.left <= box[2]


def _before(words: Sequence[Segment], one: _Field, fields: Sequence[_Field]) -> Segment | None:
    """The words on the line before a field, with no other field between them."""
    left = one.box[0]
    before = [s for s in words if not s.is_field and _level(s, one.box) and s.left < left]
    label = max(before, key=lambda segment: segment.left, default=None)
    if label is None:
        return None
    between = any(
        label.left < other.box[0] < left and other.box[1] <= label.middle <= other.box[3]
        for other in fields
        if other is not one
    )
    return None if between else label


def _label_before(words: Sequence[Segment], one: _Field, fields: Sequence[_Field]) -> str | None:
    label = _before(words, one, fields)
    return label.words if label else None


def _label_above(words: Sequence[Segment], one: _Field, size: float) -> str | None:
    """The words right above a field."""
    left, _, right, top = one.box
    above = [
        s
        for s in words
        if 0 <= s.middle - top <= ABOVE * size and s.left < right and s.right > left
    ]
    return min(above, key=lambda segment: segment.middle).words if above else None


def _without_rules(segment: Segment, fields: Sequence[_Field]) -> Iterator[Segment]:
    """A segment without the rules that fields are drawn over, in pieces if they part it."""
    if not RULE.search(segment.words) or not any(_level(segment, one.box) for one in fields):
        yield segment
        return
    words = segment.words.split(" ")
    if len(words) != len(segment.places):
        yield replace(segment, words=one_line(RULE.sub(" ", segment.words)) or segment.words)
        return
    piece: list[int] = []
    for at, word in enumerate([*words, "___"]):
        bare = RULE.sub("", word)
        if at < len(words) and bare:
            piece.append(at)
        if (not bare or bare != word) and piece:
            places = tuple(segment.places[n] for n in piece)
            text = " ".join(RULE.sub("", words[n]) for n in piece)
            yield replace(
                segment, words=text, left=places[0][0], right=places[-1][1], places=places
            )
            piece = []
