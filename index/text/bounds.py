"""How long the words may be by which a place in the documents is told."""

# Code points of a title, and of a path of headings: more of them stands before every passage that
# is encoded and read, and in every label.
LONGEST_TITLE = 200
LONGEST_HEADINGS = 300
# Those of what a place in a document is called.
LONGEST_NAME = 80


def shortened(words: str, longest: int) -> str:
    """Words of at most so many code points: cut between words if possible, with "…" at the end."""
    if len(words) <= longest:
        return words
    head = words[:longest].rpartition(" ")[0]
    return f"{(head if len(head) > longest // 2 else words[: longest - 1]).rstrip()}…"
