import random
from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.models.mpnet import load_second_reader
from training.batches import ALONE, Batch, padded, pair_tokenizer
from training.model import base_folder, shipped_second_reader
from training.teaching import Lesson, Teacher, lesson_loss, taught_ids

SHIPPED = Path(__file__).parents[2] / "index" / "data" / "second_reader"
PAIRS = [
    ("When is lunch?", "Canteen\nLunch is served from 11:30 to 14:00."),
    ("who pays", "The café's £4.50 — naïve 日本 lunch is paid by the firm."),
    ("Is advertising allowed here at all, in any channel?", "Ask first."),
]


def batch() -> Batch:
    encodings = pair_tokenizer(base_folder(None)).encode_batch(PAIRS)
    rows = torch.zeros(len(PAIRS))
    return Batch(*padded(encodings), rows.long(), rows.long(), rows, rows + 1, rows.long() + ALONE)


def test_the_teacher_is_given_what_its_own_tokenizer_gives():
    ids, mask, places = taught_ids(batch())
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    pupils = pair_tokenizer(base_folder(None)).encode_batch(PAIRS)
    for row, (own, pupil) in enumerate(zip(tokenizer.encode_batch(PAIRS), pupils, strict=True)):
        assert ids[row, : len(own.ids)].tolist() == own.ids
        assert mask[row].sum() == len(own.ids)
        words = [own.tokens[places[row, i]] for i, s in enumerate(pupil.sequence_ids) if s == 1]
        assert words == [t for t, s in zip(pupil.tokens, pupil.sequence_ids, strict=True) if s == 1]


def test_shipped_weights_written_out_say_the_same():
    ids, mask, _ = taught_ids(batch())
    with torch.no_grad():
        stored, plain = (load(SHIPPED).eval()(ids, mask) for load in LOADERS)
    assert torch.allclose(stored[0], plain[0], atol=1e-3)
    assert torch.allclose(stored[1], plain[1], atol=1e-3)


LOADERS = (load_second_reader, shipped_second_reader)


def test_a_lesson_is_a_distribution_over_what_may_be_selected():
    asked = batch()
    lesson = Teacher(SHIPPED, torch.device("cpu"), 0.5).lesson(asked)
    assert torch.allclose(lesson.spans.sum(1), torch.ones(len(PAIRS), 2), atol=1e-3)
    assert lesson.spans[~asked.selectable].max() == 0
    # 11:30 answers the first question; nothing answers the third.
    assert lesson.spans[0, 0, 0] < 0.5 < lesson.spans[2, 0, 0]


def test_who_says_what_the_teacher_says_loses_least():
    asked = batch()
    rng = torch.Generator().manual_seed(random.Random(1).randrange(1000))
    spans = torch.randn(*asked.input_ids.shape, 2, generator=rng)
    answerable = torch.randn(len(PAIRS), generator=rng)
    shares = spans.masked_fill(~asked.selectable[..., None], -1e4).softmax(1)
    lesson = Lesson(shares, answerable.sigmoid())
    same = lesson_loss(spans, answerable, asked, lesson)
    for _ in range(5):
        moved = spans + torch.randn(spans.shape, generator=rng)
        assert lesson_loss(moved, answerable, asked, lesson) > same
        turned = answerable + torch.randn(answerable.shape, generator=rng)
        assert lesson_loss(spans, turned, asked, lesson) > same
