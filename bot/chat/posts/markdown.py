"""Words of documents and of people as Discord's markdown: shown as they stand, never obeyed.

Nothing is put into the words but backslashes, which Discord removes where it shows them. Only white
space may change, and characters that cannot be sent or that turn a line around are shown as "�".
"""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from bot.presentation.wording import unwrapped

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Signs that are letters to a document and that Discord would show as coloured pictures.
PICTURES = "©®‼⁉™ℹ↔-↪⌚-⏿Ⓜ▪-➿⤴⤵⬅-⭕〰〽㊗㊙"
# The last character of every match is one that gets a backslash.
MARKUP = (
    re.compile(rf"[\\*_~`|<>\[\]@{PICTURES}]"),
    # Schemes of addresses and names of emoji, but not the colon of "at 10:30".
    re.compile(r"(?!(?<=\d):\d\d\b(?!\S*:)):(?=\S)"),
    # An invitation is found without its scheme: "discord.gg/name".
    re.compile(r"\.[^\W\d_]{2,}/"),
    # Lists, headings and small print.
    re.compile(r"^[^\S\n]*(?:[-+#]|\d+\.)", re.MULTILINE),
)
LINE_BREAKS = dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
# Control characters, halves of characters, and overrides, which show letters in another order.
UNSENDABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")


LONGEST_URL = 500
# In the words of a link Discord obeys no backslash, so they hold nothing that would need one.
LABEL_SIGNS = frozenset(" .,:;!?'\"%&+=$/_()–—‘’“”„…·-")
NOT_A_LABEL = re.compile(
    r"^(?:[-+]|\d+\.\s)|:(?! )|//|_(?![0-9A-Za-z])|(?<![0-9A-Za-z])_|\.[^\W\d_]{2,}/"
    rf"|[{PICTURES}]"
)
EMOJI_STYLE = "\ufe0f"
HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d{1,5})?", re.IGNORECASE)
IN_ADDRESSES = "/:;,?!@$&=+-._%"
BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def clean(text: str) -> str:
    """The text as it can be sent: a character for each of its own, so that offsets hold.

    Every kind of line break becomes the one that Discord knows.
    """
    return UNSENDABLE.sub(REPLACEMENT, text.replace("\r\n", " \n").translate(LINE_BREAKS))


def one_line(text: str) -> str:
    """The cleaned text with every run of white space as one space."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """The text as markdown that shows it: no mention, link, emoji, list or style comes of it."""
    words = clean(text)
    return _escaped(words, _markup(words), 0, len(words))


def block(text: str, bold: tuple[int, int] | None = None) -> str:
    """The text as a block quote, with text[bold[0]:bold[1]] in bold on each of its lines.

    Lines that a document wraps are joined with a space; those of lists, tables, headings, deeply
    indented code and paragraphs stay lines. Runs of spaces become one. The words, and their order,
    are those of the text.
    """
    words = unwrapped(clean(text))
    markup = _markup(words)
    lines, at = [], 0
    for line in words.split("\n"):
        lines.append(_bolded(words, markup, (at, at + len(line)), bold or (0, 0)).rstrip())
        at += len(line) + 1
    shown = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return "\n".join(f"> {line}" for line in shown.split("\n")) if shown else ""


def link(label: str, url: str | None) -> str:
    """The label as a link, without a preview of what it leads to.

    Without an address of the web that can be followed it is the label alone. Where a label holds
    something that would need a backslash, a link stands behind it instead.
    """
    words, target = one_line(label), _target(url or "")
    if not target:
        return escape(words)
    words = words or "link"
    if all(map(_can_be_linked, words)) and not NOT_A_LABEL.search(words):
        return f"[{words}](<{target}>)"
    return f"{escape(words)} ([link](<{target}>))"


def _can_be_linked(character: str) -> bool:
    if character.isalnum() or character in LABEL_SIGNS:
        return True
    return unicodedata.category(character) in ("Mn", "Mc") and character != EMOJI_STYLE


def _markup(words: str) -> set[int]:
    """Where the characters stand that a backslash must come before."""
    return {match.end() - 1 for pattern in MARKUP for match in pattern.finditer(words)}


def _escaped(words: str, markup: set[int], start: int, end: int) -> str:
    return "".join(f"\\{words[at]}" if at in markup else words[at] for at in range(start, end))


def _bolded(words: str, markup: set[int], line: tuple[int, int], bold: tuple[int, int]) -> str:
    """One escaped line with its share of what is bold, which never begins or ends with a space."""
    start, end = max(line[0], bold[0]), min(line[1], bold[1])
    part = words[start:end] if start < end else ""
    start += len(part) - len(part.lstrip())
    end = start + len(part.strip())
    if not part.strip():
        return _spaced(_escaped(words, markup, *line))
    before, exact, after = (
        _escaped(words, markup, *span) for span in ((line[0], start), (start, end), (end, line[1]))
    )
    return _spaced(f"{before}**{exact}**{after}")


def _spaced(line: str) -> str:
    """Runs of spaces after the first word as one."""
    return re.sub(r"(?<=\S)[ \t]{2,}", " ", line)


def _target(url: str) -> str:
    """An address that nothing in a link can end, or "" if it is not one of the web."""
    url = url.strip()
    if one_line(url) != url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode("ascii")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
        return ""
    rest = url.partition("://")[2][len(parts.netloc) :]
    kept = quote(BARE_PERCENT.sub("%25", rest), safe=IN_ADDRESSES + "#")
    target = f"{parts.scheme}://{host}{kept}"
    return target if len(target) <= LONGEST_URL else ""
