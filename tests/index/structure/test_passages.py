"""Passages are runs of whole sentences that fit the encoder, without furniture between."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from index.documents.document import Document
from index.formats import readers
from index.models.encoder import Encoder
from index.structure.marking import mark
from index.structure.passages import OVERLAP_TOKENS, PASSAGE_TOKENS, Passage, join, passages
from tests.index.strategies import any_text
from tests.support import document, lines_between, page_documents


def count_words(texts: Sequence[str]) -> list[int]:
    """Words in place of tokens, where the model makes no difference."""
    return [len(text.split()) for text in texts]


def passages_of(text: str, path: str = "page.md") -> list[Passage]:
    return passages(mark(document(text, path)), count_words)


def words_of(text: str, found: list[Passage]) -> list[list[str]]:
    return [[text[s.start : s.end] for s in passage.sentences] for passage in found]


def test_a_short_section_is_one_passage_under_its_headings() -> None:
    text = (
        "# Museum\n\n## Hours\n\nIt opens at nine. It shuts at five.\n\n### Café\n\n"
        "The café shuts at four.\n\n## Tickets\n\nAdults pay nine pounds.\n"
    )
    found = passages_of(text)
    assert words_of(text, found) == [
        ["It opens at nine.", "It shuts at five."],
        ["The café shuts at four."],
        ["Adults pay nine pounds."],
    ]
    assert [passage.heading for passage in found] == ["Hours", "Hours › Café", "Tickets"]


def test_what_leads_into_a_sentence_stands_with_it() -> None:
    text = (
        "# Rules\n\n**Is there food?** Soup, until six. It is hot.\n\n"
        "1. **No links.** Maps are fine.\n"
        '2. "I see no rooms." You have no role. Ask.\n3. Pay on Mondays. Keep the bill.\n'
    )
    assert words_of(text, passages_of(text)) == [
        [
            "**Is there food?** Soup, until six.",
            "It is hot.",
            "1. **No links.** Maps are fine.",
            '2. "I see no rooms." You have no role.',
            "Ask.",
            "3. Pay on Mondays.",
            "Keep the bill.",
        ]
    ]


def test_questions_stand_with_their_answers_where_there_are_many() -> None:
    asked = ["Is there food? Soup.", "Is there tea? No.", "Is there beer? In the yard."]
    text = "\n\n".join(asked)
    assert words_of(text, passages_of(text)) == [asked]
    text = "The fair was in May. It rained.\n\nWho came? Nobody knows."
    assert words_of(text, passages_of(text))[0][-2:] == ["Who came?", "Nobody knows."]


def test_a_heading_above_the_title_heads_nothing() -> None:
    text = (
        "# The Gazette\n\n## Museum\n\nThe museum stands on the quay of the old town.\n\n"
        "### Hours\n\nIt opens at nine. It shuts at five.\n"
    )
    page = mark(replace(document(text, "page.md"), title="Museum"))
    assert [passage.heading for passage in passages(page, count_words)] == ["", "Hours"]


def test_a_long_section_is_split_into_overlapping_runs() -> None:
    sentences = [f"Sentence {n} of the museum has ten words in it now." for n in range(40)]
    text = "# Museum\n\n" + " ".join(sentences)
    found = words_of(text, passages_of(text))
    assert len(found) > 2
    assert all(after[0] == before[-1] for before, after in pairwise(found))
    assert list(dict.fromkeys(s for run in found for s in run)) == sentences


def test_a_sentence_too_long_to_repeat_begins_no_run() -> None:
    long = " ".join(["word"] * (OVERLAP_TOKENS + 1)) + "."
    text = "# Museum\n\n" + " ".join([long.capitalize()] * 12)
    found = passages_of(text)
    starts = [s.start for passage in found for s in passage.sentences]
    assert len(found) > 1
    assert len(starts) == len(set(starts))


@pytest.mark.parametrize("name", ["dev", "held"])
def test_passages_of_the_made_pages_fit_and_leave_furniture_out(
    name: str, encoder: Encoder
) -> None:
    for made in page_documents(name).values():
        page = mark(made)
        text = made.text
        furniture = {
            line
            for block, role in zip(made.blocks, page.roles, strict=True)
            if role == "furniture"
            for line in lines_between(text, block.start, block.end)
        }
        found = passages(page, encoder.count_tokens)
        assert found
        for passage in found:
            counts = encoder.count_tokens([text[s.start : s.end] for s in passage.sentences])
            assert sum(counts) <= PASSAGE_TOKENS or len(counts) == 1
            for sentence in passage.sentences:
                assert not furniture & set(lines_between(text, sentence.start, sentence.end))


@pytest.mark.parametrize("name", ["dev", "held"])
def test_passages_of_the_made_pages_hold_every_body_block(name: str) -> None:
    for made in page_documents(name).values():
        page = mark(made)
        quoted = {
            at
            for passage in passages(page, count_words)
            for s in passage.sentences
            for at in range(s.start, s.end)
        }
        for block, role in zip(made.blocks, page.roles, strict=True):
            letters = {at for at in range(block.start, block.end) if made.text[at].isalnum()}
            if role in ("body", "caption"):
                assert letters <= quoted
            else:
                assert not letters & quoted


def test_kinds_of_sentences_are_kept() -> None:
    text = (
        "# Museum\n\nThe rope walk is long, and it opened in the year 1794.\n\n"
        "Photo: Ada Quay/Gazette\n\n| Ticket | Price |\n|---|---|\n| Adult | £9 |\n\n"
        "```\nrun it\n```\n"
    )
    kinds = [s.kind for passage in passages_of(text) for s in passage.sentences]
    assert kinds == ["body", "caption", "table", "table", "code"]


def test_joined_sentences_stand_on_one_line_and_paragraphs_on_their_own() -> None:
    text = "# Museum\n\nIt opens.  It shuts.\n\nIt sails.\n"
    [passage] = passages_of(text)
    assert join(text, passage).text == "It opens. It shuts.\nIt sails."


@given(any_text)
def test_every_sentence_of_any_text_is_found_again_in_its_passage(text: str) -> None:
    extract = readers()[".md"](text.replace("\0", "").encode())
    made = Document("any.md", extract.text, extract.blocks, None, None, None, "")
    for passage in passages(mark(made), count_words):
        joined = join(made.text, passage)
        assert len(joined.starts) == len(passage.sentences)
        for sentence, start in zip(passage.sentences, joined.starts, strict=True):
            length = sentence.end - sentence.start
            assert joined.text[start : start + length] == made.text[sentence.start : sentence.end]
        pieces = [made.text[s.start : s.end] for s in passage.sentences]
        assert "".join(joined.text.split()) == "".join("".join(pieces).split())
