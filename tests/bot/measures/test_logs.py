"""Lines of the log for programs."""

import json
import logging

from bot.measures.logs import JsonLines


def line(**told):
    record = logging.makeLogRecord(
        {"name": "bot.web", "levelname": "INFO", "msg": "request %s", "args": ("é\n",), **told}
    )
    written = JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


def test_a_line_is_an_object_with_what_is_told_with_it():
    found = line(created=1.5, msecs=500.0, ms=12.5, request="x")
    assert found == {
        "at": "1970-01-01T00:00:01.500Z",
        "level": "info",
        "logger": "bot.web",
        "message": "request é\n",
        "ms": 12.5,
        "request": "x",
    }


def test_of_an_error_only_its_kind_is_told():
    found = line(exc_info=(ValueError, ValueError("words that somebody wrote"), None))
    assert found["error"] == "ValueError"
    assert "words" not in json.dumps(found)


def test_what_json_does_not_know_is_told_as_text():
    assert line(path=logging)["path"].startswith("<module")
