"""E-mail, by the standard library: who wrote what; what is quoted or signed is set apart."""

import email
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.policy import default

from index.errors import DocumentError
from index.extraction.model import Extract, damage
from index.extraction.plain import wrapped_at
from index.extraction.writer import TextWriter, one_line, row
from index.formats.eml import digests
from index.formats.eml.parts import Mail, Unread, Words, parts
from index.text.lines import LINE_BREAK

SUFFIXES = (".eml",)

HEADERS = ("From", "To", "Cc")
DEEPEST_HEADING = 6
# Mails within a mail: so many are read, and so deep.
MOST_MAILS = 200
DEEPEST_MAIL = 10
NAMED = 5
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
ARMOUR = re.compile(r"-----(BEGIN|END) PGP ([A-Z ]+)-----")
ARMOUR_HEADER = re.compile(r"(?:Hash|Charset|Comment|Version): .*")
ENCRYPTED = re.compile(r"-----BEGIN PGP MESSAGE-----")
SENT_FROM = re.compile(r"(?:Sent from my|Get Outlook for|Sent via) .{2,40}", re.IGNORECASE)


def read(data: bytes) -> Extract:
    """Headers on a line, the mail's own words, the names of its files, and the mails within it."""
    with damage():
        message = email.message_from_bytes(data, policy=default)
        subject = one_line(_header(message, "subject"))
        sent = getattr(message["date"], "datetime", None)
        if not any(message.keys()) or not (message["from"] or message["date"] or subject):
            raise DocumentError("it is no e-mail")
        reading = _Reading(TextWriter())
        _write(reading, message, subject, level=1)
        if reading.left_out:
            mails = f"{reading.mails + reading.left_out - 1} mails within it"
            reading.notes.append(f"of the {mails} only {reading.mails - 1} are read")
    return Extract(
        text=reading.writer.text,
        blocks=tuple(reading.writer.blocks),
        title=subject,
        date=sent.date().isoformat() if isinstance(sent, datetime) else None,
        notes=tuple(reading.notes),
    )


@dataclass(slots=True)
class _Reading:
    """What has been written of a mail and those within it, and what could not be read."""

    writer: TextWriter
    notes: list[str] = field(default_factory=list)
    mails: int = 0
    left_out: int = 0


def _write(reading: _Reading, message: Message, subject: str, *, level: int) -> None:
    """One mail: a heading, its headers, words and files, then what it hands on."""
    writer, within = reading.writer, reading.mails > 0
    reading.mails += 1
    names = (*HEADERS, "Date") if within else HEADERS
    named = [name for name in names if message[name]]
    writer.add(subject, "heading", min(level, DEEPEST_HEADING))
    writer.add(row(named, [_header(message, name) for name in named]), "table")
    forwards = bool(HANDED_ON.match(_header(message, "subject")))
    unread: list[Unread] = []
    others: list[Mail] = []
    found = parts(message)
    for part in found:
        if isinstance(part, Words):
            _body(part, reading, f"“{subject}”" if within else "its text", level, forwards)
        elif isinstance(part, Mail):
            others.append(part)
        else:
            unread.append(part)
    files = [part.name for part in unread if part.name and "/" not in part.name]
    writer.add(row(["Attachments"], [", ".join(files)]), "table")
    reading.notes += _told(found, f"the mail “{subject}” in it" if within else "")
    for other in others:
        if reading.mails > MOST_MAILS or level > DEEPEST_MAIL:
            reading.left_out += 1
            continue
        about = one_line(_header(other.message, "subject"))
        _write(reading, other.message, about or "(no subject)", level=level + 1)


def _told(found: Sequence[Words | Mail | Unread], mail: str) -> Iterator[str]:
    """What is said of parts that are not read; `mail` is one within the file's own, or ""."""
    unread = [part for part in found if isinstance(part, Unread)]
    whole = not any(isinstance(part, Words) for part in found)
    for sealed in dict.fromkeys(part.sealed for part in unread if part.sealed):
        yield f"{mail or 'it'} {sealed}" if whole else f"a part of {mail or 'it'} {sealed}"
    if names := [part.name for part in unread if part.name]:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        several = len(names) > 1
        whose = f" of {mail}" if mail else ""
        yield (
            f"{'the' if mail else 'its'} attachment{'s' if several else ''} "
            f"{', '.join(names[:NAMED])}{more}{whose} {'are' if several else 'is'} not read"
        )


def _header(message: Message, name: str) -> str:
    """A header as it is meant; one that cannot be taken apart, as it is written."""
    try:
        return str(message[name] or "")
    except (IndexError, ValueError, LookupError, AttributeError, TypeError):
        written = [value for key, value in message.raw_items() if key.lower() == name.lower()]
        return str(next(iter(written), ""))


def _body(part: Words, reading: _Reading, where: str, level: int, forwards: bool) -> None:
    """The words of one part; those of an attached text below its name."""
    writer = reading.writer
    reading.notes += (f"{note} of {part.name or where}" for note in part.source.notes)
    if part.name:
        writer.add(part.name, "heading", min(level + 1, DEEPEST_HEADING))
    if part.page:
        _page(part.page, writer, forwards=forwards)
        return
    lines = LINE_BREAK.sub("\n", part.source.text).split("\n")
    if part.flowed:
        lines = list(_unfolded(lines, joined=part.joined))
    if any(map(ENCRYPTED.fullmatch, map(str.strip, lines))):
        reading.notes.append(f"a piece of {part.name or where} is encrypted")
    wrap = wrapped_at("\n".join(line for line in lines if not QUOTED.match(line)))
    own, others = digests.messages(lines)
    _text(own, writer, wrap, forwards=forwards)
    for other in others:
        if not other.is_footer:
            named = [name for name in (*HEADERS, "Date") if other.headers.get(name.lower())]
            about = _decoded_header(other.headers.get("subject", "")) or "(no subject)"
            writer.add(about, "heading", min(level + 1, DEEPEST_HEADING))
            told = [_decoded_header(other.headers[name.lower()]) for name in named]
            writer.add(row(named, told), "table")
        _text(other.lines, writer, wrap, forwards=False, aside=other.is_footer)


def _text(
    lines: Sequence[str], writer: TextWriter, wrap: int, *, forwards: bool, aside: bool = False
) -> None:
    """The lines of one message."""
    for piece, furniture in _pieces(lines, forwards=forwards):
        writer.add(piece, "line", furniture=furniture or aside, wrap=wrap)


def _decoded_header(written: str) -> str:
    """A header as it is meant that stands in the text of a digest."""
    try:
        return one_line(str(make_header(decode_header(written))))
    except (LookupError, ValueError):
        return one_line(written)


def _page(found: Extract, writer: TextWriter, *, forwards: bool) -> None:
    """What a message that is a web page says, but for the message that it answers."""
    words = [found.text[block.start : block.end] for block in found.blocks]
    rest = False
    for at, (block, line) in enumerate(zip(found.blocks, words, strict=True)):
        if FORWARDED.fullmatch(line):
            rest, forwards = False, True
        rest = rest or (not forwards and _begins_another(words, at))
        quoted = any(other.furniture for other in found.blocks[at + 1 : at + 2])
        apart = SENT_FROM.fullmatch(line) or (quoted and INTRODUCES.fullmatch(line))
        writer.add(line, block.kind, block.level, furniture=block.furniture or rest or bool(apart))


def _unfolded(lines: Sequence[str], *, joined: bool) -> Iterator[str]:
    """Lines as they were written: one that ends in a blank goes on in the next one (RFC 3676).

    Where they are to be `joined`, that blank is no part of the words.
    """
    whole = ""
    for line in lines:
        flows = line.endswith(" ") and not SIGNATURE.fullmatch(line) and not QUOTED.match(line)
        if whole and (QUOTED.match(line) or SIGNATURE.fullmatch(line)):
            yield whole
            whole = ""
        if flows:
            whole += line[:-1] if joined else line
        else:
            yield whole + line
            whole = ""
    if whole:
        yield whole


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
    armour = _armour(lines)
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
        yield line, rest or apart or number in introduced or number in armour


def _armour(lines: Sequence[str]) -> set[int]:
    """The lines of signatures, keys and encrypted text, and those that announce what is signed."""
    found: set[int] = set()
    within = signed = False
    for number, line in enumerate(map(str.strip, lines)):
        begins = ARMOUR.fullmatch(line)
        if begins and begins[1] == "BEGIN":
            signed = begins[2] == "SIGNED MESSAGE"
            within = not signed
        if begins or within or (signed and ARMOUR_HEADER.fullmatch(line)):
            found.add(number)
        if begins and begins[1] == "END":
            within = False
        signed = signed and bool(line)
    return found


def _begins_another(lines: Sequence[str], at: int) -> bool:
    """Whether the message that is answered begins with this line: its mark, or its headers."""
    if ORIGINAL.fullmatch(lines[at]):
        return True
    if not HEADER_LINE.match(lines[at]):
        return False
    below = [line for line in lines[at : at + 2 * HEADER_LINES] if line.strip()]
    return all(map(HEADER_LINE.match, below[:HEADER_LINES])) and len(below) >= HEADER_LINES
