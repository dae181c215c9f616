"""Bytes into text, for files that do not say how they are encoded, or do not keep to it."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes, is_binary

from index.errors import DocumentError
from index.text.lines import line_of

BYTE_ORDER_MARK = "\ufeff"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF_16 = ("utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be")
WESTERN = "cp1252"
# What browsers take these names for, which more texts bear than are encoded so.
BROWSERS = {"iso8859-1": WESTERN, "ascii": WESTERN, "shift_jis": "cp932", "gb2312": "gb18030"}
SEVEN_BIT = ("iso2022_jp", "iso2022_kr", "hz", "utf-7")
# Python knows them as encodings; no text comes in them.
NO_TEXT = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")
# Two guesses whose disorder differs by less are as good as each other.
AS_GOOD = 0.05
# Of UTF-16 text in a Latin script nearly every second byte is zero.
ZERO_BYTES = 0.2
FOREIGN_BYTES = 1 / 3
# Words that nearly every English text holds, and their share from which it is one.
ENGLISH = re.compile(rb"\b(?:the|and|of|with|that|from)\b", re.IGNORECASE)
ENGLISH_SHARE = 0.05
HIGH = bytes(range(128, 256))
# The characters of UTF-8 that take several bytes, and the bytes that belong to none.
BEYOND_ASCII = re.compile(
    rb"(?P<pound>[\xc2\xc3][\x80-\xbf])"
    rb"|(?P<two>[\xc4-\xdf][\x80-\xbf])"
    rb"|(?P<more>\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
    rb"|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
    rb"|(?P<wrong>[\x80-\xff])"
)
# How much each kind of character tells for UTF-8: in other encodings those of two bytes come about
# by chance now and then, letters of the West less often, those of three bytes hardly ever.
TELLS = {"two": 1, "pound": 2, "more": 3}
# So much must speak for UTF-8 for each byte that is none, where the text does not say what it is.
FOR_EACH_WRONG = 2
# Where it says so, so many bytes at least may be wrong: one, or one in as many.
DECLARED_WRONG = 10_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what of its bytes could not be read: notes as those of an Extract."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """The text alone of `decoded`."""
    return decoded(data).text


def decoded(data: bytes, *, declared: bool = False) -> Decoded:
    """The file's text without a byte-order mark, otherwise untouched: no newline is translated.

    Valid UTF-8 is taken as such, and so is what is UTF-8 but for a few bytes; `declared` says that
    the file calls itself so, and then less must speak for it. For anything else charset-normalizer
    finds the encoding. Raises DocumentError for binary data.
    """
    notes: tuple[str, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if note := _nearly(data, declared=declared):
            text, notes = data.decode("utf-8-sig", "replace"), (note,)
        else:
            text = data.decode(_detect(data), errors="replace").removeprefix(BYTE_ORDER_MARK)
    else:
        if "\0" in text:
            text = data.decode(_detect(data), errors="replace").removeprefix(BYTE_ORDER_MARK)
    if "\0" in text:
        raise DocumentError("it holds binary data, not text")
    return Decoded(text, notes)


def as_declared(data: bytes, label: str) -> Decoded:
    """The text of bytes that come with the name of an encoding, or with "".

    UTF-8 is taken as such whatever the name says, and what is not in the encoding that is named is
    read as it looks. Raises DocumentError for binary data.
    """
    name = _encoding(label)
    if name in SEVEN_BIT:
        return Decoded(data.decode(name, "replace"))
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = name == WESTERN and _nearly(data, declared=False)
        if name not in (None, "utf-8") and not western and b"\0" not in data:
            return Decoded(data.decode(name or WESTERN, "replace"))
    return decoded(data, declared=name == "utf-8")


def _encoding(label: str) -> str | None:
    """The codec for a name, or None if there is none that bytes without zeros can be read in."""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    name = found.name.replace("utf-8-sig", "utf-8")
    if not found._is_text_encoding or name.startswith(("utf-16", "utf-32")) or name in NO_TEXT:
        return None
    return BROWSERS.get(name, name)


def _nearly(data: bytes, *, declared: bool) -> str:
    """What is wrong in bytes that are UTF-8 but for a few, "" if they are something else."""
    if b"\0" in data:
        return ""
    told, wrong, first = 0, 0, 0
    for match in BEYOND_ASCII.finditer(data):
        kind = match.lastgroup or ""
        told += TELLS.get(kind, 0)
        if kind == "wrong":
            first = first if wrong else match.start()
            wrong += 1
    most = max(1, told, len(data) // DECLARED_WRONG) if declared else told // FOR_EACH_WRONG
    if wrong > most:
        return ""
    before = data[:first].decode("utf-8", "replace")
    line = line_of(before, len(before))
    if wrong == 1:
        return f"1 byte is no UTF-8, in line {line}"
    return f"{wrong} bytes are no UTF-8, first in line {line}"


def _detect(data: bytes) -> str:
    """The likeliest encoding; among guesses as good as the best, the Western one."""
    wide = data.startswith(UTF_16_MARKS) or data.count(0) > ZERO_BYTES * len(data)
    guesses = [] if is_binary(data) and not wide else list(from_bytes(data))
    guesses = [guess for guess in guesses if wide or guess.encoding not in UTF_16]
    if not guesses:
        raise DocumentError("it holds binary data, not text")
    best = guesses[0]
    foreign = len(data) - len(data.translate(None, delete=HIGH))
    english = len(ENGLISH.findall(data)) >= ENGLISH_SHARE * len(data.split())
    if (best.coherence == 0 or english) and not wide and foreign <= FOREIGN_BYTES * len(data):
        # A few odd bytes among ASCII, in English or too short to tell, are Western punctuation.
        return WESTERN
    for guess in guesses:
        if WESTERN in (guess.encoding, *guess.could_be_from_charset):
            as_good = guess.chaos <= best.chaos + AS_GOOD
            if as_good and guess.coherence >= best.coherence:
                return WESTERN
    return best.encoding
