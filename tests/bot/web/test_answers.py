"""What the page shows of an answer: several quotes, those that differ, others that say the same."""

from dataclasses import replace

from bot.web.answers import answer_values
from bot.web.pages import templates
from tests.bot.messages import answered, quoted
from tests.bot.web.html import parsed, visible


def shown(answer, links=None):
    values = answer_values(answer, links or {})
    told = {"question": "How many days?", "after": (), "documents": "2 documents", "longest": 9}
    template = templates().get_template("ask.html")
    return template.render(told, answer=values, root="./", here="ask")


def test_quotes_that_differ_stand_beside_each_other_with_their_dates():
    old, new = quoted("You get 25 days."), quoted("You get 30 days.", date=None)
    page = shown(answered(old, new, quoted("Ask early."), differs=(0, 1)))
    [beside] = parsed(page).xpath("//div[@class='beside']")
    assert len(beside.xpath(".//figure")) == 2
    assert "2021-03-04" in beside.text_content()
    assert "undated" in beside.text_content()
    assert "The first two differ:" in visible(page)
    assert "Ask early." not in beside.text_content()
    assert "Ask early." in visible(page)


def test_documents_that_say_the_same_are_counted_and_led_to():
    first, other = quoted("You get 25 days."), quoted("25 days it is.").place
    other = replace(other, document="other.md", label="Other (other.md, line 1)")
    answer = replace(answered(first), agree=(first.place, other))
    page = shown(answer, {other: "documents/other.md?start=1&end=2#quote"})
    assert "2 documents say this." in visible(page)
    [link] = parsed(page).xpath("//figcaption//a")
    assert link.get("href") == "./documents/other.md?start=1&end=2#quote"
    assert "also in Other (other.md, line 1)" in visible(page)
    copies = replace(first, also=tuple(replace(other, start=n) for n in range(7)))
    page = visible(shown(answered(copies)))
    assert "The same words stand in 8 documents." in page
    assert page.count("also in") == 5
    assert "and in 2 more" in page


def test_documents_that_are_damaged_in_the_index_are_told():
    assert "damaged" not in visible(shown(answered(quoted("One."))))
    page = visible(shown(answered(quoted("One."), damaged=("<a>.md",))))
    assert "A document (<a>.md) could not be read from the index, which is damaged" in page
