"""What the pages of made web sites have in common: their text as HTML, and their furniture."""

import random
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Story, Table
from benchmarks.corpus.tools.truth import Made
from benchmarks.corpus.tools.words import Words

MENU = [
    "About us",
    "Archive",
    "Careers",
    "Contact",
    "Culture",
    "Events",
    "Help",
    "Home",
    "Log in",
    "News",
    "Opinion",
    "Our history",
    "Press",
    "Privacy policy",
    "Products",
    "Search",
    "Services",
    "Shop",
    "Sitemap",
    "Sports",
    "Subscribe",
    "Support",
    "Terms of use",
    "Travel",
    "Weather",
]
COOKIES = (
    "We use cookies to give you the best experience. By using our site you agree to our policy.",
    "This website uses cookies. You can change your settings at any time.",
    "We and our 214 partners store information on your device to personalise content.",
)
LETTERS = (
    "Sign up for our weekly newsletter and never miss a story.",
    "Get the best of the week in your inbox every Friday.",
    "Join 18,000 readers and subscribe today.",
)


@dataclass(frozen=True, slots=True)
class Site:
    """What every page of a site shows."""

    name: str
    host: str
    menu: list[str]
    footer: list[str]
    cookies: str
    letter: str
    rights: str

    @property
    def lines(self) -> list[str]:
        """All of it, as furniture."""
        return [*self.menu, *self.footer, self.cookies, self.letter, self.rights]


@dataclass(frozen=True, slots=True)
class Style:
    """How a site writes its text: the tag of sections' headings at level 1, and attributes."""

    top: int = 2
    p: str = ""
    heading: str = ""
    wrap: int = 0
    anchors: bool = False


def site(name: str, templates: Sequence[str]) -> Site:
    """The same site for each page of a layout."""
    words = Words(random.Random(name), templates)
    called = words.name()
    menu = words.random.sample(MENU, 6)
    return Site(
        called,
        f"www.{called.lower()}.example",
        menu,
        words.random.sample([one for one in MENU if one not in menu], 4),
        words.random.choice(COOKIES),
        words.random.choice(LETTERS),
        f"© {words.filled('{y}')} {called} Media Group. All rights reserved.",
    )


def links(names: Sequence[str], item: str = "li", attributes: str = "") -> str:
    """A link in an element for each name."""
    space = " " if attributes else ""
    return "\n".join(
        f'<{item}{space}{attributes}><a href="/{one.lower().replace(" ", "-")}">{escape(one)}</a></{item}>'
        for one in names
    )


def text(words: Words, sentences: Sequence[str]) -> str:
    """Sentences with some words in inline elements."""
    return " ".join(_inline(words, one) for one in sentences)


def parts(words: Words, found: Sequence[Part], style: Style = Style()) -> str:
    """The parts of a section as HTML."""
    return "\n".join(_part(words, one, style) for one in found)


def sections(words: Words, told: Story, style: Style = Style()) -> list[str]:
    """Each section with its heading as HTML."""
    found: list[str] = []
    for one in told.sections:
        tag = f"h{one.level - 1 + style.top}"
        name = one.heading.lower().replace(" ", "-")
        link = f'<a class="headerlink" href="#{name}" title="Link to this heading">¶</a>'
        heading = (
            f"<{tag}{style.heading}>{escape(one.heading)}{link if style.anchors else ''}</{tag}>"
        )
        found.append(f"{heading}\n{parts(words, one.parts, style)}")
    return found


def page(
    told: Story,
    html: str,
    furniture: Sequence[str],
    *,
    aside: Sequence[str] = (),
    date: str | None = None,
    url: str | None = None,
    encoding: str = "utf-8",
    suffix: str = ".html",
) -> Made:
    """The file, and what is known of it."""
    data = html.encode(encoding, errors="xmlcharrefreplace")
    return Made(
        suffix, data, told.known(), furniture, [*told.aside(), *aside], told.title, date, url
    )


def iso_day(words: Words) -> str:
    """A date as computers write it."""
    draw = words.random
    return f"{draw.randint(2009, 2023)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"


def _inline(words: Words, sentence: str) -> str:
    pieces = [escape(piece, quote=False) for piece in sentence.split(" ")]
    if words.random.random() < 0.35:
        at = words.random.randrange(len(pieces))
        form = words.random.choice(
            (
                "<b>{}</b>",
                "<em>{}</em>",
                '<a href="https://example.org/{{}}">{}</a>',
                "<strong>{}</strong>",
                '<span class="nw">{}</span>',
                "<i>{}</i>",
            )
        )
        pieces[at] = form.format(pieces[at])
    if words.random.random() < 0.1:
        at = words.random.randrange(len(pieces))
        return " ".join([*pieces[:at], "&nbsp;".join(pieces[at : at + 2]), *pieces[at + 2 :]])
    return " ".join(pieces)


def _part(words: Words, part: Part, style: Style) -> str:
    match part:
        case Paragraph(sentences, quotation):
            inner = text(words, sentences)
            if style.wrap:
                inner = "\n".join(textwrap.wrap(inner, style.wrap, break_on_hyphens=False))
            made = f"<p{style.p}>{inner}</p>"
            return f"<blockquote>{made}</blockquote>" if quotation else made
        case Items(items, ordered):
            tag = "ol" if ordered else "ul"
            rows = "\n".join(f"<li>{text(words, item)}</li>" for item in items)
            return f"<{tag}>\n{rows}\n</{tag}>"
        case Table(header, rows):
            head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
            body = "\n".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in rows
            )
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
        case Picture(caption):
            return (
                '<figure><img src="/view.jpg" alt="">'
                f"<figcaption>{escape(caption)}</figcaption></figure>"
            )
