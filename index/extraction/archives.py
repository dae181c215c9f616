"""Office files are ZIP archives of XML: what is looked at before a library may unpack one."""

import io
import re
import zipfile
from typing import Any

from index.errors import DocumentError
from index.extraction.model import damage
from index.extraction.signatures import OLD_OFFICE

LARGEST_UNPACKED = 300_000_000
# XML shrinks to a twentieth; what shrinks far more was made to burst.
LARGEST_RATIO = 150
SMALL = 5_000_000
MOST_PARTS = 20_000
# The part of an old kind of office file that holds a new one, locked.
LOCKED = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED = 0x1
BEGINNING = 2000
# The names of Strict Open XML, which libraries do not know, and of the usual one: the same but for
# these (ISO/IEC 29500, parts 1 and 4).
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
USUAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
DECLARATIONS = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_office_file(data: bytes) -> None:
    """Raise DocumentError for what is no office file, is locked, or would burst when unpacked."""
    if data.startswith(OLD_OFFICE):
        old = "" if LOCKED in data else ", or of an Office before 2007"
        raise DocumentError(f"it is protected by a password{old}")
    with damage(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise DocumentError("it is protected by a password")
        unpacked = sum(part.file_size for part in parts)
        ratio = unpacked / max(1, len(data))
        if unpacked > LARGEST_UNPACKED or (unpacked > SMALL and ratio > LARGEST_RATIO):
            raise DocumentError(f"it would unpack to {unpacked // 1_000_000} MB")
        if len(parts) > MOST_PARTS:
            raise DocumentError(f"it holds {len(parts)} files")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _check_declarations(archive, part)


def transitional(data: bytes) -> bytes:
    """A file of Strict Open XML with the usual names in it; any other as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = list(dict.fromkeys(archive.namelist()))
        if "_rels/.rels" not in names or not STRICT.search(archive.read("_rels/.rels")):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for name in names:
                content = archive.read(name)
                if name.endswith((".xml", ".rels")):
                    content = STRICT.sub(USUAL, content)
                changed.writestr(name, content)
    return out.getvalue()


def tree(part: bytes) -> Any:  # noqa: ANN401 (lxml has no types)
    """The XML of a part, of which nothing is read from elsewhere."""
    from lxml import etree

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _check_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No office file declares entities; one that does would have them grow or read elsewhere."""
    with archive.open(part) as content:
        if DECLARATIONS.search(content.read(BEGINNING).replace(b"\0", b"")):
            raise DocumentError("it declares XML entities, which no office program writes")
