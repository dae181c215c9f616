"""A page as somebody sees it."""

from lxml import html


def parsed(page):
    return html.document_fromstring(page.replace("\x00", ""))


def visible(page):
    """The words of a page, with single spaces between them."""
    return " ".join(parsed(page).body.text_content().split())


def text_of(page):
    """The words of a document on its source page, without what is told beside them."""
    [article] = parsed(page).xpath("//article")
    for place in article.xpath(".//p[@class='place']"):
        place.drop_tree()
    return " ".join(article.text_content().split())


def marked(page):
    """The words that are marked on a source page, pieces of them joined by spaces."""
    marks = parsed(page).xpath("//article//mark")
    return " ".join(" ".join(mark.text_content() for mark in marks).split())
