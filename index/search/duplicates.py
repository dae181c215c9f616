"""The same text in several places: told by its words alone, whatever lies between them."""

from index.store.catalog import StoredPassage
from index.structure.passages import join
from index.text.words import WORD, fold


def word_sequence(text: str) -> tuple[str, ...]:
    """A text's words in order, folded: equal for texts that differ in spaces and stops alone."""
    return tuple(WORD.findall(fold(text)))


def passage_words(stored: StoredPassage) -> tuple[str, ...]:
    """The words of a passage, without its headings."""
    return word_sequence(join(stored.document.text, stored.passage).text)


def counterpart(text: str, stored: StoredPassage) -> tuple[int, int] | None:
    """Where whole sentences of a passage have the words of a text, in code points, or None."""
    wanted = word_sequence(text)
    sentences = stored.passage.sentences
    for first, sentence in enumerate(sentences):
        found: tuple[str, ...] = ()
        for last in sentences[first:]:
            found += word_sequence(stored.document.text[last.start : last.end])
            if found == wanted:
                return sentence.start, last.end
            if len(found) >= len(wanted):
                break
    return None
