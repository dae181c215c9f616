"""What a moderator reads is what the bot does: docs/discord.md and the systemd unit."""

import re
import shutil
import subprocess

import pytest
from discord import app_commands

from bot.chat.features.buttons import LABELS
from bot.chat.features.commands import command_set
from bot.chat.people.permissions import NEEDED
from bot.chat.running import FINISH_IN
from bot.settings import PREFIX, Settings
from tests.support import ROOT

PAGE = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
UNIT = (ROOT / "docs" / "quoth-discord.service").read_text(encoding="utf-8")
# The name in discord.py is older than the one on Discord's pages.
SHOWN = {"read_messages": "View Channel", "view_channel": "View Channel"}
SETTINGS = {name for name in Settings.model_fields if name.startswith("discord_")}


def every_command():
    for command in command_set():
        if isinstance(command, app_commands.Group):
            yield from (f"`/{inner.qualified_name}`" for inner in command.commands)
        else:
            menu = isinstance(command, app_commands.ContextMenu)
            yield f"*{command.name}*" if menu else f"`/{command.name}"


@pytest.mark.parametrize("command", list(every_command()))
def test_every_command_is_there(command):
    assert command in PAGE


def test_no_other_command_is_there():
    known = " ".join(every_command())
    for named in re.findall(r"`(/(?:quoth|docs|ask|forget)[a-z -]*)", PAGE):
        assert named.removesuffix(" question") in known


@pytest.mark.parametrize("permission", [name for name, wanted in NEEDED if wanted])
def test_every_permission_that_the_link_asks_for_is_explained(permission):
    table = PAGE[PAGE.index("| permission |") : PAGE.index("## 4.")]
    words = SHOWN.get(permission, permission.replace("_", " "))
    assert words.casefold() in table.casefold()


def test_every_button_is_there():
    assert not [label for label in LABELS.values() if label not in PAGE]


def test_every_setting_is_there_with_its_default():
    named = set(re.findall(rf"{PREFIX}DISCORD_\w+", PAGE))
    assert named == {PREFIX + name.upper() for name in SETTINGS}
    rows = re.findall(rf"^\| (`{PREFIX}DISCORD_.*?) \| (.*?) \|", PAGE, flags=re.MULTILINE)
    listed = set()
    for names, defaults in rows:
        found = [name.removeprefix(PREFIX).lower() for name in re.findall(r"`(\w+)`", names)]
        listed.update(found)
        wanted = [Settings.model_fields[name].default for name in found]
        given = re.findall(r"`([^`]+)`", defaults)
        assert given == [str(value).lower() for value in wanted if value not in (None, "")]
    assert listed == SETTINGS


def test_what_the_page_leads_to_is_there():
    for path in re.findall(r"\]\(([^)#]+)\)", PAGE):
        if "://" not in path:
            assert (ROOT / "docs" / path).is_file()
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^ +make (\w+)", PAGE, flags=re.MULTILINE):
        assert f"\n{target}:" in targets


def test_the_unit_sets_what_there_is_to_set_and_waits_for_the_last_answers():
    named = re.findall(rf"^Environment={PREFIX}(\w+)=", UNIT, flags=re.MULTILINE)
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    [stop] = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, flags=re.MULTILINE)
    assert int(stop) > FINISH_IN + 10


def test_the_unit_says_which_settings_win_over_it():
    before, _, after = UNIT.partition("EnvironmentFile=/")
    comment = before[before.rindex("\n\n") :]
    for name in re.findall(rf"^Environment=({PREFIX}\w+)=", after, flags=re.MULTILINE):
        assert re.search(rf"^#.*\b{name}\b", comment, flags=re.MULTILINE)


def test_the_folder_that_the_unit_starts_from_is_made():
    [program] = re.findall(r"^ExecStart=(\S+)/bin/quoth discord$", UNIT, flags=re.MULTILINE)
    assert f"    sudo make install VENV={program} " in PAGE


def test_what_the_log_is_said_to_say_it_says():
    source = (ROOT / "bot" / "chat" / "client.py").read_text(encoding="utf-8")
    for said, logged in (
        ("`ready (servers: 1)`", '"ready (servers: %d)"'),
        ("`added to server … (servers: 1)`", '"added to server %s (servers: %d)"'),
    ):
        assert said in PAGE
        assert logged in source


def test_hiding_and_showing_again_are_explained_apart():
    rows = re.findall(r"^\| (`/quoth (?:un)?hide`) \|", PAGE, flags=re.MULTILINE)
    assert rows == ["`/quoth hide`", "`/quoth unhide`"]


def test_whose_the_words_of_another_become_is_told():
    privacy = PAGE[PAGE.index("## 7. Privacy") : PAGE.index("## 8.")]
    assert "*Ask about this*" in privacy


def test_the_lines_of_the_readme_fit_and_the_token_comes_first():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert max(len(line) for line in lines if not line.startswith(("    ", "| "))) <= 104
    section = "\n".join(lines).partition("## In Discord")[2]
    assert section.index("QUOTH_DISCORD_TOKEN") < section.index("quoth discord")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_takes_the_units(tmp_path):
    units = []
    for name in ("quoth-discord.service", "quoth-backup.service", "quoth-backup.timer"):
        units.append(tmp_path / name)
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        # Only the program is not where the units have it.
        units[-1].write_text(text.replace("/opt/quoth/.venv/bin/quoth", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_is_made_of_what_the_bot_uses():
    backup = (ROOT / "docs" / "quoth-backup.service").read_text(encoding="utf-8")
    for line in re.findall(r"^(?:Environment(?:File)?=|WorkingDirectory=).*$", UNIT, re.MULTILINE):
        assert line in backup or "CACHE_DIR" in line


def test_places_on_the_page_that_are_led_to_are_there():
    headings = re.findall(r"^#+ (.+)$", PAGE, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    led = re.findall(r"\]\(#([\w-]+)\)", PAGE) + re.findall(r"docs/discord\.md#([\w-]+)", readme)
    assert led
    assert set(led) <= anchors
    assert PAGE.index("## 3. Start it") < PAGE.index("quoth.toml")


def test_the_picture_is_small_and_there():
    picture = ROOT / "docs" / "answer.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size < 150_000
