"""Texts cut to the room that Discord leaves for them: a line, or a file."""

import io
from collections.abc import Iterable

import discord

from bot.chat.posts.fitting import size
from bot.chat.posts.markdown import one_line

CUT = "…"


def excerpt(text: str, room: int) -> str:
    """The text on one line of at most so many UTF-16 code units, with "…" for what is left out."""
    words = one_line(text)
    if size(words) <= room:
        return words
    words = words[: room - len(CUT)]
    while size(words) > room - len(CUT):
        words = words[:-1]
    return words.rstrip() + CUT


def lines_file(lines: Iterable[str], name: str, limit: int) -> tuple[discord.File, int]:
    """A file of the lines that fit into so many bytes, and how many those are."""
    content, count = io.BytesIO(), 0
    for line in lines:
        row = f"{line}\n".encode("utf-8", "replace")
        if content.tell() + len(row) > limit:
            break
        content.write(row)
        count += 1
    content.seek(0)
    return discord.File(content, name), count
