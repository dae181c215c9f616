"""The cue phrases of `data/furniture.toml`, ready to compare lines with."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.text.words import STRAIGHT_QUOTES, normalise

SENTENCE_END = re.compile(r"(?<!\.)\.[\"')\]]*$")
ORNAMENTS = "*_#-–—★>▶►• "


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns for folded lines: whole lines, beginnings, openers of lists, captions.

    Those of `sentence` alone may match what ends like a sentence.
    """

    line: re.Pattern[str]
    sentence: re.Pattern[str]
    starts: re.Pattern[str]
    list_opener: re.Pattern[str]
    caption: re.Pattern[str]

    def furniture(self, line: str) -> bool:
        """Whether a folded line is furniture by what it says."""
        if self.sentence.fullmatch(line):
            return True
        return self.opens_list(line) or (
            not SENTENCE_END.search(line)
            and bool(self.line.fullmatch(line) or self.starts.match(line))
        )

    def opens_list(self, line: str) -> bool:
        """Whether a folded line is the head of a list of headlines, teasers or links."""
        return not SENTENCE_END.search(line) and bool(self.list_opener.fullmatch(line))


@cache
def cues() -> Cues:
    """The patterns, compiled once."""
    source = resources.files("index").joinpath("data/furniture.toml").read_text(encoding="utf-8")
    patterns = {
        name: re.compile("(?:" + "|".join(phrases) + ")", re.IGNORECASE)
        for name, phrases in tomllib.loads(source).items()
    }
    return Cues(
        line=patterns["line"],
        sentence=patterns["sentence"],
        starts=patterns["starts"],
        list_opener=patterns["opens_list"],
        caption=patterns["caption"],
    )


def folded(line: str) -> str:
    """A line as cues are compared with: straight quotes, single spaces, no ornaments around it."""
    return " ".join(normalise(line).translate(STRAIGHT_QUOTES).split()).strip(ORNAMENTS)
