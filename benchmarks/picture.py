"""The picture in docs/discord.md, from what the bot sends: `python -m benchmarks.picture OUT.png`.

Messages about seeds/ are made by the bot's own renderer, read by the parser of Discord's markdown
that the tests use, and drawn by Chromium, which must be installed.
"""

import shutil
import subprocess
import sys
import tempfile
from html import escape
from itertools import groupby
from pathlib import Path

import quoth
from bot.chat.features.buttons import LABELS, Action
from bot.chat.posts.posts import Card, Post, posts
from bot.chat.posts.replies import COLOURS
from tests.bot.discord_markdown import readings

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ("What does VSSE stand for?", "How many people work at the hub?")
VOTES: tuple[Action, ...] = ("up", "down", "delete")
SIZE = "704,580"
PAGE = """<meta charset=utf-8><style>
body {{ margin: 0; padding: 14px 22px; background: #313338; color: #dbdee1; width: 660px;
  font: 15px/1.4 "Noto Sans", "DejaVu Sans", Arial, sans-serif }}
.from {{ color: #fff; font-weight: 600; margin: 12px 0 3px }}
.card {{ background: #2b2d31; border-left: 4px solid; border-radius: 4px; padding: 10px 14px }}
.quote {{ border-left: 4px solid #4e5058; padding-left: 10px; }}
.small {{ color: #949ba4; font-size: 12px }} .foot {{ color: #b5bac1; font-size: 12px }}
.bold {{ font-weight: 700; color: #fff }} .link {{ color: #00a8fc }}
.button {{ display: inline-block; background: #4e5058; color: #fff; border-radius: 3px;
  padding: 4px 12px; margin: 8px 8px 0 0; font-size: 13px }}
</style>{body}"""


def main(out: Path) -> None:
    """Draw the picture."""
    with tempfile.TemporaryDirectory() as folder:
        quoth.index(ROOT / "seeds", Path(folder) / "index")
        with quoth.open(Path(folder) / "index") as documents:
            body = "".join(_asked(documents.ask(question)) for question in QUESTIONS)
        page = Path(folder) / "page.html"
        page.write_text(PAGE.format(body=body), encoding="utf-8")
        browser = shutil.which("chromium") or shutil.which("chromium-browser")
        if browser is None:
            sys.exit("Chromium is not installed.")
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE}"]
        subprocess.run(
            [browser, *options, f"--user-data-dir={folder}/profile", f"--screenshot={out}", page],
            check=True,
        )


def _asked(answer: quoth.Answer) -> str:
    actions: tuple[Action, ...] = ("context", "follow") if answer.answered else ("near",)
    return (
        f"<div class=from>Ada</div>/ask {escape(answer.question)}<div class=from>Quoth</div>"
        + "".join(map(_message, posts(answer)))
        + "".join(f"<span class=button>{LABELS[action]}</span>" for action in (*actions, *VOTES))
    )


def _message(post: Post) -> str:
    return (f"<div>{_words(post.text)}</div>" if post.text else "") + "".join(
        map(_card, post.cards)
    )


def _card(card: Card) -> str:
    title = f"<div class=bold>{escape(card.title)}</div>" if card.title else ""
    foot = f"<div class=foot>{escape(card.footer)}</div>" if card.footer else ""
    colour = f"#{COLOURS[card.tone]:06x}"
    return f"<div class=card style='border-color: {colour}'>{title}{_words(card.body)}{foot}</div>"


def _words(markdown: str) -> str:
    """Runs of words under their styles; those of one quote beside one bar."""
    shown = ""
    for quoted, runs in groupby(readings(markdown)[0].runs, lambda run: "quote" in run.styles):
        words = "".join(
            f"<span class='{' '.join(sorted(run.styles - {'quote'}))}'>"
            f"{escape(run.text).replace(chr(10), '<br>')}</span>"
            for run in runs
        )
        shown += f"<div class=quote>{words.removesuffix('<br></span>')}</div>" if quoted else words
    return shown


if __name__ == "__main__":
    main(Path(sys.argv[1]))
