"""Tables of contents and the way to the next page surround a page's text; other links are of it."""

import time

import pytest

from tests.index.formats.test_html import blocks

BOOK = """<html><head><title>Chapter 2. Bees</title></head><body>
<div class="navheader"><table><tr><th colspan="3">Chapter 2. Bees</th></tr>
<tr><td><a accesskey="p" href="wasps.html">Prev</a></td><th></th>
<td><a accesskey="n" href="ants.html">Next</a></td></tr></table></div>
<h1>Chapter 2. Bees</h1>
<div class="toc"><dl class="toc">
<dt><span><a href="bees.html#hives">2.1. Where do they live?</a></span></dt>
<dd><dl><dt><a href="bees.html#old">2.1.1. Old hives</a></dt></dl></dd>
<dt>2.2. <a href="bees.html#honey">How do they keep honey?</a></dt></dl></div>
<p>Bees are kept for their honey.</p>
<h2>2.1. Where do they live?</h2><p>They live in hives of straw.</p>
<table><tr><td>Chapter 1. Wasps</td><td><a accesskey="h" href="index.html">Home</a></td>
<td>Chapter 3. Ants</td></tr></table></body></html>"""


def test_a_book_s_contents_and_ways_to_its_chapters_are_no_text() -> None:
    assert blocks(BOOK) == [
        ("heading", "Chapter 2. Bees"),
        ("text", "Bees are kept for their honey."),
        ("heading", "2.1. Where do they live?"),
        ("text", "They live in hives of straw."),
    ]


CONTENTS = {
    "places on this page": '<ul><li><a href="#a">May I feed the geese at the lake?</a></li>'
    '<li><a href="#b">Who counts the geese at the lake?</a></li>'
    '<li><a href="#c">Where are the geese in winter?</a></li></ul>',
    "nested": '<ul><li><a href="geese.html">Geese</a><ul><li><a href="grey.html">Grey</a></li>'
    '<li><a href="white.html">White</a></li></ul></li></ul>',
    "named": '<div class="toctree-wrapper"><ul><li><a href="geese.html">Of geese</a></li>'
    '<li><a href="ducks.html">Ducks</a></li><li><a href="swans.html">Of swans</a></li></ul></div>',
    "next and before": '<p>Next: <a rel="next" href="ducks.html">Ducks</a>, '
    'Up: <a rel="up" href="index.html">Birds</a></p>',
}


@pytest.mark.parametrize("markup", CONTENTS.values(), ids=CONTENTS)
def test_contents_are_no_text_wherever_they_stand(markup: str) -> None:
    page = f"<main><h1>Birds</h1><p>Birds of the lake are counted in May.</p>{markup}</main>"
    assert blocks(page)[1:] == [("text", "Birds of the lake are counted in May.")]
    assert blocks(page, furniture=True)


LINKS = {
    "useful links": '<ul><li><a href="https://geese.example/">The geese society</a></li>'
    '<li><a href="https://ducks.example/">The duck club</a></li>'
    '<li><a href="https://swans.example/">The swan watch</a></li></ul>',
    "documents": '<ul><li><a href="permit.pdf">Permit to fish in the lake</a></li>'
    '<li><a href="boats.docx#two">Form for boats</a></li><li><a href="map.pdf">A map</a></li></ul>',
    "described": '<ul><li><a href="#a">Geese</a>, which come in October</li>'
    '<li><a href="#b">Ducks</a>, which stay</li><li><a href="#c">Swans</a></li></ul>',
    "pages": '<ul><li><a href="map-room.html">Map room</a></li>'
    '<li><a href="loft.html">Loft</a></li><li><a href="cellar.html">Cellar</a></li></ul>',
    "one link": '<p>The <a rel="next" href="ducks.html">ducks</a> of the <a href="x.html">lake</a> '
    "are counted in June.</p>",
}


@pytest.mark.parametrize("markup", LINKS.values(), ids=LINKS)
def test_links_that_tell_something_stay_text(markup: str) -> None:
    page = f"<main><h1>Birds</h1><p>Birds of the lake are counted in May.</p>{markup}</main>"
    assert not blocks(page, furniture=True)


def test_lists_within_lists_take_time_in_proportion() -> None:
    deep = "<ul><li>" * 400 + '<a href="#a">x</a><b></b>' * 4000 + "</li></ul>" * 400
    start = time.process_time()
    blocks(f"<main><h1>Birds</h1><p>Birds of the lake are counted in May.</p>{deep}</main>")
    assert time.process_time() - start < 5
