"""Settings drawn by lot: each is taken, or refused in a sentence that shows no secret."""

import os
import random
import tempfile
from pathlib import Path

from benchmarks.hostile.trying import holds, is_sentence
from benchmarks.hostile.words import words
from bot.settings import PREFIX, Settings, load_settings
from index.errors import SettingsError

SECRETS = ["discord_token", "milvus_token", "link_key", "serve_token"]
SECRET = "Quetzalcoatl"
VALUES = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1e999",
        "nan",
        "inf",
        "true",
        "yes",
        "on",
        "None",
        "null",
        "1_000",
        "٣",
        "0x10",
    ),
    *(
        "127.0.0.1",
        "[::1]:1",
        "http://",
        "http://a b",
        "javascript:x",
        "https://x.y/" + "a" * 5000,
        "~",
        ".",
    ),
    *(
        "milvus+http://",
        "milvus+http://h:99999999/x",
        "/dev/null",
        "/proc/self/mem",
        "a" * 10_000,
        "$HOME",
    ),
    *(
        "'",
        '"',
        "'unclosed",
        '"a\\',
        "${QUOTH_MODEL}",
        "${X:-${Y}}",
        "\\u0000",
        "#",
        "a # b",
        "{",
        "[1]",
    ),
]


def configured_case(draw: random.Random) -> tuple[str, str]:
    """A file of settings, some of them in the environment too."""
    fields = list(Settings.model_fields)
    lines = []
    for _ in range(draw.randint(1, 6)):
        name = PREFIX + draw.choice(fields).upper()
        if draw.random() < 0.05:
            name = draw.choice([name.lower(), f"{name}S", PREFIX, f"{PREFIX}{words(draw, 20)}", ""])
        lines.append(
            f"{draw.choice(['', '', 'export '])}{name}{draw.choice(['=', '=', ' = ', ''])}{_value(draw)}"
        )
    if draw.random() < 0.3:
        secret = PREFIX + draw.choice(SECRETS).upper()
        lines.append(f"{secret}={draw.choice([SECRET[:9], SECRET, SECRET + 'x' * 9])}")
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if draw.random() < 0.1:
        data = draw.choice([b"\xff\xfe", b"\0", data[: len(data) // 2] + b"\x80"]) + data
    with tempfile.TemporaryDirectory(prefix="quoth-hostile-") as folder:
        file = Path(folder) / ".env"
        file.write_bytes(data)
        outcome = _load(file, draw, fields)
    return repr(data[:200]), outcome


def _load(file: Path, draw: random.Random, fields: list[str]) -> str:
    before = dict(os.environ)
    try:
        if draw.random() < 0.3:
            value = _value(draw).replace("\0", "").encode("utf-8", "replace").decode()
            os.environ[PREFIX + draw.choice(fields).upper()] = value
        settings = load_settings(file)
        holds(SECRET[:9] not in repr(settings), "a secret in what is shown of settings")
        holds(settings.limits.seconds <= 3600, "settings out of bounds")
    except SettingsError as error:
        is_sentence(str(error))
        holds(SECRET[:9] not in str(error), f"a secret is told: {error}")
        return "refused"
    finally:
        os.environ.clear()
        os.environ.update(before)
    return "taken"


def _value(draw: random.Random) -> str:
    return draw.choice(VALUES) if draw.random() < 0.7 else words(draw, 200)
