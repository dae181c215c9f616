import json
import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import quoth as quoth_command

ROOT = Path(__file__).parents[2]


def quoth(
    *arguments: str | Path, stdin: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd or ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error::ResourceWarning"},
        check=False,
    )


def test_index_ask_and_show_agree(tmp_path: Path) -> None:
    index_folder = tmp_path / "index"
    made = quoth("index", ROOT / "seeds", "--index", index_folder)
    assert made.returncode == 0, made.stderr
    assert "2 added, 0 changed, 0 removed, 0 unchanged, 0 skipped" in made.stdout
    again = quoth("index", ROOT / "seeds", "--index", index_folder, "--json")
    assert (again.returncode, again.stderr) == (0, "")
    row = json.loads(again.stdout)
    assert (row["added"], row["unchanged"], row["documents"], row["encoded"]) == ([], 2, 2, 0)

    asked = quoth("ask", "--index", index_folder, "--json", "What does VSSE stand for?")
    assert asked.returncode == 0, asked.stderr
    row = json.loads(asked.stdout)
    quote = (row["quotes"] or row["closest"])[0]
    text = quoth("show", quote["document"], "--index", index_folder).stdout
    assert text == (ROOT / "seeds" / quote["document"]).read_text(encoding="utf-8")
    assert text[quote["start"] : quote["end"]] == quote["text"]

    mark = f"{quote['start']}:{quote['end']}"
    marked = quoth("show", quote["document"], "--index", index_folder, "--mark", mark)
    assert "▶" in marked.stdout


def test_a_batch_keeps_order_and_other_keys(seeds_index: Path, tmp_path: Path) -> None:
    rows = [
        {"question": "Who is Belgium's justice minister?", "id": 1, "status": "mine"},
        {"question": "hi", "history": ["What does VSSE stand for?"]},
        {"question": "half a surrogate \ud800 pair"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = quoth("ask", "--batch", path, "--json", "--index", seeds_index)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["question"] for a in answers] == [r["question"] for r in rows]
    assert answers[0]["id"] == 1
    assert answers[0]["status"] in ("answered", "declined")
    assert answers[1]["history"] == rows[1]["history"]


def test_a_batch_reads_a_follow_up_with_its_history(seeds_index: Path, tmp_path: Path) -> None:
    rows = [
        {"question": "and in 2021?", "history": ["What was Belgium's trade deficit in 2022?"]},
        {"question": "and in 2021?"},
        {"question": "Who is Belgium's justice minister?", "history": ["How big is the hangar?"]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = quoth("ask", "--batch", path, "--json", "--index", seeds_index)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    whole = "What was Belgium's trade deficit in 2021?"
    assert [a["read_as"] for a in answers] == [whole, None, None]
    assert answers[0]["question"] == "and in 2021?"
    assert "€3.7bn" in answers[0]["quotes"][0]["text"]


def test_a_malformed_batch_prints_nothing_but_the_error(seeds_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "a"}\nnonsense\n', encoding="utf-8")
    done = quoth("ask", "--batch", path, "--json", "--index", seeds_index)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Line 2 of ")


def test_lines_of_a_pipe_are_answered_without_colour_codes(seeds_index: Path) -> None:
    done = quoth("--index", seeds_index, stdin="Who is Belgium's justice minister?\n\nthanks\n")
    assert done.returncode == 0, done.stderr
    assert "Vincent Van Quickenborne" in done.stdout
    assert "You're welcome." in done.stdout
    asked = [line for line in done.stdout.splitlines() if line.startswith("? ")]
    assert asked == ["? Who is Belgium's justice minister?", "? thanks"]
    assert "\x1b" not in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.endswith(" ")]


def test_a_line_that_is_no_utf_8_is_told_and_the_others_are_answered(seeds_index: Path) -> None:
    lines = b"\xef\xbb\xbfthanks\nWho built M\xff the lighthouse?\r\nWhat does VSSE stand for?\n"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--index", str(seeds_index)],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr.decode() == "Line 2 was not asked: it is not valid UTF-8; mend it.\n"
    assert "You're welcome." in done.stdout.decode()
    assert "VSSE" in done.stdout.decode()


def test_options_before_a_command_are_meant_for_it(tmp_path: Path) -> None:
    (tmp_path / "docs/staff").mkdir(parents=True)
    (tmp_path / "docs/staff/pay.txt").write_text("The cook is paid weekly.")
    (tmp_path / "docs/staff/quoth.toml").write_text("roles = [7]")
    made = quoth("--index", tmp_path / "index", "index", "docs", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"docs", "index"}
    for role, status in (("7", 0), ("8", 2)):
        options = ["--index", tmp_path / "index", "--guild", "1", "--role", role]
        assert quoth(*options, "show", "staff/pay.txt").returncode == status


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "a", "--batch", "b", "--json"],
        ["ask", "--batch", "b"],
        ["ask", "a", "--index", "there-is-none"],
        ["show", "a", "--index", "there-is-none"],
        ["index", "there-is-no-folder", "--index", "never-made"],
        ["index", "there-is-no-folder", "--index", "never-made", "--json"],
        ["index", "there-is-no-folder", "--index", "never-made", "--watch"],
        ["nonsense"],
        ["--index", "there-is-none"],
    ],
)
def test_errors_are_one_sentence_and_status_2(arguments: list[str], tmp_path: Path) -> None:
    done = quoth(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.endswith(".\n")


def test_a_text_shown_on_a_terminal_ends_its_line(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/pay.txt").write_text("The cook is paid weekly.")
    made = quoth("index", "docs", "--index", "index", cwd=tmp_path)
    assert "1 document, 1 passage (" in made.stdout
    show = ["show", "pay.txt", "--index", "index"]
    assert quoth(*show, cwd=tmp_path).stdout == "The cook is paid weekly."
    near_end, far_end = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", *show]
    subprocess.run(command, stdout=far_end, cwd=tmp_path, env=environment, check=True)
    assert os.read(near_end, 100) == b"The cook is paid weekly.\r\n"
    os.close(near_end)
    os.close(far_end)


def test_what_is_missing_of_a_command_is_told(tmp_path: Path) -> None:
    said = quoth("When is the library closed?", cwd=tmp_path).stderr
    assert said.startswith("There is no command 'When is the library closed?'")
    assert "quoth ask" in said
    assert 'quoth ask "When is breakfast?"' in quoth("ask", cwd=tmp_path).stderr


def test_unknown_documents_and_places_are_refused(seeds_index: Path) -> None:
    for document in ("none.txt", "n\udcff.txt"):
        assert "no document" in quoth("show", document, "--index", seeds_index).stderr
    name = "002_5aa07d2a96e5c89f.txt"
    for mark in ("5:3", "a:b", "0:999999999", "7"):
        done = quoth("show", name, "--mark", mark, "--index", seeds_index)
        assert (done.returncode, done.stdout) == (2, "")


def test_a_question_in_bytes_that_are_no_utf8_is_answered(seeds_index: Path) -> None:
    done = quoth("ask", "Who is Belgium's justice minister \udcff?", "--index", seeds_index)
    assert done.returncode == 0, done.stderr
    assert "Vincent Van Quickenborne" in done.stdout


def test_help_is_quick_to_import_and_names_the_commands() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from bot.cli import quoth;"
        "print(CliRunner().invoke(quoth, ['--help']).output);"
        "heavy = {'torch', 'faiss', 'numpy', 'openvino', 'rich', 'pydantic'};"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "HEAVY []" in done.stdout
    for command in ("ask", "index", "show"):
        assert command in done.stdout


@pytest.mark.parametrize("name", ["", *quoth_command.commands])
def test_every_help_has_examples_that_can_be_called(name: str) -> None:
    said = CliRunner().invoke(quoth_command, [*name.split(), "--help"], prog_name="quoth").output
    lines = said.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert lines
    for line in lines:
        words = shlex.split(line.rpartition("|")[2])
        assert words[0] == "quoth"
        context = quoth_command.make_context("quoth", words[1:])
        if rest := [*context._protected_args, *context.args]:
            command = quoth_command.commands[rest[0]]
            command.make_context(rest[0], rest[1:], parent=context)
            assert rest[0] == name or not name


def test_help_tells_how_tab_completes() -> None:
    said = CliRunner().invoke(quoth_command, ["--help"]).output
    assert "_QUOTH_COMPLETE=bash_source quoth" in said
    script = CliRunner(env={"_QUOTH_COMPLETE": "bash_source"}).invoke(
        quoth_command, prog_name="quoth"
    )
    assert "complete -o nosort -F _quoth_completion quoth" in script.output


def test_commands_are_listed_in_the_order_of_their_use() -> None:
    said = CliRunner().invoke(quoth_command, ["--help"]).output
    listed = said.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed][:4] == ["index", "ask", "documents", "show"]
    assert not [line for line in listed if line.endswith("...")]
