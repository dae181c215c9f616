"""Bodies of messages, for tests that send requests by hand."""

NOBODY = {"parse": []}


def said(**data):
    return {"content": "words", "allowed_mentions": NOBODY} | data


def embedded(**embed):
    return said(embeds=[{"title": "words"} | embed])


def rows(*rows):
    return said(components=[{"type": 1, "components": list(row)} for row in rows])


def button(number=0, **more):
    return {"type": 2, "style": 1, "label": "Press", "custom_id": f"press:{number}"} | more


def fields(count, size=1):
    return [{"name": "n", "value": "v" * size} for _ in range(count)]
