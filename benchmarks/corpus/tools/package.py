"""What office files are packed of, and how."""

import io
import re
import zipfile
from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WRITTEN = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
# How the properties of a file are named among its relations and its content types.
PROPERTIES_RELATION = f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
PROPERTIES_TYPE = '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'


def relation(identifier: str, kind: str, target: str) -> str:
    """One part's relation to another."""
    return f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def relations(found: str) -> str:
    """All relations of a part."""
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def content_type(part: str, kind: str) -> str:
    """What a part is."""
    return f'<Override PartName="/{part}" ContentType="{kind}+xml"/>'


def content_types(found: str) -> str:
    """What all parts are."""
    return f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{found}</Types>'


def declared(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts, each with its XML declaration."""
    return {name: DECLARATION + text for name, text in parts.items()}


def packed(parts: Mapping[str, str]) -> bytes:
    """The parts in a zip file that is the same every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2021, 3, 4, 10, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8", "surrogateescape"))
    return out.getvalue()


def steady(data: bytes) -> bytes:
    """An office file that a library wrote, without the time of writing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            name: archive.read(name).decode("utf-8", "surrogateescape")
            for name in archive.namelist()
        }
    properties = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = WRITTEN.sub(r"\g<1>2022-05-06T12:00:00Z", properties)
    return packed(parts)
