"""E-mail, by the standard library: who wrote what; what is quoted or signed is set apart."""

import email
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import default

from index.errors import DocumentError
from index.extraction.decoding import decode
from index.extraction.model import Extract, damage
from index.extraction.plain import wrapped_at
from index.extraction.writer import TextWriter, one_line, row

SUFFIXES = (".eml",)

HEADERS = ("From", "To", "Cc")
QUOTED = re.compile(r"\s*>")
FORWARDED = re.compile(
    r"\W*(?:Begin forwarded message|-+ ?Forwarded message ?-+)\W*", re.IGNORECASE
)
# Programs write this above the message that is answered; all that follows is that message.
ORIGINAL = re.compile(r"\W*-{2,} ?Original (?:Message|Appointment) ?-{2,}\W*", re.IGNORECASE)
RULED = re.compile(r"_{10,}\s*")
HEADER_LINE = re.compile(r"\s*\*?(?:From|Sent|To|Cc|Date|Subject):", re.IGNORECASE)
HEADER_LINES = 3
HANDED_ON = re.compile(r"\s*(?:fwd?|wg|tr)\s*:", re.IGNORECASE)
WROTE = re.compile(r"^On (?=[^\n]*\d)[^\n]{6,200}(?:\n[^\n]{0,120})?\bwrote:[ \t]*$", re.MULTILINE)
# The same where a quotation follows at once.
INTRODUCES = re.compile(r".{0,200}(?:\b(?:wrote|writes|schrieb|a écrit|escribió)\b|@).{0,80}:\s*$")
# What a mailing list puts below each message.
LIST_FOOT = re.compile(r"mailing list|unsubscribe|/listinfo/", re.IGNORECASE)
LIST_FOOT_LINES = 8
SIGNATURE = re.compile(r"-- ?")
SENT_FROM = re.compile(r"(?:Sent from my|Get Outlook for|Sent via) .{2,40}", re.IGNORECASE)


def read(data: bytes) -> Extract:
    """The headers on a line, the message's own words, and the names of what is attached."""
    with damage():
        message = email.message_from_bytes(data, policy=default)
        subject = one_line(str(message["subject"] or ""))
        sent = getattr(message["date"], "datetime", None)
        if not any(message.keys()) or not (message["from"] or message["date"] or subject):
            raise DocumentError("it is no e-mail")
        sheet = TextWriter()
        sheet.add(subject, "heading", 1)
        named = [name for name in HEADERS if message[name]]
        sheet.add(row(named, [str(message[name]) for name in named]), "table")
        _body(message, sheet)
        attached = [one_line(part.get_filename() or "") for part in message.iter_attachments()]
        sheet.add(row(["Attachments"], [", ".join(filter(None, attached))]), "table")
    return Extract(
        text=sheet.text,
        blocks=tuple(sheet.blocks),
        title=subject,
        date=sent.date().isoformat() if isinstance(sent, datetime) else None,
    )


def _body(message: EmailMessage, sheet: TextWriter) -> None:
    part = message.get_body(("plain", "html"))
    if part is None:
        return
    words = _words(part)
    forwards = bool(HANDED_ON.match(str(message["subject"] or "")))
    if part.get_content_subtype() == "html":
        _page(words, sheet, forwards=forwards)
        return
    lines = words.replace("\r\n", "\n").split("\n")
    if part.get_param("format") == "flowed":
        lines = list(_unfolded(lines))
    wrap = wrapped_at("\n".join(line for line in lines if not QUOTED.match(line)))
    for piece, furniture in _pieces(lines, forwards=forwards):
        sheet.add(piece, "line", furniture=furniture, wrap=wrap)


def _page(markup: str, sheet: TextWriter, *, forwards: bool) -> None:
    """What a message that is a web page says, but for the message that it answers."""
    from index.formats.html import page

    found = page(markup)
    words = [found.text[block.start : block.end] for block in found.blocks]
    rest = False
    for at, (block, line) in enumerate(zip(found.blocks, words, strict=True)):
        rest = rest or (not forwards and _begins_another(words, at))
        quoted = any(other.furniture for other in found.blocks[at + 1 : at + 2])
        apart = SENT_FROM.fullmatch(line) or (quoted and INTRODUCES.fullmatch(line))
        sheet.add(line, block.kind, block.level, furniture=block.furniture or rest or bool(apart))


def _unfolded(lines: Sequence[str]) -> Iterator[str]:
    """Lines as they were written: one that ends in a blank goes on in the next one."""
    whole = ""
    for line in lines:
        flows = line.endswith(" ") and not SIGNATURE.fullmatch(line) and not QUOTED.match(line)
        if whole and (QUOTED.match(line) or SIGNATURE.fullmatch(line)):
            yield whole
            whole = ""
        if flows:
            whole += line
        else:
            yield whole + line
            whole = ""
    if whole:
        yield whole


def _words(part: MIMEPart) -> str:
    """A part's text; where its encoding is unknown or not kept to, as it looks."""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError):
        content = None
    if isinstance(content, str) and "\ufffd" not in content:
        return content
    data = part.get_payload(decode=True)
    return decode(data) if isinstance(data, bytes) else ""


def _pieces(lines: Sequence[str], *, forwards: bool) -> Iterator[tuple[str, bool]]:
    """Runs of lines, and whether they are the message's own words or furniture."""
    run: list[str] = []
    kind = False
    for line, furniture in _lines(lines, forwards=forwards):
        if furniture != kind and run:
            yield "\n".join(run), kind
            run = []
        kind = furniture
        run.append(line)
    yield "\n".join(run), kind


def _lines(lines: Sequence[str], *, forwards: bool) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is quoted, announces what is quoted, or is a signature's."""
    words = "\n".join(lines)
    introduced: set[int] = set()
    for match in WROTE.finditer(words):
        first = words.count("\n", 0, match.start())
        introduced.update(range(first, first + match.group().strip().count("\n") + 1))
    written = [number for number, line in enumerate(lines) if line.strip()]
    rest = False
    for number, line in enumerate(lines):
        at = bisect_right(written, number)
        below = [lines[other] for other in written[at : at + LIST_FOOT_LINES + 1]]
        if FORWARDED.fullmatch(line):
            rest, forwards = False, True
        elif SIGNATURE.fullmatch(line) or (not forwards and _begins_another(lines, number)):
            rest = True
        elif RULED.fullmatch(line):
            foot = len(below) <= LIST_FOOT_LINES and any(map(LIST_FOOT.search, below))
            rest = rest or foot or any(map(HEADER_LINE.match, below[:2]))
        quoted = below and QUOTED.match(below[0]) and INTRODUCES.fullmatch(line)
        apart = bool(QUOTED.match(line) or quoted or SENT_FROM.fullmatch(line.strip()))
        yield line, rest or apart or number in introduced


def _begins_another(lines: Sequence[str], at: int) -> bool:
    """Whether the message that is answered begins with this line: its mark, or its headers."""
    if ORIGINAL.fullmatch(lines[at]):
        return True
    if not HEADER_LINE.match(lines[at]):
        return False
    below = [line for line in lines[at : at + 2 * HEADER_LINES] if line.strip()]
    return all(map(HEADER_LINE.match, below[:HEADER_LINES])) and len(below) >= HEADER_LINES
