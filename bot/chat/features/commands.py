"""The commands that Discord is told of, and whether it knows them already."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.core.host import Host
from bot.chat.features.asking import ask_by_interaction
from bot.chat.features.documents import DocumentCommands
from bot.chat.features.moderation import ModerationCommands, forget
from bot.chat.people.addressing import words_of

LONGEST = 500
OWN = "That is one of my own answers: reply to it, or press Follow up."
NOTHING = "There are no words in that message."

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
# What of a command is compared; the rest is Discord's own, or follows from these.
COMPARED = ("type", "name", "description", "options", "contexts", "integration_types")
OF_AN_OPTION = (
    "type",
    "name",
    "description",
    "required",
    "autocomplete",
    "options",
    "choices",
    "channel_types",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
)


@app_commands.command(name="ask", description="Ask the documents; I answer with quotes, or say no")
@app_commands.describe(question="Your question", private="Show the answer to you alone")
async def ask(
    interaction: discord.Interaction[Host],
    question: app_commands.Range[str, 1, LONGEST],
    private: bool = False,
) -> None:
    """Answer a question."""
    await interaction.client.accept(ask_by_interaction(interaction, question, private=private))


@app_commands.command(name="forget-me", description="Delete your questions and votes")
async def forget_me(interaction: discord.Interaction[Host]) -> None:
    """Delete what is kept of a person, for everybody."""
    await forget(interaction)


@app_commands.context_menu(name="Ask about this")
async def ask_about(interaction: discord.Interaction[Host], message: discord.Message) -> None:
    """Take a message's words for a question."""
    own = interaction.client.user is not None and message.author.id == interaction.client.user.id
    text = words_of(message)
    if own or not text:
        await interaction.response.send_message(OWN if own else NOTHING, ephemeral=True)
        return
    await interaction.client.accept(
        ask_by_interaction(interaction, text, private=False, message=message.id)
    )


def command_set() -> list[AnyCommand]:
    """All commands, new for each client."""
    return [ask, forget_me, ask_about, ModerationCommands(), DocumentCommands()]


def same(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord knows exactly these commands, both as the payloads that are sent.

    discord.py's own reading of what Discord knows loses whether a command is for servers.
    """
    return sorted(map(_core, ours)) == sorted(map(_core, theirs))


def _core(command: Mapping[str, Any]) -> str:
    kept = {name: command.get(name) for name in COMPARED if name != "options"}
    kept["contexts"] = sorted(command.get("contexts") or [])
    kept["integration_types"] = sorted(command.get("integration_types") or [])
    kept["description"] = command.get("description") or ""
    kept["permissions"] = str(command.get("default_member_permissions") or "")
    kept["options"] = [_option(option) for option in command.get("options") or []]
    return repr(kept)


def _option(option: dict[str, Any]) -> dict[str, Any]:
    """What matters of an option; absent, null, false and empty are all one."""
    kept = {name: option[name] for name in OF_AN_OPTION if option.get(name)}
    if "options" in kept:
        kept["options"] = [_option(inner) for inner in kept["options"]]
    if "choices" in kept:
        kept["choices"] = [(choice["name"], choice["value"]) for choice in kept["choices"]]
    if "channel_types" in kept:
        kept["channel_types"] = sorted(kept["channel_types"])
    return kept
