"""What stands around a question does not change what is looked up."""

import time

import pytest
from hypothesis import given

from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.search.markup import LONGEST_TAKEN_APART
from index.search.queries import clean, understand
from tests.index.strategies import any_text

QUESTION = "How large is the hangar in Liège?"


@pytest.mark.parametrize(
    "written",
    [
        "@everyone {}",
        "{} @here",
        "<@123456789012345678> {}",
        "{} <@&123456789012345678>",
        "<#123456789012345678> <t:1700000000:R> {} <:smile:123456789012345678>",
        "hey @quoth {}",
        "@quoth, {}",
        "# {}",
        "### **{}**",
        "-# {}",
        "#{}",
        "> {}",
        ">>> - {}",
        "1. {}",
        "- [ ] {}",
        "**{}**",
        "*{}*",
        "***__{}__***",
        "_{}_",
        "~~{}~~",
        "||{}||",
        "`{}`",
        "```{}```",
        "```text\n{}\n```",
        "[{}](https://example.com/a?b=1#c)",
        "https://example.com/a?b=1#c {}",
        "{} <https://example.com/a>",
        "{}\nhttps://example.com/a\nhttps://example.com/b",
        "{} ||@everyone||",
        "{}\n```python\nfor i in range(10):\n    print(i)\n```",
        "```js\nlet x = 1;\nlet y = 2;\n```\n\n{}",
        "---\n{}\n***",
    ],
)
def test_what_stands_around_a_question_is_left_out(written: str) -> None:
    assert clean(written.format(QUESTION)).lower() == QUESTION.lower()


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Who runs https://example.org?", "Who runs https://example.org?"),
        ("what is https://example.org/x for?", "what is https://example.org/x for?"),
        ("https://example.org/prices", "https://example.org/prices"),
        ("what does @everyone do", "what does @everyone do"),
        ("@here", "@here"),
        ("@Moderators who are they?", "@Moderators who are they?"),
        ("What is `#dev-contrib` for?", "What is #dev-contrib for?"),
        ("What are *args and **kwargs?", "What are *args and **kwargs?"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("Where is __init__ or my_var?", "Where is __init__ or my_var?"),
        ("What is C#?", "What is C#?"),
        ("What does ```print(x)``` do?", "What does print(x) do?"),
        ("```python\nx = 1\nprint(x)\n```", "x = 1 print(x)"),
        ("```\nx = 1\nprint(x)", "x = 1 print(x)"),
        ("***", "***"),
    ],
)
def test_what_belongs_to_a_question_stays(asked: str, kept: str) -> None:
    assert clean(asked) == kept


def test_a_wrapped_question_is_answered_as_the_plain_one(seeds: Answerer) -> None:
    plain = ask(seeds, QUESTION)
    for written in (
        "@everyone **{}**",
        "# {} https://example.com/a",
        "<@1234> > {}\n```\na\nb\n```",
    ):
        wrapped = ask(seeds, written.format(QUESTION))
        assert (wrapped.confidence, wrapped.quotes) == (plain.confidence, plain.quotes)


@given(any_text)
def test_no_text_loses_all_its_words(text: str) -> None:
    assert bool(understand(text).weights) or not understand(clean(text)).weights


@pytest.mark.parametrize(
    "unit",
    [
        *("_a ", "*a", "`a", "[a](", "</a ", "||a ", "~~", "```\n"),
        *("> ", "\n", "@here ", "https://a ", "- - "),
    ],
)
def test_no_markup_costs_much(unit: str) -> None:
    began = time.process_time()
    clean((unit * LONGEST_TAKEN_APART)[:LONGEST_TAKEN_APART])
    assert time.process_time() - began < 1
