"""The page of threats names a test for each defence, and each of those is there."""

import re

from tests.support import ROOT

PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")


def test_each_defence_names_tests_that_there_are() -> None:
    table = PAGE.partition("## Defended")[2].partition("## Not defended")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(tests/[^`]+\.py)`", row)
        assert named, row
        assert [one for one in named if not (ROOT / one).is_file()] == []
