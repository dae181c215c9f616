"""Made Word files, as Word, Google Docs and LibreOffice write them: the XML is written by hand."""

import textwrap
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Story, Table, story
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.word_files import Around, paragraph, run, word_file
from benchmarks.corpus.tools.words import Words


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
        Around(told.title, head=head, note=note),
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
    return _made(told, body, known, [gone, remark], around=Around(told.title, comment=remark))


def shared_document(words: Words) -> Made:
    """Google Docs: styles by their names, a run for each format, no properties."""
    told = story(words)
    body = [paragraph(told.title, "Title"), paragraph("")]
    body += [_part(words, part, plain=True) for part in told.lead]
    for section in told.sections:
        body += [paragraph(section.heading, f"Heading{section.level}")]
        body += [_part(words, part, plain=True) for part in section.parts]
    return _made(told, body, told.known())


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
    return _made(
        told,
        body,
        [*told.known(), Known(cell, "cell", last)],
        [foot],
        around=Around(told.title, foot=foot),
    )


WORD: Mapping[str, Layout] = {
    "report": report,
    "contract": contract,
    "shared document": shared_document,
    "office suite": office_suite,
}


def _made(
    told: Story,
    body: Sequence[str],
    known: Sequence[Known],
    furniture: Sequence[str] = (),
    aside: Sequence[str] = (),
    around: Around | None = None,
) -> Made:
    """The file, and what is known of it; without anything around, it has no properties either."""
    data = word_file("".join(body), around or Around(properties=False))
    return Made(
        ".docx",
        data,
        known,
        furniture,
        [*told.aside(), *aside],
        told.title,
        "2021-03-04" if around else None,
    )


def _runs(
    words: Words, sentences: Sequence[str], *, tracked: bool, plain: bool, broken: bool
) -> str:
    """The text of a paragraph in runs as the program splits them."""
    whole, draw = " ".join(sentences), words.random
    if plain:
        return run(whole)
    cuts = sorted(draw.sample(range(1, len(whole)), min(3, len(whole) - 1)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    found = [run(one) for one in pieces]
    if tracked and len(found) > 2:
        found[1] = f'<w:ins w:id="3" w:author="A" w:date="2020-01-01T00:00:00Z">{found[1]}</w:ins>'
        found.insert(
            2, '<w:del w:id="4" w:author="A"><w:r><w:delText>never shown</w:delText></w:r></w:del>'
        )
    elif broken and draw.random() < 0.3:
        lines = textwrap.wrap(whole, 72, break_on_hyphens=False, break_long_words=False)
        return "<w:r><w:br/></w:r>".join(run(line) for line in lines)
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
            return f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{run("Figure 1: ")}{runs([caption])}</w:p>'
