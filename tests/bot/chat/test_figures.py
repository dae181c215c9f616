"""What the bot tells Prometheus: answers and votes of Discord."""

from tests.bot.chat.steps import asked, entry_of
from tests.bot.measures.test_measures import figures


async def test_answers_and_votes_in_discord_are_counted(bot, service, services, room):
    answer = await asked(service, room.ada, room.channel)
    await entry_of(services, answer)
    await (await service.press(room.ada, answer, "👍")).response()
    await services.count_votes()
    found = figures(services.measures)
    assert found["quoth_answers_total",] == 1
    assert (found["quoth_votes", "up"], found["quoth_votes", "down"]) == (1, 0)
    assert found["quoth_index_documents",] == 2
    assert found["quoth_queue_waiting",] == 0
