"""Made Word files, as Word, Google Docs and LibreOffice write them: the XML is written by hand."""
# Markup as such programs write it, on lines as long as theirs.

import io
import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

from benchmarks.corpus_story import Items, Paragraph, Part, Picture, Story, Table, story
from benchmarks.corpus_truth import Known, Made
from benchmarks.corpus_words import Words

Layout = Callable[[Words], Made]

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


def report(words: Words) -> Made:
    """Word: cover and contents in content controls, split runs, head and foot, footnotes."""
    told = story(words, pictures=True)
    note, head = (
        words.sentence(150),
        f"{words.organisation()} – Internal report {words.filled('{n}')}",
    )
    contents = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:hyperlink w:anchor="_Toc{n}"><w:r><w:t>{escape(one.heading)}</w:t></w:r><w:r><w:tab/></w:r>'
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF _Toc{n} \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{n}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink></w:p>'
        for n, one in enumerate(told.sections, 2)
    )
    body = [
        f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Cover Pages"/></w:docPartObj></w:sdtPr><w:sdtContent>{paragraph(told.title, "Title")}</w:sdtContent></w:sdt>',
        f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{paragraph("Contents", "TOCHeading")}{contents}</w:sdtContent></w:sdt>',
        *(_part(words, part) for part in told.lead),
    ]
    for section in told.sections:
        body += [paragraph(section.heading, f"Heading{section.level}")]
        body += [_part(words, part) for part in section.parts]
    body[-1] += (
        '<w:p><w:r><w:t>The rest is told below</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="1"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
    )
    known = [*told.known(), Known(note, "note")]
    listed = [f"{one.heading} {n}" for n, one in enumerate(told.sections, 2)]
    return _made(
        told,
        body,
        known,
        [head, *listed],
        ["Contents", "The rest is told below"],
        head=head,
        note=note,
    )


def contract(words: Words) -> Made:
    """Word: clauses by styles of its own, changes that were tracked, comments, a text box."""
    told = story(words, tables=False, deep=False)
    gone, remark, boxed = words.sentence(), words.sentence(), words.sentence(120)
    body = [paragraph(told.title, "Title"), *(_part(words, part) for part in told.lead)]
    for at, section in enumerate(told.sections):
        body += [paragraph(section.heading, "ClauseHeading")]
        body += [_part(words, part, tracked=True) for part in section.parts]
        if at == 0:
            body += [
                f'<w:p><w:del w:id="9" w:author="A"><w:r><w:delText xml:space="preserve">{escape(gone)}</w:delText></w:r></w:del></w:p>'
            ]
    inner = f"<w:txbxContent>{paragraph(boxed)}</w:txbxContent>"
    body += [
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ]
    place = {"headings": [told.sections[-1].heading]}
    known = [*told.known(), Known(boxed, "text", place)]
    return _made(told, body, known, [gone, remark], comment=remark)


def shared_document(words: Words) -> Made:
    """Google Docs: styles by their names, a run for each format, no properties."""
    told = story(words)
    body = [paragraph(told.title, "Title"), paragraph("")]
    body += [_part(words, part, plain=True) for part in told.lead]
    for section in told.sections:
        body += [paragraph(section.heading, f"Heading{section.level}")]
        body += [_part(words, part, plain=True) for part in section.parts]
    return _made(told, body, told.known(), properties=False)


def office_suite(words: Words) -> Made:
    """LibreOffice: bookmarks, breaks of lines and pages, soft hyphens, a table within a table."""
    told = story(words)
    cell = words.sentence(100)
    foot = f"{words.name()} archive, draft {words.filled('{n}')}"
    body = [
        paragraph(told.title, "Title"),
        *(_part(words, part, broken=True) for part in told.lead),
    ]
    for section in told.sections:
        body += [
            f'<w:p><w:pPr><w:pStyle w:val="Heading{section.level}"/></w:pPr><w:bookmarkStart w:id="0" w:name="x"/><w:r><w:t>{escape(section.heading)}</w:t></w:r><w:bookmarkEnd w:id="0"/></w:p>'
        ]
        body += [_part(words, part, broken=True) for part in section.parts]
    nested = f"<w:tbl><w:tr><w:tc>{paragraph(cell)}</w:tc></w:tr></w:tbl>"
    body += [f"<w:tbl><w:tr><w:tc>{nested}<w:p/></w:tc></w:tr></w:tbl>"]
    last = [*told.known()][-1].place
    return _made(told, body, [*told.known(), Known(cell, "cell", last)], [foot], foot=foot)


WORD: Mapping[str, Layout] = {
    "report": report,
    "contract": contract,
    "shared document": shared_document,
    "office suite": office_suite,
}


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
        "word/styles.xml": f"<w:styles {W}>{styles or _styles()}</w:styles>",
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


def packed(parts: Mapping[str, str]) -> bytes:
    """The parts in a zip file that is the same every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2021, 3, 4, 10, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return out.getvalue()


def _made(
    told: Story,
    body: Sequence[str],
    known: Sequence[Known],
    furniture: Sequence[str] = (),
    aside: Sequence[str] = (),
    *,
    head: str = "",
    foot: str = "",
    note: str = "",
    comment: str = "",
    properties: bool = True,
) -> Made:
    data = package(
        "".join(body),
        title=told.title if properties else "",
        head=head,
        foot=foot,
        note=note,
        comment=comment,
        properties=properties,
    )
    date = "2021-03-04" if properties else None
    return Made(
        ".docx",
        data,
        known,
        [*furniture, *filter(None, [foot])],
        [*told.aside(), *aside],
        told.title,
        date,
    )


def _styles() -> str:
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
    return f"<w:p><w:pPr>{mark}{more}</w:pPr>{_r(words)}</w:p>"


def _r(words: str) -> str:
    return (
        f'<w:r><w:rPr><w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
        if words
        else ""
    )


def _runs(
    words: Words, sentences: Sequence[str], *, tracked: bool, plain: bool, broken: bool
) -> str:
    """The text of a paragraph in runs as the program splits them."""
    whole, draw = " ".join(sentences), words.random
    if plain:
        return _r(whole)
    cuts = sorted(draw.sample(range(1, len(whole)), min(3, len(whole) - 1)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    found = [_r(one) for one in pieces]
    if tracked and len(found) > 2:
        found[1] = f'<w:ins w:id="3" w:author="A" w:date="2020-01-01T00:00:00Z">{found[1]}</w:ins>'
        found.insert(
            2, '<w:del w:id="4" w:author="A"><w:r><w:delText>never shown</w:delText></w:r></w:del>'
        )
    elif broken and draw.random() < 0.3:
        lines = textwrap.wrap(whole, 72, break_on_hyphens=False, break_long_words=False)
        return "<w:r><w:br/></w:r>".join(_r(line) for line in lines)
    elif broken:
        found[0] += "<w:r><w:softHyphen/></w:r><w:r><w:lastRenderedPageBreak/></w:r>"
    elif len(found) > 2:
        found[1] = f'<w:proofErr w:type="spellStart"/>{found[1]}<w:proofErr w:type="spellEnd"/>'
        found[2] = (
            f'<w:hyperlink r:id="rId99" w:history="1">{found[2]}</w:hyperlink>'
            if draw.random() < 0.3
            else found[2]
        )
    return "".join(found)


def _part(
    words: Words, part: Part, *, tracked: bool = False, plain: bool = False, broken: bool = False
) -> str:
    def runs(sentences: Sequence[str]) -> str:
        return _runs(words, sentences, tracked=tracked, plain=plain, broken=broken)

    match part:
        case Paragraph(sentences, quotation):
            style = '<w:pPr><w:pStyle w:val="Quote"/></w:pPr>' if quotation else ""
            return f"<w:p>{style}{runs(sentences)}</w:p>"
        case Items(items):
            number = '<w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
            return "".join(f"<w:p>{number}{runs(item)}</w:p>" for item in items)
        case Table(header, rows):
            first = (
                "<w:tr><w:trPr><w:tblHeader/></w:trPr>"
                + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in header)
                + "</w:tr>"
            )
            body = "".join(
                "<w:tr>"
                + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row)
                + "</w:tr>"
                for row in rows
            )
            return f"<w:tbl><w:tblPr/>{first}{body}</w:tbl>"
        case Picture(caption):
            return f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{_r("Figure 1: ")}{runs([caption])}</w:p>'
