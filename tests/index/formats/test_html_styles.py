"""What style sheets in a page hide is not read, unless something shows it; tabs name panels."""

import pytest

from index.documents.document import Source, read
from index.structure.marking import mark
from index.structure.passages import passages

TEXT = "<h1>The kiln</h1><p>The kiln is fired on Friday and cools until Sunday.</p>"
HIDDEN = "The code is 8841."


def told(markup: str) -> list[str]:
    page = read(Source("page.html", f"<title>Kiln</title>{TEXT}{markup}".encode()))
    return [page.text[b.start : b.end] for b in page.blocks if not b.furniture][2:]


@pytest.mark.parametrize(
    "markup",
    [
        "<style>.secret{{display:none}}</style><p class='x secret'>{}</p>",
        "<style>p.a.b, #old {{ color:red; visibility: hidden }}</style><p id=old>{}</p>",
        "<style>/* .s{{display:block}} */ .box > .s {{display:none!important}}</style>"
        "<div class=box><div class=s>{}</div></div>",
        "<style>.p{{display:none}}@media print{{.p{{display:block}}}}</style><div class=p>{}</div>",
        "<p class=d-none>{}</p>",
        "<div class='text-sm hidden'>{}</div>",
        "<style>.a{{display:none}} .b{{display:block}}</style><ul class=a><li>{}</ul>",
    ],
)
def test_what_a_style_sheet_hides_is_not_read(markup: str) -> None:
    assert told(markup.format(HIDDEN)) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<style>.s{{display:none}} .open .s{{display:block}}</style><div class=s>{}</div>",
        "<style>.s{{display:none}} .s:target{{display:block}}</style><div class=s id=x>{}</div>",
        "<style>.s{{display:none}}@media(max-width:9em){{.s{{display:block}}}}</style>"
        "<p class=s>{}</p>",
        "<style>@media (max-width:9em){{.s{{display:none}}}}</style><p class=s>{}</p>",
        "<style>@media print{{.s{{display:none}}}}</style><p class=s>{}</p>",
        "<style>.js .s{{display:none}}</style><p class=s>{}</p>",
        "<style>.s:not(.show){{display:none}}</style><p class=s>{}</p>",
        "<style>.s{{display:none}}</style><script>$('.s').slideToggle()</script><p class=s>{}</p>",
        "<style>.s{{display:none}}</style><h3 class=question>Code?</h3><div class=s>{}</div>",
        "<style>#s{{display:none}}</style><button data-bs-target='#s'>+</button><p id=s>{}</p>",
        "<p class='d-none d-md-block'>{}</p>",
        "<p class='hidden md:flex'>{}</p>",
    ],
)
def test_what_something_shows_again_is_read(markup: str) -> None:
    assert HIDDEN in told(markup.format(HIDDEN))


NAMED = [
    "<ul role=tablist><li><button role=tab aria-controls=p1>Summer</button><li>"
    "<button role=tab aria-controls=p2>Winter</button></ul><div id=p1 role=tabpanel>{}</div>"
    "<div id=p2 role=tabpanel hidden>{}</div>",
    "<ul role=tablist class=tabs><li role=tab>Summer</li><li role=tab>Winter</li></ul>"
    "<div><div role=tabpanel>{}</div><div role=tabpanel hidden>{}</div></div>",
    "<ul class='nav nav-tabs'><li><a href='#a'>Summer</a><li><a href='#b'>Winter</a></ul>"
    "<div class=tab-content><div class=tab-pane id=a>{}</div>"
    "<div class=tab-pane id=b>{}</div></div>",
    "<div class=tabbed-labels><label for=i1>Summer</label><label for=i2>Winter</label></div>"
    "<div class=tabbed-content><div class=tabbed-block>{}</div>"
    "<div class=tabbed-block>{}</div></div>",
]


@pytest.mark.parametrize("markup", NAMED)
def test_panels_are_told_with_the_names_of_their_tabs(markup: str) -> None:
    panels = "<p>The first boat leaves at six.</p>", "<p>The first boat leaves at eight.</p>"
    page = f"{TEXT}<h2>Times</h2>{markup.format(*panels)}<p>A dog goes free.</p>"
    found = passages(mark(read(Source("page.html", page.encode()))), lambda t: [9] * len(t))
    headings = [one.heading for one in found][-3:]
    assert headings == ["Times › Summer", "Times › Winter", "Times"]


def test_many_rules_and_deep_pages_cost_little() -> None:
    rules = "".join(f".a{n} .b .c{n}{{display:none}}" for n in range(5000))
    page = f"<style>{'/*' * 5000}</style><style>{rules}</style>{'<div class=c1>' * 2000}<p>Words."
    assert told(page)
