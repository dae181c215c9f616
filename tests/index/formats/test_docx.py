"""Word files are read in order, by what their styles say."""

from datetime import datetime

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.errors import DocumentError
from index.formats.docx import read
from tests.index.formats.made import excel, repacked, word


def blocks(data: bytes) -> list[tuple[str, str]]:
    """Kind and words of each block that is not furniture."""
    extract = read(data)
    return [
        (block.kind, extract.text[block.start : block.end])
        for block in extract.blocks
        if not block.furniture
    ]


def xml(document, markup: str) -> None:
    """Put markup that no method makes at the end of the body."""
    name = markup[1:].partition(">")[0]
    marked = markup.replace(f"<{name}>", f"<{name} {nsdecls('w')}>", 1)
    document.element.body.insert(-1, parse_xml(marked))


def guide(document) -> None:
    document.sections[0].header.paragraphs[0].text = "The Museum of Salt"
    document.add_heading("A guide", 0)
    document.add_paragraph("The museum opens at nine. It shuts at five.")
    document.add_heading("Winter", 2)
    document.add_paragraph("Shut on Mondays", style="List Bullet")
    table = document.add_table(3, 3)
    rows = [("Ticket", "Price", "Note"), ("Adult", "£9.50", ""), ("Child", "£4", "below twelve")]
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, words in zip(cells.cells, row, strict=True):
            cell.text = words
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph("Dogs stay outside.")


def test_a_file_is_its_headings_paragraphs_items_and_rows_in_order() -> None:
    assert blocks(word(guide)) == [
        ("heading", "A guide"),
        ("text", "The museum opens at nine. It shuts at five."),
        ("heading", "Winter"),
        ("item", "Shut on Mondays"),
        ("table", "Ticket · Price · Note"),
        ("table", "Ticket: Adult · Price: £9.50"),
        ("table", "Ticket: Child · Price: £4 · Note: below twelve"),
        ("text", "Dogs stay outside."),
    ]
    assert [block.level for block in read(word(guide)).blocks if block.level] == [1, 2]


def test_title_and_date_are_the_files_own() -> None:
    extract = read(word(guide, title="Guide to the museum"))
    assert (extract.title, extract.date) == ("Guide to the museum", "2024-03-12")
    assert read(word(guide)).title is None


def test_a_first_row_of_words_above_a_column_of_figures_is_a_head() -> None:
    def build(document) -> None:
        rows = [("Task", "Who", "Until"), ("Posters", "Mira", "1 June"), ("Tents", "Bo", "3 June")]
        table = document.add_table(0, 3)
        for words in rows:
            for cell, text in zip(table.add_row().cells, words, strict=True):
                cell.text = text

    extract = read(word(build))
    assert "Task: Posters · Who: Mira · Until: 1 June" in extract.text
    assert "Task: Tents · Who: Bo · Until: 3 June" in extract.text


def test_the_date_of_a_template_is_none_of_the_file() -> None:
    def build(document) -> None:
        document.add_paragraph("Doors open at nine.")
        document.core_properties.modified = datetime(2013, 12, 23, 23, 15)

    assert read(word(build)).date is None


def test_a_first_row_that_is_not_marked_is_no_head() -> None:
    def build(document) -> None:
        table = document.add_table(2, 2)
        for cell, words in zip(table._cells, ("Name", "Kittiwake", "Built", "1911"), strict=True):
            cell.text = words

    assert blocks(word(build)) == [("table", "Name · Kittiwake"), ("table", "Built · 1911")]


def test_merged_cells_stand_in_each_of_their_places() -> None:
    def build(document) -> None:
        table = document.add_table(3, 2)
        for cell, words in zip(
            table._cells, ("Day", "Opens", "Monday", "9", "", "14"), strict=True
        ):
            cell.text = words
        table.cell(1, 0).merge(table.cell(2, 0))
        row = table.rows[0]._tr
        row.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

    assert blocks(word(build))[1:] == [
        *(("table", "Day: Monday · Opens: 9"), ("table", "Day: Monday · Opens: 14"))
    ]


def test_a_table_that_lays_out_a_page_is_read_cell_by_cell() -> None:
    prose = "The museum of salt opens at nine. " * 12

    def build(document) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 0).text = prose.strip()
        table.cell(0, 1).text = "It shuts at five."

    assert blocks(word(build)) == [("text", prose.strip()), ("text", "It shuts at five.")]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<w:p><w:r><w:t>Nine</w:t><w:tab/><w:t>five.</w:t></w:r></w:p>", "Nine\tfive."),
        ("<w:p><w:ins><w:r><w:t>Added words.</w:t></w:r></w:ins></w:p>", "Added words."),
        ("<w:p><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>", None),
        ("<w:p><w:del><w:r><w:t>Gone.</w:t></w:r></w:del></w:p>", None),
        ("<w:p><w:hyperlink><w:r><w:t>A link.</w:t></w:r></w:hyperlink></w:p>", "A link."),
        (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a form.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>",
            "In a form.",
        ),
        (
            "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>",
            "In a box.",
        ),
    ],
)
def test_words_are_found_wherever_word_puts_them(markup: str, words: str | None) -> None:
    data = word(lambda document: xml(document, markup))
    assert [text for _, text in blocks(data)] == ([words] if words else [])


def test_a_table_of_contents_is_furniture() -> None:
    def build(document) -> None:
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("Winter 7", style="toc 1")
        document.add_paragraph("Dogs stay outside.")

    assert blocks(word(build)) == [("text", "Dogs stay outside.")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\3\4 nothing", "it is damaged or not whole"),
        (b"no archive", "it is damaged or not whole"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "it is protected by a password"),
        (word(guide)[:3000], "it is damaged or not whole"),
        (excel({"Prices": [["a"]]}), "it is damaged or not whole"),
        (repacked(word(guide), {"word/document.xml": b"<w:p"}), "it is damaged or not whole"),
        (repacked(word(guide), {"word/more.xml": b" " * 60_000_000}), "it would unpack to 60 MB"),
        (
            repacked(word(guide), {"word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'lol'>]><x/>"}),
            "it declares XML entities",
        ),
    ],
    ids=["zip", "text", "locked", "truncated", "excel", "no xml", "bomb", "entities"],
)
def test_bad_files_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(data)


def test_a_style_heads_sections_by_its_outline_and_by_what_it_rests_on() -> None:
    def clauses(document) -> None:
        house = document.styles.add_style("House Clause", 1)
        house.base_style = document.styles["Heading 2"]
        own = document.styles.add_style("Own Clause", 1)
        level = '<w:pPr {}><w:outlineLvl w:val="0"/></w:pPr>'.format(nsdecls("w"))
        own.element.append(parse_xml(level))
        document.add_paragraph("Rent", style="House Clause")
        document.add_paragraph("Term", style="Own Clause")
        document.add_paragraph("It is paid in March.")

    extract = read(word(clauses))
    assert [(b.kind, b.level) for b in extract.blocks] == [
        ("heading", 2),
        ("heading", 1),
        ("text", 0),
    ]


def test_without_properties_a_file_has_neither_title_nor_date() -> None:
    data = word(lambda document: document.add_paragraph("It opens at nine."), title="A guide")
    relations = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/\
officeDocument/2006/relationships/officeDocument"/></Relationships>"""
    bare = read(repacked(data, {"_rels/.rels": relations}))
    assert (read(data).title, bare.title, bare.date) == ("A guide", None, None)
