"""What every surface says, in words: declines, confidence, counts, names."""

import re
from collections.abc import Callable
from itertools import pairwise

from index.answering.answers import Answer
from index.answering.quotes import Quote
from index.search.queries import LONGEST_QUESTION
from index.text.counts import counted as counted
from index.text.counts import named as named
from index.text.words import WORD, stems

# As in Markdown, a line break is white space unless one of these begins after it, or a heading or
# a row of a table ends before it.
OWN_LINE = re.compile(r"\s*$|\t| {4}|\s*(?:[-*+>]\s|#{1,6}\s|[|•]|\d{1,3}[.)]\s)")
ENDS_ITS_LINE = re.compile(r"\s*$|\s*(?:#{1,6}\s|\|)")

DECLINES = {
    "not_in_documents": "The documents don't say.",
    "off_topic": "The documents don't say; they seem to be about other things.",
    "not_a_question": "That is not a question I can look up; ask me about the documents.",
    "empty_index": "There is nothing to answer from: the index holds no readable document.",
}
# Below the threshold by no more than the confidence may be out, a decline says that it is unsure,
# and so it does where it is as likely as not that there is an answer, however high the threshold.
UNSURE_WITHIN = 0.1
LIKELY = 0.5
UNSURE = "I am not sure that the documents answer this."
LEFT_OUT = "too long to be read whole; read only:"
TOO_LONG = f"That is too long for a question: ask in {LONGEST_QUESTION:,} characters or fewer."
SMALL_TALK = "Hello! Ask me something, and I'll quote what the documents say about it."
FOREIGN = "I'm sorry, I read only English, and this seems to be in {}: please ask me in English."
FRAGMENT = "That leans on something said before, which I don't know: please ask the whole question."
THANKS = "You're welcome."
THANKING = re.compile(r"\b(thanks?|thx|ty|tysm|cheers|merci|danke|gracias)\b", re.IGNORECASE)
# Lowest confidence for each word, as the logistic model means it: a probability.
CONFIDENCE_WORDS = (
    (0.9, "very high"),
    (0.75, "high"),
    (0.5, "fair"),
    (0.25, "low"),
    (0.0, "very low"),
)
UNDATED = "undated"
MEND_IT = "run quoth index on your documents again"
# Names and numbers of a question that are told to be missing.
NAMED = 5
# Words of it that are told to be missing.
LACKING = 12
# Other documents that are named where several say the same.
AGREEING = 3


def decline_sentence(answer: Answer) -> str:
    """One sentence for a question that is not answered."""
    if answer.cut_to == "":
        return TOO_LONG
    if answer.small_talk:
        return THANKS if THANKING.search(answer.question) else SMALL_TALK
    if answer.fragment:
        return FRAGMENT
    if answer.language:
        return FOREIGN.format(answer.language)
    least = min(answer.threshold - UNSURE_WITHIN, LIKELY)
    near = answer.closest and answer.confidence >= least
    if near and answer.reason == "not_in_documents":
        return UNSURE
    return DECLINES[answer.reason or "not_in_documents"]


def confidence_words(confidence: float) -> str:
    """A probability in words and as a figure: "high (82 %)"."""
    words = next(words for least, words in CONFIDENCE_WORDS if confidence >= least)
    return f"{words} ({percent(confidence)})"


def confidence_line(answer: Answer) -> str:
    """How sure an answer is, and the question's names and numbers that its passage lacks."""
    words = f"Confidence: {confidence_words(answer.confidence)}"
    lacking = answer.evidence.unnamed
    return f"{words}; but the passage does not name {named(lacking, NAMED)}" if lacking else words


def exact_words(quote: Quote) -> str:
    """The words of a quote that answer, or all of it where those are not known."""
    start, end = quote.answer or (quote.place.start, quote.place.end)
    return quote.place.text[start - quote.place.start : end - quote.place.start]


def differ_line(answer: Answer) -> str:
    """What is said above quotes that differ, which are the first of all."""
    return "These differ:" if len(answer.differs) == len(answer.quotes) else "The first two differ:"


def date_of(quote: Quote, *, differs: bool = False) -> str | None:
    """When a quote's document is of; where quotes differ, that it does not say so."""
    return quote.date or (UNDATED if differs else None)


def agreement(answer: Answer, shown: Callable[[str], str] = str) -> str:
    """How many documents give the first quote's answer, or "" if no other does.

    Those that say it in words of their own are told from those that have the same words. `shown`
    shortens their labels.
    """
    copies = 1 + len(answer.quotes[0].also)
    if len(answer.agree) < 2:
        return f"The same words stand in {copies:,} documents." if copies > 1 else ""
    others = [shown(place.label) for place in answer.agree[1:]]
    also = f" Its words stand in {copies:,}." if copies > 1 else ""
    return f"{len(answer.agree):,} documents say this, also {named(others, AGREEING)}.{also}"


def lacking_words(answer: Answer) -> str:
    """The words of a declined question that its closest passage lacks, or ""."""
    return named(answer.evidence.missing_words, LACKING) if answer.closest else ""


def damaged_words(answer: Answer) -> str:
    """Which documents could not be looked at as the index is damaged there, or ""."""
    if not answer.damaged:
        return ""
    known = [path for path in answer.damaged if path]
    names = f" ({named(known, NAMED)})" if known else ""
    those = f"{len(answer.damaged):,} documents" if len(answer.damaged) > 1 else "A document"
    were = "were" if len(answer.damaged) > 1 else "was"
    return f"{those}{names} could not be read from the index, which is damaged, and {were} left out"


def percent(share: float, threshold: float = 0.0) -> str:
    """A share as whole per cent, never rounded up to certainty or down to nothing.

    One that is under a threshold is told lower than that is.
    """
    whole = round(share * 100)
    if share < threshold:
        whole = min(whole, max(round(threshold * 100) - 1, 0))
    if whole >= 100 and share < 1:
        return "> 99 %"
    return "< 1 %" if whole <= 0 < share else f"{whole} %"


def changes(added: int, changed: int, removed: int) -> str:
    """How many documents are not as they were: "2 added, 1 changed, 0 removed"."""
    return f"{added:,} added, {changed:,} changed, {removed:,} removed"


def question_words(question: str, text: str) -> list[tuple[int, int]]:
    """Offsets in a text of the words that the question holds too, in whatever form."""
    wanted = set(stems(question))
    return [
        match.span() for match in WORD.finditer(text) if wanted.intersection(stems(match.group()))
    ]


def unwrapped(words: str) -> str:
    """The words with a space for each line break that is only a wrapped line's.

    As long as before, character by character.
    """
    lines = words.split("\n")
    joined = [lines[0]]
    for before, after in pairwise(lines):
        own = OWN_LINE.match(after) or ENDS_ITS_LINE.match(before)
        joined += ["\n" if own else " ", after]
    return "".join(joined)


def reader_words(reader: str, fitted_on: str) -> str:
    """What finds the answers, and what its confidence rests on."""
    return f"{reader}; the confidence was fitted on {fitted_on}"
