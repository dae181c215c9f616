"""Made files of rows: workbooks, separated values in several dialects, lines of JSON."""

import csv
import io
import json
from collections.abc import Mapping

from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.web import iso_day
from benchmarks.corpus.tools.words import Words
from benchmarks.corpus.tools.workbooks import Cell, book

SHEETS = "Summary|Stock 2021|Q1 – Q4|Orders|Sheet1|Contacts & co|Notes"
HEADERS = (
    ["Item", "Quantity", "Price", "Comment"],
    ["Name", "Age", "Rate", "Remarks"],
    ["ID", "Count", "Share", "Description"],
    ["Place", "Visitors", "Cost", "What happened"],
)


def workbook(words: Words) -> Made:
    """Excel: shared strings, a title above the headings, empty rows, formulas with their values."""
    return _workbook(words, inline=False, titled=words.random.random() < 0.5)


def report(words: Words) -> Made:
    """Written by a program: strings within the cells, headings in the first row."""
    return _workbook(words, inline=True, titled=False)


def comma(words: Words) -> Made:
    """As Excel saves it: commas, quotation marks where they are needed."""
    return _separated(words, ",", words.random.choice(("utf-8-sig", "cp1252", "utf-8")), "\r\n")


def semicolon(words: Words) -> Made:
    """As a European Excel saves it, with decimal commas."""
    return _separated(words, ";", words.random.choice(("utf-8-sig", "cp1252")), "\r\n", decimal=",")


def tabs(words: Words) -> Made:
    """Copied out of a data base: tabs, no quotation marks."""
    return _separated(words, "\t", "utf-8", "\n", quoting=csv.QUOTE_NONE)


def dump(words: Words) -> Made:
    """A data base's dump: everything in quotation marks, lines broken within fields."""
    return _separated(
        words, words.random.choice(",|;"), "utf-8", "\n", quoting=csv.QUOTE_ALL, broken=True
    )


def feed(words: Words) -> Made:
    """Lines of JSON as a crawler leaves them: title, text, address, date."""
    keys = words.random.choice(
        (
            ("title", "text", "url", "date"),
            ("headline", "body", "link", "published"),
            ("name", "content", "url", "timestamp"),
        )
    )
    lines, known = list[str](), list[Known]()
    for number in range(1, words.random.randint(4, 12)):
        sentences = words.sentences(1, 6)
        row = {"id": number, keys[0]: words.headline(), keys[1]: " ".join(sentences)}
        row |= {keys[2]: f"https://example.org/{number}", keys[3]: f"{iso_day(words)}T09:00:00Z"}
        lines.append(json.dumps(row, ensure_ascii=words.random.random() < 0.5))
        known += [Known(one, "text", {"line": number}) for one in sentences]
    aside = [f"{name} {value}" for line in lines for name, value in json.loads(line).items()]
    return Made(".jsonl", ("\n".join(lines) + "\n").encode(), known, [], aside)


def records(words: Words) -> Made:
    """Lines of JSON as a data set has them: a question, its answer, nested facts, empty lines."""
    lines, known, aside = list[str](), list[Known](), list[str]()
    for _ in range(words.random.randint(4, 12)):
        answer, remark = words.sentence(), words.sentence()
        row = {
            "_id": words.filled("{n}"),
            "title": words.title(),
            "text": f"{answer}\n\n{remark}",
            "metadata": {"source": words.name(), "score": 0.5},
        }
        lines += [json.dumps(row)] + ([""] if words.random.random() < 0.2 else [])
        at = len(lines) - (lines[-1] == "")
        known += [Known(one, "text", {"line": at}) for one in (answer, remark)]
        aside += [f"_id {row['_id']}", str(row["title"])]
    return Made(
        words.random.choice((".jsonl", ".ndjson")), "\n".join(lines).encode(), known, [], aside
    )


WORKBOOKS: Mapping[str, Layout] = {"workbook": workbook, "report": report}
SEPARATED: Mapping[str, Layout] = {
    "comma": comma,
    "semicolon": semicolon,
    "tabs": tabs,
    "dump": dump,
}
LINES: Mapping[str, Layout] = {"feed": feed, "records": records}


def _row(words: Words) -> list[Cell]:
    draw = words.random
    price = None if draw.random() < 0.15 else round(draw.uniform(1, 900), 2)
    return [words.name(), draw.randint(1, 9999), price, words.sentence(draw.choice((120, 300)))]


def _workbook(words: Words, *, inline: bool, titled: bool) -> Made:
    draw = words.random
    names = draw.sample(SHEETS.split("|"), draw.randint(1, 3))
    sheets: dict[str, list[list[Cell]]] = {}
    known, aside = list[Known](), list[str]()
    for name in names:
        rows: list[list[Cell]] = [[words.title()], []] if titled else []
        rows.append(list(draw.choice(HEADERS)))
        for _ in range(draw.randint(3, 12)):
            if draw.random() < 0.08 and titled:
                rows.append([])
            rows.append(_row(words))
            known.append(Known(str(rows[-1][-1]), "cell", {"sheet": name, "row": len(rows)}))
        aside += [str(cell) for row in rows for cell in row if cell is not None]
        sheets[name] = rows
    return Made(
        ".xlsx", book(sheets, inline=inline), known, [], [*aside, *names], None, "2021-03-04"
    )


def _separated(
    words: Words,
    delimiter: str,
    encoding: str,
    newline: str,
    *,
    decimal: str = ".",
    quoting: int = csv.QUOTE_MINIMAL,
    broken: bool = False,
) -> Made:
    draw = words.random
    header = draw.choice(HEADERS)
    rows: list[list[str]] = [list(header)]
    known: list[Known] = []
    for _ in range(draw.randint(4, 20)):
        name, count, price, sentence = _row(words)
        remark = str(sentence)
        if quoting == csv.QUOTE_NONE:
            remark = remark.replace('"', "'")
        remark = remark.encode(encoding, errors="ignore").decode(encoding).removeprefix("\ufeff")
        if broken and draw.random() < 0.5:
            remark = remark.replace(" ", "\n", 1)
        rows.append(
            [
                str(name),
                str(count),
                "" if price is None else str(price).replace(".", decimal),
                remark,
            ]
        )
        known.append(Known(" ".join(remark.split()), "cell", {"row": len(rows)}))
    out = io.StringIO()
    csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=newline,
        quoting=quoting,
        quotechar='"',
        escapechar=None,
    ).writerows(rows)
    suffix = ".tsv" if delimiter == "\t" and draw.random() < 0.5 else ".csv"
    aside = [cell for row in rows for cell in row if cell]
    return Made(suffix, out.getvalue().encode(encoding, errors="ignore"), known, [], aside)
