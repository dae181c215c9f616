"""Digests of mailing lists that are one text: RFC 1153, and what Mailman makes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

RULE = re.compile(r"-{30,75}")
HEADER = re.compile(r"([A-Z][A-Za-z-]{1,30}):[ \t]*(.*)")
NUMBERED = re.compile(r"Message(?:: |\s#?)\d+", re.IGNORECASE)
# A message of a digest tells so many of these at least.
TOLD = ("from", "date", "subject")
FEWEST = 2
# Mailman puts the list's own words below the messages as if they were one.
FOOTER = re.compile(r"Digest Footer", re.IGNORECASE)
END = re.compile(r"\s*End of .{1,200}Digest", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a digest: its headers by lower-case names, and its lines."""

    headers: dict[str, str]
    lines: list[str]

    @property
    def is_footer(self) -> bool:
        """Whether it is only what the list says of itself."""
        return bool(FOOTER.fullmatch(self.headers.get("subject", "")))


def messages(lines: Sequence[str]) -> tuple[list[str], list[Message]]:
    """What stands before the first message of a digest, and the messages; none in other texts."""
    starts = [at for at, line in enumerate(lines) if RULE.fullmatch(line.rstrip())]
    found: list[Message] = []
    before = list(lines)
    for at, end in pairwise([*starts, len(lines)]):
        headers, first = _headers(lines, at + 1, end)
        message = Message(headers, list(lines[first:end]))
        if sum(name in headers for name in TOLD) >= FEWEST or message.is_footer:
            before = before if found else list(lines[:at])
            found.append(message)
        elif found and END.match("\n".join(lines[at + 1 : at + 4])):
            found.append(Message({"subject": "Digest Footer"}, list(lines[at + 1 : end])))
        elif found:
            # A rule that a message has in its text.
            found[-1].lines.extend(lines[at:end])
    return before, found


def _headers(lines: Sequence[str], at: int, end: int) -> tuple[dict[str, str], int]:
    """The headers from a line on, and the line below them."""
    headers: dict[str, str] = {}
    name = ""
    while at < end and (not lines[at].strip() or NUMBERED.fullmatch(lines[at].strip())):
        at += 1
    while at < end and lines[at].strip():
        header = HEADER.fullmatch(lines[at].rstrip())
        if header:
            name = header[1].lower()
            headers[name] = header[2]
        elif name and lines[at][0] in " \t":
            headers[name] += f" {lines[at].strip()}"
        else:
            return {}, at
        at += 1
    return headers, at
