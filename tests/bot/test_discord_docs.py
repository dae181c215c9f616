"""What a moderator reads is what the bot does: docs/discord.md and the systemd unit."""

import re
import shutil
import subprocess

import pytest
from discord import app_commands

from bot.chat.buttons import LABELS
from bot.chat.commands import command_set
from bot.chat.life import FINISH_IN
from bot.chat.places import NEEDED
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


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_takes_the_unit(tmp_path):
    unit = tmp_path / "quoth-discord.service"
    # Only the program is not where the unit has it.
    unit.write_text(UNIT.replace("/opt/quoth/.venv/bin/quoth", "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
