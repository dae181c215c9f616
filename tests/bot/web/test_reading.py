"""Documents are listed, shown with the quote marked where it stands, and given as files."""

import re

import pytest

from bot.web import reading
from index.indexing.build import build
from tests.bot.web.html import marked, parsed, text_of, visible
from tests.bot.web.site import HTML, site_of
from tests.support import ALIBABA_FT, SEEDS, write

NAMES = [
    "100% sure?.md",
    "a#b&c+d;e=f.md",
    "ü/ß x.md",
    "a/b/c/d.md",
    "back\\slash.md",
    "q'\"<i>.md",
]
HOTEL = (
    "# Hotel\n\nThe hotel lies by the sea.\n\n## Meals\n\nBreakfast is served from seven to ten.\n"
    "<script>alert('no')</script> & more.\n"
)


@pytest.fixture
async def hotel(open_settings, seeds, tmp_path):
    """A service with documents of several names, which gives their files too."""
    docs = write(
        tmp_path / "docs", {"hotel.md": HOTEL} | {name: f"# {name}\n\nText.\n" for name in NAMES}
    )
    build(docs, tmp_path / "index", seeds.encoder)
    here = open_settings.model_copy(update={"index_dir": tmp_path / "index", "serve_files": True})
    async with site_of(here, seeds) as site:
        site.docs = docs
        yield site


async def test_documents_are_listed_some_at_a_time(hotel):
    paths, after = [], ""
    while after is not None:
        reply = await hotel.get("/documents", params={"after": after, "limit": 2})
        paths += [one["document"] for one in reply.json["documents"]]
        after = reply.json["next"]
    assert paths == sorted(["hotel.md", *NAMES])
    whole = (await hotel.get("/documents")).json
    assert whole["next"] is None
    [row] = [one for one in whole["documents"] if one["document"] == "hotel.md"]
    assert row == {"document": "hotel.md", "title": "Hotel", "date": None, "passages": 2}


async def test_every_link_of_the_list_leads_to_its_document(hotel):
    page = await hotel.get("/documents", params={"limit": 4}, headers=HTML)
    links = parsed(page.text).xpath("//li/a/@href")
    onward = parsed(page.text).xpath("//a[@rel='next']/@href")
    rest = await hotel.get(onward[0].removeprefix("."), headers=HTML)
    links += parsed(rest.text).xpath("//li/a/@href")
    assert len(links) == len(NAMES) + 1
    for link in links:
        reply = await hotel.get(link.removeprefix("."), headers=HTML)
        assert reply.status == 200, link
        own = parsed(reply.text).xpath("//p[@class='about']")[0].text_content()
        assert re.split(" ·|\n", own)[0] in [*NAMES, "hotel.md"]
        back = parsed(reply.text).xpath("//link[@rel='stylesheet']/@href")[0]
        assert back.count("../") == link.count("/") - 1


async def test_a_quote_is_marked_where_it_stands(site):
    text = (SEEDS / ALIBABA_FT).read_text(encoding="utf-8")
    answer = (await site.ask("What share of the goods goes back to China?")).json["quotes"][0]
    where = {"start": answer["start"], "end": answer["end"]}
    page = await site.get(f"/documents/{ALIBABA_FT}", params=where)
    assert marked(page.text) == answer["text"] == text[answer["start"] : answer["end"]]
    assert text_of(page.text) == " ".join(text.split())
    assert page.text.count('id="quote"') == 1
    assert 'href="#quote"' in page.text


async def test_headings_are_headings_and_listed(hotel):
    page = await hotel.get("/documents/hotel.md")
    tree = parsed(page.text)
    assert [h.text_content() for h in tree.xpath("//article//h2|//article//h3")] == [
        "# Hotel",
        "## Meals",
    ]
    assert tree.xpath("//details//a/@href") == ["#line-1", "#line-5"]
    assert [a.text_content() for a in tree.xpath("//details//a")] == ["Hotel", "Meals"]
    assert tree.get_element_by_id("line-5").get("data-line") == "5"
    assert "<script" not in page.text
    assert "<script>alert('no')</script> & more." in visible(page.text)


@pytest.mark.parametrize(
    "query",
    [
        {"start": 3, "end": 3},
        {"start": 9, "end": 4},
        {"start": 10**14, "end": 10**14 + 1},
        {"start": 0, "end": 10**14},
        {"part": 99},
        {"part": 0},
        {"start": "", "end": ""},
        {"in": ""},
    ],
)
async def test_places_that_there_are_not_do_no_harm(hotel, query):
    reply = await hotel.get("/documents/hotel.md", params=query)
    assert reply.status == 200
    assert text_of(reply.text) == " ".join(HOTEL.split())
    if query.get("start") == 10**14:
        assert "has changed" in visible(reply.text)


@pytest.mark.parametrize("query", [{"start": "-1"}, {"end": "x"}, {"part": "1e3"}, {"start": "٣"}])
async def test_what_is_no_number_is_told(hotel, query):
    reply = await hotel.get("/documents/hotel.md", params=query)
    [name] = query
    assert (reply.status, reply.json["error"]) == (400, f"{name} must be a whole number from 0 on.")


async def test_a_page_that_is_as_it_was_is_not_sent_again(hotel, seeds):
    first = await hotel.get("/documents/hotel.md")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = await hotel.get("/documents/hotel.md", headers=tag)
    assert (again.status, again.body) == (304, b"")
    other = await hotel.get("/documents/hotel.md", params={"start": 1, "end": 2}, headers=tag)
    assert other.status == 200
    write(hotel.docs, {"hotel.md": f"{HOTEL}More.\n"})
    build(
        hotel.docs, hotel.shared.settings.index_dir, hotel.shared.live.lease().__enter__().encoder
    )
    hotel.shared.live.refresh()
    now = await hotel.get("/documents/hotel.md", headers=tag)
    assert now.status == 200
    assert text_of(now.text).endswith("More.")


async def test_a_file_is_given_as_it_was_indexed(hotel):
    for name in ("hotel.md", *NAMES):
        page = await hotel.get(f"/documents/{reading.quote(name)}")
        [link] = parsed(page.text).xpath("//a[@download]/@href")
        reply = await hotel.get(f"/{link.replace('../', '')}")
        assert reply.body == (hotel.docs / name).read_bytes()
        assert reply.headers["Content-Type"] == "application/octet-stream"
        assert reply.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    secret = write(hotel.docs.parent, {"secret": HOTEL}) / "secret"
    for spoil in (
        lambda path: path.write_text("Changed."),
        lambda path: path.unlink(),
        lambda path: path.symlink_to(secret),
    ):
        spoil(hotel.docs / "hotel.md")
        assert (await hotel.get("/files/hotel.md")).status == 404
    assert (await hotel.get("/documents/hotel.md")).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/files/hotel.md",
        "/documents/",
        "/documents/none.md",
        "/documents/../hotel.md",
        "/documents/..%2f..%2fetc/passwd",
        "/documents/%00",
        "/documents/%ff",
        "/documents/hotel.md/",
        "/documents//hotel.md",
        "/static/style.css",
        "/style.css/",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
async def test_there_is_nothing_anywhere_else(site, path):
    reply = await site.get(path)
    assert reply.status == 404
    assert reply.json == {"error": "There is nothing at this address, or nothing for you."}
    page = await site.get(path, headers=HTML)
    assert (page.status, "<h1>Not Found</h1>" in page.text) == (404, True)


async def test_a_long_document_is_shown_in_parts(hotel, monkeypatch):
    monkeypatch.setattr("bot.web.pieces.PART", 60)
    first = await hotel.get("/documents/hotel.md")
    assert "Part 1 of 3" in visible(first.text)
    [following] = set(parsed(first.text).xpath("//a[@rel='next']/@href"))
    second = await hotel.get(f"/{following.replace('../', '')}")
    assert "Part 2 of 3" in visible(second.text)
    at = HOTEL.index("seven")
    led = await hotel.get("/documents/hotel.md", params={"start": at, "end": at + 5})
    assert marked(led.text) == "seven"
    assert "Part 2 of 3" in visible(led.text)


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/hotel.md", "/nothing", "/ask"])
async def test_every_response_says_what_browsers_must_not_do(hotel, path):
    for headers in ({}, HTML):
        reply = await hotel.get(path, headers=headers)
        assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "script" not in reply.headers["Content-Security-Policy"]
        assert "unsafe" not in reply.headers["Content-Security-Policy"]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert "aiohttp" not in str(reply.headers)
        assert "<script" not in reply.text
        assert "style=" not in reply.text


async def test_methods_that_there_are_not_are_told(site):
    for method, path in (("GET", "/ask"), ("POST", "/"), ("DELETE", "/documents"), ("PUT", "/ask")):
        reply = await site.request(method, path)
        assert reply.status == 405
        assert reply.headers["Allow"]
        assert reply.json["error"].startswith("This address is not for requests of that kind")
