"""Where words stand, for a person: the headings above them, and links that lead to them."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from index.formats import Landmark
from index.furniture import Page

PATH_CHARACTERS = 80
PATH_SEPARATOR = " › "
FRAGMENT_WORDS = 5


def section_landmarks(page: Page) -> Iterator[Landmark]:
    """A landmark where each marked-up heading begins, named by the path of headings to it.

    The page's title is no part of a path: it is in the label anyhow. An item whose number does not
    stand before it is a landmark too.
    """
    text = page.document.text
    path: list[tuple[int, str]] = []
    item = ""
    for block, role in zip(page.document.blocks, page.roles, strict=True):
        if role == "furniture" or (role != "heading" and block.item == item):
            continue
        if role == "heading":
            if block.kind != "heading":
                continue
            words = block.told(text)
            # What stands above the title, such as the site's name, heads nothing.
            titled = words == page.title
            path = [] if titled else [*((n, name) for n, name in path if n < block.level)]
            path.append((block.level, "" if titled else words))
        item = block.item if role != "heading" else ""
        names = [*(name for _, name in path if name), *filter(None, [item])]
        yield Landmark(block.start, heading_path(names), by_line=True)


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


def text_fragment(url: str, words: str) -> str:
    """The address with a text fragment, by which a browser finds the words and shows them.

    A long text is given by its first and last words.
    """
    parts = words.split()
    if not parts:
        return url
    head, tail = parts[:FRAGMENT_WORDS], parts[-FRAGMENT_WORDS:]
    if len(parts) <= 2 * FRAGMENT_WORDS:
        head, tail = parts, []
    pieces = [_encoded(" ".join(side)) for side in (head, tail) if side]
    mark = ":~:text=" if "#" in url else "#:~:text="
    return url.partition(":~:")[0] + mark + ",".join(pieces)


def _encoded(words: str) -> str:
    """Percent-encoded, with the dash too, which has a meaning in a text fragment."""
    return quote(words, safe="").replace("-", "%2D")
