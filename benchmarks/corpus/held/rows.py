"""Workbooks, separated values and lines of JSON of the family that readers were not developed on."""

import csv
import io
import json
from collections.abc import Mapping

from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.words import Words
from benchmarks.corpus.tools.workbooks import book


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


WORKBOOKS: Mapping[str, Layout] = {"register": register}


SEPARATED: Mapping[str, Layout] = {"records": records}


LINES: Mapping[str, Layout] = {"posts": posts}
