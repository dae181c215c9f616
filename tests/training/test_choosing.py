import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.batches import ALONE, Batch, batches, pair_tokenizer
from training.choosing import evaluate_choices, first_loss
from training.data import RIGHT, WRONG, Example, Span
from training.model import base_folder, shipped_second_reader

SHIPPED = Path(__file__).parents[2] / "index" / "data" / "second_reader"
LUNCH = "Lunch is served from 11:30 to 14:00."
TOLD = ["Who comes late finds soup.", "The canteen has two doors. " * 8, LUNCH]


def quotes(question: str) -> list[Example]:
    answer = Span(LUNCH.index("11:30"), "11:30 to 14:00")
    return [
        Example(question, text, text == LUNCH, answer if text == LUNCH else None, kind)
        for text, kind in zip(TOLD, (WRONG, WRONG, RIGHT), strict=True)
    ]


def drawn(size: int) -> list[Batch]:
    alone = [Example(f"Who is number {n}?", "Nobody.", False, None, "made") for n in range(9)]
    examples = [*quotes("When is lunch?"), *alone, *quotes("Until when may I eat?")]
    random.Random(1).shuffle(examples)
    return list(batches(examples, pair_tokenizer(base_folder(None)), size, random.Random(2)))


@pytest.mark.parametrize("size", [1, 2, 4, 50])
def test_the_quotes_of_a_question_stay_together(size: int):
    found = drawn(size)
    assert sum(len(batch.weight) for batch in found) == 15
    assert max(len(batch.weight) for batch in found) <= size + 2 if size < 50 else len(found) == 1
    numbers = [n for batch in found for n in batch.question.tolist() if n != ALONE]
    assert len(numbers) == 6
    for batch in found:
        for number in set(batch.question.tolist()) - {ALONE}:
            own = batch.question == number
            assert own.sum() == 3
            assert batch.answerable[own].sum() == 1


def test_nothing_is_lost_where_the_right_one_is_far_ahead_and_much_where_another_is():
    [batch] = drawn(50)
    spans = torch.zeros(*batch.input_ids.shape, 2)
    losses = []
    for raised in (20, 0, -20):
        scores = raised * batch.answerable
        spans[:, 1:] = scores[:, None, None]
        losses.append(first_loss(spans, scores, batch))
    assert losses[0] < 0.01 < losses[1] < losses[2]


def test_without_a_choice_nothing_is_lost():
    [batch] = drawn(50)
    spans, answerable = torch.randn(*batch.input_ids.shape, 2), torch.randn(len(batch.weight))
    alone = replace(batch, question=torch.full_like(batch.question, ALONE))
    assert first_loss(spans, answerable, alone) == 0
    none_right = replace(batch, answerable=torch.zeros_like(batch.answerable))
    assert first_loss(spans, answerable, none_right) == 0


def test_the_shipped_reader_puts_the_hours_of_lunch_first():
    reader = shipped_second_reader(SHIPPED)
    groups = [quotes("When is lunch?"), quotes("Until when may I eat?")]
    figures = evaluate_choices(reader, pair_tokenizer(SHIPPED), groups)
    assert figures == {"right quote first": {"count": 2, "margin": 1, "answerable": 1, "sum": 1}}
