"""Word files of the family that readers were not developed on."""
# Markup as such programs write it, on lines as long as theirs.

from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Table, story
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.word_files import Around, paragraph, word_file
from benchmarks.corpus.tools.words import Words


def policy(words: Words) -> Made:
    """Word with styles that rest on the built-in ones, a table as a box, linked contents."""
    told, boxed = story(words), words.sentence()
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    styles += "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/><w:pPr><w:outlineLvl w:val="{n - 1}"/></w:pPr></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="ACMEHead{n}"><w:name w:val="ACME Head {n}"/><w:basedOn w:val="Heading{n}"/></w:style>'
        for n in (1, 2, 3)
    )
    body = [paragraph(told.title, "Title")]
    body += [
        paragraph(f"{n}\t{one.heading}\t{n + 1}", "TOC1") for n, one in enumerate(told.sections, 1)
    ]
    body += [_xml(part) for part in told.lead]
    for section in told.sections:
        body += [
            paragraph(section.heading, f"ACMEHead{section.level}"),
            *(_xml(p) for p in section.parts),
        ]
    body += [f"<w:tbl><w:tblPr/><w:tr><w:tc>{paragraph(boxed)}</w:tc></w:tr></w:tbl>"]
    head = f"Policy {words.filled('{n}')} – {words.organisation()}"
    data = word_file("".join(body), Around(told.title, head=head, styles=styles))
    known = [*told.known(), Known(boxed, "text", told.known()[-1].place)]
    return Made(".docx", data, known, [head], told.aside(), told.title, "2021-03-04")


def minutes(words: Words) -> Made:
    """Word without styles: bold lines as headings, tabs, a table of who was there."""
    told = story(words, deep=False, tables=False)
    body = [
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="32"/></w:rPr><w:t>{escape(told.title)}</w:t></w:r></w:p>'
    ]
    body += [
        f"<w:tbl><w:tblPr/><w:tr><w:tc>{paragraph('Present')}</w:tc><w:tc>{paragraph(words.person())}</w:tc></w:tr></w:tbl>"
    ]
    known: list[Known] = []
    for part in told.lead:
        body.append(_xml(part))
    for section in told.sections:
        body += [
            f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{escape(section.heading)}</w:t></w:r></w:p>",
            *(_xml(p) for p in section.parts),
        ]
    known = [Known(one.text, one.kind) for one in told.known()]
    return Made(
        ".docx",
        word_file("".join(body), Around(properties=False)),
        known,
        [],
        [*told.aside(), "Present"],
    )


WORD: Mapping[str, Layout] = {"policy": policy, "minutes": minutes}


def _xml(part: Part) -> str:
    match part:
        case Paragraph(sentences):
            return paragraph(" ".join(sentences))
        case Items(items):
            number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            return "".join(paragraph(" ".join(item), "", number) for item in items)
        case Table(header, rows):
            return (
                "<w:tbl><w:tblPr/>"
                + "".join(
                    "<w:tr>"
                    + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)
                    + "</w:tr>"
                    for row in [header, *rows]
                )
                + "</w:tbl>"
            )
        case Picture(caption):
            return paragraph(caption)
