"""Names of columns that stand on each page above the rows of a long table are no running heads."""

import io

from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from index.formats.pdf import read


def test_rows_of_every_page_carry_the_names() -> None:
    out = io.BytesIO()
    rows = [(f"Member {n:02}", str(1950 + n), f"£{20 + n}.00") for n in range(70)]
    table = Table([("Name", "Joined", "Subscription"), *rows], repeatRows=1)
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)]
    table.setStyle(TableStyle([*lines, ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]))

    def head(canvas: Canvas, _document: object) -> None:
        canvas.drawString(72, 800, "Fellowship of ringers")

    words = Paragraph("The members are these.", getSampleStyleSheet()["BodyText"])
    SimpleDocTemplate(out).build([words, table], onFirstPage=head, onLaterPages=head)
    extract = read(out.getvalue())
    told = {extract.text[b.start : b.end]: b.furniture for b in extract.blocks}
    for name, joined, fee in rows:
        assert told[f"Name: {name} · Joined: {joined} · Subscription: {fee}"] is False
    assert told["Fellowship of ringers"] is True
