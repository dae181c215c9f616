"""The title of a document, found in its text where it does not declare one."""

from collections.abc import Callable, Sequence, Set
from math import sqrt
from pathlib import PurePosixPath

from index.extraction.model import Block
from index.extraction.plain import reads_as_sentence
from index.text.words import stems

PROSE_WORDS = 6
TITLE_WORDS = 25
NEARLY = 0.75


def is_prose(text: str, block: Block) -> bool:
    """Whether a block is running text: where it begins, a page's head has ended."""
    words = text[block.start : block.end]
    return block.kind == "text" and reads_as_sentence(words) and len(words.split()) >= PROSE_WORDS


def find_title(text: str, candidates: Sequence[Block], body: Callable[[], Set[str]]) -> int | None:
    """Which of the blocks that may be a title names what the text is about, or None.

    A heading of the first level does. Otherwise it is the first of the candidates that share nearly
    the most content words with the prose, whose words `body` finds: menus and teasers share few.
    Where none shares any, it is the heading that the text begins with.
    """
    for i, block in enumerate(candidates):
        if block.kind == "heading" and block.level == 1:
            return i
    scores = [_likeness(text[block.start : block.end], body()) for block in candidates]
    highest = max(scores, default=0.0)
    if not highest:
        return 0 if candidates and candidates[0].kind == "heading" else None
    return next(i for i, score in enumerate(scores) if score >= NEARLY * highest)


def _likeness(line: str, body: Set[str]) -> float:
    words = stems(line)
    if not words or len(words) > TITLE_WORDS:
        return 0.0
    return sum(word in body for word in words) / sqrt(len(words))


def name_title(path: str) -> str:
    """A title from a file's name, for documents that hold none."""
    return PurePosixPath(path).stem.replace("_", " ").strip() or path
