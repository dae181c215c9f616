"""Plain text as files, in the encodings that people have."""

from collections.abc import Iterable, Sequence

from benchmarks.corpus.tools.story import Story
from benchmarks.corpus.tools.truth import Known, Made, folded, with_lines
from benchmarks.corpus.tools.words import Words

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
LATIN = str.maketrans(
    dict(zip("“”‘’–…€Ł", ['"', '"', "'", "'", "-", "...", "EUR ", "L"], strict=True))
)


def text_file(
    words: Words,
    told: Story | Iterable[Known],
    lines: Sequence[str],
    *,
    newline: str = "\n",
    encodings: Sequence[str] = ("utf-8",),
    furniture: Sequence[str] = (),
) -> Made:
    """A text file of these lines in one of the encodings, and what is known of it."""
    text, encoding = newline.join(lines) + newline, words.random.choice(encodings)
    whole = told.known() if isinstance(told, Story) else list(told)
    known = [Known(one.text, one.kind) for one in whole]
    if encoding in ("cp1252", "latin-1"):
        text = _fitting(text, encoding)
        known = [Known(_fitting(one.text, encoding), one.kind) for one in known]
    data = MARKS.get(encoding, b"") + text.encode(encoding)
    aside = [line for line in map(folded, text.splitlines()) if line and line not in furniture]
    return Made(".txt", data, with_lines(text, known), furniture, aside)


def _fitting(text: str, encoding: str) -> str:
    """The text without what an encoding has no character for."""
    if encoding == "latin-1":
        text = text.translate(LATIN)
    return text.replace("Ł", "L").encode(encoding, errors="ignore").decode(encoding)
