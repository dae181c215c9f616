"""Word files, written by hand around the XML of their text."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from benchmarks.corpus.tools.package import (
    OFFICE,
    PROPERTIES_RELATION,
    PROPERTIES_TYPE,
    content_type,
    content_types,
    declared,
    packed,
    relation,
    relations,
)

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PAGE_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
PROPERTIES = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dcterms:modified xsi:type="dcterms:W3CDTF">2021-03-04T10:00:00Z</dcterms:modified></cp:coreProperties>'
# What the section of the text names its head and its foot by.
IDENTIFIERS = {"header1": "rId10", "footer1": "rId11"}


@dataclass(frozen=True, slots=True)
class Around:
    """What a Word file holds around its text; without `styles` it has Word's own.

    A file without `properties` tells neither its title nor its date.
    """

    title: str = ""
    head: str = ""
    foot: str = ""
    note: str = ""
    comment: str = ""
    styles: str = ""
    properties: bool = True


def word_file(body: str, around: Around) -> bytes:
    """A Word file around the XML of its body."""
    section = '<w:headerReference w:type="default" r:id="rId10"/>' if around.head else ""
    section += '<w:footerReference w:type="default" r:id="rId11"/>'
    beside = _beside(around)
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>",
        **{f"word/{name}.xml": text for name, text in beside.items()},
    }
    links = "".join(
        relation(IDENTIFIERS.get(name, f"rIdx{name}"), name.rstrip("1"), f"{name}.xml")
        for name in beside
    )
    links += f'<Relationship Id="rId99" Type="{OFFICE}/hyperlink" Target="https://example.org/" TargetMode="External"/>'
    parts["word/_rels/document.xml.rels"] = relations(links)
    top = relation("rId1", "officeDocument", "word/document.xml")
    types = content_type("word/document.xml", f"{MAIN}document.main")
    types += "".join(content_type(f"word/{one}.xml", MAIN + one.rstrip("1")) for one in beside)
    if around.properties:
        top += PROPERTIES_RELATION
        types += PROPERTIES_TYPE
        parts["docProps/core.xml"] = PROPERTIES.format(escape(around.title))
    parts["_rels/.rels"] = relations(top)
    parts["[Content_Types].xml"] = content_types(types)
    return packed(declared(parts))


def _beside(around: Around) -> dict[str, str]:
    """The XML of the parts beside the text, by name."""
    styles = around.styles or default_styles()
    parts = {
        "styles": f"<w:styles {W}>{styles}</w:styles>",
        "footer1": f'<w:ftr {W}><w:p><w:r><w:t xml:space="preserve">{escape(around.foot)} Page </w:t></w:r>{PAGE_FIELD}</w:p></w:ftr>',
        "header1": f"<w:hdr {W}><w:p><w:r><w:t>{escape(around.head)}</w:t></w:r></w:p></w:hdr>",
    }
    if around.note:
        parts["footnotes"] = (
            f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(around.note)}</w:t></w:r></w:p></w:footnote></w:footnotes>'
        )
    if around.comment:
        parts["comments"] = (
            f'<w:comments {W}><w:comment w:id="0" w:author="A">{paragraph(around.comment)}</w:comment></w:comments>'
        )
    parts["numbering"] = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    return parts


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
