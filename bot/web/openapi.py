"""What can be asked of the service, as OpenAPI describes it."""

import json
from functools import cache
from importlib import metadata, resources
from typing import Any


@cache
def description() -> dict[str, Any]:
    """The description in openapi.json, with this version's number."""
    text = resources.files("bot.web").joinpath("openapi.json").read_text(encoding="utf-8")
    described: dict[str, Any] = json.loads(text)
    described["info"]["version"] = metadata.version("quoth")
    return described
