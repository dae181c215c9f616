"""Page furniture is marked, and the words of the page are not."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from index.documents.document import Document, Source
from index.errors import DocumentError
from index.formats import readers
from index.structure.marking import SHARED_MIN_DOCUMENTS, line_keys, mark, shared_lines
from tests.index.strategies import any_text
from tests.support import (
    ALIBABA_FT,
    ALIBABA_NEWS,
    SEEDS,
    document,
    furniture_lines,
    gold_furniture,
    lines_with_role,
    page_documents,
)

# Of the marked lines of the made pages, how many are found, and of those found, how many are right.
LEAST_RECALL = {"dev": 0.94, "held": 0.7}
LEAST_PRECISION = {"dev": 0.92, "held": 0.88}
CLEAN_FALSE_LINES = {"dev": 0, "held": 2}

PROSE = "The museum of salt and rope stands on the quay of Port Evrard and opens at nine."
MORE = "A ticket to the museum costs nine pounds and lets you come back for a whole year."


def seed(name: str) -> Document:
    return document((SEEDS / name).read_text(encoding="utf-8"), name)


def lines(text: str, role: str, path: str = "page.txt") -> list[str]:
    """The lines of a text that have a role, without marks around them."""
    numbers = sorted(lines_with_role(mark(document(text, path)), role))
    return [text.split("\n")[number - 1] for number in numbers]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (ALIBABA_NEWS, {1, 9, 13, 23, 31, 33, 35}),
        (ALIBABA_FT, {3, 5, 53, 55, 56, 57, 58, 59}),
    ],
)
def test_exactly_the_furniture_of_the_seeds_is_marked(name: str, expected: set[int]) -> None:
    assert furniture_lines(seed(name)) == expected


@pytest.mark.parametrize("name", ["dev", "held"])
def test_most_furniture_of_the_made_pages_is_found_and_little_else(name: str) -> None:
    documents, gold = page_documents(name), gold_furniture(name)
    counts: Counter[str] = Counter()
    for path, made in documents.items():
        found = furniture_lines(made)
        counts.update(right=len(found & gold[path]), found=len(found), marked=len(gold[path]))
    recall, precision = counts["right"] / counts["marked"], counts["right"] / counts["found"]
    assert recall >= LEAST_RECALL[name], counts
    assert precision >= LEAST_PRECISION[name], counts


@pytest.mark.parametrize("name", ["dev", "held"])
def test_clean_pages_have_next_to_no_furniture(name: str) -> None:
    documents, gold = page_documents(name), gold_furniture(name)
    clean = [path for path, marked in gold.items() if not marked]
    assert len(clean) >= 3
    assert sum(len(furniture_lines(documents[p])) for p in clean) <= CLEAN_FALSE_LINES[name]


@pytest.mark.parametrize(
    "line",
    [
        *("Read Also: Former executives arrested", "READ MORE: Cottage sells for £412,000"),
        *("Advertisement", "Share this article: Facebook X WhatsApp Email", "37 comments"),
        *("© 2024 Harrowmouth Gazette. All rights reserved.", "Sign up to our newsletter"),
        *("Get our morning briefing by email. Join 18,000 readers.", "Accept all cookies"),
        *("We use cookies to make this site better.", "Follow us on Instagram", "Back to top"),
        *("Tags: salt, rope, boats", "Filed under: Museums", "Skip to content", "Sponsored"),
    ],
)
def test_lines_that_say_that_they_are_furniture_are_marked(line: str) -> None:
    assert lines(f"Museum of salt\n\n{PROSE}\n\n{line}\n\n{MORE}\n", "furniture") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Read the label before you open the museum's salt.",
        "The newsletter of the museum is printed four times a year and sent to members.",
        "Cookies are sold in the museum café for two pounds.",
        "Share the dough between two tins and press it flat.",
        "Sign up for the walk at the harbour desk before noon.",
        "See all the exhibits of the museum with one ticket.",
        "You will enjoy the view from the tower.",
        "Read more slowly when you are tired.",
        "Log in to the wireless network with the code on your ticket.",
        "Powered by two diesel engines, she makes nine knots.",
        "She said: “Follow us to the museum.”",
        "All rights of way around the museum are reserved for walkers.",
    ],
)
def test_sentences_that_only_sound_like_furniture_are_kept(line: str) -> None:
    assert lines(f"Museum of salt\n\n{PROSE}\n\n{line}\n\n{MORE}\n", "furniture") == []


@pytest.mark.parametrize(
    "opener", ["Latest Posts", "Articles You May Like", "More from Business", "Trending now"]
)
def test_headlines_after_a_cue_are_furniture(opener: str) -> None:
    headlines = ["Alphabet set to surge past $2tn", "Labour plans to retain key role"]
    text = "\n".join(["Museum of salt", "", PROSE, "", opener, "", *headlines])
    assert lines(text, "furniture") == [opener, *headlines]


def test_a_list_of_headlines_ends_where_prose_begins() -> None:
    text = f"Museum of salt\n\n{PROSE}\n\nLatest Posts\n\nCrab prices fall again\n\n{MORE}"
    assert lines(text, "furniture") == ["Latest Posts", "Crab prices fall again"]


def test_repeated_lines_are_furniture() -> None:
    text = f"Museum of salt\n\n{PROSE}\n\nSalt Rope Quay\n\n{MORE}\n\nSalt Rope Quay\n"
    assert lines(text, "furniture") == ["Salt Rope Quay", "Salt Rope Quay"]


@pytest.mark.parametrize("menu", ["Home | News | Sport | Jobs", "Shop · Visit · Café", "A > B > C"])
def test_menus_are_furniture(menu: str) -> None:
    assert lines(f"{menu}\n\nMuseum of salt\n\n{PROSE}\n\n{MORE}", "furniture") == [menu]


def test_headings_are_no_furniture() -> None:
    text = f"# Museum of salt\n\n{PROSE}\n\n## Hours\n\n{MORE}\n\n### Café and shop\n\n{PROSE}"
    assert lines(text, "furniture", "page.md") == []
    assert len(lines(text, "heading", "page.md")) == 3
    for name in ("dev", "held"):
        gold = gold_furniture(name)
        for path, page in page_documents(name).items():
            headings = lines_with_role(mark(page), "heading")
            assert (
                not {n for n in headings if page.text.splitlines()[n - 1].startswith("# ")}
                & gold[path]
            )


def test_a_short_line_above_a_paragraph_is_a_heading() -> None:
    text = f"Museum of salt\n\n{PROSE}\n\nWhat happens next\n\n{MORE}"
    assert lines(text, "heading") == ["Museum of salt", "What happens next"]


def test_captions_with_their_descriptions_are_captions() -> None:
    assert lines_with_role(mark(seed(ALIBABA_FT)), "caption") == {19, 20, 32, 33}


def test_code_is_never_furniture() -> None:
    text = f"# Museum\n\n{PROSE}\n\n```\nlog in\nmenu\n```\n\n{MORE}"
    assert lines(text, "furniture", "page.md") == []


def shared_by(count: int, documents: int) -> set[str]:
    """Furniture of one of some pages, of which `count` hold the same line."""
    pages = [
        document(
            f"Museum number {n} of salt\n\n{PROSE} It is number {n}.\n\n"
            f"{'Call the harbour desk' if n < count else f'Note {n} of this page'}\n\n{MORE}"
        )
        for n in range(documents)
    ]
    counts = Counter(key for page in pages for key in set(line_keys(page)))
    shared = shared_lines(counts, documents)
    text = pages[0].text.split("\n")
    return {text[n - 1] for n in furniture_lines(pages[0], shared)}


def test_a_line_that_many_documents_share_is_furniture() -> None:
    assert shared_by(SHARED_MIN_DOCUMENTS, SHARED_MIN_DOCUMENTS) == {"Call the harbour desk"}
    assert shared_by(3, SHARED_MIN_DOCUMENTS) == {"Call the harbour desk"}


@pytest.mark.parametrize(
    ("count", "documents"),
    [(SHARED_MIN_DOCUMENTS - 1, SHARED_MIN_DOCUMENTS - 1), (2, SHARED_MIN_DOCUMENTS), (3, 20)],
)
def test_a_line_that_few_documents_share_is_kept(count: int, documents: int) -> None:
    assert shared_by(count, documents) == set()


@given(any_text)
def test_any_text_has_one_role_for_each_block_and_a_title(text: str) -> None:
    for suffix in (".txt", ".md"):
        try:
            extract = readers()[suffix](text.encode())
        except DocumentError:
            return
        source = Source(f"name{suffix}", text.encode())
        made = Document(source.path, extract.text, extract.blocks, None, None, None, source.sha256)
        page = mark(made)
        assert len(page.roles) == len(extract.blocks)
        assert page.title.strip()
        assert line_keys(page.document) == line_keys(page.document)


def test_what_a_file_sets_apart_is_furniture_and_stands_in_no_rules_way() -> None:
    text = f"Museum of Salt\n\nHome\n\nGeneral opening hours\n\n{PROSE}\n\n{MORE}\n"
    whole = document(text)
    blocks = tuple(replace(block, furniture=i < 2) for i, block in enumerate(whole.blocks))
    page = mark(replace(whole, blocks=blocks))
    assert page.roles == ("furniture", "furniture", "heading", "body", "body")
    assert page.title == "General opening hours"


def test_a_document_that_says_it_has_no_title_is_named_by_its_file() -> None:
    text = f"# Rye bread\n\n{PROSE}\n"
    assert mark(document(text, "prices.md")).title == "Rye bread"
    page = mark(replace(document(text, "prices.md"), title=""))
    assert page.title == "prices"
    assert page.roles == ("heading", "body")


@pytest.mark.parametrize("heading", ["Further reading", "Contents", "Search"])
def test_a_marked_up_heading_of_prose_is_kept_whatever_it_says(heading: str) -> None:
    text = f"# Museum of salt\n\n{PROSE}\n\n## {heading}\n\n{MORE}\n"
    assert lines(text, "heading", "page.md") == ["# Museum of salt", f"## {heading}"]
    asked = f"# Museum of salt\n\n{PROSE}\n\n## {heading}\n\nWho can say where the salt is?\n"
    assert lines(asked, "furniture", "page.md") == []
    listed = f"# Museum of salt\n\n{PROSE}\n\n## {heading}\n\nCrab prices fall again\n"
    assert f"## {heading}" in lines(listed, "furniture", "page.md")


def test_feet_that_number_the_pages_are_furniture() -> None:
    feet = ["Hull   Salt   Page 1 of 2", "Hull   Salt   Page 2 of 2"]
    text = f"Museum of salt\n\n{PROSE}\n\n{feet[0]}\n\n{MORE}\n\n{feet[1]}\n"
    assert lines(text, "furniture") == feet


def test_a_short_sentence_that_comes_first_is_quoted_and_is_no_title() -> None:
    text = f"The museum keeps salt.\n\n{PROSE}\n\n{MORE}\n"
    assert lines(text, "body")[0] == "The museum keeps salt."


@pytest.mark.parametrize(
    "text",
    [
        "Category: hand tools,\nItem,Shelf\nSaw,B2\nCategory: power tools,\nDrill,C1\n",
        "Home,3\nMenu,fish\nShare this page,no\n",
        "Latest news,Monday\nTags: red,4\nLoading...,5\n",
    ],
)
def test_rows_of_a_table_are_its_data_whatever_they_say(text: str) -> None:
    assert lines(text, "furniture", "stock.csv") == []


@pytest.mark.parametrize("title", ["Privacy policy", "Imprint", "Terms of use", "Contact us"])
@pytest.mark.parametrize(
    "rest", ["Greta Falk\n\nMill Road 7", "Posted on 9 March 2024 by Jo", PROSE]
)
def test_a_page_may_be_titled_as_furniture_is(title: str, rest: str) -> None:
    page = mark(document(f"# {title}\n\n{rest}\n\n## Cookies\n\n{MORE}\n", "page.md"))
    assert page.title == title
    assert page.roles[0] == "heading"


def test_rows_of_a_table_in_plain_text_are_no_menu() -> None:
    table = (
        "HOT        members    guests\nSoup       3.00       3.50\n"
        "Bread and butter today      1.00       1.20"
    )
    assert lines(f"Museum of salt\n\n{table}\n\n{PROSE}\n\n{MORE}", "furniture") == []
