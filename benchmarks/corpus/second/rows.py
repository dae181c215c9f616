"""Workbooks, separated values and lines of JSON of the second family."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import openpyxl

from benchmarks.corpus.tools.package import steady
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.words import Words

STAMP = datetime(2022, 5, 6, 12, tzinfo=UTC)


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


WORKBOOKS: Mapping[str, Layout] = {"ledger": ledger}


SEPARATED: Mapping[str, Layout] = {"declared": declared, "described": described, "piped": piped}


LINES: Mapping[str, Layout] = {"tickets": tickets}


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
