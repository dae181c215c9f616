"""Web pages are read as they are shown, and what surrounds their text is set apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.html import read
from tests.index.formats.test_text import assert_in_order

PAGE = """<!DOCTYPE html>
<html><head><title>Opening hours | Museum of Salt</title>
<link rel="canonical" href="https://example.org/hours">
<meta property="article:published_time" content="2024-03-12T09:00:00Z">
<script type="application/ld+json">{"datePublished": "1999-01-01"}</script>
<style>p { color: red }</style></head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<header><a href="/">Museum of Salt</a> <p>A site of the town</p></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/find">Find us</a></li></ul></nav>
<main>
<h1>Opening hours <a href="#hours">¶</a></h1>
<p>The museum opens at&nbsp;<b>nine</b>
   and shuts at five.<!-- not yet --> Come <i>ear</i>ly.</p>
<h2>Winter</h2>
<ul><li>Shut on Mondays<ul><li>and on <a href="/holidays">holidays</a></li></ul></li></ul>
<table><tr><th>Ticket</th><th>Price</th></tr><tr><td>Adult</td><td>£9.50</td></tr>
<tr><td>Child</td><td></td></tr></table>
<pre><code>salt   --open
  --door=2
</code></pre>
<p hidden>The old hours.</p><p style="display: none">Secret hours.</p>
<aside><p>Bring a coat, for the cellar is cold.</p></aside>
<aside><a href="/a">Salt in the news</a> <a href="/b">Ropes in the news</a></aside>
<button>Copy</button>
</main>
<footer><p>All rights reserved by the museum of salt.</p></footer>
<script>document.write("Nothing of this.")</script>
</body></html>
"""


def blocks(markup: str, *, furniture: bool = False) -> list[tuple[str, str]]:
    """Kind and words of each block that is furniture, or is not."""
    extract = read(markup.encode())
    return [
        (block.kind, extract.text[block.start : block.end])
        for block in extract.blocks
        if block.furniture == furniture
    ]


def test_a_page_is_its_main_text_block_by_block() -> None:
    assert blocks(PAGE) == [
        ("heading", "Opening hours"),
        ("text", "The museum opens at nine and shuts at five. Come early."),
        ("heading", "Winter"),
        ("item", "Shut on Mondays"),
        ("item", "and on holidays"),
        ("table", "Ticket · Price"),
        ("table", "Ticket: Adult · Price: £9.50"),
        ("table", "Ticket: Child"),
        ("code", "salt   --open\n  --door=2"),
        ("text", "Bring a coat, for the cellar is cold."),
    ]


def test_what_surrounds_the_text_is_kept_as_furniture() -> None:
    words = [words for _, words in blocks(PAGE, furniture=True)]
    assert words == [
        *("Museum of Salt", "A site of the town", "Home", "Find us"),
        "Salt in the news Ropes in the news",
        "All rights reserved by the museum of salt.",
    ]


def test_a_page_declares_its_title_date_and_address() -> None:
    extract = read(PAGE.encode())
    found = (extract.title, extract.date, extract.url)
    assert found == ("Opening hours", "2024-03-12", "https://example.org/hours")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Salt &amp; Rope</title>", "Salt & Rope"),
        ("<title>Short</title><meta property='og:title' content='Long title'>", "Long title"),
        ("<title>Page</title></head><h1>One</h1><h1>Two</h1>", "Page"),
        ("</head><h1>One</h1><h1>Two</h1>", "One"),
        ("</head><h1>Site</h1><main><h1>Text</h1></main>", "Text"),
        ("<title></title>", None),
    ],
)
def test_a_title_is_the_only_first_heading_or_what_is_declared(head: str, title: str) -> None:
    assert read(f"<html><head>{head}<p>Words.".encode()).title == title


def test_a_page_may_leave_out_its_head_and_body() -> None:
    markup = "<title>Salt</title><nav>Home</nav><main><p>The ferry sails.</main>"
    assert blocks(markup) == [("text", "The ferry sails.")]


def test_no_title_of_a_picture_or_of_the_head_is_text() -> None:
    markup = "<title>Salt</title><svg><title>A boat</title></svg><p>The ferry sails."
    assert blocks(markup) == [("text", "The ferry sails.")]


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="/hours">',
        '<link rel="canonical" href="javascript:alert(1)">',
        '<meta property="og:url" content="ftp://example.org/hours">',
    ],
)
def test_only_a_whole_web_address_is_taken(head: str) -> None:
    assert read(f"{head}<p>Words.".encode()).url is None


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        *[(c, c) for c in ("utf-8", "iso-8859-1", "windows-1251", "shift_jis", "iso-2022-jp")],
        *[("utf-8", "iso-8859-1"), ("cp1252", "latin1"), ("utf-16", "utf-16"), ("cp1252", "utf-8")],
    ],
)
def test_a_page_is_decoded_as_it_is_encoded(charset: str, declared: str) -> None:
    words = {"windows-1251": "Музей открыт в девять часов утра.", "cp1252": "Le café coûte 5 €."}
    words |= dict.fromkeys(["shift_jis", "iso-2022-jp"], "博物館は九時に開きます。")
    sentence = words.get(charset, "Café Liège öffnet um neun.")
    markup = f'<html><head><meta charset="{declared}"></head><p>{sentence}</p></html>'
    assert read(markup.encode(charset)).text == sentence


def test_a_spanned_cell_stands_once_in_each_of_its_rows() -> None:
    rows = (
        "<tr><th>Day</th><th>Opens</th><th>Shuts</th></tr>"
        "<tr><td rowspan=2>Monday</td><td>9</td><td>12</td></tr><tr><td>14</td><td>18</td></tr>"
        "<tr><td>Sunday</td><td colspan=2>shut</td></tr>"
    )
    assert [words for _, words in blocks(f"<table>{rows}</table>")][1:] == [
        "Day: Monday · Opens: 9 · Shuts: 12",
        "Day: Monday · Opens: 14 · Shuts: 18",
        "Day: Sunday · Opens, Shuts: shut",
    ]


def test_a_table_of_facts_says_what_each_is() -> None:
    rows = "<tr><th>Length:</th><td>12 m</td></tr><tr><th>Crew</th><td>four</td></tr>"
    assert blocks(f"<table><caption>The Kittiwake</caption>{rows}</table>") == [
        *(("table", "The Kittiwake"), ("table", "Length: 12 m"), ("table", "Crew: four"))
    ]


def test_a_table_that_lays_out_a_page_is_read_as_the_page() -> None:
    prose = "The museum of salt opens at nine. " * 12
    markup = f"<table><tr><td><p>{prose}</p><p>It shuts at five.</p></td><td>Here</td></tr></table>"
    assert blocks(markup)[:2] == [("text", prose.strip()), ("text", "It shuts at five.")]


def test_a_menu_without_any_mark_is_found_and_a_list_of_words_is_not() -> None:
    menu = "".join(f"<li><a href=/{n}>Page {n}</a>" for n in range(5))
    markup = f"<ul>{menu}</ul><p>The museum opens at nine.<ul><li>Salt<li>Rope<li>Tar<li>Oak</ul>"
    assert [words for _, words in blocks(markup, furniture=True)] == [f"Page {n}" for n in range(5)]


def test_a_main_part_that_holds_next_to_nothing_is_not_believed() -> None:
    prose = "The museum of salt opens at nine. " * 9
    assert ("text", prose.strip()) in blocks(f"<main><p>Hello.</p></main><div>{prose}</div>")


@pytest.mark.parametrize("tag", ["main", "article", 'div role="main"'])
def test_what_stands_outside_the_main_part_is_furniture(tag: str) -> None:
    markup = f"<div>Salt prices rise.</div><{tag}><p>The ferry sails at nine, as ever.</{tag}>"
    assert [words for _, words in blocks(markup, furniture=True)] == ["Salt prices rise."]


def test_absurd_spans_do_no_harm() -> None:
    row = f"<tr><td colspan={'9' * 5000}>a</td><td rowspan=-1>b</td><td colspan=9999>c</td></tr>"
    assert len(blocks(f"<table>{row}</table>")) == 1


def test_the_head_of_a_text_is_no_furniture() -> None:
    markup = "<header><h1>Ferries</h1><p>They sail at nine.</p></header><p>Be there at eight.</p>"
    assert [words for _, words in blocks(markup)] == [
        *("Ferries", "They sail at nine.", "Be there at eight.")
    ]


def test_lines_that_a_page_breaks_stay_lines() -> None:
    assert read(b"<p>12 Quay Road<br>Port Evrard<br/>PE1 4AB</p>").text == (
        "12 Quay Road\nPort Evrard\nPE1 4AB"
    )


def test_marks_for_breaking_words_are_no_part_of_them() -> None:
    assert read(b"<p>Dampf&shy;schiff&#8203;fahrt&#xFEFF;.").text == "Dampfschifffahrt."


@pytest.mark.parametrize("depth", [300, 3000, 100_000])
def test_elements_may_be_nested_deeply(depth: int) -> None:
    extract = read(b"<p>The ferry sails.</p>" + b"<div>" * depth + b"<p>It is late.")
    assert "The ferry sails." in extract.text


def test_nothing_outside_the_page_is_read(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Quetzalcoatl")
    markup = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>'
        f'<p>Words &x; <object data="file://{secret}"></object><iframe src="{secret}"></iframe>'
    )
    assert "Quetzalcoatl" not in read(markup.encode()).text


def test_entities_that_grow_are_not_followed() -> None:
    lines = "".join(f'<!ENTITY a{n + 1} "&a{n};&a{n};&a{n};&a{n};">' for n in range(30))
    markup = f'<!DOCTYPE html [<!ENTITY a0 "lol">{lines}]><p>Words &a30;</p>'
    assert len(read(markup.encode()).text) < 5000


@pytest.mark.parametrize("data", [b"", b"\0\1\2\3" * 9, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="it holds"):
        read(data)


TAGS = ["<p>", "</p>", "<table>", "<tr>", "<td rowspan=9>", "<th colspan=x>", "<pre>", "<li>"]
TAGS += ["<main>", "</main>", "<nav>", "<h1>", "<br>", "<!--", "-->", "<?x", "&amp;", "&#0;", "<a>"]


@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=12))).map("".join))
def test_any_markup_is_read_into_blocks_in_order(markup: str) -> None:
    try:
        extract = read(markup.encode("utf-8", "replace"))
    except DocumentError:
        return
    assert_in_order(extract.text, list(extract.blocks))


TEXT = "<p>The museum opens at nine and shuts at five.</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<title>Hours</title><p class=MsoTitle>Hours</p><h1>Winter</h1>" + TEXT,
        "<p class='c1 title'>Hours</p><h1>Winter</h1>" + TEXT,
        "<title>Hours</title><p align=center><b>Hours</b></p><h1>Winter</h1>" + TEXT,
        "<title>Hours | Museum of Salt</title><h1>Museum of Salt!</h1><h1>Hours</h1>" + TEXT,
        "<title>x:y</title><div><h1><a href='/'>Museum</a></h1></div><h1>Hours</h1>" + TEXT,
        "<title>Museum: Hours</title><header><h1><a href='/'>Museum</a></h1></header>"
        "<h2>Monday</h2><h3>Hours</h3>" + TEXT,
    ],
)
def test_the_title_is_what_the_page_is_about_not_the_sites_name_nor_a_section(markup: str) -> None:
    assert read(markup.encode()).title == "Hours"


def test_a_sites_name_is_furniture_though_it_is_a_first_heading() -> None:
    markup = f"<header><h1><a href='/'>Museum</a></h1></header><main><h1>Hours</h1>{TEXT}</main>"
    assert blocks(markup, furniture=True) == [("heading", "Museum")]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='jp-relatedposts'><h4>Crabs</h4><p>Crab prices fell again in March.</p></div>",
        "<div id=catlinks>Categories: boats</div>",
        "<div class='article-share'><button>Share</button> with your friends</div>",
        "<div id='left-sidebar'><a href=a>Crabs</a> <a href=b>Boats</a></div>",
    ],
)
def test_boxes_beside_the_text_are_told_by_their_names(box: str) -> None:
    assert blocks(f"<h1>Hours</h1>{TEXT * 6}{box}", furniture=True)


@pytest.mark.parametrize(
    "box",
    [
        "<section id='related'><h2>Related</h2><p>Salt is related to pepper.</p></section>",
        "<div class='market-share'><p>Its share of the market is nine in ten.</p></div>",
        "<div class='promo'><h1>Hours</h1><p>It opens at nine.</p></div>",
        "<dl><dt id='login-option'><a href='#o'>--open</a></dt><dd>Opens it.</dd></dl>",
        f"<div class='related'>{TEXT * 9}</div>",
    ],
)
def test_text_is_kept_whatever_names_it_has(box: str) -> None:
    assert blocks(f"{TEXT * 6}{box}", furniture=True) == []


def test_links_to_edit_are_no_part_of_a_heading() -> None:
    markup = "<h2>Hours<span class='mw-editsection'>[<a>edit</a>]</span></h2>" + TEXT
    assert blocks(markup)[0] == ("heading", "Hours")


def test_what_stands_below_the_main_heading_in_a_head_heads_nothing() -> None:
    markup = f"<article><header><h1>Hours</h1><h4>Ann Hull</h4></header>{TEXT}</article>"
    assert blocks(markup)[:2] == [("heading", "Hours"), ("line", "Ann Hull")]


def test_the_pages_head_of_an_office_program_is_furniture() -> None:
    assert blocks(f"<div title=header><p>Draft</p></div>{TEXT}", furniture=True) == [
        ("line", "Draft")
    ]


def page_error(markup: str) -> str:
    with pytest.raises(DocumentError) as told:
        read(markup.encode())
    return str(told.value)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<div>" * 90_000 + "The pool opens at nine.", "nests too deeply"),
        ("<i>" * 4000 + "The pool opens at nine.", "nests too deeply"),
        ("<frameset><frame src='a.html'></frameset>", "only frames"),
        ("<div id=app></div><script>write('The pool opens')</script>", "scripts write them"),
        ("<p>…</p>", "it holds no words"),
    ],
)
def test_a_page_without_words_says_why(markup: str, reason: str) -> None:
    assert reason in page_error(f"<html><body>{markup}</body></html>")


def test_a_page_that_is_cut_by_its_depth_is_told_in_part() -> None:
    deep = "<p>The pool opens at nine.</p>" + "<span>" * 5000 + "It closes at six."
    document = read(f"<html><body>{deep}</body></html>".encode())
    assert document.text == "The pool opens at nine."
    assert any("nests too deeply" in note for note in document.notes)
    flat = read(b"<p>The pool opens at nine.<div>" + b"<b>so</b>" * 5000)
    assert flat.notes == ()
