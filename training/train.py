"""Trains the reader. Resumes from its last checkpoint; stop it with Ctrl-C or a kill at any time.

python -m training.train --out runs/reader
python -m training.train --out runs/reader --start reader.safetensors --everyday 0.5
python -m training.train --second --base ALL_MPNET_BASE_V2 --out runs/second --everyday 0.6
python -m training.train --out runs/taught --start reader.safetensors --everyday 0.5 \\
    --teacher index/data/second_reader

The learning rate warms up, stays, and falls to nothing over the last `--decay` of `--steps`. Both
may be changed on resuming; `--finish-in` lets it fall by the clock instead, on a busy machine.
"""

from __future__ import annotations

import argparse
import logging
import random
import signal
import time
from pathlib import Path

import torch

from training.batches import MAX_TOKENS, batches, pair_tokenizer
from training.choosing import evaluate_choices
from training.data import default_data, read_records
from training.evaluate import (
    EVALUATION_TOKENS,
    evaluate_everyday,
    evaluate_made,
    evaluate_records,
    table,
)
from training.everyday import Asked, EverydayMix, read_everyday
from training.mix import Mix
from training.model import PACKAGE, Network, base_folder, new_reader, new_second_reader, started
from training.rivals import Pools, RivalMix, read_rivals
from training.squad import read_squad
from training.teaching import Teacher
from training.trainer import Progress, Trainer

log = logging.getLogger("training")
DEV_RECORDS = 1500


def rate_at(step: int, steps: int, warmup: int, decay: float, peak: float) -> float:
    """Warm-up, constant, linear fall over the last share `decay` of the steps."""
    falling = max(1, round(steps * decay))
    return peak * min(1.0, (step + 1) / warmup, max(0.0, (steps - step) / falling))


def told(option: object) -> object:
    """An option as a checkpoint keeps it: of files their names, not where they lie."""
    if isinstance(option, list):
        return [told(one) for one in option]
    return option.name if isinstance(option, Path) else option


class Clock:
    """Time until a deadline, if there is one; `before` are the seconds of it that are over."""

    def __init__(self, minutes: float | None, before: float = 0) -> None:
        self.started = time.monotonic() - before
        self.seconds = minutes * 60 if minutes else None

    def left(self) -> float:
        """The share of the time that is left, 1 without a deadline."""
        if self.seconds is None:
            return 1.0
        return max(0.0, 1 - (time.monotonic() - self.started) / self.seconds)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data", type=Path, default=default_data(), help="folder of the *.jsonl.gz questions"
    )
    parser.add_argument("--base", type=Path, default=None, help=f"MiniLM folder (of {PACKAGE})")
    parser.add_argument("--squad", type=Path, help="more passage pairs: SQuAD's training file")
    parser.add_argument(
        "--second", action="store_true", help="the second reader, of the MPNet in --base"
    )
    parser.add_argument(
        "--start", type=Path, help="weights to go on from, or the folder of a shipped second reader"
    )
    parser.add_argument(
        "--teacher", type=Path, help="folder of a second reader whose scores are learnt from too"
    )
    parser.add_argument(
        "--taught", type=float, default=0.6, help="share of the teacher in the loss (0.6)"
    )
    parser.add_argument(
        "--everyday", type=float, default=0.0, help="share of written and made questions (0)"
    )
    parser.add_argument(
        "--rivals", type=Path, nargs="+", help="quotes to choose from, of training.rivals"
    )
    parser.add_argument(
        "--rivals-share", type=float, default=0.4, help="share of them in a pool (0.4)"
    )
    parser.add_argument(
        "--first", type=float, default=0.0, help="what it weighs that the right one is first (0)"
    )
    parser.add_argument(
        "--rivals-dev", type=Path, help="quotes to choose from of other questions, to check on"
    )
    parser.add_argument("--pool", type=int, default=480, help="sequences of a pool with them (480)")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and log")
    parser.add_argument("--steps", type=int, default=6000, help="steps in all (default 6000)")
    parser.add_argument("--decay", type=float, default=0.25, help="share of falling rate (0.25)")
    parser.add_argument("--warmup", type=int, default=200, help="steps of rising rate (200)")
    parser.add_argument(
        "--finish-in",
        type=float,
        metavar="MINUTES",
        help="of training in all: let the rate fall to nothing by then",
    )
    parser.add_argument("--rate", type=float, default=3e-4, help="peak learning rate (3e-4)")
    parser.add_argument("--batch", type=int, default=50, help="sequences a step (50)")
    parser.add_argument(
        "--dropout", type=float, default=0.05, help="of features after each sublayer (0.05)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--device", default="cuda" if torch.cuda.is_available() else "cpu", help="cpu or cuda"
    )
    parser.add_argument("--max-tokens", type=int, default=MAX_TOKENS, help="longest sequence (256)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-minutes", type=float, default=5)
    parser.add_argument("--check-minutes", type=float, default=10)
    parser.add_argument(
        "--without-made", action="store_true", help="no made look-alikes (ablation)"
    )
    return parser.parse_args()


def main() -> None:
    """Trains until `--steps`, checking and saving on the way."""
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        datefmt="%H:%M:%S",
        handlers=[logging.StreamHandler(), logging.FileHandler(options.out / "train.log")],
    )
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    base = base_folder(options.base)
    tokenizer = pair_tokenizer(base, options.max_tokens)
    long_tokenizer = pair_tokenizer(base, EVALUATION_TOKENS)
    reader = new_second_reader(base) if options.second else new_reader(base, options.dropout)
    if options.start:
        reader.load_state_dict(started(options.start), strict=False)
    device = torch.device(options.device)
    teacher = Teacher(options.teacher, device, options.taught) if options.teacher else None
    trainer = Trainer(reader, options.rate, device, teacher, options.first)
    checkpoint = options.out / "checkpoint.pt"
    progress = trainer.load(checkpoint) if checkpoint.exists() else Progress()
    clock = Clock(options.finish_in, progress.seconds)
    log.info("starting at step %d of %d", progress.step, options.steps)
    torch.manual_seed(options.seed + progress.step)
    records = read_records(options.data / "passage_pairs.train.jsonl.gz")
    if options.squad:
        records += read_squad(options.squad)
    pairs = Mix(
        records,
        options.seed,
        not options.without_made,
    )
    mix: Pools = pairs
    dev = read_records(options.data / "passage_pairs.dev.jsonl.gz")
    made = [e for number in range(2) for e in Mix(dev, options.seed).pool(number)]
    some = random.Random(options.seed).sample(dev, DEV_RECORDS)
    some += [r for r in dev if r.kind == "human_neg" and r not in some]
    asked: list[Asked] = []
    if options.everyday:
        everyday = read_everyday(options.data, "train")
        mix = EverydayMix(everyday, pairs, options.everyday, options.pool)
        asked = read_everyday(options.data, "dev")
        # Twice the questions to check on: half as many of the others.
        some, made = some[::4], []
    if options.rivals:
        groups = [group for path in options.rivals for group in read_rivals(path)]
        mix = RivalMix(groups, mix, options.rivals_share, options.pool)
    choices = read_rivals(options.rivals_dev) if options.rivals_dev else []
    settings = {k: told(v) for k, v in vars(options).items()}

    def rate_now() -> float:
        scheduled = rate_at(
            progress.step, options.steps, options.warmup, options.decay, options.rate
        )
        return min(scheduled, options.rate * clock.left() / (options.decay if asked else 1))

    def check(reader: Network) -> None:
        figures = evaluate_records(reader, long_tokenizer, some)
        if made:
            figures.update(evaluate_made(reader, long_tokenizer, made))
        if asked:
            figures.update(evaluate_everyday(reader, long_tokenizer, asked))
        if choices:
            figures.update(evaluate_choices(reader, long_tokenizer, choices))
        log.info("step %d, %d sequences\n%s", progress.step, progress.sequences, table(figures))

    stopping: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _: stopping.append(number))
    trainer.reader.train()
    saved = checked = spoken = time.monotonic()
    losses: list[float] = []
    counted = progress.sequences
    while progress.step < options.steps and clock.left() and not stopping:
        rng = random.Random(f"{options.seed}:{progress.pool}:order")
        for batch in batches(mix.pool(progress.pool), tokenizer, options.batch, rng):
            rate = rate_now()
            losses.append(trainer.step(batch, rate))
            progress.step += 1
            progress.sequences += len(batch.weight)
            if progress.step >= options.steps or not clock.left():
                break
        # Everything else happens between pools, so that a checkpoint never splits one.
        progress.pool += 1
        now = time.monotonic()
        progress.seconds += now - spoken
        log.info(
            "step %d  sequences %d  loss %.3f  rate %.1e  %.1f sequences/s",
            progress.step,
            progress.sequences,
            sum(losses) / len(losses),
            rate,
            (progress.sequences - counted) / (now - spoken),
        )
        losses.clear()
        if now - saved > options.save_minutes * 60:
            trainer.save(checkpoint, progress, settings)
            saved = now
        if now - checked > options.check_minutes * 60:
            check(trainer.reader)
            checked = now
        counted, spoken = progress.sequences, time.monotonic()
    trainer.save(checkpoint, progress, settings)
    if not stopping:
        check(trainer.reader)


if __name__ == "__main__":
    main()
