"""Rows without upright rules whose cells go over several lines are told whole."""

import io
from collections.abc import Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from index.formats.pdf import read

STYLE = getSampleStyleSheet()["BodyText"]
ROWS = (
    ("Paint the bus shelter", "J. Marsh", "30 April"),
    ("Obtain three quotes for the new boiler of the hall", "R. Oake with the clerk", "14 May"),
    ("Write to the county about potholes", "Clerk", "1 June"),
    ("Order bulbs", "S. Hay", "1 July"),
)
TOLD = [f"Action: {action} · Owner: {owner} · Due: {due}" for action, owner, due in ROWS]


@pytest.mark.parametrize("place", ["TOP", "MIDDLE"])
@pytest.mark.parametrize("ruled", [False, True])
def test_lines_of_a_cell_are_put_together(place: str, ruled: bool) -> None:
    out = io.BytesIO()
    cells = [[Paragraph(words, STYLE) for words in row] for row in ROWS]
    rules = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)] if ruled else []
    table = Table([["Action", "Owner", "Due"], *cells], colWidths=[140, 90, 80])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), place), *rules]))
    words = [Paragraph(line, STYLE) for line in ("They agreed on this.", "They rose at nine.")]
    SimpleDocTemplate(out).build([words[0], table, words[1]])
    assert read(out.getvalue()).text.split("\n\n")[1].split("\n")[1:] == TOLD


def drawn(lines: Sequence[Sequence[str]], steps: Sequence[int]) -> str:
    """The text of lines of cells in three columns, each so far below the one before."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont("Helvetica", 10)
    height = 700
    for cells, step in zip(lines, steps, strict=True):
        height -= step
        for left, words in zip((72, 200, 300), cells, strict=True):
            if words:
                canvas.drawString(left, height, words)
    canvas.save()
    return read(out.getvalue()).text


def test_rows_in_groups_stay_rows() -> None:
    lines = [
        ("Day", "Hours", "Who"),
        ("Monday", "9-12", "Ann"),
        ("", "13-17", "Bo"),
        ("Tuesday", "9-11", "Lil"),
        ("", "14-18", "Kit"),
        ("Friday", "9-15", "Una"),
    ]
    told = drawn(lines, (0, 20, 12, 20, 12, 20))
    assert "9-12 13-17" not in told
    assert "Ann Bo" not in told
