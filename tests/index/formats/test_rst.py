"""reStructuredText is read as docutils does, and so is what only other programs understand."""

import pytest
from hypothesis import given, settings

from index.errors import DocumentError
from index.formats.rst import read
from tests.index.formats.test_text import assert_in_order
from tests.index.strategies import any_text

GUIDE = """\
==========
The museum
==========

:Date: 2024-03-12
:Author: Ann Hull

It opens at **nine**
and shuts at ``five``. See :ref:`the prices <prices>` or :doc:`/boats`.

Winter
------

* Shut on Mondays
* Open on

  #. Tuesday

.. note:: Bring a coat.

.. versionadded:: 2.0
   The cellar can be visited.

.. autofunction:: salt

   Weighs the salt.

   ::

       salt --open

.. code-block:: sh
   :caption: run

   quoth index docs

.. toctree::

   boats

.. a comment that nobody sees

====== =====
Ticket Price
====== =====
Adult  £9.50
Child  £4
====== =====

Length
  Twelve metres.
"""


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and words of each block."""
    extract = read(text.encode())
    return [(block.kind, extract.text[block.start : block.end]) for block in extract.blocks]


def test_every_kind_of_block_is_read_in_order() -> None:
    assert blocks(GUIDE) == [
        ("heading", "The museum"),
        ("table", "Date: 2024-03-12"),
        ("table", "Author: Ann Hull"),
        ("text", "It opens at nine and shuts at five. See the prices or /boats."),
        ("heading", "Winter"),
        ("item", "Shut on Mondays"),
        ("item", "Open on"),
        ("item", "1. Tuesday"),
        ("text", "Bring a coat."),
        ("line", "2.0"),
        ("text", "The cellar can be visited."),
        ("line", "salt"),
        ("text", "Weighs the salt."),
        ("code", "salt --open"),
        ("code", "quoth index docs"),
        ("table", "Ticket · Price"),
        ("table", "Ticket: Adult · Price: £9.50"),
        ("table", "Ticket: Child · Price: £4"),
        ("line", "Length"),
        ("text", "Twelve metres."),
    ]


def test_headings_have_their_levels_and_the_date_is_declared() -> None:
    extract = read(GUIDE.encode())
    assert [block.level for block in extract.blocks if block.level] == [1, 2]
    assert extract.date == "2024-03-12"


def test_nothing_else_is_read_and_nothing_is_printed(tmp_path, capfd) -> None:
    (tmp_path / "secret.txt").write_text("Quetzalcoatl")
    text = (
        f".. include:: {tmp_path}/secret.txt\n\n.. csv-table::\n   :file: {tmp_path}/secret.txt\n\n"
        f".. raw:: html\n   :file: {tmp_path}/secret.txt\n\n`broken\n\nWords of its own.\n"
    )
    assert "Words of its own." in read(text.encode()).text
    assert "Quetzalcoatl" not in read(text.encode()).text
    assert capfd.readouterr() == ("", "")


def test_directives_inside_directives_end_somewhere() -> None:
    text = "".join(f"{'   ' * n}.. unknown:: {n}\n\n" for n in range(40))
    read((text + "   " * 40 + "Words.").encode())


@settings(max_examples=40)
@given(any_text.filter(lambda text: "\0" not in text))
def test_any_text_is_read_into_blocks_in_order(text: str) -> None:
    extract = read(text.encode())
    assert_in_order(extract.text, list(extract.blocks))


def test_binary_data_is_refused() -> None:
    with pytest.raises(DocumentError, match="binary"):
        read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1")


def test_of_several_sections_at_the_top_none_is_the_title() -> None:
    text = "Winter\n======\n\nIt is shut.\n\nSummer\n======\n\nIt is open.\n"
    assert [block.level for block in read(text.encode()).blocks if block.level] == [2, 2]


def test_a_proposals_header_tells_title_and_date() -> None:
    text = "PEP: 12\nTitle: Salt\nDate: 2024-03-12\nStatus: Draft\n\nAim\n===\n\nIt is so.\n"
    extract = read(text.encode())
    assert (extract.title, extract.date) == ("Salt", "2024-03-12")


def test_an_initial_is_no_number_of_a_list() -> None:
    text = "C. D. Hull keeps it.\n\n* A. Hull swims.\n\nA. One\nB. Two\n"
    extract = read(text.encode())
    words = [extract.text[block.start : block.end] for block in extract.blocks]
    assert words == ["C. D. Hull keeps it.", "A. Hull swims.", "A. One", "B. Two"]


def test_what_docutils_has_to_say_is_not_part_of_the_text() -> None:
    text = ".. list-table::\n\n   * - Keeper\n     - J. Hull of :nowhere:`Salt`\n"
    assert "INFO" not in read(text.encode()).text
    assert "ERROR" not in read(text.encode()).text
