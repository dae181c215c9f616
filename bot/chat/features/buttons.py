"""The buttons under an answer. They hold its id and nothing else, so they outlive a restart."""

import re
from typing import Any, Literal, Self, cast, get_args

import discord

from bot.chat.memory.ledger import Entry
from bot.chat.posts.replies import say

Action = Literal["context", "more", "near", "follow", "up", "down", "delete"]

FORGOTTEN = "I no longer have that answer: ask again."
NOT_YOURS = "Only the person who asked, and moderators, can delete this answer."
LABELS: dict[Action, str] = {
    "context": "Show in context",
    "more": "More quotes",
    "near": "Closest passage",
    "follow": "Follow up",
    "up": "👍",
    "down": "👎",
    "delete": "Delete",
}
ROWS: dict[Action, int] = {"up": 1, "down": 1, "delete": 1}


class AnswerButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"quoth:(?P<action>{'|'.join(get_args(Action))}):(?P<entry>[a-z0-9]+)",
):
    """A button of one answer; what it does is in `bot.chat.features.presses`.

    A refusal is told inside the check, and an error goes where those of commands go: discord.py
    would be silent about both.
    """

    def __init__(self, action: Action, entry: str, count: int = 0) -> None:
        label = f"{LABELS[action]} {count}" if count else LABELS[action]
        button: discord.ui.Button[Any] = discord.ui.Button(
            style=discord.ButtonStyle.secondary,
            label=label,
            custom_id=f"quoth:{action}:{entry}",
            row=ROWS.get(action, 0),
        )
        super().__init__(button)
        self.action = action
        self.entry_id = entry
        self.entry: Entry | None = None

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """The button that was pressed."""
        return cls(cast(Action, match["action"]), match["entry"])

    async def interaction_check(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether the answer is still known and this person may do this; says so if not."""
        try:
            self.entry = await interaction.client.services.remember(
                lambda ledger: ledger.entry(self.entry_id)
            )
            if self.entry is None or not of_place(self.entry, interaction):
                await say(interaction, FORGOTTEN)
            elif self.action == "delete" and not _may_delete(interaction, self.entry):
                await say(interaction, NOT_YOURS)
            else:
                return True
        except Exception as error:
            await interaction.client.failed(interaction, error)
        return False

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it."""
        assert self.entry is not None
        try:
            await interaction.client.pressed(self.action, interaction, self.entry)
        except Exception as error:
            await interaction.client.failed(interaction, error)


def answer_view(entry: Entry, tally: tuple[int, int] = (0, 0)) -> discord.ui.View | None:
    """The buttons that fit an answer or a decline; none under what asked the documents nothing."""
    if entry.reason in ("not_a_question", "empty_index"):
        return None
    actions: list[Action] = ["context"] if entry.answered else ["near"] if entry.others else []
    if entry.answered and entry.others:
        actions.append("more")
    actions += ["follow", "up", "down", "delete"]
    counts = {"more": len(entry.others), "up": tally[0], "down": tally[1]}
    view = discord.ui.View(timeout=None)
    for action in actions:
        view.add_item(AnswerButton(action, entry.id, counts.get(action, 0)))
    # The client knows the buttons by their template; the view itself need not be kept.
    view.stop()
    return view


def of_place(entry: Entry, interaction: discord.Interaction[Any]) -> bool:
    """Whether an answer was given where somebody now presses or writes under it."""
    here = interaction.guild_id, interaction.channel_id
    return here == (entry.guild, entry.channel)


def _may_delete(interaction: discord.Interaction[Any], entry: Entry) -> bool:
    moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
    return interaction.user.id == entry.asker or moderates
