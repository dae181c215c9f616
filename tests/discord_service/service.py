"""Discord on the loopback, as a test sees it."""

import asyncio
import contextlib
from functools import partial

from aiohttp import web

from tests.discord_service import callbacks, commands, interactions, lookups, world  # noqa: F401
from tests.discord_service.clock import Clock, Snowflakes
from tests.discord_service.faults import Fault
from tests.discord_service.gateway import Gateway
from tests.discord_service.message_payloads import message as message_payload
from tests.discord_service.permissions import Permission, bits, in_channel
from tests.discord_service.rest import PREFIX, handle, handle_attachment
from tests.discord_service.state import REPLY
from tests.discord_service.waiting import Changes

SECONDS = 60.0


class DiscordService:
    """A Discord for one bot. Enter it to bind it to a free port of the loopback.

    Every request is checked; what is wrong with one is in `violations`, and leaving the block
    raises AssertionError while there are any: a test that provokes some clears the list.
    `requests` holds all of them. `clock` moves the service's time, not the bot's.
    """

    def __init__(self, *, application_flags=0, clock=None, seconds=SECONDS, checks_answers=True):
        self.clock = clock or Clock()
        self.ids = Snowflakes(self.clock)
        self.application_flags = application_flags
        self.checks_answers = checks_answers
        self.changes = Changes(seconds, self._told, self.check_own)
        self.users, self.guilds, self.channels = {}, [], {}
        self.messages, self.attachments, self.interactions = {}, {}, {}
        self.commands = {None: {}}
        self.requests, self.violations, self.own_mistakes = [], [], []
        self.faults, self.typings, self.returned = [], [], set()
        self.gateway = Gateway(self)
        self.operator = world.add_user(self, "operator")
        self.bot = world.add_user(self, "quoth", bot=True)
        self.application_id = self.bot.id
        self.token = f"loopback.{self.bot.id}.token"
        self.url = None
        self._runner = None
        self._closing = set()

    # Its life

    async def __aenter__(self):
        application = web.Application(client_max_size=32 * 1024 * 1024)
        for path in ("/gateway", "/gateway/", "/resume/"):
            application.router.add_get(path, self.gateway.handle)
        application.router.add_get(
            "/attachments/{channel_id}/{attachment_id}/{filename}",
            partial(handle_attachment, self),
        )
        application.router.add_route("*", "/{path:.*}", partial(handle, self))
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, kind, error, trace):
        self.gateway.open.set()
        for fault in self.faults:
            if fault.gate is not None:
                fault.gate.set()
        for connection in list(self.gateway.connections):
            with contextlib.suppress(ConnectionError):
                await connection.close(1001)
        await self._runner.cleanup()
        if error is None:
            self.check()

    @property
    def api_url(self):
        return self.url + PREFIX

    @property
    def gateway_url(self):
        return self.url.replace("http", "ws", 1) + "/gateway/"

    @property
    def resume_url(self):
        return self.url.replace("http", "ws", 1) + "/resume/"

    def check(self):
        """Raise AssertionError with a list of all violations, if there are any."""
        self.check_own()
        if self.violations:
            raise AssertionError("Discord would object:\n" + "\n".join(self.violations))

    def check_own(self):
        """Raise AssertionError if the service itself has answered what Discord would not."""
        if self.own_mistakes:
            raise AssertionError("The service answers wrongly:\n" + "\n".join(self.own_mistakes))

    def violation(self, request, text):
        self.violations.append(f"- {request.method} {request.path}: {text}")

    def changed(self):
        self.changes.happened()

    async def wait_until(self, probe, what, seconds=None):
        """What the probe gives as soon as it is true; AssertionError after `seconds`."""
        return await self.changes.wait_until(probe, what, seconds)

    def _told(self):
        lines = [f"  {request}" for request in self.requests[-8:]]
        parts = [f"The last of {len(self.requests)} requests:", *lines, *self.violations]
        return "\n".join(parts)

    # The world

    def add_user(self, name, *, bot=False):
        return world.add_user(self, name, bot=bot)

    def add_guild(self, name, *, owner=None, bot_permissions=0):
        """A server with the bot in it; `bot_permissions` are its role's, beside @everyone's."""
        return world.add_guild(self, name, owner=owner, bot_permissions=bits(bot_permissions))

    def add_channel(self, guild, name, *, hidden=False, **more):
        return world.add_channel(self, guild, name, hidden=hidden, **more)

    def add_role(self, guild, name, *, permissions=0):
        return world.add_role(self, guild, name, permissions)

    def add_member(self, guild, user, *, permissions=0, roles=()):
        return world.add_member(self, guild, user, permissions, roles)

    def add_thread(self, channel, name, owner, *, starter=None, **more):
        return world.add_thread(self, channel, name, owner, starter=starter, **more)

    def remove_channel(self, channel):
        world.remove_channel(self, channel)

    def remove_guild(self, guild):
        """Take the bot out of a server."""
        world.remove_guild(self, guild)

    def tell_channel(self, event, channel):
        world.tell_channel(self, event, channel)

    def direct(self, user):
        """The direct conversation of a user with the bot."""
        return world.direct(self, user)

    def permissions(self, channel, user=None):
        """What a user, or the bot, may do in a channel."""
        return Permission(in_channel(channel, user or self.bot) & sum(Permission))

    # What people do

    async def say(
        self, user, channel, text, *, reply_to=None, ping=True, files=None, webhook=False
    ):
        """Write a message. `<@BOT>` in the text mentions the bot; a reply pings its author.

        `files` are bytes by name. As a webhook, the user is its name and no member.
        """
        data = {"content": text.replace("<@BOT>", self.bot.mention)}
        more = {"webhook_id": user.id} if webhook else {}
        if reply_to is not None:
            more |= {"type": REPLY, "reference": reply_to, "reference_id": reply_to.id}
            more["pinged"] = [reply_to.author] if ping and reply_to.author is not user else []
        numbered = {str(n): (*file, None) for n, file in enumerate((files or {}).items())}
        return world.post(self, channel, user, data, numbered, **more)

    async def edit(self, message, text):
        """Let the author of a message change its words."""
        return world.edit(self, message, {"content": text.replace("<@BOT>", self.bot.mention)})

    async def delete(self, message):
        world.remove(self, message)

    def upload(self, channel, name, data, **more):
        """A file, as an option of a command; `more` are further attributes of the Attachment."""
        return world.upload(self, channel, name, data, ephemeral=True, **more)

    async def use(self, user, channel, words, options=None, *, overridden=False, brought=False):
        """Use a slash command: "ask", or "quoth hide" for a subcommand, with its options.

        AssertionError where Discord's clients would not let the user: a command that is not
        registered, is hidden from them or from this place, or whose options do not fit.
        `overridden`: an administrator has opened a hidden command to the user. `brought`: the user
        has the bot for themselves, and it was not added to the server.
        """
        given = options or {}
        data = commands.slash_data(self, words, given, user, channel, overridden=overridden)
        kind = interactions.COMMAND
        return interactions.start(self, kind, user, channel, data, brought=brought)

    async def use_on(self, user, message, name, *, overridden=False):
        """Use a command of the context menu of a message."""
        channel = message.channel
        command = commands.offered(
            self, commands.MESSAGE, name, user, channel, overridden=overridden
        )
        data = {"id": command["id"], "name": name, "type": 3, "target_id": message.id}
        data["resolved"] = {"messages": {message.id: message_payload(message)}}
        return interactions.start(self, interactions.COMMAND, user, channel, data)

    async def autocomplete(self, user, channel, words, options, focused):
        """What the bot proposes while a user types in the option `focused`."""
        data = commands.slash_data(self, words, options, user, channel, focused=focused)
        typing = interactions.start(self, interactions.AUTOCOMPLETE, user, channel, data)
        return await typing.choices()

    async def press(self, user, message, wanted, *, channel=None):
        """Press the button with this label, or whose custom id starts so.

        With a channel, the press comes from there, which Discord's clients do not let happen.
        """
        button = message.button(wanted)
        shown = [entry.get("label") or entry.get("custom_id") for entry in message.buttons]
        if message.deleted or button is None or button.get("disabled") or button["style"] == 5:
            raise AssertionError(f"There is no {wanted!r} to press; there are {shown}.")
        data = {"custom_id": button["custom_id"], "component_type": 2, "id": 1}
        kind, channel = interactions.COMPONENT, channel or message.channel
        return interactions.start(self, kind, user, channel, data, message=message)

    async def submit(self, modal, values, *, channel=None):
        """Send a modal, with values by custom id or label; the channel is as with `press`."""
        opened = modal.interaction
        data = {"custom_id": modal.custom_id, "components": modal.filled(values)}
        return interactions.start(
            self,
            interactions.MODAL_SUBMIT,
            opened.user,
            channel or opened.channel,
            data,
            message=opened.message,
            trigger=opened,
        )

    # What the bot does

    async def next_message(self, channel, *, by_bot=True, seconds=None):
        """The next message in a channel that no earlier call has returned (nor a response)."""

        def fresh():
            for message in list(channel.messages.values()):
                mine = message.author is self.bot
                ready = not message.loading and not message.by_discord
                if mine == by_bot and ready and message.id not in self.returned:
                    return message
            return None

        who = "the bot" if by_bot else "a user"
        what = f"a message by {who} in {channel.name or 'a direct conversation'}"
        message = await self.wait_until(fresh, what, seconds)
        self.returned.add(message.id)
        return message

    async def next_edit(self, message, *, seen=0, seconds=None):
        """The message, once it has been edited more than `seen` times."""
        await self.wait_until(lambda: len(message.history) > seen, "an edit", seconds)
        return message

    async def gone(self, message, *, seconds=None):
        """Return once a message is deleted."""
        await self.wait_until(lambda: message.deleted, "a message to be deleted", seconds)

    def sent(self, method=None, route=None):
        """The requests to a route of the description, and with a method."""
        return [
            request
            for request in self.requests
            if route in (None, request.route) and method in (None, request.method)
        ]

    # What goes wrong

    def fail(self, method, route, *, status, code=0, message=None, times=1, **more):
        """Refuse the next requests to a route, or to one exact path.

        For a rate limit, status 429 with `retry_after` in seconds, and `everywhere` for the global
        one. `processed`: the request takes effect, and only its answer goes wrong. `when`: only
        requests that this is true of. `times` None: all. The returned fault's `met` lists them.
        """
        fault = Fault(method, route, status, code, message, times=times, **more)
        self.faults.append(fault)
        return fault

    def hold(self, method, route, *, when=None):
        """Hold requests to a route back, until the returned fault's `release()`."""
        fault = Fault(method, route, times=None, when=when, gate=asyncio.Event())
        self.faults.append(fault)
        return fault

    def drop_gateway(self, *, code=None, held=False):
        """Break the client's line, or close it with a code. Held, it cannot come back yet."""
        if held:
            self.gateway.open.clear()
        for connection in list(self.gateway.connections):
            if code is None:
                connection.abort()
            else:
                connection.leave()
                self._closing.add(closing := asyncio.ensure_future(connection.close(code)))
                closing.add_done_callback(self._closing.discard)

    def let_gateway_back(self):
        """End what `drop_gateway(held=True)` began."""
        self.gateway.open.set()

    def ask_to_reconnect(self):
        """Ask the client to reconnect (op 7), as before Discord's own maintenance."""
        for connection in self.gateway.connections:
            connection.send({"op": 7, "d": None})

    def invalidate_session(self, *, resumable=False):
        """Tell the client that its session is invalid (op 9)."""
        for connection in self.gateway.connections:
            connection.send({"op": 9, "d": resumable})
            if not resumable and connection.session is not None:
                self.gateway.sessions.pop(connection.session.id)

    async def wait_for_gateway(self, *, seconds=None):
        """Return once a client has identified or resumed."""
        await self.wait_until(lambda: self.gateway.connected, "a client at the gateway", seconds)

    async def wait_for_resume(self, *, times=1, seconds=None):
        """Return once a session was resumed so many times."""

        def resumed():
            return sum(session.resumed for session in self.gateway.sessions.values()) >= times

        await self.wait_until(resumed, "the session to be resumed", seconds)
