"""The pages can be read by everybody: enough contrast, nothing wider than the window, landmarks."""

import re
from importlib import resources

import pytest

from tests.bot.web.browser import CHROMIUM, browser
from tests.support import ALIBABA_FT

STYLE = resources.files("bot.web").joinpath("static/style.css").read_text(encoding="utf-8")
SHARE = "What share of the goods goes back to China?"
# What stands on what.
WORDS = ("ink", "faint", "accent", "near")
PAIRS = [
    *((words, ground) for words in WORDS for ground in ("paper", "card")),
    ("on-accent", "accent"),
    ("on-mark", "mark"),
]
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


def colours(dark):
    """The colours by their names."""
    parts = re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)
    assert len(parts) == 2
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6});", parts[0] + (parts[1] if dark else ""))
    return {name: [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)] for name, code in found}


def luminance(colour):
    """As WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(dark):
    there = colours(dark)
    low = {pair for pair in PAIRS if contrast(there[pair[0]], there[pair[1]]) < 4.5}
    assert not low
    # Of the edges of what can be used.
    assert contrast(there["edge"], there["card"]) >= 3


def test_no_other_colour_is_used():
    rules = re.sub(r":root \{.*?\}", "", STYLE, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", rules)


@pytest.fixture
async def tab(tmp_path):
    async with browser(tmp_path / "profile") as page:
        yield page


@in_a_browser
async def test_the_quote_is_in_sight_and_nothing_is_wider_than_the_window(tab, site):
    answer = (await site.ask(SHARE)).json["quotes"][0]
    place = f"/documents/{ALIBABA_FT}?start={answer['start']}&end={answer['end']}#quote"
    for width, dark in ((1200, False), (360, True)):
        await tab.look(width=width, dark=dark)
        for path in (place, "/", "/documents", f"/?question={SHARE}", "/nothing"):
            await tab.open(site.address + path)
            assert await tab.run("document.scrollingElement.scrollWidth <= innerWidth"), path
            ground = await tab.run("getComputedStyle(document.body).backgroundColor")
            assert ground == ("rgb(23, 21, 18)" if dark else "rgb(251, 249, 245)")
            if path == place:
                box = "document.querySelector('mark').getBoundingClientRect()"
                assert await tab.run(f"{box}.top > 0 && {box}.bottom < innerHeight")
                assert await tab.run("scrollY") > 0
    blocked = [one["entry"]["text"] for one in tab.problems if "404" not in str(one)]
    assert blocked == []
    assert all(url.startswith(site.address) for url in tab.requests)


@in_a_browser
async def test_a_question_is_asked_and_its_place_reached_by_keyboard(tab, site):
    await tab.look()
    await tab.open(f"{site.address}/")
    assert await tab.run("document.activeElement.id") == "question"
    await tab.send("Input.insertText", text=SHARE)
    await tab.follow(tab.press("Enter"))
    assert "one-fifth" in await tab.run("document.querySelector('blockquote').textContent")
    reached = []
    while not (reached and reached[-1].startswith("Belgian intelligence")):
        await tab.press("Tab")
        reached.append(await tab.run("document.activeElement.textContent.trim()"))
        outline = await tab.run("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        assert len(reached) < 20
    assert reached[0] == "Skip to what this page is about"
    await tab.follow(tab.press("Enter"))
    assert await tab.run("location.hash") == "#quote"
    assert "one-fifth" in await tab.run("document.querySelector('#quote').textContent")


@in_a_browser
async def test_whoever_hears_the_page_knows_where_they_are(tab, site):
    await tab.open(f"{site.address}/?question={SHARE}")
    tree = await tab.send("Accessibility.getFullAXTree")
    told = {}
    for node in tree["nodes"]:
        if not node["ignored"]:
            name = node.get("name", {}).get("value", "")
            told.setdefault(node["role"]["value"], []).append(name)
    assert {
        "banner",
        "navigation",
        "main",
        "search",
        "heading",
        "blockquote",
        "mark",
    } <= told.keys()
    assert told["navigation"] == ["Quoth"]
    assert told["searchbox"] == ["You asked"]
    assert told["button"] == ["Ask"]
    assert told["meter"][0].startswith("Confidence: ")
    assert told["region"] == ["What the documents say"]
    assert all(told["link"])
    assert await tab.run("document.documentElement.lang") == "en"
