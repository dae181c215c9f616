"""The gateway: identifying, events by intents, heartbeats, resuming, and going away at will."""

import asyncio
import contextlib
import json
import zlib
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.discord_service import message_payloads, payloads
from tests.discord_service.permissions import Permission, in_channel
from tests.discord_service.state import (
    GATEWAY_GUILD_MEMBERS_LIMITED,
    GATEWAY_MESSAGE_CONTENT,
    GATEWAY_MESSAGE_CONTENT_LIMITED,
)

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
KNOWN_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
PRIVILEGED = {
    GUILD_MEMBERS: GATEWAY_GUILD_MEMBERS_LIMITED | 1 << 14,
    GUILD_PRESENCES: 1 << 12 | 1 << 13,
    MESSAGE_CONTENT: GATEWAY_MESSAGE_CONTENT | GATEWAY_MESSAGE_CONTENT_LIMITED,
}
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
UNUSED_BY_BOT = {3, 4, 8, 31}


@dataclass(eq=False)
class Session:
    """One identified client: what it may hear, and everything that it was told, to tell again."""

    id: str
    intents: int
    sent: list = field(default_factory=list)
    connection: "Connection | None" = None
    resumed: int = 0

    def tell(self, event, data):
        self.sent.append({"op": DISPATCH, "t": event, "s": len(self.sent) + 1, "d": data})
        if self.connection is not None:
            self.connection.send(self.sent[-1])


class Connection:
    """One socket. Messages leave it in the order in which they were sent."""

    def __init__(self, request, socket):
        self.socket = socket
        self.path = request.path
        self.session = None
        self._transport = request.transport
        self._compress = _compressor(request.query.get("compress"))
        self._waiting = asyncio.Queue()

    def send(self, payload):
        self._waiting.put_nowait(payload)

    async def write(self):
        """Send what is waiting, for as long as the socket is open."""
        while True:
            text = json.dumps(await self._waiting.get())
            with contextlib.suppress(ConnectionError, RuntimeError):
                if self._compress is None:
                    await self.socket.send_str(text)
                else:
                    await self.socket.send_bytes(self._compress(text.encode()))
            self._waiting.task_done()

    async def close(self, code):
        """Close with a code, after everything that waits has left."""
        self.leave()
        await self._waiting.join()
        await self.socket.close(code=code)

    def abort(self):
        """Go away as a broken line does: without a word."""
        self.leave()
        self._transport.abort()

    def leave(self):
        """Let go of the session; what happens from now on waits for it to be resumed."""
        if self.session is not None and self.session.connection is self:
            self.session.connection = None


def _compressor(name):
    if name == "zlib-stream":
        stream = zlib.compressobj()
        return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    if name == "zstd-stream":
        import zstandard

        stream = zstandard.ZstdCompressor().compressobj()
        block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return lambda data: stream.compress(data) + stream.flush(block)
    return None


class Gateway:
    """All sessions, and the sockets that they hang on."""

    def __init__(self, service):
        self.service = service
        self.sessions = {}
        self.connections = []
        self.identified = []
        self.refusals = []
        self.heartbeat_seconds = 41.25
        self.answers_heartbeats = True
        self.heartbeats = 0
        self.refuse_resuming = False
        self.open = asyncio.Event()
        self.open.set()

    async def handle(self, request):
        """A client's socket, from hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=0, autoping=True)
        await socket.prepare(request)
        connection = Connection(request, socket)
        writer = asyncio.create_task(connection.write())
        self.connections.append(connection)
        try:
            await self.open.wait()
            connection.send(
                {"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_seconds * 1000)}}
            )
            async for message in socket:
                if message.type != WSMsgType.TEXT:
                    continue
                code = self._received(connection, message.data)
                if code is not None:
                    self.refusals.append(code)
                    await connection.close(code)
        finally:
            writer.cancel()
            connection.leave()
            self.connections.remove(connection)
            self.service.changed()
        return socket

    def _received(self, connection, text):
        """Act on what a client said; a code to close with where it should not have."""
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            return 4002
        if op == HEARTBEAT:
            self.heartbeats += 1
            self.service.changed()
            if self.answers_heartbeats:
                connection.send({"op": HEARTBEAT_ACK})
        elif op == IDENTIFY:
            return self._identify(connection, data)
        elif op == RESUME:
            return self._resume(connection, data)
        elif connection.session is None:
            return 4003
        elif op not in UNUSED_BY_BOT:
            return 4001
        return None

    def _identify(self, connection, data):
        if connection.session is not None:
            return 4005
        self.identified.append(data)
        if data.get("token") != self.service.token:
            return 4004
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013
        flags = self.service.application_flags
        if any(intents & intent and not flags & PRIVILEGED[intent] for intent in PRIVILEGED):
            return 4014
        session = Session(f"session{len(self.sessions) + 1}", intents, connection=connection)
        self.sessions[session.id] = connection.session = session
        guilds = self.service.guilds
        session.tell(
            "READY",
            {
                "v": 10,
                "user": payloads.own_user(self.service.bot),
                "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "session_type": "normal",
                "resume_gateway_url": self.service.resume_url,
                "application": {
                    "id": self.service.application_id,
                    "flags": self.service.application_flags,
                },
                "private_channels": [],
                "relationships": [],
                "presences": [],
                "shard": [0, 1],
                "_trace": [],
            },
        )
        if intents & GUILDS:
            for guild in guilds:
                created = payloads.guild_create(guild, self.service.bot, self.service.clock.now())
                session.tell("GUILD_CREATE", created)
        self.service.changed()
        return None

    def _resume(self, connection, data):
        if connection.session is not None:
            return 4005
        if data.get("token") != self.service.token:
            return 4004
        session = self.sessions.get(data.get("session_id"))
        if session is None or self.refuse_resuming:
            connection.send({"op": INVALID_SESSION, "d": False})
            return None
        if not 0 <= (data.get("seq") or 0) <= len(session.sent):
            return 4007
        if session.connection is not None:
            session.connection.abort()
        session.connection, connection.session = connection, session
        for missed in session.sent[data.get("seq") or 0 :]:
            connection.send(missed)
        session.tell("RESUMED", {"_trace": []})
        session.resumed += 1
        self.service.changed()
        return None

    def tell_removal(self, channel, data):
        """Tell of a message that is gone."""
        intent = DIRECT_MESSAGES if channel.guild is None else GUILD_MESSAGES
        self.tell("MESSAGE_DELETE", data, intent=intent, channel=channel)

    def tell(self, event, data, *, intent=0, channel=None):
        """Tell every session that may hear it; a channel's events need a look into the channel."""
        if channel is not None and channel.guild is not None:
            seen = in_channel(channel, self.service.bot) & Permission.VIEW_CHANNEL
            if not seen and not event.startswith("CHANNEL_"):
                return
        for session in self.sessions.values():
            if session.intents & intent == intent:
                session.tell(event, data)

    def tell_message(self, event, message):
        """Tell of a message, without its content where the message-content intent is missing."""
        data = message_payloads.event(message)
        if message.ephemeral:
            return
        intent = DIRECT_MESSAGES if message.channel.guild is None else GUILD_MESSAGES
        for session in self.sessions.values():
            if not session.intents & intent:
                continue
            if message.channel.guild is not None:
                if not in_channel(message.channel, self.service.bot) & Permission.VIEW_CHANNEL:
                    continue
                if not session.intents & MESSAGE_CONTENT:
                    session.tell(event, message_payloads.without_content(data, self.service.bot))
                    continue
            session.tell(event, data)

    @property
    def connected(self):
        """Whether a client is there that has identified or resumed."""
        return any(session.connection is not None for session in self.sessions.values())
