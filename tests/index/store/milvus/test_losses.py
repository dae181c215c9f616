"""A server that is lost, slow or started anew: what is asked is tried again, then told at once."""

import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import OWNER
from index.answering.answerer import Answerer
from index.errors import IndexUnreachableError, QuothError
from index.indexing.update import update
from index.search.queries import understand
from index.search.retrieval import Retrieved, retrieve
from index.store.library import Library
from index.store.milvus.address import Access, Address
from index.store.milvus.connection import Put, Row, Server
from index.store.milvus.index import Milvus
from tests.milvus_service import PATIENT, Lite, Service, running
from tests.proxy import Proxy, proxied
from tests.support import write

pytestmark = pytest.mark.milvus

QUESTION = "When does the ferry sail?"
IMPATIENT = replace(PATIENT, patience=3.0)
PAGES = {f"{n}.md": f"# Page {n}\n\nThe boat number {n} sails at {n}.\n" for n in range(40)}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    ferry = "# Ferry\n\nThe ferry to Sele sails at nine. It takes cars and bicycles.\n"
    return write(tmp_path / "docs", {"ferry.md": ferry} | PAGES)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Service]:
    """A server that no other test needs."""
    with running(Lite(tmp_path / "server")) as service:
        yield service


@pytest.fixture
def proxy(lite: Service) -> Iterator[Proxy]:
    with proxied(lite.port) as made:
        yield made


def behind(proxy: Proxy, name: str, work: Path, access: Access = PATIENT) -> Milvus:
    return Milvus(Address("milvus+http", "127.0.0.1", proxy.port, name), access, work)


def found(seeds: Answerer, library: Library) -> list[Retrieved]:
    query = understand(QUESTION)
    vector = seeds.encoder.encode_query(query.text)
    return retrieve(library.view(OWNER), query, vector, 3)


def one_sentence(error: QuothError) -> bool:
    message = str(error)
    return message.endswith(".") and "\n" not in message and ". " not in message


def test_nothing_is_lost_or_there_twice_where_the_connection_is_cut_again_and_again(
    docs: Path, seeds: Answerer, proxy: Proxy, tmp_path: Path, name: str
) -> None:
    index = behind(proxy, name, tmp_path / "work")
    over = threading.Event()

    def cut() -> None:
        while not over.wait(1.5):
            proxy.cut()

    cutting = threading.Thread(target=cut)
    cutting.start()
    try:
        update(docs, tmp_path, seeds.encoder, index=index)
        write(docs, {"1.md": "# Page 1\n\nThe boat number 1 stays.\n"})
        (docs / "2.md").unlink()
        update(docs, tmp_path, seeds.encoder, index=index)
        library = index.open(seeds.encoder.fingerprint)
        assert found(seeds, library)[0].passage.document.path == "ferry.md"
    finally:
        over.set()
        cutting.join()
    assert library.main.documents == library.main.passages == 40
    # The first page twice, as the former one may still be read, and the second.
    assert index._server.count(name, "born >= 0") == 42
    index.close()


def test_a_server_that_stays_away_is_told_in_time_and_found_when_it_is_back(
    docs: Path, seeds: Answerer, proxy: Proxy, tmp_path: Path, name: str
) -> None:
    index = behind(proxy, name, tmp_path / "work", IMPATIENT)
    update(docs, tmp_path, seeds.encoder, index=index)
    library = index.open(seeds.encoder.fingerprint)
    before = found(seeds, library)
    proxy.refuse()
    began = time.monotonic()
    for ask in (
        lambda: found(seeds, library),
        lambda: index.open(seeds.encoder.fingerprint),
        lambda: update(docs, tmp_path, seeds.encoder, index=index),
    ):
        with pytest.raises(IndexUnreachableError, match="does not answer") as told:
            ask()
        assert one_sentence(told.value)
    assert time.monotonic() - began < 60
    proxy.refuse(False)
    deadline = time.monotonic() + 60
    again: list[Retrieved] = []
    while not again and time.monotonic() < deadline:
        try:
            again = found(seeds, library)
        except IndexUnreachableError:
            time.sleep(0.1)
    assert again == before
    index.close()


def test_a_server_that_never_ends_answering_is_told_in_time(
    docs: Path, seeds: Answerer, proxy: Proxy, tmp_path: Path, name: str
) -> None:
    index = behind(proxy, name, tmp_path / "work", IMPATIENT)
    update(docs, tmp_path, seeds.encoder, index=index)
    library = index.open(seeds.encoder.fingerprint)
    proxy.hold()
    began = time.monotonic()
    with pytest.raises(IndexUnreachableError, match="does not answer"):
        found(seeds, library)
    assert time.monotonic() - began < 30
    proxy.hold(False)
    assert found(seeds, library)
    index.close()


def test_a_server_that_was_killed_has_all_that_was_there_when_it_is_back(
    docs: Path, seeds: Answerer, own: Service, tmp_path: Path
) -> None:
    index = Milvus(own.address("killed"), PATIENT, tmp_path / "work")
    update(docs, tmp_path, seeds.encoder, index=index)
    library = index.open(seeds.encoder.fingerprint)
    before = found(seeds, library)
    own.kill()
    back = threading.Timer(2.0, own.start)
    back.start()
    assert found(seeds, library) == before
    back.join()
    write(docs, {"1.md": "# Page 1\n\nThe boat number 1 stays.\n"})
    update(docs, tmp_path, seeds.encoder, index=index)
    assert index.open(seeds.encoder.fingerprint).main.documents == 41
    index.close()


def test_what_was_put_in_twice_meanwhile_is_there_once_in_the_end(
    docs: Path,
    seeds: Answerer,
    lite: Service,
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where a server takes longer for rows than is waited, and is sent them once more."""
    index = Milvus(lite.address(name), PATIENT, tmp_path / "work")
    put = Server.put

    def put_twice(server: Server, collection: str, rows: list[Row]) -> Put:
        done = put(server, collection, rows)
        if collection != name or len(rows) < 40:
            return done
        server.call(lambda client, seconds: client.insert(collection, rows, timeout=seconds))
        assert server.count(collection, "born == 1") == 2 * len(rows)
        monkeypatch.setattr(Server, "put", put)
        return Put(done.time, once=False)

    monkeypatch.setattr(Server, "put", put_twice)
    update(docs, tmp_path, seeds.encoder, index=index)
    assert index._server.count(name, "born == 1") == 41
    assert index.open(seeds.encoder.fingerprint).main.passages == 41
    index.close()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that its own holder signed, and what a server does with it."""
    key, own = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(own), "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own, key)
    context.set_alpn_protocols(["h2"])
    return own, context


def test_what_is_sent_is_encrypted_where_the_address_says_so(
    docs: Path, seeds: Answerer, lite: Service, tmp_path: Path, name: str
) -> None:
    authority, context = certificate(tmp_path)
    with proxied(lite.port, context) as proxy:
        address = Address("milvus+https", "127.0.0.1", proxy.port, name)
        trusting = Milvus(address, replace(PATIENT, authority=authority), tmp_path / "work")
        update(docs, tmp_path, seeds.encoder, index=trusting)
        assert trusting.open(seeds.encoder.fingerprint).main.documents == 41
        trusting.close()
        wary = Milvus(address, IMPATIENT, tmp_path / "work")
        with pytest.raises(IndexUnreachableError):
            wary.check()
        wary.close()
