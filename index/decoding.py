"""Bytes into text, for files that do not say how they are encoded."""

from charset_normalizer import from_bytes, is_binary

from index.errors import DocumentError

BYTE_ORDER_MARK = "\ufeff"


def decode(data: bytes) -> str:
    """The file's text without a byte-order mark, otherwise untouched: no newline is translated.

    Valid UTF-8 is taken as such; for anything else charset-normalizer finds the encoding.
    Raises DocumentError for binary data.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_detected(data)
    else:
        if "\0" in text:
            text = _decode_detected(data)
    return text


def _decode_detected(data: bytes) -> str:
    best = None if is_binary(data) else from_bytes(data).best()
    if best is None:
        raise DocumentError("it holds binary data, not text")
    text = data.decode(best.encoding, errors="replace").removeprefix(BYTE_ORDER_MARK)
    if "\0" in text:
        raise DocumentError("it holds binary data, not text")
    return text
