"""The parts of a mail: which of them are its words, which are other mails, and what is not read."""

import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.policy import default

from index.extraction.decoding import Decoded, as_declared, decode
from index.extraction.model import Extract
from index.extraction.writer import one_line

# Mails within mails are read so deep; parts may be nested deeper than any program nests them.
DEEPEST_PART = 30
MAILS = ("message/rfc822", "message/global", "message/news")
MAIL_SUFFIX = ".eml"
ENCRYPTED = ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
# Of the kinds of text, those that say nothing to a reader as they are written.
CODED = re.compile(
    r"text/(?:calendar|rtf|(?:x-)?vcard|directory|css|javascript|(?:x-)?amp-html|rfc822-headers)"
)
# A plain part so short may only say that there is a page; this is how it says so.
STUB_WORDS = 60
STUB_SHARE = 0.25
STUB = re.compile(
    r"\bhtml\b|\bmime\b|\bbrowser\b|\b(?:view|read|see)\b.{0,40}\b(?:online|web)\b"
    r"|\b(?:e-?)?mail (?:client|program|reader|app)\b|\bweb-?(?:version|ansicht)\b|\ben ligne\b",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")
# A page says the same as the text before it where so many of its runs of words stand there too.
RUN_OF_WORDS = 3
SAME_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Words:
    """A part that is text, `page` where it is a web page; `name` is its file's if it is one.

    Lines that are `flowed` were broken for sending, with a blank that was put in if `joined`.
    """

    source: Decoded
    page: Extract | None = None
    name: str = ""
    flowed: bool = False
    joined: bool = False

    @property
    def said(self) -> str:
        """What it says, apart from furniture."""
        if self.page is None:
            return self.source.text
        text, blocks = self.page.text, self.page.blocks
        return "\n".join(text[b.start : b.end] for b in blocks if not b.furniture)


@dataclass(frozen=True, slots=True)
class Mail:
    """A part that is a mail of its own."""

    message: EmailMessage


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that is not read: a file with its name, or what is `sealed`, and how."""

    name: str = ""
    sealed: str = ""


Found = Words | Mail | Unread


def parts(message: Message) -> list[Found]:
    """What a mail holds, in order: of alternatives the one to read, nothing that says it twice."""
    found: list[Found] = []
    before: set[tuple[str, ...]] = set()
    for one in _found(message, 0):
        if isinstance(one, Words):
            runs = _runs_of_words(one.said)
            if one.page and runs and len(runs & before) >= SAME_SHARE * len(runs):
                continue
            before |= runs
        found.append(one)
    return found


def _found(part: Message, depth: int) -> Iterator[Found]:
    kind, name = part.get_content_type(), one_line(_file_name(part))
    if kind == "multipart/encrypted":
        yield Unread(sealed="is encrypted")
    elif part.is_multipart() and kind not in MAILS:
        if depth == DEEPEST_PART:
            yield Unread(sealed="is nested too deeply")
        elif kind == "multipart/alternative":
            yield from _alternative([list(_found(one, depth + 1)) for one in _inner(part)])
        elif kind == "multipart/related":
            yield from _related(part, depth)
        elif kind.startswith("message/"):
            yield Unread(name or kind)
        else:
            for one in _inner(part):
                yield from _found(one, depth + 1)
    elif kind in ENCRYPTED:
        signed = str(part.get_param("smime-type", "")).lower() == "signed-data"
        yield Unread(
            sealed="is packed into its signature, which is not read" if signed else "is encrypted"
        )
    elif kind in MAILS or name.lower().endswith(MAIL_SUFFIX):
        yield _mail(part) or Unread(name or kind)
    elif kind not in SIGNATURES:
        yield _leaf(part, kind, name)


def _inner(part: Message) -> Sequence[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _leaf(part: Message, kind: str, name: str) -> Found:
    data = part.get_payload(decode=True)
    if not kind.startswith("text/") or CODED.fullmatch(kind) or not isinstance(data, bytes):
        return Unread(name or kind)
    if part.get_content_disposition() != "attachment":
        name = ""
    charset = part.get_content_charset() or ""
    if kind == "text/html":
        return _page(data, charset, name)
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    joined = str(part.get_param("delsp", "")).lower() == "yes"
    return Words(_decoded(data, charset), name=name, flowed=flowed, joined=joined)


def _decoded(data: bytes, charset: str) -> Decoded:
    """As it says that it is encoded; where it does not keep to that, as it looks."""
    found = as_declared(data, charset)
    if "\ufffd" in found.text and not found.notes:
        return Decoded(decode(data))
    return found


def _page(data: bytes, charset: str, name: str) -> Words:
    from index.errors import DocumentError
    from index.formats.html import characters, page

    source = _decoded(data, charset) if charset else characters(data)
    try:
        return Words(source, page(source.text), name)
    except DocumentError:
        return Words(source, Extract("", ()), name)


def _alternative(choices: Sequence[Sequence[Found]]) -> Iterator[Found]:
    """The plain text, unless it is a stub and there is a page; and what else any of them holds."""
    said = [[one for one in choice if isinstance(one, Words)] for choice in choices]
    plain = next((at for at, words in enumerate(said) if words and not words[0].page), None)
    page = next((at for at, words in enumerate(said) if words and words[0].page), None)
    chosen = page if plain is None else plain
    if plain is not None and page is not None and _is_stub(said[plain], said[page]):
        chosen = page
    told = set[tuple[str, ...]]().union(*(_runs_of_words(one.said) for one in said[chosen or 0]))
    for at, choice in enumerate(choices):
        for one in choice:
            # A kind that is not read says what the others say, and so does a page by itself.
            more = isinstance(one, Words) and len(said[at]) > 1 and _says_more(one, told)
            if at == chosen or isinstance(one, Mail) or _is_file(one) or more:
                yield one


def _says_more(one: Words, told: set[tuple[str, ...]]) -> bool:
    """Whether most that a part says was not told."""
    runs = _runs_of_words(one.said)
    return 2 * len(runs & told) < len(runs)


def _is_file(one: Found) -> bool:
    return isinstance(one, Unread) and (bool(one.sealed) or "/" not in one.name)


def _is_stub(plain: Sequence[Words], page: Sequence[Words]) -> bool:
    """Whether a plain part is empty, or only says that there is more to see."""
    text = " ".join(one.said for one in plain)
    words = len(WORD.findall(text))
    if words > STUB_WORDS:
        return False
    shown = sum(len(WORD.findall(one.said)) for one in page)
    return shown > 0 and (
        words <= STUB_SHARE * shown or (bool(STUB.search(text)) and words <= shown)
    )


def _related(part: Message, depth: int) -> Iterator[Found]:
    """A page and what it shows within it: pictures that are a part of it are not told."""
    inner = _inner(part)
    start = str(part.get_param("start", ""))
    roots = [one for one in inner if start and one.get("Content-ID", "") == start]
    root = (roots or list(inner[:1]))[:1]
    for one in inner:
        if one in root:
            yield from _found(one, depth + 1)
            continue
        shown = one.get("Content-ID") and one.get_content_disposition() != "attachment"
        if not (shown and one.get_content_maintype() == "image"):
            yield from _found(one, depth + 1)


def _mail(part: Message) -> Mail | None:
    """The mail in a part, also where it is packed as only files should be."""
    inner = _inner(part)
    if inner and str(part.get("Content-Transfer-Encoding", "")).lower().strip() != "base64":
        return Mail(inner[0]) if isinstance(inner[0], EmailMessage) else None
    if inner:
        import base64
        import binascii

        try:
            data = base64.b64decode(inner[0].as_bytes())
        except (binascii.Error, ValueError):
            return None
    else:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
    message = email.message_from_bytes(data, policy=default)
    named = message["from"] or message["date"] or message["subject"]
    return Mail(message) if named else None


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""


def _runs_of_words(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return set(zip(*(words[at:] for at in range(RUN_OF_WORDS)), strict=False))
