"""What is asked of a Milvus server: tried again where that may help, else told in a sentence."""

import logging
import math
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from index.errors import IndexMismatchError, IndexUnreachableError
from index.store.milvus.address import Access, Address

# Seconds that one try may take, to read and to write, and those between two tries, at most.
TRY, WRITE, PAUSE = 10.0, 60.0, 2.0
# gRPC's names of what may be otherwise in a moment, and Milvus's numbers of the same: connection
# failed, not ready, timed out, too many requests, no resources, or a node that is coming up.
PASSING = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED", "CANCELLED"}
PASSING_CODES = {1, 2, 3, 4, 8, 503, 901, 902, 903, 904}
REFUSED = {"UNAUTHENTICATED", "PERMISSION_DENIED"}
UNLOADED = ("not loaded", "not been loaded", "not fully loaded")
# The seconds' worth of what pymilvus complains of itself would come out twice.
SILENT = logging.CRITICAL + 1

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Put:
    """What came of putting rows in: Milvus's time of it, or 0, and whether they are there once."""

    time: int
    once: bool


class Server:
    """A connection, made when it is first needed. Threads may share it, forked processes not."""

    def __init__(self, address: Address, access: Access) -> None:
        self.address, self.access = address, access
        self._client: Any = None
        self._making = threading.Lock()
        # When a try failed last that was tried again, by the monotonic clock.
        self.failed = -math.inf

    def call(self, work: Callable[[Any, float], T], collection: str = "", most: float = TRY) -> T:
        """What work does with pymilvus's client, within so many seconds a try, at `most`.

        It may be done twice where an answer is lost. Raises IndexUnreachableError.
        """
        seconds = min(most, self.access.patience)

        def tried() -> T:
            try:
                return work(self._connected(), seconds)
            except Exception as error:
                if collection and any(words in str(error) for words in UNLOADED):
                    self._connected().load_collection(collection, timeout=self.access.patience)
                    return work(self._connected(), seconds)
                raise

        def note(_: object) -> None:
            self.failed = time.monotonic()

        retrying = Retrying(
            stop=stop_after_delay(self.access.patience),
            wait=wait_random_exponential(multiplier=0.1, max=PAUSE),
            retry=retry_if_exception(_passes),
            before_sleep=note,
            reraise=True,
        )
        try:
            return retrying(tried)
        except Exception as error:
            if isinstance(error, IndexMismatchError | IndexUnreachableError) or not _is_its(error):
                raise
            raise self._told(error) from error

    def query(
        self,
        collection: str,
        condition: str,
        fields: Sequence[str],
        consistency: Mapping[str, Any],
    ) -> list[Row]:
        """The rows that meet a condition, in no order."""

        def work(client: Any, seconds: float) -> list[Row]:  # noqa: ANN401 (pymilvus's)
            found = client.query(
                collection,
                filter=condition,
                output_fields=list(fields),
                timeout=seconds,
                **consistency,
            )
            return list(found)

        return self.call(work, collection)

    def every(
        self,
        collection: str,
        condition: str,
        fields: Sequence[str],
        consistency: Mapping[str, Any],
        at_once: int = 1000,
    ) -> list[Row]:
        """The same where they may be more than fit into one answer."""

        def work(client: Any, seconds: float) -> list[Row]:  # noqa: ANN401 (pymilvus's)
            rows: list[Row] = []
            pages = client.query_iterator(
                collection,
                filter=condition,
                output_fields=list(fields),
                batch_size=at_once,
                timeout=seconds,
                **consistency,
            )
            try:
                while page := pages.next():
                    rows += page
            finally:
                pages.close()
            return rows

        return self.call(work, collection)

    def count(self, collection: str, condition: str) -> int:
        """How many rows meet a condition, of all that was ever acknowledged."""
        [row] = self.query(collection, condition, ["count(*)"], STRONG)
        return int(row["count(*)"])

    def put(self, collection: str, rows: Sequence[Row]) -> Put:
        """Put rows in.

        They take the place of those of the same names. But where it is tried again while the server
        is still at it, both may put them in: then they are to be taken out, and put in once more.
        """
        tries = 0

        def work(client: Any, seconds: float) -> int:  # noqa: ANN401 (pymilvus's)
            nonlocal tries
            from pymilvus.client.ts_utils import get_collection_ts

            tries += 1
            client.upsert(collection, list(rows), timeout=seconds)
            return int(get_collection_ts(collection, self.address.server) or 0)

        return Put(self.call(work, collection, WRITE), tries == 1)

    def take(self, collection: str, condition: str) -> None:
        """Take out the rows that meet a condition."""
        self.call(
            lambda client, seconds: client.delete(collection, filter=condition, timeout=seconds),
            collection,
        )

    def close(self) -> None:
        """Let the connection go."""
        with self._making:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _connected(self) -> Any:  # noqa: ANN401 (pymilvus's)
        with self._making:
            if self._client is None:
                self._client = _client(self.address, self.access)
            return self._client

    def _told(self, error: Exception) -> IndexUnreachableError:
        server = self.address.server
        if name_of(error) in REFUSED or "auth check failed" in str(error):
            return IndexUnreachableError(
                f"The Milvus server at {server} does not let Quoth in: set QUOTH_MILVUS_TOKEN to "
                "a user's name and password, or to a key."
            )
        if _passes(error):
            return IndexUnreachableError(
                f"The Milvus server at {server} does not answer: see that it runs and that "
                "QUOTH_INDEX is its address, then try again."
            )
        said = " ".join(str(getattr(error, "message", "") or error).split())[:200].rstrip(".")
        return IndexUnreachableError(
            f"The Milvus server at {server} does not do what is asked of it: mend what it says "
            f"is wrong ({said})."
        )


# A read that misses nothing that was acknowledged before it.
STRONG: Mapping[str, Any] = {"consistency_level": "Strong"}


def since(time: int) -> Mapping[str, Any]:
    """A read that misses nothing that was acknowledged until Milvus's time `time`.

    A strong one waits for a tick of the server's clock; where the time has passed, this does not.
    """
    return {"consistency_level": "Customized", "guarantee_timestamp": time} if time else STRONG


def _client(address: Address, access: Access) -> Any:  # noqa: ANN401 (pymilvus's)
    # It warns of every process that is started beside it, though none of them uses it.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise IndexMismatchError(
            "An index on a Milvus server needs pymilvus: install it with "
            "pip install 'quoth[milvus]'."
        ) from error
    logging.getLogger("pymilvus").setLevel(SILENT)
    more = {"server_pem_path": str(access.authority)} if access.authority else {}
    # Or others of this process with another authority would share the connection.
    return MilvusClient(
        uri=address.uri,
        token=access.token,
        timeout=min(TRY, access.patience),
        dedicated=True,
        **more,
    )


def name_of(error: BaseException) -> str:
    """gRPC's name of what went wrong, as far as it is gRPC's."""
    code: Any = getattr(error, "code", None)
    if callable(code):
        code = code()
    return str(getattr(code, "name", ""))


def _passes(error: BaseException) -> bool:
    """Whether something may go well if it is tried again."""
    code: Any = getattr(error, "code", None)
    return _is_its(error) and (name_of(error) in PASSING or code in PASSING_CODES)


def _is_its(error: BaseException) -> bool:
    """Whether something was told by Milvus, or on the way to it."""
    return type(error).__module__.partition(".")[0] in ("grpc", "pymilvus")
