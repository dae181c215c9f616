"""Small real files of every format, made by the usual libraries, with known sentences in them."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from zipfile import ZIP_DEFLATED as DEFLATED

import docx
import openpyxl
from docx.document import Document
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, LINE = 72, 770, 14
COLUMN = 240
PROPERTIES = "docProps/core.xml"
MODIFIED = datetime(2024, 3, 12, 10, tzinfo=UTC)
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, title: str = "", password: str = "", date: bool = False) -> bytes:
    """A PDF of pages that are drawn by functions. Without `date` it is the same every time."""
    out = io.BytesIO()
    encrypt = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(out, pagesize=A4, invariant=not date, encrypt=encrypt)
    canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(
    *words: str, left: int = LEFT, top: int = TOP, size: int = 11, font: str = "Helvetica"
) -> Draw:
    """Lines below each other; an empty one leaves the space between paragraphs."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for at, line in enumerate(words):
            canvas.drawString(left, top - at * (size + 3), line)

    return draw


def together(*draws: Draw) -> Draw:
    """Several drawings on one page."""

    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def picture(canvas: Canvas) -> None:
    """A page that is only a picture."""
    canvas.drawImage(ImageReader(Image.new("L", (40, 40), 128)), 0, 0, *A4)


def columns(left: Sequence[str], right: Sequence[str], size: int = 10) -> Draw:
    """Two columns, drawn line by line across the page as some programs do."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", size)
        for at in range(max(len(left), len(right))):
            for words, x in ((left, LEFT), (right, LEFT + COLUMN)):
                if at < len(words):
                    canvas.drawString(x, TOP - at * (size + 2), words[at])

    return draw


def word(build: Callable[[Document], object], title: str = "") -> bytes:
    """A Word file whose content a function writes."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.modified = MODIFIED
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word_of(body: str, *, strict: bool = False, **parts: str) -> bytes:
    """A Word file of XML: what its body holds, and other parts (`numbering`, `styles`, …) by name.

    `strict` writes it with the names of Strict Open XML.
    """
    inner = {"document": f"<w:body>{body}</w:body>", **parts}
    roots = {"document": "document", "header": "hdr"}
    files = {
        f"word/{name}.xml": f'<w:{roots.get(name, name)} xmlns:w="{W}" xmlns:r="{OFFICE}" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"{content}</w:{roots.get(name, name)}>"
        for name, content in inner.items()
    }
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.'
        f'{"document.main" if name == "document" else name}+xml"/>'
        for name in inner
    )
    links = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts
    )
    start = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    files["word/_rels/document.xml.rels"] = relations.format(links)
    files["_rels/.rels"] = relations.format(start)
    if strict:
        files = {name: _strictly(content) for name, content in files.items()}
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def strictly(data: bytes) -> bytes:
    """An office file with the names of Strict Open XML in its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = {
        name: _strictly(content.decode()).encode()
        for name, content in parts.items()
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml"
    }
    return repacked(data, changed)


def _strictly(content: str) -> str:
    usual = r"http://schemas\.openxmlformats\.org/(officeDocument|\w+ml)/2006/(\w+)"
    return re.sub(usual, r"http://purl.oclc.org/ooxml/\1/\2", content)


def excel(sheets: Mapping[str, Sequence[Sequence[object]]], forms: Mapping[str, str] = {}) -> bytes:
    """A workbook of sheets of rows; `forms` are number formats of cells by their names."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for cell, form in forms.items():
            page[cell].number_format = form
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        properties = archive.read(PROPERTIES).decode()
    # openpyxl writes the time of saving, whatever it is told.
    dated = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{MODIFIED:%FT%TZ}", properties)
    return repacked(out.getvalue(), {PROPERTIES: dated.encode()})


def mail(
    words: str,
    subject: str = "Opening hours",
    html: str = "",
    attached: Sequence[str] = (),
) -> bytes:
    """A message with a text, a page that says the same, or both, and files."""
    message = EmailMessage()
    message["From"] = "Ann Hull <ann@example.org>"
    message["To"] = "staff@example.org"
    message["Date"] = "Tue, 12 Mar 2024 10:00:00 +0000"
    message["Subject"] = subject
    if words:
        message.set_content(words)
    if html and words:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for name in attached:
        message.add_attachment(
            b"Never quoted.", maintype="application", subtype="pdf", filename=name
        )
    return message.as_bytes()


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """An office file with some of its parts replaced, or others put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | dict(changes)
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
