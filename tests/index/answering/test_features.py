"""What the confidence is computed from."""

import pytest

from index.answering.features import negated


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("The ferry doesn’t sail on Sundays.", True),
        ("The ferry doesn't sail on Sundays.", True),
        ("Dogs are not allowed.", True),
        ("It costs nothing.", True),
        ("No dogs.", True),
        ("Cannot be returned without a receipt", True),
        ("The notice was noted in November; knots cost a noble.", False),
        ("", False),
    ],
)
def test_denial_is_told_by_whole_words(text: str, denies: bool) -> None:
    assert negated(text) == denies
