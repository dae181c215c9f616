import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.posts.markdown import clean, one_line
from bot.chat.posts.posts import CLOSEST, LESS_SURE, Post, context_posts, more_posts, posts
from bot.presentation.wording import confidence_words, decline_sentence, percent, question_words
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.answering.quotes import Place
from tests.bot.looks import looks
from tests.bot.markup import NASTY, nasty_text
from tests.bot.messages import (
    NO_EVIDENCE,
    answered,
    bodies,
    check_limits,
    check_markup,
    letters,
    quoted,
    shown,
    size,
    stored,
    within,
)

RULES = "Members may post links after\nseven days. A moderator (@mods) can lift this: `/trust`."
LINE = "Ask in <#123456789012345678>."

long_text = st.one_of(
    nasty_text,
    st.tuples(nasty_text, st.integers(100, 1500)).map(lambda drawn: (drawn[0] * drawn[1])[:6000]),
)
places = st.builds(
    lambda label, text: Place("a.md", f"{label} (a.md, line 1)", 0, len(text), text),
    nasty_text | st.just("x" * 3000) | st.just("*" * 3000),
    st.just("x"),
)


@st.composite
def quotes(draw, texts=nasty_text):
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    exact = (start + 100, draw(st.integers(start, len(text))) + 100)
    place = Place("a.md", draw(places).label, 100, 100 + len(text), text)
    return quoted(
        text,
        place=place,
        answer=draw(st.sampled_from([exact, None])),
        partial=draw(st.booleans()),
        date=draw(st.sampled_from([None, "2021-03-04", "*" * 60])),
        also=tuple(draw(st.lists(places, max_size=5))),
        url=draw(st.sampled_from([None, "https://example.org/r_(s)", "javascript:x"])),
        confidence=draw(st.floats(0, 1)),
    )


@pytest.mark.parametrize("embeds", [True, False])
@given(st.lists(quotes(), min_size=1, max_size=3), st.none() | nasty_text)
@settings(max_examples=60)
def test_any_answer_keeps_within_the_limits_and_shows_its_words(embeds, found, read_as):
    sent = posts(answered(*found, read_as=read_as), embeds=embeds)
    check_limits(sent)
    check_markup(sent)
    for parser in range(2):
        words = letters(" ".join(quote.place.text for quote in found))
        assert letters(within(sent, "quote", parser)) == words


@pytest.mark.parametrize("embeds", [True, False])
@given(quotes(long_text))
@settings(max_examples=15)
def test_quotes_of_any_length_are_shown_whole(embeds, quote):
    for sent in (
        posts(answered(quote), embeds=embeds),
        more_posts([quote], "?", answered=True, embeds=embeds),
        more_posts([quote], quote.place.text, embeds=embeds),
    ):
        check_limits(sent)
        check_markup(sent)
        assert letters(within(sent, "quote")) == letters(quote.place.text)


@pytest.mark.parametrize("embeds", [True, False])
@given(long_text, st.data())
@settings(max_examples=15)
def test_a_context_of_any_length_holds_the_quote_in_bold(embeds, text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    sent = context_posts(stored(text, url="https://example.org/r_(s)"), start, end, embeds=embeds)
    check_limits(sent)
    check_markup(sent)
    assert letters(within(sent, "bold")) == letters(clean(text)[start:end])
    assert letters(within(sent, "quote")) in letters(text)


@pytest.mark.parametrize("embeds", [True, False])
@pytest.mark.parametrize("text", ["a" * 10_000, "*" * 10_000, "😀" * 5_000, "a\n- " * 3_000])
def test_words_without_an_end_are_cut_where_they_must_be(embeds, text):
    began = time.perf_counter()
    sent = posts(answered(quoted(text, text)), embeds=embeds)
    assert time.perf_counter() - began < 2
    check_limits(sent)
    assert letters(within(sent, "bold")) == letters(text)


def test_long_quotes_are_cut_between_sentences():
    sentence = "The moderators of this server read every single report that is sent to them. "
    sent = posts(answered(quoted(sentence * 200)))
    assert len(bodies(sent)) > 2
    for body in bodies(sent)[:-1]:
        assert body.endswith("to them.")
        assert size(body) > 3000


def test_an_answer_is_a_quote_with_its_label_date_and_confidence():
    quote = quoted(RULES, "seven days", url="https://example.org/rules")
    [post] = posts(answered(quote))
    [card] = post.cards
    assert card.body == (
        "> Members may post links after **seven days**. A moderator (\\@mods) can lift this: "
        "\\`/trust\\`.\n[Rules (rules.md, line 12)](<https://example.org/rules>) · 2021-03-04"
    )
    assert card.footer == "Confidence: high (82 %)"
    assert (card.tone, card.title, post.text) == ("answer", "", "")


def test_without_embeds_the_same_is_text():
    quote = quoted(RULES, "seven days")
    [card] = posts(answered(quote))[0].cards
    assert posts(answered(quote), embeds=False) == (
        Post(f"{card.body}\n-# Confidence: high (82 %)"),
    )


@pytest.mark.parametrize("embeds", [True, False])
def test_an_answer_says_which_names_and_numbers_its_passage_lacks(embeds):
    def told(*unnamed):
        lacking = replace(NO_EVIDENCE, unnamed=unnamed)
        sent = posts(answered(quoted(RULES), evidence=lacking), embeds=embeds)
        return sent[-1].cards[-1].footer if embeds else shown(sent).strip()

    expected = "Confidence: high (82 %); but the passage does not name 2020, R_2_D"
    assert told("2020", "R_2_D").endswith(expected)
    assert told(*map(str, range(1, 9))).endswith("name 1, 2, 3, 4, 5 and 3 more")
    assert "does not name" not in told()


def test_documents_that_are_damaged_in_the_index_are_told():
    [post] = posts(answered(quoted("One."), damaged=("a*b*.md",)))
    told = "A document (a\\*b\\*.md) could not be read from the index, which is damaged, and was"
    assert post.cards[0].body.startswith(f"-# ({told} left out)\n> One.")
    [post] = posts(answered(quoted("One."), damaged=("x" * 5_000,)))
    assert len(post.cards[0].body) < 500


def test_several_quotes_stand_apart_in_one_card():
    label = "Rules (rules.md, line 12) · 2021-03-04"
    [post] = posts(answered(quoted("One."), quoted("Two."), read_as="when?"))
    assert post.cards[0].body == f"-# (read as: when?)\n> One.\n{label}\n\n> Two.\n{label}"
    [post] = more_posts([quoted("One."), quoted("Two.")], "")
    sure = "-# Confidence: low (31 %)"
    assert post.cards[0].body == f"> One.\n{label}\n{sure}\n\n> Two.\n{label}\n{sure}"


def test_quotes_that_differ_stand_under_one_line_with_their_dates():
    old = quoted("You get 25 days.", "25 days")
    new = quoted("You get 28 days.", "28 days", date=None)
    [post] = posts(answered(old, new, differs=(0, 1)))
    label = "Rules (rules.md, line 12)"
    assert post.cards[0].body == (
        f"**These differ:**\n> You get **25 days**.\n{label} · 2021-03-04\n\n"
        f"> You get **28 days**.\n{label} · undated"
    )
    third = posts(answered(old, new, quoted("Ask early."), differs=(0, 1)), embeds=False)
    assert shown(third).startswith("The first two differ:")
    assert "undated" not in shown(posts(answered(new)))


def test_documents_that_agree_are_counted_and_their_labels_are_escaped():
    first = quoted("You get 25 days.", "25 days")
    others = [Place("*", f"*Guide* <@{n}> (b.md, line {n})", 0, 1, "x") for n in range(5)]
    sent = posts(answered(first, agree=(first.place, *others)))
    check_markup(sent)
    assert "6 documents say this, also *Guide* <@0> (b.md, line 0), " in shown(sent)
    assert "and 2 more." in shown(sent)
    check_limits(posts(answered(first, agree=(first.place, *others * 3000)), embeds=False))


def test_cards_share_a_message_as_long_as_they_fit():
    [post] = posts(answered(quoted("One. " * 1000)))
    assert len(post.cards) == 2


@pytest.mark.parametrize("embeds", [True, False])
def test_long_labels_under_a_quote_keep_within_the_limits(embeds):
    place = Place("a.md", "*" * 3000, 100, 1900, "word " * 360)
    quote = quoted(
        place.text, place=place, also=(place,) * 4, url=f"https://example.org/{'r' * 470}"
    )
    sent = posts(answered(quote), embeds=embeds)
    check_limits(sent)
    assert letters(within(sent, "quote")) == letters(place.text)
    assert shown(sent).count("also in") == 3


def test_confidence_is_told_once_and_under_the_last_quote():
    [post] = posts(answered(quoted("One."), quoted("Two.")))
    assert [card.footer for card in post.cards] == ["Confidence: high (82 %)"]
    long = posts(answered(quoted("One. " * 2000)))
    footers = [card.footer for post in long for card in post.cards]
    assert footers == ["", "", "Confidence: high (82 %)"]
    assert "Confidence" not in shown([post])


def test_other_documents_that_say_the_same_are_counted_after_three():
    also = [Place("b.md", f"Guide {n} (b.md, line {n})", 0, 1, "x") for n in range(5)]
    text = shown(posts(answered(quoted("One.", also=tuple(also), partial=True))))
    assert text.split("\n")[2:8] == [
        "cut at a clause, the sentence is longer",
        "The same words stand in 6 documents.",
        "also in Guide 0 (b.md, line 0)",
        "also in Guide 1 (b.md, line 1)",
        "also in Guide 2 (b.md, line 2)",
        "and in 2 more",
    ]
    assert "more" not in shown(posts(answered(quoted("One.", also=tuple(also[:3])))))


def test_a_long_label_keeps_its_place():
    label = f"{'Very ' * 200}long (docs/rules.md, line 12)"
    place = Place("docs/rules.md", label, 100, 104, "One.")
    text = shown(posts(answered(quoted("One.", place=place))))
    assert "…" in text
    assert "long (docs/rules.md, line 12)" in text


@pytest.mark.parametrize("words", NASTY)
def test_how_a_question_was_read_is_shown_as_it_was_written(words):
    sent = posts(answered(quoted("One."), read_as=words))
    check_markup(sent)
    assert shown(sent).startswith(f"(read as: {one_line(words)}"[:300])


def test_long_questions_are_shown_shortened():
    sent = posts(answered(quoted("One."), read_as="who " * 2000))
    assert re.match(r"\(read as: (who ){70,75}.*…\)\n", shown(sent))
    check_limits(more_posts([quoted("One.")], "*" * 4000, embeds=False))


def test_a_decline_is_a_sentence_and_the_operators_line():
    assert posts(answered(), line=LINE) == (Post(f"The documents don't say.\n{LINE}"),)
    assert posts(answered(), embeds=False) == (Post("The documents don't say."),)
    assert "read as: who is he?" in posts(answered(read_as="who is he?"))[0].text


def test_thanks_are_not_sent_to_the_help_channel():
    [post] = posts(answered(reason="not_a_question", small_talk=True, question="thanks"), line=LINE)
    assert post == Post("You're welcome.")


@pytest.mark.parametrize("line", ["x" * 5000, "word " * 2000])
def test_even_a_long_line_of_the_operator_is_sent_whole(line):
    sent = posts(answered(), line=line)
    check_limits(sent)
    assert letters(shown(sent)).endswith(letters(line))


@pytest.mark.parametrize("embeds", [True, False])
def test_closest_passages_say_that_they_are_none(embeds):
    sent = more_posts([quoted(RULES, "seven days")], "When, *exactly*?", embeds=embeds)
    [post] = sent
    text = shown(sent)
    assert (post.cards[0].title if embeds else text.split("\n")[0]) == CLOSEST
    assert "for “When, *exactly*?”" in text
    assert "Confidence: low (31 %)" in text
    assert "seven days" not in within(sent, "bold")
    assert not embeds or post.cards[0].tone == "near"


def test_further_quotes_are_less_sure_and_show_their_answers():
    sent = more_posts([quoted(RULES, "seven days")], "When?", answered=True)
    assert sent[0].cards[0].title == LESS_SURE
    assert within(sent, "bold") == "seven days"
    assert more_posts([], "When?") == ()


def test_a_context_shows_sentences_before_and_after_with_their_lines():
    before = "".join(f"Sentence {n} stands before it.\n" for n in range(100))
    after = "".join(f"\nSentence {n} stands after it." for n in range(100))
    text = f"{before}This is quoted.{after}"
    sent = context_posts(stored(text), len(before), len(before) + len("This is quoted."))
    assert within(sent, "bold") == "This is quoted."
    words = within(sent, "quote").strip()
    assert re.match(r"Sentence \d\d stands before it\. Sentence", words)
    assert re.search(r"Sentence \d\d? stands after it\.$", words)
    assert 20 < words.count("Sentence") < 40
    first, last = map(int, re.search(r"lines (\d+)–(\d+)", shown(sent)).groups())
    assert words.startswith(text.split("\n")[first - 1])
    assert words.endswith(text.split("\n")[last - 1])
    assert sent[0].cards[0].tone == "plain"


def test_a_context_of_a_short_document_is_all_of_it():
    sent = context_posts(stored("One. Two. Three.\n"), 5, 9, embeds=False)
    assert sent == (
        Post(
            "> One. **Two.** Three.\n"
            "[Rules (rules.md, line 1)](<https://example.org/rules>) · 2021-03-04"
        ),
    )


def test_what_it_looks_like_for_eyes(seeds: Answerer):
    """Run with -s to see it."""
    also = (Place("faq.md", "FAQ (faq.md, line 4)", 0, 1, "x"),)
    one = quoted(RULES, "seven days", url="https://example.org/rules", also=also)
    two = quoted("Bring:\n- a tent\n- a [map] of\n  **Wales**", "a [map]", date=None, partial=True)
    real = ask(seeds, "Why is Alibaba a concern for Belgium?")
    place = (real.quotes or real.closest)[0].place
    document = seeds.library.main.catalog.document(place.document)
    for sent in (
        posts(answered(one, two, read_as="When may <@1> post links?")),
        posts(answered(one), embeds=False),
        posts(answered(), line=LINE),
        more_posts([one, two], "When may I *post* links?"),
        posts(real),
        context_posts(document, place.start, place.end),
    ):
        look = looks(sent)
        print(look)
        plain = re.sub(r"\x1b\[[\d;]*m", "", look)
        assert "**" not in plain.replace("**Wales**", "")
        assert "\\" not in plain


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0 %"), (0.001, "< 1 %"), (0.5, "50 %"), (0.9999, "> 99 %"), (1.0, "100 %")],
)
def test_percent_never_rounds_to_certainty(share: float, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("share", "threshold", "shown"),
    [
        (0.336, 0.344, "33 %"),
        (0.342, 0.344, "33 %"),
        (0.344, 0.344, "34 %"),
        (0.1, 0.344, "10 %"),
        (0.999, 1.0, "99 %"),
        (0.001, 0.002, "< 1 %"),
        (0.0, 0.002, "0 %"),
    ],
)
def test_what_is_under_the_threshold_is_told_lower(
    share: float, threshold: float, shown: str
) -> None:
    assert percent(share, threshold) == shown


def test_confidence_has_words_and_a_figure() -> None:
    assert confidence_words(0.95) == "very high (95 %)"
    assert confidence_words(0.0) == "very low (0 %)"
    order = [confidence_words(c / 100).split(" (")[0] for c in range(101)]
    assert len(dict.fromkeys(order)) == 5


def test_the_questions_words_are_found_in_whatever_form() -> None:
    text = "The airports of Liège were opened in 30,000 days."
    found = [text[a:b] for a, b in question_words("When did Liege open its airport?", text)]
    assert found == ["airports", "Liège", "opened"]


@pytest.mark.parametrize(
    ("question", "reason", "begins"),
    [
        ("thanks!", "not_a_question", "You're welcome"),
        ("hello", "not_a_question", "Hello"),
        ("", "not_a_question", "That is not a question"),
        ("????", "not_a_question", "That is not a question"),
        ("What is the derivative of x squared?", "off_topic", "The documents don't say"),
    ],
)
def test_declines_say_why_in_one_sentence(
    seeds: Answerer, question: str, reason: str, begins: str
) -> None:
    answer = ask(seeds, question)
    assert answer.reason == reason
    assert decline_sentence(answer).startswith(begins)
    assert not answer.quotes
