"""The commands that Discord is told of, and when it is told."""

from bot.chat.features.commands import NOTHING, OWN
from tests.bot.chat.steps import SHARE, asked, entry_of, started

IN_SERVERS, IN_DIRECT_MESSAGES = 0, 1
MANAGE_GUILD = "32"
PUT = "/applications/{application_id}/commands"


def registered(service):
    return {name: command for (_, name), command in service.commands[None].items()}


async def test_who_is_offered_which_command_where(bot, service):
    offered = {
        name: (command["contexts"], command["default_member_permissions"])
        for name, command in registered(service).items()
    }
    both = [IN_SERVERS, IN_DIRECT_MESSAGES]
    assert offered == {
        "ask": (both, None),
        "forget-me": (both, None),
        "Ask about this": (both, None),
        "quoth": (both, MANAGE_GUILD),
        "docs": ([IN_SERVERS], MANAGE_GUILD),
    }


async def test_it_can_be_added_to_servers_only(bot, service):
    assert {tuple(c["integration_types"]) for c in registered(service).values()} == {(0,)}


async def test_discord_is_told_of_the_commands_once(settings, seeds, service):
    async with started(settings, seeds, service):
        assert len(service.sent("PUT", PUT)) == 1
    async with started(settings, seeds, service):
        assert len(service.sent("PUT", PUT)) == 1


async def test_discord_is_told_again_of_what_differs(settings, seeds, service, room):
    async with started(settings, seeds, service):
        pass
    told = 1
    for spoil in (
        lambda commands: commands["quoth"].update(default_member_permissions=None),
        lambda commands: commands["docs"].update(contexts=[0, 1]),
        lambda commands: commands["ask"].update(description="Ask"),
        lambda commands: commands["ask"]["options"][0].update(max_length=100),
        lambda commands: commands["quoth"]["options"].pop(),
        lambda commands: service.commands[None].pop((1, "forget-me")),
    ):
        before = registered(service)
        spoil(before)
        async with started(settings, seeds, service):
            told += 1
            assert len(service.sent("PUT", PUT)) == told
    async with started(settings, seeds, service):
        assert len(service.sent("PUT", PUT)) == told


async def test_a_message_can_be_asked_about(bot, service, room):
    said = await service.say(room.mod, room.channel, f"{SHARE} <@{room.ada.id}>")
    use = await service.use_on(room.ada, said, "Ask about this")
    answer = await use.response()
    assert "one-fifth" in answer.text
    use = await service.use_on(room.ada, answer, "Ask about this")
    told = await use.response()
    assert (told.content, told.ephemeral) == (OWN, True)
    empty = await service.say(room.mod, room.channel, f"<@{room.ada.id}>")
    told = await (await service.use_on(room.ada, empty, "Ask about this")).response()
    assert (told.content, told.ephemeral) == (NOTHING, True)


async def test_deleting_a_message_takes_all_answers_about_it_away(bot, service, services, room):
    said = await service.say(room.mod, room.channel, SHARE)
    answers = []
    for user in (room.ada, room.mod):
        use = await service.use_on(user, said, "Ask about this")
        answers.append(await use.response())
        assert (await entry_of(services, answers[-1])).asked == int(said.id)
    await service.delete(said)
    for answer in answers:
        await service.gone(answer)


async def test_a_private_question_is_answered_for_the_asker_alone(bot, service, room):
    answer = await asked(service, room.ada, room.channel, private=True)
    assert answer.ephemeral
    assert not (await asked(service, room.ada, room.channel)).ephemeral
