"""Word files of the second family."""
# Markup as such programs write it, on lines as long as theirs.

import io
from collections.abc import Mapping
from datetime import UTC, datetime

import docx
from docx.text.paragraph import Paragraph as WordParagraph

from benchmarks.corpus.tools.package import steady
from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Table, story
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.word_files import Around, paragraph, word_file
from benchmarks.corpus.tools.words import Words

STAMP = datetime(2022, 5, 6, 12, tzinfo=UTC)


def library(words: Words) -> Made:
    """Written by a program with a library: its template's styles, head and foot, page breaks."""
    told = story(words, pictures=True)
    document = docx.Document()
    document.core_properties.title = told.title
    document.core_properties.modified = STAMP
    head, foot = f"{words.organisation()} – confidential", f"Printed for {words.person()}"
    document.sections[0].header.paragraphs[0].text = head
    document.sections[0].footer.paragraphs[0].text = foot
    document.add_heading(told.title, 0)
    for part in told.lead:
        _write(document, part)
    for section in told.sections:
        document.add_heading(section.heading, section.level)
        for part in section.parts:
            _write(document, part)
        document.add_page_break()
    out = io.BytesIO()
    document.save(out)
    return Made(
        ".docx",
        steady(out.getvalue()),
        told.known(),
        [head, foot],
        told.aside(),
        told.title,
        "2022-05-06",
    )


def translated(words: Words) -> Made:
    """A German Word: styles' identifiers in its language, numbers in headings typed by hand."""
    told = story(words, deep=False)
    body = [paragraph(told.title, "Titel")]
    for part in told.lead:
        body += [_xml(part)]
    for section in told.sections:
        body += [paragraph(section.heading, "berschrift1"), *(_xml(part) for part in section.parts)]
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    foot = f"{words.name()} Verwaltung"
    data = word_file("".join(body), Around(foot=foot, styles=styles))
    return Made(
        ".docx", data, told.known(), [f"{foot} Page"], told.aside(), told.title, "2021-03-04"
    )


def converted(words: Words) -> Made:
    """Made by a converter: author and date as paragraphs, compact lists, notes."""
    told, note = story(words), words.sentence(140)
    author = words.person()
    body = [
        paragraph(told.title, "Title"),
        paragraph(author, "Author"),
        paragraph("2021-05-06", "Date"),
    ]
    body += [_xml(part, "Compact", "FirstParagraph") for part in told.lead]
    for section in told.sections:
        body += [paragraph(section.heading, f"Heading{section.level}")]
        body += [_xml(part, "Compact", "BodyText") for part in section.parts]
    body += [
        '<w:p><w:r><w:t>See below</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
    ]
    data = word_file("".join(body), Around(told.title, note=note))
    return Made(
        ".docx",
        data,
        [*told.known(), Known(note, "note")],
        [],
        [*told.aside(), author, "2021-05-06", "See below"],
        told.title,
        "2021-03-04",
    )


WORD: Mapping[str, Layout] = {"library": library, "translated": translated, "converted": converted}


def _write(document: docx.document.Document, part: Part) -> None:
    match part:
        case Paragraph(sentences, quotation):
            document.add_paragraph(
                " ".join(sentences), style="Intense Quote" if quotation else None
            )
        case Items(items, ordered):
            for item in items:
                document.add_paragraph(
                    " ".join(item), style="List Number" if ordered else "List Bullet"
                )
        case Table(header, rows):
            table = document.add_table(rows=0, cols=len(header), style="Table Grid")
            for row in [header, *rows]:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        case Picture(caption):
            _emphasised(document.add_paragraph(style="Caption"), caption)


def _emphasised(made: WordParagraph, words: str) -> None:
    half = words.find(" ", len(words) // 2)
    made.add_run(words[:half]).bold = True
    made.add_run(words[half:])


def _xml(part: Part, item: str = "Listenabsatz", text: str = "") -> str:
    match part:
        case Paragraph(sentences):
            return paragraph(" ".join(sentences), text)
        case Items(items):
            number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            return "".join(paragraph(" ".join(one), item, number) for one in items)
        case Table(header, rows):
            body = "".join(
                "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
                for row in [header, *rows]
            )
            return f"<w:tbl><w:tblPr/>{body}</w:tbl>"
        case Picture(caption):
            return paragraph(caption, text)
