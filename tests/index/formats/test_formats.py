"""Every format module is found by being there."""

import pytest

from index.formats import readers


@pytest.mark.parametrize("suffix", [".txt", ".text", ".log", ".md", ".markdown", ".mdown", ".mdx"])
def test_a_format_says_which_endings_it_reads(suffix: str) -> None:
    extract = readers()[suffix](b"The ferry sails at nine.")
    block = extract.blocks[0]
    assert extract.text[block.start : block.end] == "The ferry sails at nine."


def test_endings_are_lower_case_and_have_their_dot() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in readers())
