"""E-mail, by the standard library: who wrote what; what is quoted or signed is set apart."""

import email
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import default

from index.decoding import decode
from index.errors import DocumentError
from index.formats import Extract, damage
from index.sheet import Sheet, one_line, row

SUFFIXES = (".eml",)

HEADERS = ("From", "To", "Cc")
QUOTED = re.compile(r"\s*>")
FORWARDED = re.compile(
    r"\W*(?:Begin forwarded message|-+ ?Forwarded message ?-+)\W*", re.IGNORECASE
)
# Programs write this above the message that is answered; all that follows is that message.
ORIGINAL = re.compile(r"\W*-{2,} ?Original (?:Message|Appointment) ?-{2,}\W*", re.IGNORECASE)
RULED = re.compile(r"_{10,}\s*")
HEADER_LINE = re.compile(r"\*?(?:From|Sent|To|Date|Subject):", re.IGNORECASE)
WROTE = re.compile(r"^On (?=[^\n]*\d)[^\n]{6,200}(?:\n[^\n]{1,120})?\bwrote:[ \t]*$", re.MULTILINE)
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
        sheet = Sheet()
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


def _body(message: EmailMessage, sheet: Sheet) -> None:
    part = message.get_body(("plain", "html"))
    if part is None:
        return
    words = _words(part)
    if part.get_content_subtype() == "html":
        from index.formats.html import page

        found = page(words)
        for block in found.blocks:
            sheet.add(
                found.text[block.start : block.end],
                block.kind,
                block.level,
                furniture=block.furniture,
            )
        return
    for piece, furniture in _pieces(words.replace("\r\n", "\n")):
        sheet.add(piece, "line", furniture=furniture)


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


def _pieces(words: str) -> Iterator[tuple[str, bool]]:
    """Runs of lines, and whether they are the message's own words or furniture."""
    run: list[str] = []
    kind = False
    for line, furniture in _lines(words):
        if furniture != kind and run:
            yield "\n".join(run), kind
            run = []
        kind = furniture
        run.append(line)
    yield "\n".join(run), kind


def _lines(words: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is quoted, announces what is quoted, or is a signature's."""
    introduced: set[int] = set()
    for match in WROTE.finditer(words):
        first = words.count("\n", 0, match.start())
        introduced.update(range(first, first + match.group().strip().count("\n") + 1))
    lines = words.split("\n")
    rest = False
    for number, line in enumerate(lines):
        below = lines[number + 1 : number + 3]
        if FORWARDED.fullmatch(line):
            rest = False
        elif ORIGINAL.fullmatch(line) or SIGNATURE.fullmatch(line):
            rest = True
        elif RULED.fullmatch(line):
            rest = rest or any(map(HEADER_LINE.match, below))
        apart = bool(QUOTED.match(line) or SENT_FROM.fullmatch(line.strip()))
        yield line, rest or apart or number in introduced
