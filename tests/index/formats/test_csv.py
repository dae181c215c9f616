"""Tables as text are read row by row, however their cells are told apart."""

import pytest
from hypothesis import given

from index.errors import DocumentError
from index.formats.csv import read
from tests.index.formats.test_text import assert_in_order
from tests.index.strategies import any_text

ROWS = [["Name", "Price", "Note"], ["Rye bread", "4,20 €", "with seeds"], ["Roll", "0,60 €", ""]]
FOUND = [
    ("row 1", "Name · Price · Note"),
    ("row 2", "Name: Rye bread · Price: 4,20 € · Note: with seeds"),
    ("row 3", "Name: Roll · Price: 0,60 €"),
]


def lines(data: bytes) -> list[tuple[str, str]]:
    """The landmark of each block, and its words."""
    extract = read(data)
    found = []
    for block in extract.blocks:
        names = [mark.name for mark in extract.landmarks if mark.start <= block.start]
        found.append((names[-1], extract.text[block.start : block.end]))
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_rows_are_found_with_any_delimiter(delimiter: str, newline: str) -> None:
    rows = [delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in ROWS]
    assert lines(newline.join(rows).encode()) == FOUND


def test_a_table_is_decoded_as_it_looks() -> None:
    text = "\n".join(";".join(row) for row in ROWS)
    assert lines(text.encode("cp1252")) == FOUND
    assert lines(text.encode("utf-8-sig")) == FOUND


def test_a_cell_may_hold_lines_quotes_and_commas() -> None:
    data = b'Name,Note\nRye,"with ""seeds"",\nand salt"\nRoll,\n'
    assert lines(data)[1:] == [
        ("row 2", 'Name: Rye · Note: with "seeds", and salt'),
        ("row 3", "Name: Roll"),
    ]


def test_a_long_cell_is_a_text_of_its_own() -> None:
    text = "The museum of salt opens at nine. " * 12
    found = lines(f"Name,Text\nMuseum,{text}\nFerry,It sails.\n".encode())
    assert found[1:3] == [("row 2", "Name: Museum"), ("row 2", text.strip())]


def test_rows_of_figures_alone_have_no_headings() -> None:
    assert lines(b"1,2\n3,4\n") == [("row 1", "1 · 2"), ("row 2", "3 · 4")]


def test_cells_beyond_the_headings_are_kept() -> None:
    assert lines(b"Name,Price\nRye,4,cheap\n")[1] == ("row 2", "Name: Rye · Price: 4 · cheap")


def test_no_row_is_the_title() -> None:
    assert read(b"Name,Price\nRye,4\n").title == ""


def test_binary_data_is_refused() -> None:
    with pytest.raises(DocumentError, match="binary"):
        read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1")


@given(any_text.filter(lambda text: "\0" not in text))
def test_any_text_is_read_into_blocks_in_order(text: str) -> None:
    extract = read(text.encode())
    assert_in_order(extract.text, list(extract.blocks))


def test_a_first_line_that_tells_the_delimiter_is_no_row() -> None:
    data = b"sep=|\r\nName|Price, net\r\nRye, dark|4\r\n"
    assert lines(data) == [
        ("row 1", "Name · Price, net"),
        ("row 2", "Name: Rye, dark · Price, net: 4"),
    ]
