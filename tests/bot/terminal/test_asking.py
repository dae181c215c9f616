"""`quoth ask`: words are joined, `-` is standard input, and bounds are kept."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from bot.cli import quoth
from bot.settings import Settings
from bot.terminal.answers import show_answer
from bot.terminal.asking import limited, with_addresses
from index.access import OWNER
from index.answering.answerer import Answerer
from index.conversation.converse import converse
from tests.bot.messages import answered, quoted

QUESTION = "Who is Belgium's justice minister?"
MINISTER = "Vincent Van Quickenborne"


@pytest.fixture
def asked(seeds_index: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUOTH_INDEX_DIR", str(seeds_index))

    def ask(*arguments: str, said: str | bytes = "") -> Result:
        return CliRunner().invoke(quoth, ["ask", *arguments], input=said)

    return ask


def test_the_words_of_a_question_are_joined(asked) -> None:
    done = asked("Who", "is", "Belgium's", "justice", "minister?", "--json")
    assert json.loads(done.output)["question"] == QUESTION
    assert MINISTER in asked(*QUESTION.split()).output


@pytest.mark.parametrize("said", [f"{QUESTION}\n", f"\ufeff{QUESTION}", f"\n {QUESTION}\r\n\n"])
def test_a_dash_reads_the_question_from_standard_input(asked, said: str) -> None:
    row = json.loads(asked("-", "--json", said=said.encode()).output)
    assert row["question"] == QUESTION
    assert MINISTER in row["quotes"][0]["text"]


def test_bytes_that_are_no_utf8_are_asked_with_a_mark_for_them(asked) -> None:
    row = json.loads(asked("-", "--json", said=b"minister of justice \xff?").output)
    assert row["question"] == "minister of justice \N{REPLACEMENT CHARACTER}?"


def test_an_empty_input_is_told(asked) -> None:
    assert "no question on standard input" in str(asked("-", said="  \n").exception)


def test_a_batch_comes_from_standard_input(asked) -> None:
    rows = [{"question": QUESTION, "id": 7}, {"question": "hi"}]
    done = asked("--batch", "-", "--json", said="\n".join(map(json.dumps, rows)))
    first, second = map(json.loads, done.output.splitlines())
    assert (first["id"], first["status"]) == (7, "answered")
    assert second["reason"] == "not_a_question"
    told = asked("--batch", "-", "--json", said='{"question": "a"}\nnonsense')
    assert str(told.exception).startswith("Line 2 of standard input is not JSON")
    assert told.output == ""
    told = asked("--batch", "-", "--json", said=b"\xff")
    assert str(told.exception) == "Standard input is not UTF-8 text: save it as that."


def test_a_threshold_holds_for_one_question(asked) -> None:
    row = json.loads(asked(QUESTION, "--json", "--threshold", "1").output)
    assert (row["status"], row["threshold"], row["quotes"]) == ("declined", 1.0, [])
    assert "not an answer" in asked(QUESTION, "--threshold", "1").output
    assert asked(QUESTION, "--threshold", "1.5").exit_code == 2


def test_so_many_quotes_are_shown_at_most(asked) -> None:
    low = ("--json", "--threshold", "0")
    assert len(json.loads(asked(QUESTION, *low).output)["quotes"]) > 1
    assert len(json.loads(asked(QUESTION, *low, "--quotes", "1").output)["quotes"]) == 1
    high = ("--json", "--threshold", "1", "--quotes", "2")
    assert len(json.loads(asked(QUESTION, *high).output)["closest"]) == 2
    assert asked(QUESTION, "--quotes", "0").exit_code == 2


def test_quotes_that_differ_are_shown_however_few_are_wanted() -> None:
    quotes = [quoted("25 days."), quoted("28 days."), quoted("Ask early.")]
    assert limited(answered(*quotes, differs=(0, 1)), 1).quotes == tuple(quotes[:2])
    assert limited(answered(*quotes), 1).quotes == tuple(quotes[:1])
    assert len(limited(answered(*quotes, differs=(0, 1)), 3).quotes) == 3


def test_a_label_leads_to_the_source_page_where_there_is_one(
    seeds: Answerer, settings: Settings
) -> None:
    public = Settings(public_url="https://docs.example.org/q").public_url
    answer = converse(seeds, "What share of the goods goes back to China?", (), OWNER)
    assert with_addresses(answer, seeds, settings, OWNER) == answer
    here = settings.model_copy(update={"public_url": public})
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, legacy_windows=False)
    console.print(show_answer(with_addresses(answer, seeds, here, OWNER)))
    place = answer.quotes[0].place
    address = f"https://docs.example.org/q/documents/{place.document}"
    assert f"{address}?start={place.start}&end={place.end}#quote" in out.getvalue()
