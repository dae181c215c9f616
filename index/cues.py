"""The cue phrases of `data/furniture.toml`, ready to compare lines with."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.words import normalise

QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
ORNAMENTS = "*_#-–—★>▶►• "


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns for folded lines: whole lines, beginnings, openers of lists, captions."""

    line: re.Pattern[str]
    starts: re.Pattern[str]
    opens_list: re.Pattern[str]
    caption: re.Pattern[str]

    def furniture(self, line: str) -> bool:
        """Whether a folded line is furniture by what it says."""
        return bool(
            self.line.fullmatch(line) or self.starts.match(line) or self.opens_list.fullmatch(line)
        )


@cache
def cues() -> Cues:
    """The patterns, compiled once."""
    source = resources.files("index").joinpath("data/furniture.toml").read_text(encoding="utf-8")
    phrases = tomllib.loads(source)

    def either(name: str) -> re.Pattern[str]:
        return re.compile("(?:" + "|".join(phrases[name]) + ")", re.IGNORECASE)

    return Cues(either("line"), either("starts"), either("opens_list"), either("caption"))


def folded(line: str) -> str:
    """A line as cues are compared with: straight quotes, single spaces, no ornaments around it."""
    return " ".join(normalise(line).translate(QUOTES).split()).strip(ORNAMENTS)
