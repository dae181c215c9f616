"""The words of a question without what people write around them: markup, mentions, addresses.

What stands in the middle of a question belongs to it, and stays; so does anything that is all there
is.
"""

import re

from index.text.words import WORD, stems, stop_words

# What is longer is asked as it stands, so that no message costs more than others.
LONGEST_TAKEN_APART = 8000
# Each takes off one layer: "> **# when?**" has three.
MOST_LAYERS = 8
# Code points of one line of fenced code that may be words set in type.
LONGEST_CODED_WORDS = 80

FENCE = re.compile(r"(?P<fence>```+|~~~+)(?P<code>.*?)(?:(?P=fence)`*|\Z)", re.DOTALL)
INFO = re.compile(r"[\w+#.-]*[ \t]*\r?\n")
LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(\s*<?[^()\s]*>?(?:\s+\"[^\"\n]*\")?\s*\)")
# Mentions, timestamps and emoji as Discord writes them: numbers that mean nothing here.
WRITTEN_IDS = re.compile(
    r"<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>|</[\w -]+:\d+>"
    r"|(?<!\S):[a-z_]+:(?!\S)"
)
LINE_MARKS = re.compile(
    r"^[ \t]*(?:(?:>{1,3}|-?#{1,6}|[-*+•](?:[ \t]+\[[ xX]\])?|\d{1,2}[.)](?=[ \t]+\D))[ \t]+)+",
    re.MULTILINE,
)
RULE = re.compile(r"^[ \t]*([-*_=])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]+)(?<=[^\s*])\1(?![\w*])"
    r"|(?<!\w)(_{1,3})(?=[^\s_])([^_\n]+)(?<=[^\s_])\3(?!\w)"
    r"|(~~|\|\|)(?=\S)([^~|]+)(?<=\S)\5"
    r"|(`{1,2})([^`\n]+)\7"
)
AROUND = re.compile(r"<?\b(?:https?://|www\.)[^\s<>]+>?|@(?:everyone|here)\b", re.IGNORECASE)
_OPENER = (
    r"(?=(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could"
    r"|will|would|should|may|must|has|have|had)\b)"
)
ADDRESS = re.compile(
    rf"^\s*(?:(?:hi|hey|hello|ok|dear)\s+)?(?:[@#]{_OPENER}|@\w[\w.-]*(?:[,:]\s*|\s+){_OPENER})",
    re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """A question as it would be asked aloud.

    Code in a fence over several lines is left out where words stand beside it. Addresses and
    "@everyone" are left out at either end, where they are no object of the question.
    """
    if len(text) > LONGEST_TAKEN_APART:
        return text
    text = text.replace("\r\n", "\n")
    for _ in range(MOST_LAYERS):
        before = text
        text = _without_fences(text)
        text = _unless_empty(WRITTEN_IDS.sub(" ", text), text)
        text = LINK.sub(r"\1", text)
        text = _unless_empty(RULE.sub(" ", text), text)
        text = _unless_empty(LINE_MARKS.sub("", text), text)
        text = EMPHASIS.sub(_plain, text)
        text = _without_surroundings(text)
        called = ADDRESS.sub("", text)
        text = called if stems(called) else text
        if text == before:
            break
    return text


def _without_fences(text: str) -> str:
    """Without blocks of code, if words are left; or with the code, without its fences."""
    fences = list(FENCE.finditer(text))
    if not fences:
        return text
    beside = FENCE.sub(_short_code, text)
    return beside if stems(beside) else FENCE.sub(lambda found: f" {_code(found)} ", text)


def _short_code(found: re.Match[str]) -> str:
    code = _code(found).strip()
    return f" {code} " if len(code) <= LONGEST_CODED_WORDS and "\n" not in code else "\n"


def _code(found: re.Match[str]) -> str:
    return INFO.sub("", found["code"], count=1) if INFO.match(found["code"]) else found["code"]


def _without_surroundings(text: str) -> str:
    """Without the addresses and calls to everybody that stand before or after the question."""
    found = list(AROUND.finditer(text))
    start, end = 0, len(text)
    for match in found:
        if WORD.search(text[start : match.start()]):
            break
        start = match.end()
    for match in reversed(found):
        if match.start() < start or WORD.search(text[match.end() : end]):
            break
        end = match.start()
    question, behind = text[start:end], text[end:]
    if behind.strip() and not _is_whole(question):
        question += behind
    return question if stems(question) else text


def _is_whole(question: str) -> bool:
    """Whether a question lacks nothing at its end."""
    if not question.strip() or question.rstrip(" \t")[-1] in ".!?:;\n":
        return True
    last = WORD.findall(question)[-1:]
    return bool(last) and last[0].lower() not in stop_words() and len(stems(question)) > 1


def _plain(found: re.Match[str]) -> str:
    """Emphasised words without their marks; the marks of a name in code ("__init__") stay."""
    words: str = next(group for group in found.groups()[1::2] if group)
    return found.group() if found[3] and " " not in words else words


def _unless_empty(text: str, otherwise: str) -> str:
    return text if WORD.search(text) else otherwise
