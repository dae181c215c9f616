"""Word files, workbooks, separated values, lines and mail of the second family."""
# Markup as such programs write it, on lines as long as theirs.

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

import docx
import openpyxl
from docx.text.paragraph import Paragraph as WordParagraph

from benchmarks.corpus.tools.messages import Draft, flat, message, paragraphs
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


def ledger(words: Words) -> Made:
    """A workbook with a merged title, dates, ticks, two sheets, empty columns."""
    book = openpyxl.Workbook()
    known, aside = list[Known](), list[str]()
    for name in ("Plan", words.name()):
        page = book.active if name == "Plan" else book.create_sheet()
        page.title = name
        page.append([words.title()])
        page.merge_cells("A1:E1")
        page.append([None, "Item", "Due", "Done", "Note"])
        for _ in range(words.random.randint(4, 14)):
            sentence = words.sentence(250)
            page.append(
                [
                    None,
                    words.name(),
                    STAMP.replace(tzinfo=None),
                    words.random.random() < 0.5,
                    sentence,
                ]
            )
            known.append(Known(sentence, "cell", {"sheet": name, "row": page.max_row}))
        aside += [
            str(cell)
            for row in page.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        ]
        aside.append(name)
    out = io.BytesIO()
    book.save(out)
    return Made(".xlsx", steady(out.getvalue()), known, [], [*aside, "Due", "Done", "2022-05-06"])


def declared(words: Words) -> Made:
    """Separated values that say their mark in a first line of their own."""
    return _rows(words, ";", [], first="sep=;\r\n", newline="\r\n", encoding="cp1252")


def described(words: Words) -> Made:
    """Separated values with lines about them above the headings, and blank ones."""
    about = [[f"Export of {words.organisation()}", "", "", ""], ["", "", "", ""]]
    return _rows(words, ",", about, newline="\n", encoding="utf-8")


def piped(words: Words) -> Made:
    """Values between upright bars, with an empty column at the end of each row."""
    return _rows(words, "|", [], newline="\n", encoding="utf-8-sig", empty=True)


def tickets(words: Words) -> Made:
    """Lines of JSON of a help desk."""
    lines, known, aside = list[str](), list[Known](), list[str]()
    for number in range(1, words.random.randint(5, 10)):
        told = words.sentences(1, 4)
        row = {
            "ticket": words.filled("{n}"),
            "subject": words.headline(),
            "description": " ".join(told),
            "created_at": "2021-05-06T10:00:00+02:00",
            "tags": ["rope"],
        }
        lines.append(json.dumps(row))
        known += [Known(one, "text", {"line": number}) for one in told]
        aside += [str(value) for value in row.values()]
    return Made(".jsonl", "\n".join(lines).encode(), known, [], [*aside, "rope"])


def abroad(words: Words) -> Made:
    """A reply of a German program, quoted to the second depth."""
    own, quoted = paragraphs(words, 3), words.sentences(2, 3)
    who = f"Am 12.03.2023 um 10:00 schrieb {words.person()}:"
    plain = (
        "\n\n".join(" ".join(one) for one in own)
        + f"\n\n{who}\n"
        + "\n".join(f"{'>' * n} {one}" for n, one in enumerate(quoted, 1))
    )
    return message(words, Draft(plain, before="AW: "), own, [*quoted, who])


def private(words: Words) -> Made:
    """A private mailer: a line of dashes with words above the quoted message."""
    own, quoted = paragraphs(words, 2), words.sentences(1, 3)
    line = words.random.choice(("------- Original Message -------", "-----Original Message-----"))
    head = f"On Tuesday, March 14th, 2023 at 10:00, {words.person()} <a@example.org> wrote:"
    plain = (
        "\n\n".join(" ".join(one) for one in own)
        + f"\n\nSent with private mail.\n\n{line}\n{head}\n\n\n"
        + "\n".join(f"> {one}" for one in quoted)
    )
    return message(
        words,
        Draft(plain, before="Re: "),
        own,
        [*quoted, head],
        aside=["Sent with private mail.", line],
    )


def pocket(words: Words) -> Made:
    """HTML of a pocket mailer: a rule, then names of the earlier message, then its text."""
    own, quoted = paragraphs(words, 2), paragraphs(words, 2)
    mine = "".join(f"<div dir='auto'>{escape(' '.join(one))}</div>" for one in own)
    theirs = "".join(f"<div>{escape(' '.join(one))}</div>" for one in quoted)
    html = f'<html><head></head><body>{mine}<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o">Outlook for iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> {words.person()}<br><b>Sent:</b> Tuesday, March 14, 2023 10:00<br><b>To:</b> a@example.org<br><b>Subject:</b> Prices</font></div>{theirs}</body></html>'
    return message(words, Draft(html=html, before="Re: "), own, [*flat(quoted), "Outlook for iOS"])


def orchard(words: Words) -> Made:
    """HTML and text of a desktop mailer: cited blocks, a signature, answers below."""
    own, quoted = paragraphs(words, 2), words.sentences(1, 2)
    who = f"On Mar 14, 2023, at 10:00, {words.person()} <b@example.org> wrote:"
    plain = (
        f"{who}\n\n"
        + "\n".join(f"> {one}" for one in quoted)
        + "\n\n"
        + "\n\n".join(" ".join(one) for one in own)
    )
    html = (
        f'<html><body>{escape(who)}<br><blockquote type="cite">{"".join(f"<div>{escape(one)}</div>" for one in quoted)}</blockquote>'
        + "".join(f"<div>{escape(' '.join(one))}</div><br>" for one in own)
        + "</body></html>"
    )
    return message(
        words,
        Draft(plain if words.random.random() < 0.5 else "", html=html, before="Re: "),
        own,
        quoted,
    )


def tracker(words: Words) -> Made:
    """A notice of a tracker: a comment, and how to reply below."""
    own = paragraphs(words, 3)
    below = [
        "Reply to this email directly or view it on GitHub:",
        "https://github.example/x/y/issues/12#issuecomment-1",
        "You are receiving this because you were mentioned.",
        "Message ID: <x/y/issues/12/1@github.example>",
    ]
    plain = "\n\n".join(" ".join(one) for one in own) + "\n\n-- \n" + "\n".join(below)
    return message(words, Draft(plain, before="Re: [x/y] "), own, below)


WORD: Mapping[str, Layout] = {"library": library, "translated": translated, "converted": converted}
WORKBOOKS: Mapping[str, Layout] = {"ledger": ledger}
SEPARATED: Mapping[str, Layout] = {"declared": declared, "described": described, "piped": piped}
LINES: Mapping[str, Layout] = {"tickets": tickets}
MAIL: Mapping[str, Layout] = {
    "abroad": abroad,
    "private": private,
    "pocket": pocket,
    "orchard": orchard,
    "tracker": tracker,
}


def _rows(
    words: Words,
    mark: str,
    above: Sequence[Sequence[str]],
    *,
    newline: str,
    encoding: str,
    first: str = "",
    empty: bool = False,
) -> Made:
    rows: list[list[str]] = [*map(list, above), ["Object", "Year", "Value", "Description"]]
    known: list[Known] = []
    for _ in range(words.random.randint(5, 15)):
        sentence = (
            words.sentence(200)
            .encode(encoding, errors="ignore")
            .decode(encoding)
            .removeprefix("\ufeff")
        )
        rows.append(
            [words.name(), words.filled("{y}"), words.filled("{x}"), " ".join(sentence.split())]
        )
        known.append(Known(rows[-1][-1], "cell", {"row": len(rows)}))
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=newline).writerows(
        [[*row, ""] for row in rows] if empty else rows
    )
    aside = [cell for row in rows for cell in row if cell]
    return Made(
        ".csv", (first + out.getvalue()).encode(encoding, errors="ignore"), known, [], aside
    )


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
