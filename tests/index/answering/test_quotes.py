"""Quotes are whole sentences, verbatim, each content once, with its place for people."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.answering.answers import Answer, ask, look_up, read
from index.answering.choices import around
from index.answering.hiding import hides, told_by
from index.answering.quotes import Place
from index.answering.reader import Span
from index.documents.document import Source
from index.documents.document import read as read_file
from index.indexing.build import build
from index.search.retrieval import Retrieved
from index.store.catalog import StoredDocument, StoredPassage
from index.structure.marking import mark
from index.structure.passages import passages
from index.text.lines import line_of
from index.text.sentences import LONGEST_QUOTE
from tests.support import answering, write

FERRY = "The ferry to Sele Island takes forty bicycles on its lower deck."
QUESTION = "How many bicycles does the ferry take?"


def asked(answerer: Answerer, tmp_path: Path, files: dict[str, str], question: str) -> Answer:
    """The answer to a question about some files, with any confidence."""
    build(write(tmp_path / "docs", files), tmp_path / "index", answerer.encoder)
    with answering(replace(answerer, threshold=0.0), tmp_path / "index") as ready:
        return ask(ready, question)


def page(title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"# {title}", *paragraphs]) + "\n"


def test_a_quote_says_where_it_stands(tmp_path: Path, seeds: Answerer) -> None:
    text = page("Ferries", "Bring a coat.", FERRY)
    best = asked(seeds, tmp_path, {"sea/ferry.md": text}, QUESTION).quotes[0]
    start = text.index(FERRY)
    label = "Ferries (sea/ferry.md, line 5)"
    assert best.place == Place("sea/ferry.md", label, start, start + len(FERRY), FERRY)
    assert (best.partial, best.also) == (False, ())


def test_a_quote_below_headings_says_which_and_links_to_its_words(
    tmp_path: Path, seeds: Answerer
) -> None:
    text = f"---\nurl: https://example.org/sea\n---\n{page('Ferries', '## Bicycles', FERRY)}"
    best = asked(seeds, tmp_path, {"ferry.md": text}, QUESTION).quotes[0]
    assert best.place.label == "Ferries (ferry.md, Bicycles, line 8)"
    assert best.url == (
        "https://example.org/sea#:~:text="
        "The%20ferry%20to%20Sele%20Island,bicycles%20on%20its%20lower%20deck."
    )


def test_an_exact_answer_lies_inside_its_quote(tmp_path: Path, seeds: Answerer) -> None:
    best = asked(seeds, tmp_path, {"ferry.md": page("Ferries", FERRY)}, QUESTION).quotes[0]
    if best.answer is not None:
        start, end = best.answer
        assert best.place.start <= start < end <= best.place.end


def test_what_one_document_allows_and_the_other_forbids_is_not_the_same(
    tmp_path: Path, seeds: Answerer
) -> None:
    rule = "Dogs on a lead are allowed in the main hall of the ferry at night."
    files = {"a.md": page("Ferries", rule), "b.md": page("Ships", rule.replace("are", "are not"))}
    answer = asked(seeds, tmp_path, files, "Are dogs allowed in the main hall of the ferry?")
    assert [quote.also for quote in answer.quotes] == [(), ()]


def test_many_versions_of_a_text_do_not_push_others_out(tmp_path: Path, seeds: Answerer) -> None:
    versions = 12
    copies = {f"copy-{n}.md": page("Ferries", FERRY, "It sails at nine.") for n in range(versions)}
    near = {
        f"near-{n}.md": page("Ferries", FERRY, f"It sails at nine on day {n} of the month.")
        for n in range(versions)
    }
    other = {"other.md": page("Trains", "The night train takes twelve bicycles in its last car.")}
    answer = asked(seeds, tmp_path, copies | near | other, "How many bicycles are taken?")
    first = next(q for q in answer.quotes if "forty" in q.place.text)
    assert {first.place.document, *(p.document for p in first.also)} == {*copies, *near}
    assert any(quote.place.document == "other.md" for quote in answer.quotes)
    assert len([q for q in answer.quotes if "forty" in q.place.text]) == 1


@pytest.mark.parametrize(
    "copy",
    [FERRY, FERRY.upper(), FERRY.replace(" ", "  "), FERRY.replace("to Sele", "to the Sele")],
)
def test_the_same_content_elsewhere_is_one_quote_with_both_places(
    tmp_path: Path, seeds: Answerer, copy: str
) -> None:
    files = {
        "a.md": page("Ferries", FERRY, "Dogs must be kept on a lead in the saloon."),
        "b.md": page("Cycling", "Helmets can be hired at the quay.", copy),
    }
    answer = asked(seeds, tmp_path, files, QUESTION)
    best = answer.quotes[0]
    places = [best.place, *best.also]
    assert sorted(place.document for place in places) == ["a.md", "b.md"]
    for place in places:
        assert files[place.document][place.start : place.end] == place.text
        assert place.text in (FERRY, copy)
        assert "line" in place.label
    assert not any(q.place.text in (FERRY, copy) for q in answer.quotes[1:])


def test_different_numbers_are_different_contents(tmp_path: Path, seeds: Answerer) -> None:
    files = {
        "a.md": page("Ferries in May", FERRY),
        "b.md": page("Ferries in June", FERRY.replace("forty", "60")),
        "c.md": page("Ferries in July", FERRY.replace("forty", "20")),
    }
    answer = asked(seeds, tmp_path, files, QUESTION)
    shown = {q.place.text for q in answer.quotes} | {p.text for q in answer.quotes for p in q.also}
    assert len(shown) == 3
    assert len(answer.quotes) == 3


def test_quotes_do_not_overlap(seeds: Answerer) -> None:
    answer = ask(replace(seeds, threshold=0.0), "What does Cainiao do in Liège?")
    places = [quote.place for quote in answer.quotes]
    assert 1 <= len(places) <= 3
    for one in places:
        for other in places:
            apart = one.end <= other.start or other.end <= one.start
            assert one is other or one.document != other.document or apart


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(
    tmp_path: Path, seeds: Answerer
) -> None:
    text = page("Boats", "The Kittiwake was launched in 1911. It was painted bright orange.")
    best = asked(seeds, tmp_path, {"a.md": text}, "What colour was it painted?").quotes[0]
    assert best.place.text == "The Kittiwake was launched in 1911. It was painted bright orange."


def test_neighbours_between_which_the_reader_cannot_tell_are_quoted_together(
    tmp_path: Path, seeds: Answerer
) -> None:
    both = "The bridge was opened to trams in 1931. The bridge was opened to cyclists in 1987."
    rest = "The bridge is painted green every ten years by a crew of six people."
    text = page("Bridge", f"{both} {rest}")
    shown = asked(seeds, tmp_path, {"a.md": text}, "When was the bridge opened?").quotes
    assert shown[0].place.text == both
    shown = asked(seeds, tmp_path, {"a.md": text}, "How many people paint the bridge?").quotes
    assert shown[0].place.text == rest


def test_a_row_is_quoted_alone(tmp_path: Path, seeds: Answerer) -> None:
    rows = (
        "Article,Price,In stock,Supplier",
        "Oak plank,31.00,14,Tarn & Sons",
        "White paint,12.50,9,Colora",
        "Sea blue paint,13.00,9,Colora",
        "Sandpaper P120,2.10,40,Norwick Tools",
        "Brass hinge,4.80,25,Norwick Tools",
    )
    answer = asked(seeds, tmp_path, {"prices.csv": "\n".join(rows)}, "Who supplies sea blue paint?")
    for quote in answer.quotes or answer.closest:
        assert len(quote.place.text.splitlines()) == 1


def test_the_title_is_read_with_the_passage(tmp_path: Path, seeds: Answerer) -> None:
    words = "Open from May to September. Tickets cost four pounds."
    files = {"a.md": page("Lighthouse", words), "b.md": page("Castle", words)}
    build(write(tmp_path / "docs", files), tmp_path / "index", seeds.encoder)
    with answering(seeds, tmp_path / "index") as ready:
        question = "How much is it to see the castle?"
        reading = read(
            ready.reader, look_up(ready.library.view(OWNER), ready.encoder, ready.reader, question)
        )
    lighthouse, castle = (
        max(c.span.margin for c in reading.figures if c.document.path == path) for path in files
    )
    assert castle > lighthouse


def test_the_name_of_a_file_is_not_read(tmp_path: Path, seeds: Answerer) -> None:
    words = "Open from May to September. Tickets cost four pounds."
    files = {"lighthouse.txt": words, "castle.txt": words}
    build(write(tmp_path / "docs", files), tmp_path / "index", seeds.encoder)
    with answering(seeds, tmp_path / "index") as ready:
        question = "How much is it to see the castle?"
        reading = read(
            ready.reader, look_up(ready.library.view(OWNER), ready.encoder, ready.reader, question)
        )
    lighthouse, castle = (
        max(c.span.margin for c in reading.figures if c.document.path == path) for path in files
    )
    assert castle == pytest.approx(lighthouse)


def test_a_quote_never_reaches_across_furniture_or_paragraphs(
    tmp_path: Path, seeds: Answerer
) -> None:
    text = page(
        "Boats", "The Kittiwake was launched.", "READ MORE: Crab prices fall", "It is orange."
    )
    for quote in asked(seeds, tmp_path, {"a.md": text}, "What colour is it?").quotes:
        assert quote.place.text in ("The Kittiwake was launched.", "It is orange.")


def test_an_endless_sentence_is_quoted_in_part(tmp_path: Path, seeds: Answerer) -> None:
    clause = "the ferry to Sele Island takes forty bicycles on its lower deck, and then "
    text = page("Ferries", "It is known that " + clause * 20 + "it sails.")
    for quote in asked(seeds, tmp_path, {"a.md": text}, QUESTION).quotes:
        assert quote.partial
        assert len(quote.place.text) <= LONGEST_QUOTE
        assert quote.place.text in text


def test_a_caption_is_called_one(seeds: Answerer) -> None:
    answer = ask(replace(seeds, threshold=0.0), "What does the plane in the picture fly above?")
    labels = [q.place.label for q in answer.quotes if "Airplane flies" in q.place.text]
    assert labels
    assert all(label.endswith(", picture caption)") for label in labels)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_with_any_newline(newline: str) -> None:
    text = newline.join(["one", "", "three", "four"])
    assert line_of(text, 0) == 1
    assert line_of(text, text.index("three")) == 3
    assert line_of(text, len(text)) == 4


A, B, C = "The inn has nine rooms.", "Its owner is Ida Voss.", "It burnt down in 1887."


@pytest.mark.parametrize(
    ("shown", "hidden"),
    [
        (f"{A} {B}", True),
        (A, True),
        (f"{B}\n{C}", True),
        (f"{A} {C}", True),
        (f"{C} {A.upper()}", True),
        (C, False),
        ("It is so. It burnt down.", False),
    ],
)
def test_what_shares_a_sentence_with_hidden_words_is_hidden(shown: str, hidden: bool) -> None:
    assert hides(told_by(f"{A} It is so. {B}") | told_by(f"{A} {B}"), shown) is hidden


def quoted(name: str, text: str, words: str) -> str:
    """What is quoted around some words of a file."""
    made = mark(read_file(Source(name, text.encode())))
    whole = made.document.text
    found = next(
        p for p in passages(made, lambda texts: [0] * len(texts)) if words in whole[p.start : p.end]
    )
    stored = StoredDocument(1, name, made.title, None, None, made.document.sha256, whole)
    snapshot = None  # Nothing of it is needed to choose sentences.
    retrieved = Retrieved(snapshot, StoredPassage(1, stored, found), 0, 0, 0, None, None)  # type: ignore[arg-type]
    at = whole.index(words)
    return around(Span(retrieved, at, at + len(words), 0.0, 0.0, exact=True)).text


NEEDED = "To join you need these papers:"
PAPERS = ("a passport", "a photograph of yourself", "the fee in cash")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"{NEEDED}\n\n* " + "\n* ".join(PAPERS)),
        ("a.md", f"**{NEEDED}**\n\n1. " + f"{PAPERS[0]}\n2. {PAPERS[1]}\n3. {PAPERS[2]}"),
        ("a.md", f"{NEEDED}\n- [ ] " + "\n- [x] ".join(PAPERS)),
        ("a.md", f"> {NEEDED}\n>\n> - " + "\n> - ".join(PAPERS)),
        ("a.md", f"{NEEDED}\n\n- " + "\n\n- ".join(PAPERS)),
        ("a.txt", f"{NEEDED}\r\n\r\n  a) " + "\r\n  b) ".join(PAPERS)),
        ("a.txt", f"{NEEDED}\n• " + "\n• ".join(PAPERS)),
        ("a.html", f"<p>{NEEDED}</p><ul><li>" + "</li><li>".join(PAPERS) + "</li></ul>"),
        ("a.html", f"<p>{NEEDED}</p><ol><li>" + "</li><li>".join(PAPERS) + "</li></ol>"),
    ],
)
def test_a_quote_that_announces_a_list_brings_it(name: str, text: str) -> None:
    after = "\n\nThe desk opens at nine on Monday, as ever.\n"
    more = f"<p>{after.strip()}</p>" if name == "a.html" else after
    made = quoted(name, text + more, "these papers")
    assert all(paper in made for paper in PAPERS)
    assert "Monday" not in made
    assert len(made.splitlines()) >= len(PAPERS)
    assert quoted(name, text + more, "passport").count("photograph") == 0


def test_as_much_of_a_list_is_brought_as_a_quote_may_hold() -> None:
    items = "\n".join(f"- item {n} of the long list of papers" for n in range(40))
    made = quoted("a.md", f"{NEEDED}\n\n{items}\n", "these papers")
    assert LONGEST_QUOTE - 60 < len(made) <= LONGEST_QUOTE
    assert made.endswith("of the long list of papers")
