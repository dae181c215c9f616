"""Word files, rows and mail of the family that readers were not developed on."""
# Markup as such programs write it, on lines as long as theirs.

import csv
import io
import json
from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.messages import DISCLAIMER, Draft, flat, message, paragraphs
from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Table, story
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.word_files import Around, paragraph, word_file
from benchmarks.corpus.tools.words import Words
from benchmarks.corpus.tools.workbooks import book


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


def register(words: Words) -> Made:
    """A workbook of several sheets, headings in the third row, long remarks."""
    sheets, known = {}, list[Known]()
    for name in ("Register A–K", "Register L–Z"):
        rows: list[list[object]] = [
            [f"Register of {words.organisation()}"],
            [],
            ["No.", "Owner", "Value", "Remark"],
        ]
        for n in range(words.random.randint(4, 9)):
            rows.append(
                [
                    f"R-{n}",
                    words.name(),
                    round(words.random.uniform(1, 900), 2),
                    " ".join(words.sentences(1, 2)),
                ]
            )
            known.append(Known(str(rows[-1][-1]), "cell", {"sheet": name, "row": len(rows)}))
        sheets[name] = rows
    aside = [str(cell) for rows in sheets.values() for row in rows for cell in row]
    return Made(".xlsx", book(sheets, inline=False), known, [], [*aside, *sheets])


def records(words: Words) -> Made:
    """Separated values of an agency: tabs, quotation marks everywhere, breaks in fields."""
    rows, known = [["REC_ID", "REC_NAME", "REC_TEXT"]], list[Known]()
    for n in range(words.random.randint(6, 14)):
        told = words.sentences(1, 2)
        rows.append([str(1000 + n), words.name(), "\n".join(told)])
        known += [Known(one, "cell", {"row": len(rows)}) for one in told]
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return Made(
        ".tsv",
        out.getvalue().encode("utf-8-sig"),
        known,
        [],
        [cell for row in rows for cell in row],
    )


def posts(words: Words) -> Made:
    """Lines of JSON of a social site: nested, short and long texts, nulls."""
    lines, known, aside = list[str](), list[Known](), ["true", "false"]
    for number in range(1, words.random.randint(6, 14)):
        told = words.sentences(1, 3)
        row = {
            "id_str": words.filled("{n}"),
            "user": {"screen_name": words.name()},
            "full_text": " ".join(told),
            "lang": "en",
            "reply_to": None,
            "created": "2020-02-03",
        }
        lines.append(json.dumps(row, ensure_ascii=False))
        known += [Known(one, "text", {"line": number}) for one in told]
        aside += [f"{key} {value}" for key, value in row.items()]
    return Made(".ndjson", "\n".join(lines).encode(), known, [], aside)


def caution(words: Words) -> Made:
    """A company's mail: a warning above, a reply below its headers, a disclaimer at the end."""
    own, quoted = paragraphs(words, 3), paragraphs(words, 2)
    warning = "CAUTION: This email originated from outside of the organization. Do not click links unless you recognize the sender."
    head = f"From: {words.person()}\nDate: Monday, 6 March 2023 at 09:12\nTo: {words.person()}\nSubject: Re: Prices\n"
    plain = (
        f"{warning}\n\n"
        + "\n\n".join(" ".join(one) for one in own)
        + f"\n\n{DISCLAIMER}\n\n{head}\n"
        + "\n\n".join(" ".join(one) for one in quoted)
    )
    return message(words, Draft(plain, before="Re: "), own, [warning, DISCLAIMER, *flat(quoted)])


def bird(words: Words) -> Made:
    """HTML of a desktop mailer: the quoted part in a block, a signature, answers above."""
    own, quoted = paragraphs(words, 3), paragraphs(words, 2)
    who = f"On 3/12/23 10:00, {words.person()} wrote:"
    mine = "".join(f"<p>{escape(' '.join(one))}</p>" for one in own)
    theirs = "".join(f"<p>{escape(' '.join(one))}</p>" for one in quoted)
    html = f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>{mine}<div class="moz-cite-prefix">{who}<br></div><blockquote type="cite" cite="mid:1@example.org">{theirs}</blockquote><pre class="moz-signature" cols="72">-- \nKeeper of the rope walk</pre></body></html>'
    return message(
        words,
        Draft(html=html, before="Re: "),
        own,
        [*flat(quoted), who, "Keeper of the rope walk"],
    )


def group(words: Words) -> Made:
    """A group's mail: text wrapped by hand, quoted twice, the group's lines below two dashes."""
    own, first, second = paragraphs(words, 3), words.sentence(), words.sentence()
    lines = [f"> > {first}", f"> {second}", ""]
    lines += [line for one in own for line in (" ".join(one), "")]
    below = [
        f'You received this message because you are subscribed to the Google Groups "{words.name()}" group.',
        "To unsubscribe from this group and stop receiving emails from it, send an email to x@example.org.",
    ]
    return message(
        words,
        Draft("\n".join([*lines, "-- ", *below]), before="Re: "),
        own,
        [first, second, *below],
    )


def notice(words: Words) -> Made:
    """A shop's notice: HTML by tables, an order's rows, links and an address below."""
    told = words.sentences(3, 6)
    below = "You are receiving this email because you placed an order with us."
    html = f'<html><body><center><table width="100%"><tr><td><table width="600"><tr><td><img src="logo.png" alt="Shop"></td></tr><tr><td><h1>Your order is on its way</h1>{"".join(f"<p>{escape(one)}</p>" for one in told)}</td></tr><tr><td><a href="#">Track your parcel</a></td></tr><tr><td style="font-size:11px">{below}<br>Ropewalk 12, Port Evrard<br><a href="#">Privacy policy</a> | <a href="#">Unsubscribe</a></td></tr></table></td></tr></table></center></body></html>'
    return message(
        words,
        Draft(html=html, subject="Your order is on its way"),
        [told],
        [below, "Privacy policy | Unsubscribe"],
        aside=["Your order is on its way", "Track your parcel", "Ropewalk 12, Port Evrard"],
    )


WORD: Mapping[str, Layout] = {"policy": policy, "minutes": minutes}
WORKBOOKS: Mapping[str, Layout] = {"register": register}
SEPARATED: Mapping[str, Layout] = {"records": records}
LINES: Mapping[str, Layout] = {"posts": posts}
MAIL: Mapping[str, Layout] = {"caution": caution, "bird": bird, "group": group, "notice": notice}


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
