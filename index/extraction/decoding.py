"""Bytes into text, for files that do not say how they are encoded."""

import re

from charset_normalizer import from_bytes, is_binary

from index.errors import DocumentError

BYTE_ORDER_MARK = "\ufeff"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF_16 = ("utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be")
WESTERN = "cp1252"
# Two guesses whose disorder differs by less are as good as each other.
AS_GOOD = 0.05
# Of UTF-16 text in a Latin script nearly every second byte is zero.
ZERO_BYTES = 0.2
FOREIGN_BYTES = 1 / 3
# Words that nearly every English text holds, and their share from which it is one.
ENGLISH = re.compile(rb"\b(?:the|and|of|with|that|from)\b", re.IGNORECASE)
ENGLISH_SHARE = 0.05
HIGH = bytes(range(128, 256))


def decode(data: bytes) -> str:
    """The file's text without a byte-order mark, otherwise untouched: no newline is translated.

    Valid UTF-8 is taken as such; for anything else charset-normalizer finds the encoding. Raises
    DocumentError for binary data.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode(_detect(data), errors="replace").removeprefix(BYTE_ORDER_MARK)
    else:
        if "\0" in text:
            text = data.decode(_detect(data), errors="replace").removeprefix(BYTE_ORDER_MARK)
    if "\0" in text:
        raise DocumentError("it holds binary data, not text")
    return text


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
