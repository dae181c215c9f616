"""A connection that can be cut, kept waiting, or encrypted, between a client and a server."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536


class Proxy:
    """Passes on what it is sent on 127.0.0.1 to a port, each way in a thread of its own."""

    def __init__(self, port: int, certificate: ssl.SSLContext | None = None) -> None:
        self._behind, self._certificate = port, certificate
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open = threading.Event()
        self._open.set()
        self._refusing = False
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._turn = threading.Lock()

    def start(self) -> None:
        """Begin to take connections."""
        self._begin(self._accept)

    def stop(self) -> None:
        """End, and cut what is connected."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._open.set()
        self.cut()
        for thread in list(self._threads):
            thread.join()

    def cut(self) -> None:
        """End all connections that there are."""
        with self._turn:
            for one in self._sockets:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def refuse(self, refusing: bool = True) -> None:
        """Let nobody connect any more, or again."""
        self._refusing = refusing
        if refusing:
            self.cut()

    def hold(self, held: bool = True) -> None:
        """Pass on nothing of what is answered, or go on."""
        if held:
            self._open.clear()
        else:
            self._open.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._begin(self._connect, client)

    def _connect(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            if self._refusing:
                return
            if self._certificate:
                client = self._certificate.wrap_socket(client, server_side=True)
            with client, socket.create_connection(("127.0.0.1", self._behind)) as behind:
                with self._turn:
                    self._sockets |= {client, behind}
                self._begin(self._pass, client, behind, None)
                self._pass(behind, client, self._open)
                with self._turn:
                    self._sockets -= {client, behind}

    def _pass(
        self, source: socket.socket, target: socket.socket, gate: threading.Event | None
    ) -> None:
        with suppress(OSError, ValueError):
            while data := source.recv(CHUNK):
                if gate:
                    gate.wait()
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError, ValueError):
                one.shutdown(socket.SHUT_RDWR)

    def _begin(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()


@contextmanager
def proxied(port: int, certificate: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """A proxy before a port, as long as the block runs."""
    proxy = Proxy(port, certificate)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
