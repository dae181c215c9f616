"""Addresses and numbers that were broken at the end of a line: which lines join without a blank."""

import re

# Where an address of the web begins; a domain with a path needs no scheme.
WEB = re.compile(r"(?:https?|ftp)://|mailto:|\bwww\.|\b[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/", re.I)
SCHEME = re.compile(r"(?:https?|ftp):/?$", re.I)
# With what an address may go on behind a break.
GOES_ON_WITH = re.compile(r"[/.?&=_#%~-]\w|//")
ENDS = re.compile(
    r"\.(?:html?|xhtml|php|aspx?|jsp|pdf|docx?|xlsx?|pptx?|txt|csv|zip|jpe?g|png)\b", re.I
)
DOMAINS = re.compile(
    r"com|org|net|edu|gov|mil|int|info|biz|io|eu|uk|de|fr|nl|be|ch|at|it|es|pt|ie|us|ca|au|"
    r"nz|se|no|dk|fi|pl|cz|in|jp|br|za|example|museum|app|dev|co",
    re.I,
)
# What stands behind a whole address, and begins no part of it.
WORDS = re.compile(
    r"a|an|and|are|as|at|be|before|by|can|contact|do|email|for|from|has|have|here|if|in|is|"
    r"it|its|may|more|must|not|of|on|once|online|or|our|page|please|see|shall|site|so|tel|"
    r"that|the|there|they|this|to|under|until|via|was|we|web|website|when|where|which|"
    r"while|who|will|with|you|your",
    re.I,
)
PAIRS = re.compile(
    r"and/or|he/she|she/he|his/her|s/he|either/or|yes/no",
    re.I,
)
SUSPENDED = frozenset({"and", "or", "und", "oder", "bis", "et", "ou"})
MARKS = ".,;:!?)]}>»”\"'"
LONGEST = 200
# Groups of figures of a telephone number that are parted by dots.
DOTTED = re.compile(r"\d{3}\.\d{3,4}\.$")
CODE = re.compile(r"[A-Z\d][A-Z\d./-]*-")


def are_one(before: str, after: str) -> bool:
    """Whether two lines break an address, or a number with signs in it, and join as one."""
    last = before[-LONGEST:].rsplit(" ", 1)[-1].lstrip("(<[\"“'")
    first = after[:LONGEST].split(" ", 1)[0]
    word = first.rstrip(MARKS)
    if not last or not word:
        return False
    if SCHEME.search(last):
        return word.startswith("/") or last.endswith("/")
    if web := WEB.search(last):
        return _web(last[web.start() :], word)
    if "@" in last or "@" in word:
        return _mail(last, word)
    return _number(last, word)


def is_suspended(before: str, after: str) -> bool:
    """Whether a hyphen at the end of a line stands for a word that comes later: "10- and"."""
    return before.endswith("-") and after.split(" ", 1)[0].casefold() in SUSPENDED


def _web(last: str, word: str) -> bool:
    plain = word.isalpha()
    if PAIRS.fullmatch(word) or (plain and (WORDS.fullmatch(word) or word[0].isupper())):
        return False
    if last[-1] in "/-_?&=#%~+":
        return True
    if GOES_ON_WITH.match(word):
        return True
    if last.endswith("."):
        if ENDS.fullmatch(f".{word}"):
            return True
        host = last.partition("://")[2] or last
        return _is_domain(word) and not _is_whole(host.removeprefix("www."))
    path = last.partition("://")[2] or last
    if not last[-1].isalnum() or "/" not in path:
        return False
    return bool(ENDS.search(word)) or any(sign in word for sign in "=_&") or word.count("/") > 1


def _mail(last: str, word: str) -> bool:
    if "@" not in last:
        known = word.startswith("@") and "." in word and last[-1].isalnum()
        return known or last[-1] in "-_"
    if last[-1] in "@-_":
        return word[0].isalnum()
    if last.endswith("."):
        return _is_domain(word) and not _is_whole(last.rpartition("@")[2])
    return word[0] == "." and _is_domain(word)


def _number(last: str, word: str) -> bool:
    """Whether figures and letters of a code are parted behind or before a sign."""
    figures = any(c.isdecimal() for c in last) or any(c.isdecimal() for c in word)
    if last[-1] == "-" and len(last) > 1:
        return (
            word[0].isalnum()
            and bool(figures or CODE.fullmatch(last))
            and not is_suspended(last, word)
        )
    if last[-1] == "/" and len(last) > 1:
        return word[0].isalnum()
    if last[-1] == "–" and len(last) > 1:
        return last[-2].isdecimal() and word[0].isdecimal()
    if last[-1] == "_" and last.strip("_") and not last.endswith("__"):
        return word[0].isalnum()
    if last[-1] == ".":
        return bool(DOTTED.search(last)) and word[0].isdecimal()
    if word[0] in "/_" and len(word) > 1:
        return last[-1].isalnum() and word[1].isalnum() and figures
    return word[0] == "-" and last[-1].isdecimal() and word[1:4].isdecimal() and len(word) > 3


def _is_whole(host: str) -> bool:
    """Whether a site's address with a full stop behind it is whole: "example.org."."""
    parts = host.partition("/")[0].rstrip(".").split(".")
    return len(parts) > 1 and bool(DOMAINS.fullmatch(parts[-1]))


def _is_domain(word: str) -> bool:
    """Whether the first part of an address ends like one of a site: "co.uk/visit"."""
    host = word.partition("/")[0]
    return "." in host.strip(".") or bool(DOMAINS.fullmatch(host.strip(".")))
