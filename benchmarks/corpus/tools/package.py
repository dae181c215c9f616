"""The parts of a Word file around its text, written by hand."""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."


PAGE_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


WRITTEN = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def package(
    body: str,
    *,
    title: str,
    head: str = "",
    foot: str = "",
    note: str = "",
    comment: str = "",
    styles: str = "",
    properties: bool = True,
) -> bytes:
    """A Word file around the XML of its body."""
    section = (
        "" if not head else '<w:headerReference w:type="default" r:id="rId10"/>'
    ) + '<w:footerReference w:type="default" r:id="rId11"/>'
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles or default_styles()}</w:styles>",
        "word/footer1.xml": f'<w:ftr {W}><w:p><w:r><w:t xml:space="preserve">{escape(foot)} Page </w:t></w:r>{PAGE_FIELD}</w:p></w:ftr>',
        "word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>{escape(head)}</w:t></w:r></w:p></w:hdr>",
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(note)}</w:t></w:r></w:p></w:footnote></w:footnotes>',
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="0" w:author="A">{paragraph(comment)}</w:comment></w:comments>',
        "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    }
    kinds = {
        "styles": "styles",
        "footer1": "footer",
        "header1": "header",
        "footnotes": "footnotes",
        "comments": "comments",
        "numbering": "numbering",
    }
    if not note:
        kinds.pop("footnotes"), parts.pop("word/footnotes.xml")
    if not comment:
        kinds.pop("comments"), parts.pop("word/comments.xml")
    ids = {"header1": "rId10", "footer1": "rId11"}
    links = "".join(
        f'<Relationship Id="{ids.get(name, f"rIdx{name}")}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    links += f'<Relationship Id="rId99" Type="{OFFICE}/hyperlink" Target="https://example.org/" TargetMode="External"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    parts["word/_rels/document.xml.rels"] = relations.format(links)
    top = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    if properties:
        top += '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        types += '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        parts["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(title)}</dc:title><dcterms:modified xsi:type="dcterms:W3CDTF">2021-03-04T10:00:00Z</dcterms:modified></cp:coreProperties>'
        )
    parts["_rels/.rels"] = relations.format(top)
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAIN}document.main+xml"/>{types}</Types>'
    )
    return packed(
        {
            name: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text
            for name, text in parts.items()
        }
    )


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


def packed(parts: Mapping[str, str]) -> bytes:
    """The parts in a zip file that is the same every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2021, 3, 4, 10, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8", "surrogateescape"))
    return out.getvalue()


def default_styles() -> str:
    """Word's own styles, and one of a house's own that heads clauses."""
    names = [
        ("Title", "Title", ""),
        ("TOC1", "toc 1", ""),
        ("TOCHeading", "TOC Heading", ""),
        ("ListParagraph", "List Paragraph", ""),
        ("Caption", "caption", ""),
        ("Quote", "Quote", ""),
    ]
    names += [
        (f"Heading{n}", f"heading {n}", f'<w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr>')
        for n in (1, 2, 3)
    ]
    names += [
        (
            "ClauseHeading",
            "Clause Heading",
            '<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
        )
    ]
    found = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    return found + "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{n}"/>{rest}</w:style>'
        for i, n, rest in names
    )


def paragraph(words: str, style: str = "", more: str = "") -> str:
    """A paragraph in a style, with more of its properties."""
    mark = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{mark}{more}</w:pPr>{run(words)}</w:p>"


def run(words: str) -> str:
    """Words in one format."""
    return (
        f'<w:r><w:rPr><w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        if words
        else ""
    )
