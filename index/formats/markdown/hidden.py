"""What Markdown hides: comments of every dialect, scripts, styles and templates."""

import re
from bisect import bisect_left
from collections.abc import Sequence

Span = tuple[int, int]

# How what is hidden begins; the groups are named after what ends it.
BEGINS = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])|(?P<code>`+)|(?P<comment><!--)"
    r"|<(?P<tag>script|style|template|noscript)(?=[\s/>])"
    r"|(?P<concealed><[a-z][a-z0-9-]*(?=\s)[^<>]*?(?:\shidden(?=[\s/>=])|display\s*:\s*none"
    r"|visibility\s*:\s*hidden)[^<>]*>)"
    # A tag that goes over several lines; without an attribute it may be a comparison of numbers.
    r"|(?P<broken><[a-z][a-z0-9-]*(?=\s)[^<>\r\n=]*+(?:=[^<>\r\n]*+)?[\r\n][^<>]*+>)"
    r"|(?P<component>\{/\*)"
    r"|(?P<liquid>\{%-?[ \t]*comment[ \t]*-?%\})"
    r"|(?P<kramdown>\{::comment\})"
    r"|(?P<aside>(?<![\w%])%%(?=[^\s%])[^%\r\n]{1,500}(?<=\S)%%(?![\w%]))"
    r"|(?P<module>(?:^|(?<=[\r\n]))export[ \t]+(?:const|let|default|function|async|class)\b)"
    r"|(?P<vault>(?:^|(?<=[\r\n]))[ \t]*%%)",
    re.IGNORECASE,
)
ENDS = {
    "comment": re.compile("-->"),
    "component": re.compile(r"\*/\}"),
    "liquid": re.compile(r"\{%-?[ \t]*endcomment[ \t]*-?%\}", re.IGNORECASE),
    "kramdown": re.compile(r"\{:/(?:comment)?\}"),
    "vault": re.compile(r"%%[ \t]*(?=[\r\n]|\Z)"),
    "module": re.compile(r"(?=(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)|\Z)"),
    "noscript": re.compile(r"</noscript\s*>", re.IGNORECASE),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
    "template": re.compile(r"</template\s*>", re.IGNORECASE),
}
HTML_BEGINS = re.compile(r"<!--|<(?:script|style|template)(?=[\s/>])", re.IGNORECASE)
EMPTY_COMMENTS = ("<!-->", "<!--->")
ELEMENT = re.compile(r"<([a-z][a-z0-9-]*)", re.IGNORECASE)
IDENTIFIER = re.compile(r"\sid\s*=\s*[\"']?([\w:.-]{1,100})", re.IGNORECASE)
CONTROL = re.compile(
    r"\s(?:aria-controls|data-target|data-bs-target|href)\s*=\s*[\"']#?([\w:.-]{1,100})[\"']"
)
BACKTICKS = re.compile("`+")
BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")


def hidden(text: str, start: int, code: Sequence[Span]) -> list[Span]:
    """The spans of a text, from `start` on, that are never shown, in order.

    `code` are the blocks of code, in order; what stands in them, or in code within a line, hides
    nothing. What begins and never ends hides nothing either.
    """
    found: list[Span] = []
    closes = _closing_backticks(text, start)
    begins = [first for first, _ in code]
    endless: set[str] = set()
    closed: _Closed | None = None
    at = start
    while begun := BEGINS.search(text, at):
        at = begun.end()
        block = bisect_left(begins, begun.start() + 1) - 1
        kind = begun.lastgroup or ""
        if block >= 0 and begun.start() < code[block][1]:
            at = code[block][1]
        elif kind == "code":
            at = closes.get(begun.start("code"), at)
        elif kind == "broken":
            if "=" in begun[0] and not BLANK_LINE.search(begun[0]):
                found.append(begun.span())
        elif kind == "aside":
            found.append(begun.span())
        elif kind == "concealed":
            closed = closed or _Closed(text)
            end = closed.end_of(begun)
            if end:
                found.append((begun.start(), end))
                at = end
        elif kind != "escape":
            end = _end(text, begun, endless)
            if end:
                found.append((begun.start(), end))
                at = end
    return found


def endless(text: str, start: int, end: int, spans: Sequence[Span]) -> Span | None:
    """What a block of HTML hides, where a comment or the like in it does not end: all that follows.

    A browser shows nothing more of such a page.
    """
    for low, high in visible(start, end, spans):
        if begun := HTML_BEGINS.search(text, low, high):
            return begun.start(), len(text)
    return None


def visible(start: int, end: int, spans: Sequence[Span]) -> list[Span]:
    """What is left of text[start:end] without some spans that are in order."""
    first = bisect_left(spans, (start, start)) - 1
    pieces: list[Span] = []
    for low, high in spans[max(first, 0) :]:
        if low >= end:
            break
        if high > start:
            pieces.append((start, max(low, start)))
            start = high
    pieces.append((start, end))
    return [(low, high) for low, high in pieces if low < high]


class _Closed:
    """Where elements that are not shown end; those of one name are looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: dict[str, dict[int, int]] = {}
        self._opened = frozenset(CONTROL.findall(text))

    def end_of(self, begun: re.Match[str]) -> int:
        """Where the element ends that a tag begins; 0 if nowhere, or if a control opens it."""
        name = ELEMENT.match(begun[0])
        if name is None or begun[0].endswith("/>"):
            return 0
        called = IDENTIFIER.search(begun[0])
        if called and called[1] in self._opened:
            return 0
        tag = name[1].lower()
        if tag not in self._ends:
            self._ends[tag] = self._pairs(tag)
        return self._ends[tag].get(begun.start(), 0)

    def _pairs(self, tag: str) -> dict[int, int]:
        open_at: list[int] = []
        ends: dict[int, int] = {}
        for match in re.finditer(rf"<(/?){tag}(?=[\s/>])[^<>]*>", self._text, re.IGNORECASE):
            if not match[1]:
                open_at.append(match.start())
            elif open_at:
                ends[open_at.pop()] = match.end()
        return ends


def _end(text: str, begun: re.Match[str], endless: set[str]) -> int:
    """Where what has begun ends, 0 if nowhere; kinds without an end are looked for once."""
    for whole in EMPTY_COMMENTS:
        if text.startswith(whole, begun.start()):
            return begun.start() + len(whole)
    kind = (begun["tag"] or begun.lastgroup or "").lower()
    if kind in endless:
        return 0
    end = ENDS[kind].search(text, begun.end())
    if end is None:
        endless.add(kind)
        return 0
    return end.end()


def _closing_backticks(text: str, start: int) -> dict[int, int]:
    """Where code within a line ends, by where it begins: at as many backticks in its paragraph."""
    runs = [match.span() for match in BACKTICKS.finditer(text, start)]
    blanks = [match.start() for match in BLANK_LINE.finditer(text, start)]
    ends: dict[int, int] = {}
    last: dict[int, Span] = {}
    for first, end in reversed(runs):
        other = last.get(end - first)
        if other and bisect_left(blanks, end) == bisect_left(blanks, other[0]):
            ends[first] = other[1]
        last[end - first] = first, end
    return ends
