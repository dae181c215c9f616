"""Requests drawn by lot: nearly right ones, wrong ones, and bytes that are no request at all."""

import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

PATHS = ("/", "/ask", "/documents", "/healthz", "/metrics", "/openapi.json", "/style.css")
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND")
NAMES = ("question", "after", "start", "end", "part", "in", "until", "signature", "limit", "x")
NUMBERS = ("0", "1", "-1", "007", "1e3", "٣", "0x10", "9" * 15, "9" * 400, "NaN", "", " 1", "1.0")
# Most are told apart before anything is looked up, so that a case costs little.
QUESTIONS = ("hello", "", " ", "?", "thanks!", "x" * 2500, "\ud800", "\x00", "<script>", "{{7*7}}")
TRICKS = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%00",
    "%ff",
    "//",
    "\\",
    "%5c",
    "a" * 5000,
    ";a=b",
    "%",
    "é",
    "~",
)
HEADERS = {
    "Accept": ("text/html", "application/json", "*/*", "", "text/html;q=x", "a" * 3000),
    "Authorization": ("Bearer", "Bearer x", "Basic Og==", "\x7f", "é"),
    "Content-Type": ("application/json", "text/plain", "multipart/form-data; boundary=x", "x"),
    "Content-Encoding": ("gzip", "identity", "br", ""),
    "X-Forwarded-For": ("1.2.3.4", "a, b", ",,,", "::1%eth0", "999.1.1.1"),
    "If-None-Match": ("*", '"x"', "W/"),
    "Range": ("bytes=0-0", "bytes=-1", "x"),
    "Expect": ("100-continue", "x"),
    "Upgrade": ("websocket", "h2c"),
    "Cookie": ("a=b", ";;;=", "é"),
    "X-Request-Id": ("x\x1b[0m",),
}

text = st.text(max_size=30) | st.sampled_from(QUESTIONS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)


@dataclass(frozen=True)
class Request:
    """One request."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def route(self) -> str:
        """The address that the path is one of, as the description names it."""
        plain = self.path.partition("?")[0]
        for prefix in ("/documents/", "/files/"):
            if plain.startswith(prefix) and len(plain) > len(prefix):
                return f"{prefix}{{document}}"
        return plain

    @property
    def data(self) -> bytes:
        """What is sent."""
        named = {"Host": "localhost"} | dict(self.headers) | {"Connection": "close"}
        if self.body is not None:
            named["Content-Length"] = str(len(self.body))
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{n}: {v}" for n, v in named.items())]
        head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass")
        return head + (self.body or b"")


@dataclass(frozen=True)
class Raw:
    """Bytes that are sent as they are."""

    data: bytes


@st.composite
def requests(draw: st.DrawFn, documents: tuple[str, ...] = (), ask: bool = False) -> Request:
    """A request; with `ask` some ask what is looked up, which takes a while."""
    path = draw(_paths(documents))
    right = "POST" if path == "/ask" else "GET"
    method = draw(st.sampled_from((right,) * 30 + METHODS))
    query = draw(st.lists(st.tuples(_names(), _values()), max_size=4))
    if not ask:
        query = [(name, value) for name, value in query if name != "question" or _cheap(value)]
    headers = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=3, unique=True))
    found = tuple((name, draw(st.sampled_from(HEADERS[name]))) for name in headers)
    body = draw(st.none() | _bodies(ask))
    pairs = urlencode(query, errors="surrogatepass")
    return Request(method, f"{path}?{pairs}" if pairs else path, found, body)


@st.composite
def raw_requests(draw: st.DrawFn) -> Raw:
    """A request that was spoilt, or bytes that never were one."""
    head = draw(
        st.sampled_from(
            (
                b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
                b"POST /ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"5\r\nhello\r\n0\r\n\r\n",
                b"GET /documents HTTP/1.0\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"",
            )
        )
    )
    data = bytearray(head)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(
            st.binary(max_size=4)
            | st.sampled_from((b"\r\n", b"\x00", b"Content-Length: 9\r\n", b"A: b\r\n", b":", b" "))
            | st.sampled_from((b"Transfer-Encoding: x\r\n", b"x" * 9000, b"\r\n\r\n", b"%", b"-1"))
        )
        data[at : at + draw(st.integers(0, 3))] = piece
    return Raw(bytes(data))


def _paths(documents: tuple[str, ...]) -> st.SearchStrategy[str]:
    known = [f"/{kind}/{quote(one)}" for one in documents for kind in ("documents", "files")]
    odd = st.lists(st.sampled_from(TRICKS) | st.text(max_size=8).map(_quoted), max_size=4)
    below = st.tuples(st.sampled_from(("/documents/", "/files/", "/")), odd.map("".join))
    return st.sampled_from((*PATHS, *known, "/ask", "/ask")) | below.map("".join)


def _quoted(words: str) -> str:
    return quote(words, safe="", errors="surrogatepass")


def _names() -> st.SearchStrategy[str]:
    return st.sampled_from(NAMES) | st.text(max_size=5)


def _values() -> st.SearchStrategy[str]:
    return st.sampled_from(NUMBERS) | text


def _cheap(question: str) -> bool:
    return question.strip() in {one.strip() for one in QUESTIONS}


def _bodies(ask: bool) -> st.SearchStrategy[bytes]:
    words = text if ask else st.sampled_from(QUESTIONS)
    right = st.fixed_dictionaries(
        {"question": words}, optional={"history": st.lists(words, max_size=3), "x": json_values}
    )
    spoilt = st.tuples(right.map(_dumped), st.integers(0, 60), st.binary(max_size=3)).map(
        lambda told: told[0][: told[1]] + told[2] + told[0][told[1] :]
    )
    wrong = json_values.map(_dumped) | st.binary(max_size=40)
    deep = st.sampled_from((b"[" * 50_000, b'{"a":' * 10_000, b"1" * 60_000, b"x" * 70_000))
    return right.map(_dumped) | spoilt | wrong | deep


def _dumped(value: object) -> bytes:
    return json.dumps(value).encode()
