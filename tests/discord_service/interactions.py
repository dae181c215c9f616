"""Interactions: what a user does with the bot, as the test sees it and the bot is told."""

import secrets
from dataclasses import dataclass, field

from tests.discord_service import limits, message_payloads, payloads
from tests.discord_service.permissions import in_channel
from tests.discord_service.state import Channel, Message, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(eq=False)
class Interaction:
    """One use of a command, press of a button or sent modal, and all that the bot answered."""

    service: object
    id: str
    token: str
    type: int
    user: User
    channel: Channel
    data: dict
    created: float
    message: Message | None = None
    trigger: "Interaction | None" = None
    answer_type: int | None = None
    answer_data: dict = field(default_factory=dict)
    answered: float | None = None
    original: Message | None = None
    answers: list = field(default_factory=list)
    followups: list = field(default_factory=list)
    lost: bool = False
    brought: bool = False
    _returned: int = 0

    @property
    def deferred(self):
        return self.answer_type in (DEFERRED, DEFERRED_UPDATE)

    @property
    def ephemeral(self):
        """Whether the first answer is for the user's eyes only."""
        return self.original is not None and self.original.ephemeral

    @property
    def owners(self):
        """Where, and for whom, the bot was added, by the kind of that."""
        if self.brought:
            return {"1": self.user.id}
        return {"0": self.channel.guild.id if self.channel.guild else "0"}

    def metadata(self):
        """What a message says about the interaction that it answers."""
        said = {"id": self.id, "type": self.type, "user": payloads.user(self.user)}
        said["authorizing_integration_owners"] = self.owners
        if self.type == COMPONENT:
            said["interacted_message_id"] = self.message.id
        if self.type == MODAL_SUBMIT:
            said["triggering_interaction_metadata"] = self.trigger.metadata()
        return said

    async def acknowledged(self, seconds=None):
        """The time, in seconds after its creation, at which the bot first answered."""
        await self._wait(lambda: self.answer_type, "an acknowledgement of", seconds)
        return self.answered - self.created

    async def response(self, seconds=None):
        """The first message that says something: new, or the edited one of a button."""
        await self._wait(lambda: self.answers, "an answer to", seconds)
        self.service.returned.add(self.answers[0].id)
        return self.answers[0]

    async def followup(self, seconds=None):
        """The next further message, in the order in which they came."""
        await self._wait(lambda: self.followups[self._returned :], "a further message for", seconds)
        self._returned += 1
        self.service.returned.add(self.followups[self._returned - 1].id)
        return self.followups[self._returned - 1]

    async def modal(self, seconds=None):
        """The modal that the bot opened."""
        await self._wait(lambda: self.answer_type == MODAL, "a modal for", seconds)
        return Modal(self, self.answer_data)

    async def choices(self, seconds=None):
        """What the bot proposes: [{"name", "value"}, ...]."""
        await self._wait(lambda: self.answer_type == CHOICES, "completions for", seconds)
        return self.answer_data.get("choices") or []

    async def _wait(self, probe, what, seconds):
        await self.service.wait_until(probe, f"{what} {self}", seconds)

    def __str__(self):
        names = {COMMAND: "the command", COMPONENT: "the press of", AUTOCOMPLETE: "the typing in"}
        what = self.data.get("name") or self.data.get("custom_id")
        return f"{names.get(self.type, 'the modal')} {what!r} by {self.user.name}"


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot opened for a user."""

    interaction: Interaction
    data: dict

    @property
    def title(self):
        return self.data["title"]

    @property
    def custom_id(self):
        return self.data["custom_id"]

    @property
    def inputs(self):
        """The inputs with their labels, in order."""
        found = []
        for part in self.data["components"]:
            if part["type"] == 18:
                found.append(part["component"] | {"label": part["label"]})
            found += part.get("components", [])
        return found

    def filled(self, values):
        """The components that a client sends, filled with values by custom id or label."""
        known = {entry["label"]: entry for entry in self.inputs}
        known |= {entry["custom_id"]: entry for entry in self.inputs}
        for name in values.keys() - known.keys():
            raise AssertionError(f"The modal has no input {name!r}; there are {sorted(known)}.")
        texts = {known[name]["custom_id"]: value for name, value in values.items()}
        for entry in self.inputs:
            text = texts.setdefault(entry["custom_id"], entry.get("value") or "")
            least = entry.get("min_length") or (1 if entry.get("required", True) else 0)
            if (text or entry.get("required", True)) and len(text) < least:
                raise AssertionError(f"{entry['label']!r} needs at least {least} characters.")
            if len(text) > (entry.get("max_length") or 4000):
                raise AssertionError(f"{entry['label']!r} takes {entry['max_length']} characters.")
        sent = []
        for number, part in enumerate(self.data["components"], 1):
            inner = part.get("components") or [part["component"]] if part["type"] != 10 else []
            filled = [
                {"type": entry["type"], "custom_id": entry["custom_id"], "id": 100 + number}
                | {"value": texts[entry["custom_id"]]}
                for entry in inner
            ]
            holder = {"components": filled} if part["type"] == 1 else {"component": filled[:1]}
            if part["type"] == 18:
                holder["component"] = filled[0]
            sent.append({"type": part["type"], "id": number} | (holder if filled else {}))
        return sent


def start(service, kind, user, channel, data, *, message=None, trigger=None, brought=False):
    """Let a user do something; the bot is told over the gateway.

    `brought`: it was not added to the server; the user has it for themselves.
    """
    interaction = Interaction(
        service,
        service.ids.next(),
        secrets.token_urlsafe(64),
        kind,
        user,
        channel,
        data,
        service.clock.now(),
        message,
        trigger,
        brought=brought,
    )
    service.interactions[interaction.token] = interaction
    service.gateway.tell("INTERACTION_CREATE", _payload(service, interaction))
    return interaction


def _payload(service, interaction):
    channel, user = interaction.channel, interaction.user
    guild = channel.guild
    payload = {
        "id": interaction.id,
        "application_id": service.application_id,
        "type": interaction.type,
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel": payloads.channel(channel, permissions_of=user),
        "channel_id": channel.id,
        "locale": "en-US",
        "app_permissions": str(in_channel(channel, service.bot)),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": interaction.owners,
        "context": 0 if guild else 1,
        "attachment_size_limit": limits.MAX_FILE_BYTES,
    }
    if guild is None:
        payload["user"] = payloads.user(user)
    else:
        payload["guild_id"] = guild.id
        payload["guild"] = {"id": guild.id, "locale": "en-US", "features": []}
        payload["guild_locale"] = "en-US"
        payload["member"] = payloads.member(guild, user, channel=channel)
    if interaction.message is not None:
        payload["message"] = message_payloads.message(interaction.message)
    return payload
