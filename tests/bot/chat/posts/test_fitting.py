import re

import pytest

from bot.chat.posts.fitting import Part, blocks, filled, pieces, size


def test_characters_outside_the_first_plane_count_twice():
    assert size("a😀é") == 4


@pytest.mark.parametrize(("apart", "room"), [(False, 9), (True, 10)])
def test_parts_share_a_text_as_long_as_they_and_their_gap_fit(apart, room):
    parts = [Part("😀😀"), Part("bbbb", apart)]
    gap = "\n\n" if apart else "\n"
    assert filled(parts, room) == [f"😀😀{gap}bbbb"]
    assert filled(parts, room - 1) == ["😀😀", "bbbb"]


def test_what_fits_is_one_block():
    assert blocks("One. Two.", (0, 3), 20) == ["> **One**. Two."]
    assert blocks(" ", None, 20) == []


def test_blocks_end_with_sentences():
    assert blocks("One *is*. Two are. Three.", (0, 8), 24) == [
        "> **One \\*is\\***.",
        "> Two are. Three.",
    ]


def test_a_sentence_without_an_end_is_cut_between_words():
    found = blocks("*word* " * 500, None, 95)
    assert all(re.fullmatch(r"> (\\\*word\\\* ?)+", block) and size(block) <= 95 for block in found)
    assert sum(block.count("word") for block in found) == 500


@pytest.mark.parametrize("together", ["👨\u200d👩\u200d👧\u200d👦", "e\u0301\u0302"])
@pytest.mark.parametrize("room", [50, 51, 52, 2000])
def test_letters_are_not_torn_from_their_marks(together, room):
    for block in blocks(together * 1000, None, room):
        assert re.fullmatch(f"> ({together})+", block)
        assert size(block) <= room


def test_pieces_are_of_a_text_as_it_is():
    line = "**Ask** in <#1>. " * 10
    found = pieces(line, 40, lambda a, b: line[a:b].strip())
    assert " ".join(found) == line.strip()
    assert max(map(size, found)) <= 40
