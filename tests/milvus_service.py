"""Real Milvus servers on 127.0.0.1, from the environments that `tests/milvus_servers.sh` makes."""

import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from index.store.milvus.address import Access, Address
from index.store.milvus.index import Milvus
from tests.support import ROOT

SERVERS = Path(os.environ.get("MILVUS_SERVERS", ROOT / ".milvus-servers"))
READY_IN = 240.0
# Servers share two cores with the tests.
PATIENT = Access(patience=120.0)
ROOT_TOKEN = "root:Milvus"


class Service:
    """A server process that can be killed and started again with the data that it has."""

    def __init__(self, folder: Path, *, token: str = "") -> None:
        self.folder, self.token = folder, token
        self.port = free_port()
        self.within = folder
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> tuple[Sequence[str], dict[str, str]]:
        """How it is started, and with what environment."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command, environment = self.command()
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                command,
                env=os.environ | environment,
                cwd=self.within,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._wait()

    def kill(self) -> None:
        """End it at once, with all that belongs to it."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Its children may still hold their ports.
        while _alive(self.process.pid):
            time.sleep(0.1)

    def pause(self, *, go_on: bool = False) -> None:
        """Let it do nothing, or go on."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGCONT if go_on else signal.SIGSTOP)

    def address(self, name: str) -> Address:
        """An index on it."""
        return Address("milvus+http", "127.0.0.1", self.port, name)

    def _wait(self) -> None:
        from pymilvus import MilvusClient

        logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)
        until = time.monotonic() + READY_IN
        answers = False
        while not answers:
            try:
                client = MilvusClient(
                    f"http://127.0.0.1:{self.port}", token=self.token, timeout=5, dedicated=True
                )
                client.list_collections(timeout=5)
                client.close()
                answers = True
            except Exception:
                assert self.process is not None
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.2)


class Lite(Service):
    """The core of Milvus 2.5 in one process: sparse vectors, no partition keys."""

    def command(self) -> tuple[Sequence[str], dict[str, str]]:
        """The server itself, without its Python package."""
        [library] = (SERVERS / "lite" / "lib").glob("python*/site-packages/milvus_lite/lib")
        place = f"127.0.0.1:{self.port}"
        command = [str(library / "milvus"), str(self.folder / "data.db"), place, "ERROR"]
        return command, {"LD_LIBRARY_PATH": str(library)}


class Standalone(Service):
    """A whole Milvus 2.3: shards, consistency levels, users; no sparse vectors."""

    def command(self) -> tuple[Sequence[str], dict[str, str]]:
        """The server with its own store of metadata.

        Its Python program chooses ports anew where those of before are still being given up, so
        from the second time on what it unpacked and configured is started without it.
        """
        again = self.folder / "data" / "bin" / "milvus"
        if again.exists():
            self.within = self.folder / "data"
            environment = {"DEPLOY_MODE": "STANDALONE", "LD_LIBRARY_PATH": str(again.parent)}
            return [str(again), "run", "standalone"], environment
        server = str(SERVERS / "standalone" / "bin" / "milvus-server")
        users = ["--authorization-enabled", "True"] if self.token else []
        return [
            server,
            *("--data", str(self.folder / "data"), "--proxy-port", str(self.port)),
            *users,
        ], {}


def _alive(group: int) -> bool:
    """Whether a process group has any that still does something."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, found = stat.read_text().rpartition(")")[2].split()[:3]
            if int(found) == group and state != "Z":
                return True
    return False


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """A server that runs as long as the block does."""
    if not SERVERS.is_dir():
        pytest.fail(f"There are no servers in {SERVERS}: run make test-milvus.")
    service.start()
    try:
        yield service
    finally:
        service.kill()


@contextmanager
def index_on(service: Service, name: str, work: Path) -> Iterator[Milvus]:
    """An index on a server, with working copies in a folder."""
    index = Milvus(service.address(name), PATIENT, work)
    try:
        yield index
    finally:
        index.close()


def free_port() -> int:
    """One that nothing listens to."""
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return int(any_socket.getsockname()[1])
