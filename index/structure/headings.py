"""Where words stand, for a person: the headings above them, and links that lead to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.extraction.model import Block, Landmark
from index.structure.marking import Page
from index.text.bounds import LONGEST_TITLE, shortened

PATH_CHARACTERS = 80
# The rank of marked-up headings ends here; a lone line that heads a text is below all of them.
DEEPEST_HEADING = 6
PATH_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above what is looked at: its words, and its rank, 1 being the highest."""

    level: int
    words: str


def below(above: Sequence[Heading], page: Page, block: Block) -> list[Heading]:
    """The headings that stand above what follows a block that is one, the highest first.

    `above` are those that stand above the block itself. The page's title is no part of them: it is
    told anyhow, and what stands above it, such as the site's name, heads nothing.
    """
    level = block.level or DEEPEST_HEADING + 1
    whole = " ".join(page.document.text[block.start : block.end].split())
    words = shortened(whole, LONGEST_TITLE)
    if words == page.title:
        return []
    return [*(heading for heading in above if heading.level < level), Heading(level, words)]


def section_landmarks(page: Page) -> Iterator[Landmark]:
    """A landmark where each marked-up heading begins, named by the path of headings to it."""
    path: list[Heading] = []
    for block, role in zip(page.document.blocks, page.roles, strict=True):
        if role == "heading" and block.kind == "heading":
            path = below(path, page, block)
            name = heading_path([heading.words for heading in path])
            yield Landmark(block.start, name, by_line=True)


def heading_path(headings: Sequence[str]) -> str:
    """The deepest heading, cut where it is too long, after as many of those above it as fit."""
    if not headings:
        return ""
    path = headings[-1]
    if len(path) > PATH_CHARACTERS:
        path = path[: PATH_CHARACTERS - 1].rstrip() + "…"
    for heading in reversed(headings[:-1]):
        longer = heading + PATH_SEPARATOR + path
        if len(longer) > PATH_CHARACTERS:
            break
        path = longer
    return path
