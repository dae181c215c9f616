"""Whether a message is for the bot, as far as the message itself tells."""

import re

import discord

# Mentions, custom emoji, timestamps and command links: no words of a question.
MARKUP = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:<>]+:)-?\d+(?::\w)?>")

ASK_ME = "Ask me a question, and I'll quote what the documents say."
ASK_BEHIND = "Write your question after the mention, and I'll quote what the documents say."
CANNOT_SEE = "I can only read a reply that mentions me: switch the @ on when you reply."
ONLY_MY_ROLE = "I can't read a message that mentions only my role: mention me instead."
ORDINARY = (discord.MessageType.default, discord.MessageType.reply)


def of_a_person(client: discord.Client, message: discord.Message) -> bool:
    """Whether a person wrote it, and here: a forwarded message was written elsewhere."""
    me = client.user
    # Whether an author is a bot is optional in what Discord sends; whose message it is is not.
    return not (
        message.author.bot
        or (me is not None and message.author.id == me.id)
        or message.webhook_id
        or message.message_snapshots
        or message.type not in ORDINARY
    )


def direct(message: discord.Message) -> bool:
    """Whether it stands in a direct message; one of an unknown server has no `guild` either."""
    channel = message.channel
    private = getattr(channel, "type", None) is discord.ChannelType.private
    return private or isinstance(channel, discord.DMChannel)


def guild_of(message: discord.Message) -> int | None:
    """The number of its server, known or not; None in direct messages."""
    number: int | None = getattr(message.channel, "guild_id", None)
    return message.guild.id if message.guild else number


def speaks_to(client: discord.Client, message: discord.Message) -> bool:
    """Whether a message names the bot, or stands where it need not."""
    return (
        direct(message)
        or _mentioned(client, message)
        or _role_mentioned(message)
        or (client.intents.message_content and _in_own_thread(client, message))
    )


def hint(client: discord.Client, message: discord.Message) -> str:
    """What to do about a message to the bot in which it sees no words."""
    if direct(message):
        return ASK_ME
    if client.intents.message_content or _mentioned(client, message):
        return ASK_BEHIND
    return ONLY_MY_ROLE if _role_mentioned(message) else CANNOT_SEE


def _mentioned(client: discord.Client, message: discord.Message) -> bool:
    me = client.user
    if me is None:
        return False
    return me.id in message.raw_mentions or any(user.id == me.id for user in message.mentions)


def _role_mentioned(message: discord.Message) -> bool:
    """Whether a message names the role that the bot was given when it was invited."""
    role = message.guild.self_role if message.guild else None
    return role is not None and role in message.role_mentions


def _in_own_thread(client: discord.Client, message: discord.Message) -> bool:
    """Whether a message, to nobody in particular, stands in a thread that the bot opened."""
    channel, me = message.channel, client.user
    return (
        isinstance(channel, discord.Thread)
        and me is not None
        and channel.owner_id == me.id
        and not (message.mentions or message.role_mentions or message.mention_everyone)
        and message.reference is None
    )


def words_of(message: discord.Message) -> str:
    """The lines of a message, without mentions and other markup that stands for numbers."""
    lines = MARKUP.sub(" ", message.content).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
