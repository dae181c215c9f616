"""Which of two documents is out of date: it says so of itself, or the other is its newer version.

Only where both are about the same, as far as titles and names of files tell, and where the question
does not ask for the old one. Where a document says of itself that it no longer holds, or does not
hold yet, it says so in its title, in the name of its file or folder, or where it begins.
"""

import re
from functools import lru_cache
from pathlib import PurePosixPath

from index.answering.telling import VERSION, subject, words_of
from index.store.catalog import StoredDocument
from index.text.dates import YEAR
from index.text.designations import named_years, year_of
from index.text.words import stems

# So many documents are not looked at again, of which so much is where they begin.
REMEMBERED = 256
HEAD = 500
# And so much of what it speaks of.
BEGINNING = 4000

_GONE = (
    r"superseded|replaced|withdrawn|expired|archived|obsolete|outdated|out of date|deprecated"
    r"|no longer (?:valid|current|in (?:force|use)|appl\w+)"
)
_PAPER = (
    r"(?:version|edition|policy|policies|rules?|document|page|list|guide|guidance|handbook|manual"
    r"|copy|paper|text|faq|terms|procedure|agreement|contract|tariff|plan|form|notice|prices?|fees)"
)
_OLD = rf"(?:old(?:er)?|former|earlier|previous|last year[’']s) (?:\w+ )?{_PAPER}s?"
# "SUPERSEDED", "do not use": these are said of the paper wherever they stand.
_LOUD = re.compile(
    r"\b(?:SUPERSEDED|OBSOLETE|WITHDRAWN|EXPIRED|ARCHIVED|OUTDATED|DEPRECATED|DRAFT)\b"
    r"|\b(?i:do not use)\b(?= *(?:[).!*]|[-–—]|$))",
    re.MULTILINE,
)
# "This page is of last year's convention", "these rules have been replaced".
_SAID = re.compile(
    rf"\bth(?:is|ese)(?: {_PAPER})? (?:is|are|was|were|has been|have been)(?: now)?"
    rf"(?: of| for| about)?(?: (?:the|an?))?"
    rf" (?:{_GONE}|draft|{_OLD}|last year[’']s \w+)\b",
    re.IGNORECASE,
)
# "Withdrawn on 1 May", "Draft, for comments", "Replaced by the rules of 2025", as a line begins.
_LINE = re.compile(
    rf"^\W*(?:(?:status|note)\b[^:\n]{{0,20}}: *)?(?:{_GONE}|draft|{_OLD})"
    r"(?! *: *(?:false|no|0)\b)(?= *(?:[-–—:(),.;*]|$|(?:by|on|in|since|from|for|as of|v?\d+)\b))",
    re.IGNORECASE | re.MULTILINE,
)
_FOLDER = re.compile(
    r"(?:the )?(?:archived?|archives|old(?:er)?|obsolete|superseded|expired|withdrawn|deprecated"
    r"|outdated|drafts?|former|previous)(?: (?:versions?|editions?|rules|policies|documents|files"
    r"|papers|years?|do not use))*",
    re.IGNORECASE,
)
_NAME = re.compile(
    rf"\b(?:superseded|obsolete|deprecated|outdated)\b|\b{_OLD}\b"
    r"|(?:\b|\()(?:old|former|archived?|withdrawn|expired|replaced|draft)\)?(?: v?\d[\d.]*)?$",
    re.IGNORECASE,
)
_ENDED = re.compile(rf"\b(?:{_GONE})\b.*", re.IGNORECASE)
_ASKS_FOR_OLD = re.compile(
    r"\b(?:old|older|former|previous(?:ly)?|earlier|superseded|withdrawn|obsolete|archived?|expired"
    r"|draft|version|edition|v\d+|last year|used to|was|were|originally|back (?:in|then))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\bv(?:er(?:sion)?)?\.? ?(\d+(?:\.\d+)*)\b", re.IGNORECASE)


def outdated(question: str, one: StoredDocument, other: StoredDocument) -> bool:
    """Whether, for a question, a document is to stand behind another one that is up to date."""
    if _ASKS_FOR_OLD.search(question):
        return False
    asked = {year_of(found) for found in named_years(question)}
    if asked & _years(one):
        return False
    if says_so(one) != says_so(other):
        return says_so(one) and (_same_paper(one, other) or _same_matter(one, other))
    return not asked and _same_paper(one, other) and _is_older(one, other)


def says_so(document: StoredDocument) -> bool:
    """Whether a document says of itself that it is superseded, withdrawn, old or a draft."""
    return _says_so(document.path, document.title, document.text[:HEAD])


@lru_cache(REMEMBERED)
def _says_so(path: str, title: str, head: str) -> bool:
    *folders, _ = PurePosixPath(path).parts
    names = [title, _spoken(PurePosixPath(path).stem)]
    return (
        any(_FOLDER.fullmatch(_spoken(folder)) for folder in folders)
        or any(_NAME.search(name) or _LOUD.search(name) for name in names)
        or any(pattern.search(head) for pattern in (_LOUD, _SAID, _LINE))
    )


def _spoken(name: str) -> str:
    return re.sub(r"[-_ ]+", " ", name).strip()


def _called(document: StoredDocument) -> tuple[str, str]:
    return document.title, _spoken(PurePosixPath(document.path).stem)


def _same_matter(one: StoredDocument, other: StoredDocument) -> bool:
    """Whether two share what they are about, and the first knows all that the other's title tells.

    "Leave policy 2023" may be of "Annual leave", if it has that word, and is not of "Family leave".
    """
    if not _about(one) & _about(other):
        return False
    told = frozenset(word for word in subject(other.title) if not word.isdecimal())
    return told <= _about(one) | _begins(one.text[:BEGINNING])


@lru_cache(REMEMBERED)
def _begins(beginning: str) -> frozenset[str]:
    return frozenset(stems(beginning))


def _about(document: StoredDocument) -> frozenset[str]:
    """What the title and the file's name say that a document is about, its year aside."""
    words = subject("\n".join(_called(document)))
    return frozenset(word for word in words if not word.isdecimal())


def _years(document: StoredDocument) -> set[int]:
    """The years that a document is of; not the one in which it ceased to hold."""
    told = (*_called(document), document.path, document.date or "")
    called = "\n".join(_ENDED.sub("", words) for words in told)
    return {int(year) for year in YEAR.findall(called)}


def _same_paper(one: StoredDocument, other: StoredDocument) -> bool:
    """Whether two are called the same but for the version, and there is one such at a time.

    Those of two folders may be of two places; what these are called by a year is a version too.
    """
    folders = {_paper(_spoken(str(PurePosixPath(each.path).parent))) for each in (one, other)}
    return len(folders) == 1 and any(
        (paper := _paper(mine)) == _paper(theirs) and bool(paper & words_of("standing"))
        for mine, theirs in zip(_called(one), _called(other), strict=True)
    )


def _paper(name: str) -> frozenset[str]:
    return frozenset(stems(VERSION.sub(" ", name))) - words_of("versions")


def _is_older(one: StoredDocument, other: StoredDocument) -> bool:
    """By the years that they are called by, else the numbers of the versions, else the dates."""
    called = ((*_called(document), document.path) for document in (one, other))
    names = ["\n".join(_ENDED.sub("", name) for name in each) for each in called]
    for pattern in (YEAR, _NUMBER):
        mine, theirs = ([_numbers(found) for found in pattern.findall(name)] for name in names)
        if mine and theirs and max(mine) != max(theirs):
            return max(mine) < max(theirs)
    return bool(one.date and other.date and one.date < other.date)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
