"""What a decline says of how sure it is."""

import pytest

from bot.presentation.wording import UNSURE, decline_sentence
from tests.bot.messages import answered, quoted


@pytest.mark.parametrize(
    ("confidence", "threshold", "unsure"),
    [
        (0.42, 0.43, True),
        (0.34, 0.43, True),
        (0.2, 0.43, False),
        (0.85, 0.99, True),
        (0.52, 0.9, True),
        (0.3, 0.9, False),
        (0.05, 0.1, True),
    ],
)
def test_a_decline_is_sure_only_where_an_answer_is_unlikely(
    confidence: float, threshold: float, unsure: bool
) -> None:
    answer = answered(closest=(quoted("It opens."),), confidence=confidence, threshold=threshold)
    assert (decline_sentence(answer) == UNSURE) == unsure
