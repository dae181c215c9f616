"""What there is in the service's world: people, servers, channels, messages."""

from dataclasses import dataclass, field

from tests.discord_service.permissions import EVERYONE, bits

GATEWAY_GUILD_MEMBERS_LIMITED = 1 << 15
GATEWAY_MESSAGE_CONTENT = 1 << 18
GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19

TEXT, DIRECT, VOICE, CATEGORY, NEWS, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM = (
    *(0, 1, 2, 4, 5),
    *(11, 12, 13, 15),
)
THREAD_CREATED, REPLY, COMMAND_ANSWER, THREAD_STARTER, MENU_ANSWER = 18, 19, 20, 21, 23
SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING = 1 << 2, 1 << 5, 1 << 6, 1 << 7


@dataclass(eq=False, slots=True)
class User:
    id: str
    name: str
    bot: bool = False

    @property
    def mention(self):
        return f"<@{self.id}>"


@dataclass(eq=False, slots=True)
class Role:
    id: str
    name: str
    permissions: int = 0
    position: int = 1
    managed_by: str | None = None


@dataclass(eq=False, slots=True)
class Member:
    user: User
    roles: list = field(default_factory=list)
    joined: float = 0.0
    nick: str | None = None


@dataclass(eq=False)
class Channel:
    """A channel, a category, a thread or a direct conversation (then without a guild).

    `parent` is what a thread hangs from; `category` is where a channel is filed.
    """

    id: str
    type: int
    name: str | None = None
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    category: "Channel | None" = None
    recipients: list = field(default_factory=list)
    overwrites: dict = field(default_factory=dict)
    messages: dict = field(default_factory=dict)
    owner: User | None = None
    thread_members: list = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 1440
    created: float = 0.0

    @property
    def is_thread(self):
        return self.type in (PUBLIC_THREAD, PRIVATE_THREAD)

    @property
    def mention(self):
        return f"<#{self.id}>"

    def set_permissions(self, target, *, allow=0, deny=0):
        """Overwrite what a role or a user may do here; without either, lift the overwrite."""
        self.overwrites[target.id] = (bits(allow), bits(deny))
        if not bits(allow) and not bits(deny):
            del self.overwrites[target.id]
        self.guild.service.tell_channel("CHANNEL_UPDATE", self)


@dataclass(eq=False)
class Guild:
    id: str
    name: str
    owner: User
    service: object
    everyone: Role
    roles: list = field(default_factory=list)
    members: dict = field(default_factory=dict)
    channels: list = field(default_factory=list)
    threads: list = field(default_factory=list)

    def add_channel(self, name, *, hidden=False, **more):
        """A text channel, or one of another `kind`; a hidden one is closed to @everyone."""
        return self.service.add_channel(self, name, hidden=hidden, **more)

    def add_role(self, name, *, permissions=0):
        return self.service.add_role(self, name, permissions=bits(permissions))

    def add_member(self, user, *, permissions=0, roles=()):
        """Let a user join; with permissions, through a role of their own."""
        return self.service.add_member(self, user, permissions=bits(permissions), roles=roles)

    def remove_channel(self, channel):
        """Delete a channel, with its threads."""
        self.service.remove_channel(channel)


def new_guild(service, name, owner):
    guild_id = service.ids.next()
    everyone = Role(guild_id, "@everyone", EVERYONE, position=0)
    return Guild(guild_id, name, owner, service, everyone, roles=[everyone])


@dataclass(eq=False, slots=True)
class Attachment:
    """A file. `claimed` is what Discord says of its size, where that is not so; `answer` is what it
    is handed out with in place of its bytes: a function of the request.
    """

    id: str
    filename: str
    data: bytes
    content_type: str
    url: str
    ephemeral: bool = False
    description: str | None = None
    claimed: int | None = None
    answer: object = None

    @property
    def text(self):
        return self.data.decode()


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said before it was edited."""

    content: str
    embeds: list
    components: list
    attachments: list
    flags: int


@dataclass(eq=False)
class Message:
    """A message, with what it said before; embeds and components are as they were sent."""

    id: str
    channel: Channel
    author: User
    content: str = ""
    embeds: list = field(default_factory=list)
    components: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    flags: int = 0
    type: int = 0
    reference: "Message | None" = None
    reference_id: str | None = None
    mentions: list = field(default_factory=list)
    mention_roles: list = field(default_factory=list)
    mention_everyone: bool = False
    created: float = 0.0
    edited: float | None = None
    deleted: bool = False
    history: list = field(default_factory=list)
    interaction: object = None
    webhook_id: str | None = None
    nonce: str | None = None
    thread: Channel | None = None
    allowed_mentions: dict | None = None

    @property
    def ephemeral(self):
        return bool(self.flags & EPHEMERAL)

    @property
    def by_discord(self):
        """Whether Discord wrote it, in its author's name."""
        return self.type in (THREAD_CREATED, THREAD_STARTER)

    @property
    def loading(self):
        return bool(self.flags & LOADING)

    @property
    def buttons(self):
        """All buttons, row by row."""
        return [
            part
            for row in self.components
            for part in row.get("components", ())
            if part["type"] == 2
        ]

    @property
    def text(self):
        """Everything that a reader sees, one part a line: for tests that look for words."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [(embed.get("author") or {}).get("name"), embed.get("title")]
            parts.append(embed.get("description"))
            for entry in embed.get("fields") or ():
                parts += [entry["name"], entry["value"]]
            parts.append((embed.get("footer") or {}).get("text"))
        return "\n".join(part for part in parts if part)

    def button(self, wanted):
        """The button with this label, or whose custom id starts so; None where there is none."""
        for button in self.buttons:
            custom_id = button.get("custom_id") or ""
            if button.get("label") == wanted or (wanted and custom_id.startswith(wanted)):
                return button
        return None

    def remember(self):
        self.history.append(
            Version(self.content, self.embeds, self.components, self.attachments, self.flags)
        )
