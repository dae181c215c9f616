"""Panels that are merely closed are read, with what opens them; what nothing opens is not."""

import pytest

from index.formats.html import read

TEXT = "<h1>The pool</h1><p>The pool of Arden opens at nine and shuts at five.</p>"
HIDES = ["hidden", "style='display:none'", "style='color:red; display: none'", "aria-hidden=true"]


def blocks(markup: str) -> list[tuple[str, str]]:
    """Kind and words of each block that is no furniture, below the first two."""
    extract = read((TEXT + markup).encode())
    found = [(b.kind, extract.text[b.start : b.end]) for b in extract.blocks if not b.furniture]
    return found[2:]


ANSWER = "A swim costs five pounds."


@pytest.mark.parametrize("hide", HIDES)
@pytest.mark.parametrize(
    "markup",
    [
        "<h3><button aria-expanded=false>What is it?</button></h3><div {}><p>{}</p></div>",
        "<h3><button aria-controls=p>What is it?</button></h3><p>And:</p><div id=p {}>{}</div>",
        "<h3><a href='#p'>What is it?</a></h3><section id=p {}>{}</section>",
        "<h3><a data-target='#p'>What is it?</a></h3><div id=p {}>{}</div>",
        "<h3 data-bs-target='#p'>What is it?</h3><div id=p {}>{}</div>",
        "<h3><button onclick=\"show('p')\">What is it?</button></h3><div id=p {}>{}</div>",
        "<h3><label for=c>What is it?</label></h3><input type=checkbox id=c><div {}>{}</div>",
        "<h3 aria-expanded=false>What is it?</h3><!-- here --><div {}>{}</div>",
        "<h3 class=accordion-head>What is it?</h3><div class=panel {}>{}</div>",
        "<h3 onclick='this.nextElementSibling.hidden = false'>What is it?</h3><div {}>{}</div>",
        "<div class=faq-item><div class=head><h3><button class='accordion'>What is it?</button>"
        "</h3></div><div {}>{}</div></div>",
        "<h3><button aria-expanded=false>What is it?</button></h3><div><ul {}><li>{}</ul></div>",
        "<h3 id=t role=tab>What is it?</h3><p>And:</p>"
        "<div role=tabpanel aria-labelledby=t {}>{}</div>",
    ],
)
def test_a_closed_panel_is_read_below_what_opens_it(markup: str, hide: str) -> None:
    found = blocks(markup.format(hide, ANSWER))
    assert found[0] == ("heading", "What is it?")
    assert ANSWER in [words for _, words in found]


@pytest.mark.parametrize("hide", HIDES)
@pytest.mark.parametrize(
    "markup",
    [
        "<div class=faq-item><div class=faq-question>What is it?</div><div {}>{}</div></div>",
        "<dl><dt onclick='show(this)'>What is it?</dt><dd {}>{}</dd></dl>",
    ],
)
def test_words_that_open_a_panel_need_be_no_heading(markup: str, hide: str) -> None:
    assert [words for _, words in blocks(markup.format(hide, ANSWER))] == ["What is it?", ANSWER]


@pytest.mark.parametrize("hide", HIDES)
@pytest.mark.parametrize(
    "markup",
    [
        "<div {}>{}</div>",
        "<div id=p {}>{}</div><p>Come early.</p>",
        "<p>Come early.</p><p {}>{}</p>",
        "<button aria-haspopup=menu aria-controls=p aria-expanded=false>More</button>"
        "<div id=p {}>{}</div>",
        "<a href='#p'>Cookies</a><div id=p role=dialog {}>{}</div>",
        "<a href='#p'>Cookies</a><div id=p class='modal fade' {}>{}</div>",
        "<form><label for=n>Name</label><div {}>{}</div></form>",
        "<form><button>Send</button><p {}>{}</p></form>",
        "<section><h3><button aria-expanded=true>What is it?</button></h3><p>"
        + "It is a pool. " * 40
        + "</p></section><div {}>{}</div>",
        "<h3>Signs <span {}>{}</span></h3>",
        "<template id=p {}>{}</template><a href='#p'>More</a>",
    ],
)
def test_what_nothing_opens_stays_unread(markup: str, hide: str) -> None:
    assert ANSWER not in " ".join(words for _, words in blocks(markup.format(hide, ANSWER)))


def test_details_are_read() -> None:
    markup = f"<details><summary>What is it?</summary><p>{ANSWER}</p></details>"
    assert [words for _, words in blocks(markup)] == ["What is it?", ANSWER]


def test_a_button_that_opens_a_panel_of_the_text_is_read() -> None:
    markup = f"<button aria-expanded=false>What is it?</button><div hidden>{ANSWER}</div>"
    assert [words for _, words in blocks(markup)] == ["What is it?", ANSWER]
    assert blocks("<button>Copy</button><p>It is free.</p>") == [("text", "It is free.")]


def test_a_button_beside_a_headings_words_is_no_part_of_it() -> None:
    assert blocks("<h2>Fees <button>Copy</button></h2><p>It is free.</p>")[0] == ("heading", "Fees")


def table(rows: str) -> list[str]:
    return [words for kind, words in blocks(f"<table>{rows}</table>") if kind == "table"]


DATA = "<tr><td>Friday</td><td>3</td><td>8</td></tr>"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "<tr><th rowspan=2>Day</th><th colspan=2>Lanes</th></tr>"
            f"<tr><th>Early</th><th>Late</th></tr>{DATA}",
            ["Day · Lanes Early · Lanes Late", "Day: Friday · Lanes Early: 3 · Lanes Late: 8"],
        ),
        (
            f"<tr><th>Day</th><th colspan=2>Lanes</th></tr>{DATA}",
            ["Day · Lanes", "Day: Friday · Lanes: 3 · 8"],
        ),
        (
            "<thead><tr><th colspan=3>Lanes in May</th></tr>"
            f"<tr><th>Day</th><th>Early</th><th>Late</th></tr></thead>{DATA}",
            ["Lanes in May", "Day · Early · Late", "Day: Friday · Early: 3 · Late: 8"],
        ),
        (
            "<tr><th>Day</th><th>Early</th><th>Late</th></tr>"
            f"<tr><th colspan=3>Summer</th></tr>{DATA}",
            ["Day · Early · Late", "Summer", "Day: Friday · Early: 3 · Late: 8"],
        ),
        (
            "<tr><th>Day</th><th>Early</th><th>Late</th></tr>"
            "<tr><td>Friday</td><td colspan=2>shut</td></tr>",
            ["Day · Early · Late", "Day: Friday · Early, Late: shut"],
        ),
        (
            "<tr><td></td><th>Early</th><th>Late</th></tr>"
            "<tr><th>Friday</th><td>3</td><td>8</td></tr>",
            ["Early · Late", "Friday · Early: 3 · Late: 8"],
        ),
        (
            "<tr><th rowspan=2>Day</th><th colspan=2>Lanes</th></tr><tr><th>Early</th><th>Late</th>"
            "</tr><tr><td>Friday</td><td colspan=2>none</td></tr>",
            ["Day · Lanes Early · Lanes Late", "Day: Friday · Lanes: none"],
        ),
        (f"{DATA}<tr><td colspan=2>Sunday</td><td>2</td></tr>", ["Friday · 3 · 8", "Sunday · 2"]),
    ],
)
def test_a_cell_across_places_is_told_once_and_heads_no_column(rows: str, lines: list[str]) -> None:
    assert table(rows) == lines
