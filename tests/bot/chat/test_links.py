"""The labels of quotes lead to source pages: for everybody, or signed for those who may see it."""

import re

import pytest

from bot.chat.features.presses import HIDDEN_NEARBY
from bot.settings import Settings
from tests.bot.chat.house import HARBOUR, QUESTIONS, House, index, leaks
from tests.bot.chat.steps import asked, entry_of
from tests.bot.chat.test_leaks import house_of
from tests.bot.web.html import marked
from tests.bot.web.site import site_of
from tests.discord_service import DiscordService

PUBLIC = Settings(public_url="https://docs.example.org").public_url
ADDRESS = re.compile(r"<https://docs\.example\.org(/documents/[^>]+)>")


@pytest.fixture(scope="module")
def indexes(encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    index(House(DiscordService()), folder, encoder)
    return folder


@pytest.fixture
def public(settings):
    return settings.model_copy(update={"public_url": PUBLIC})


def addresses(message):
    """The addresses in a message, without what says where to scroll."""
    texts = [message.content, *(embed["description"] for embed in message.embeds)]
    return [found.partition("#")[0] for found in ADDRESS.findall("\n".join(texts))]


async def test_a_label_leads_to_the_page_that_shows_the_quote_to_those_who_may_see_it(
    public, seeds, indexes
):
    async with house_of(public, seeds, indexes, "all") as (house, client):
        open_to_all = public.model_copy(
            update={
                "index_dir": indexes / "all",
                "discord_documents": indexes / "servers",
                "serve_cooldown_seconds": 0,
            }
        )
        async with site_of(open_to_all, seeds) as site:
            answer = await asked(house.service, house.zoe, house.street, HARBOUR)
            path = addresses(answer)[0]
            assert re.fullmatch(r"/documents/harbour\.md\?start=\d+&end=\d+", path)
            page = await site.get(path)
            assert marked(page.text) == "The harbour closes at nine in the evening."
            for kind, (person, place) in house.insiders.items():
                answer = await asked(house.service, person, place, QUESTIONS[kind])
                quote = (await entry_of(client.services, answer)).quotes[0]
                assert quote.url is None
                path = addresses(answer)[0]
                assert "signature=" in path
                page = await site.get(path)
                assert (page.status, leaks(page.text)) == (200, [kind])
                assert marked(page.text) == " ".join(quote.place.text.split())
                assert (await site.get(path.partition("?")[0])).status == 404
                context = await house.service.press(person, answer, "Show in context")
                path = addresses(await context.response())[0]
                assert (await site.get(path)).status == 200


async def test_nobody_is_led_to_what_is_not_for_everybody_who_reads_it(public, seeds, indexes):
    told = {}
    for name in ("all", "open"):
        async with house_of(public, seeds, indexes, name) as (house, _):
            told[name] = [
                addresses(await asked(house.service, house.zoe, house.street, question))
                for question in (*QUESTIONS.values(), HARBOUR)
            ]
    assert any(told["all"])
    assert told["all"] == told["open"]
    assert "signature" not in str(told)


async def test_a_document_with_a_hidden_passage_is_not_led_to(public, seeds, indexes):
    async with house_of(public, seeds, indexes, "all") as (house, client):
        service, hall = house.service, house.hall
        answer = await asked(service, house.ada, hall, HARBOUR)
        entry = await entry_of(client.services, answer)
        assert addresses(answer)
        await asked(service, house.ada, hall, "When does the garden open?")
        words = {"quote": f"{entry.id}.0"}
        await (await service.use(house.mod, hall, "quoth hide", words)).response()
        other = await asked(service, house.ada, hall, "How much do boats pay for a night?")
        assert "four crowns" in other.text
        assert not addresses(other)
        context = await service.press(house.ada, other, "Show in context")
        assert (await context.response()).content == HIDDEN_NEARBY
        garden = await asked(service, house.ada, hall, "When does the garden open?")
        assert addresses(garden)


async def test_an_answer_without_a_key_to_sign_with_is_an_answer_still(
    public, seeds, indexes, monkeypatch, caplog
):
    async with house_of(public, seeds, indexes, "all") as (house, _):
        monkeypatch.setattr("bot.presentation.sources.KEY_FILE", "none/of/it")
        person, place = house.insiders["role"]
        answer = await asked(house.service, person, place, QUESTIONS["role"])
        assert leaks(answer.text) == ["role"]
        assert not addresses(answer)
        assert "set QUOTH_LINK_KEY" in caplog.text
