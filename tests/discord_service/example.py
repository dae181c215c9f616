"""A small plain client of discord.py, for the service's own tests."""

import asyncio
import io
import re

import discord
from discord import app_commands

NOBODY = discord.AllowedMentions.none()


def embed(text):
    return discord.Embed(title="Quote", description=text)


class Vote(discord.ui.DynamicItem[discord.ui.Button], template=r"vote:(?P<answer>\d+)"):
    def __init__(self, answer):
        super().__init__(discord.ui.Button(label="Vote", custom_id=f"vote:{answer}"))
        self.answer = answer

    @classmethod
    async def from_custom_id(cls, interaction, item, match: re.Match):
        return cls(int(match["answer"]))

    async def callback(self, interaction):
        await interaction.response.send_message(f"voted on {self.answer}", ephemeral=True)


class Redo(discord.ui.DynamicItem[discord.ui.Button], template=r"redo:(?P<way>\w+)"):
    def __init__(self, way):
        super().__init__(discord.ui.Button(label=f"Redo {way}", custom_id=f"redo:{way}"))
        self.way = way

    @classmethod
    async def from_custom_id(cls, interaction, item, match: re.Match):
        return cls(match["way"])

    async def callback(self, interaction):
        if self.way == "at_once":
            await interaction.response.edit_message(content="redone at once")
        elif self.way == "later":
            await interaction.response.defer()
            await interaction.edit_original_response(content="redone later")
        else:
            await interaction.response.send_modal(Reason())


class Reason(discord.ui.Modal, title="Why?"):
    reason = discord.ui.Label(text="Reason", component=discord.ui.TextInput(max_length=50))

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"because {self.reason.component.value}")


class Example(discord.Client):
    """Answers a mention, a direct message and a handful of commands."""

    def __init__(self, *, intents=None, **options):
        intents = intents or discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=intents, allowed_mentions=NOBODY, guild_ready_timeout=0.05, **options
        )
        self.tree = app_commands.CommandTree(self)
        self.heard = []
        self.answers = {}
        _add_commands(self.tree)

    async def before_identify_hook(self, shard_id, *, initial=False):
        """Identify again without discord.py's five seconds of patience."""

    def heard_of(self, message):
        """The client's own view of a message of the service."""
        return next(heard for heard in self.heard if str(heard.id) == message.id)

    async def setup_hook(self):
        self.add_dynamic_items(Vote, Redo)
        await self.tree.sync()

    async def on_message(self, message):
        self.heard.append(message)
        direct = message.guild is None
        if not message.author.bot and (direct or self.user in message.mentions):
            view = discord.ui.View(timeout=None)
            view.add_item(Vote(7))
            for way in ("at_once", "later", "modal"):
                view.add_item(Redo(way))
            text = f"read {message.content!r}"
            self.answers[message.id] = await message.reply(text, embed=embed("words"), view=view)

    async def on_raw_message_edit(self, payload):
        if payload.message_id in self.answers:
            text = f"read again {payload.message.content!r}"
            await self.answers[payload.message_id].edit(content=text)

    async def on_raw_message_delete(self, payload):
        if payload.message_id in self.answers:
            await self.answers[payload.message_id].delete()


def _add_commands(tree):
    @tree.command()
    @app_commands.describe(question="What to ask")
    async def ask(interaction: discord.Interaction, question: str, private: bool = False):
        """Ask a question."""
        await interaction.response.defer(thinking=True, ephemeral=private)
        await asyncio.sleep(0)
        await interaction.edit_original_response(content=f"asked {question}")
        file = discord.File(io.BytesIO(b'{"a": 1}\n'), "list.jsonl")
        await interaction.followup.send("more", embed=embed("of it"), file=file, ephemeral=private)

    @ask.autocomplete("question")
    async def complete(interaction, current):
        return [app_commands.Choice(name=f"{current}?", value=current)]

    @tree.command()
    async def now(interaction: discord.Interaction, where: discord.abc.GuildChannel | None = None):
        """Answer at once."""
        view = discord.ui.View(timeout=None).add_item(Vote(1))
        text = f"here, {where.name if where else 'nowhere'}"
        await interaction.response.send_message(text, view=view)

    group = app_commands.Group(
        name="desk",
        description="For moderators",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @group.command()
    async def count(interaction: discord.Interaction, number: app_commands.Range[int, 1, 9]):
        """Count."""
        await interaction.response.send_message(f"counted {number}", ephemeral=True)

    tree.add_command(group)

    @tree.context_menu(name="Ask about this")
    async def about(interaction: discord.Interaction, message: discord.Message):
        await interaction.response.send_message(f"about {message.content!r}")
