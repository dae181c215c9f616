"""Forms on pages of a PDF: the values of fields where they stand, or after the page's text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.extraction.writer import one_line
from index.formats.pdf.annotations import MOST_ANNOTATIONS, Annotations, Field, Forms
from index.formats.pdf.letter_runs import Box
from index.formats.pdf.pieces import Segment

ON, OFF = "☒", "☐"
RULE = re.compile(r"_{3,}|\.{5,}|…{2,}")
LETTER_WIDTH = 0.5
USUAL_SIZE = 10.0
# Parts of the size of letters: how far a label may be, how high one line of a field is.
LABEL_GAP = 3.0
ABOVE = 1.5
ONE_LINE = 2.4


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
    reader = Annotations(page, forms)
    for number in range(count):
        if annotation := pdfium.FPDFPage_GetAnnot(page, number):
            try:
                reader.look(annotation)
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
    _put(forms, reader.fields)
    return forms


def _put(forms: Forms, fields: Sequence[Field]) -> None:
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


def _put_box(forms: Forms, one: Field, fields: Sequence[Field], size: float) -> None:
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


def _before(words: Sequence[Segment], one: Field, fields: Sequence[Field]) -> Segment | None:
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


def _label_before(words: Sequence[Segment], one: Field, fields: Sequence[Field]) -> str | None:
    label = _before(words, one, fields)
    return label.words if label else None


def _label_above(words: Sequence[Segment], one: Field, size: float) -> str | None:
    """The words right above a field."""
    left, _, right, top = one.box
    above = [
        s
        for s in words
        if 0 <= s.middle - top <= ABOVE * size and s.left < right and s.right > left
    ]
    return min(above, key=lambda segment: segment.middle).words if above else None


def _without_rules(segment: Segment, fields: Sequence[Field]) -> Iterator[Segment]:
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
