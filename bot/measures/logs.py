"""Lines of the log: for people, or as JSON for programs.

A line holds numbers, times and what happened, and never the words of a question or a document.
"""

import json
import logging
import time
from typing import Literal

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# What every record has; all else was told with it.
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, what is told with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = {
            "at": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told = {name: value for name, value in vars(record).items() if name not in USUAL}
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
        return json.dumps(line | told, default=str)


def set_up_log(form: Literal["text", "json"]) -> None:
    """Log to standard error, a line for each thing that happens."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(TEXT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
