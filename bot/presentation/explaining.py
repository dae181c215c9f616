"""Why an answer is what it is, in one sentence for whoever meets it for the first time."""

from bot.presentation.wording import percent
from index.answering.answers import Answer


def explanation(answer: Answer) -> str:
    """The sentence."""
    if answer.cut_to == "":
        return "Nothing was looked up, because that is too long to be a question."
    if answer.reason == "not_a_question":
        return "Nothing was looked up, because that is not a question about the documents."
    if answer.reason == "empty_index":
        return "Nothing was found, because the index holds no document that can be read."
    least = percent(answer.threshold)
    sure = percent(answer.confidence, answer.threshold)
    if answer.answered:
        what = "the first quote answers" if len(answer.quotes) > 1 else "the quote answers"
        return (
            f"You see an answer because it is {sure} likely that {what} your question, "
            f"and {least} is enough."
        )
    if not answer.closest:
        return "There is no answer because no passage was found that is about your question."
    return (
        f"There is no answer because it is only {sure} likely that the closest passage answers "
        f"your question, and it takes {least}."
    )
