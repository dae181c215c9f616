"""What on the pages of a PDF could not be read, as it is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.formats.pdf.annotations import Forms
from index.formats.pdf.words import FEW_LETTERS, PageWords

PICTURES = "it holds no text: its pages are pictures"
# A page with fewer letters, most of which a picture covers, is a scan with a stamp or a number.
COVERED = 0.6
# So many letters without a meaning are more than bullets.
UNKNOWN = 20
UNKNOWN_SHARE = 0.1
DEPTH = 3


@dataclass(slots=True)
class Unread:
    """The numbers of pages, from 1, by what of them could not be read."""

    pictures: list[int] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def look(self, page: Any, number: int, found: PageWords, forms: Forms) -> None:  # noqa: ANN401
        """Keep what of a page was not read; `number` counts from 0."""
        self.others += [f"page {number + 1}: {what}" for what in dict.fromkeys(forms.unread)]
        if found.unknown >= min(UNKNOWN, max(1, UNKNOWN_SHARE * found.letters)):
            self.unknown.append(number + 1)
        elif not found.letters and not found.views:
            if next(page.get_objects(max_depth=DEPTH), None) is not None:
                self.pictures.append(number + 1)
        elif found.letters <= FEW_LETTERS and not found.recognised and _is_covered(page):
            self.covered.append(number + 1)

    def look_at_all(self, document: Any) -> None:  # noqa: ANN401
        """Keep what of the file was not read: attached files, and a form that is no page."""
        import pypdfium2.raw as pdfium

        if count := document.count_attachments():
            one = (
                "a file attached to it was" if count == 1 else f"{count} files attached to it were"
            )
            self.others.append(f"{one} not read")
        if document.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
            self.others.append("its form (XFA) was not read: print it to a new PDF file")

    def notes(self) -> Iterator[str]:
        """Each as the end of a sentence."""
        if self.pictures:
            one = len(self.pictures) == 1
            rest = "holds no text: it is a picture" if one else "hold no text: they are pictures"
            yield f"{_pages(self.pictures)} {rest}"
        if self.covered:
            yield f"{_pages(self.covered)}: words in the picture of the page were not read"
        if self.unknown:
            yield f"{_pages(self.unknown)}: letters of a font that does not say which were not read"
        yield from self.others


def _pages(numbers: Sequence[int]) -> str:
    return f"page{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


def _is_covered(page: Any) -> bool:  # noqa: ANN401
    """Whether a picture covers most of a page."""
    import pypdfium2.raw as pdfium

    room = page.get_width() * page.get_height() or 1.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) >= COVERED * room:
            return True
    return False
