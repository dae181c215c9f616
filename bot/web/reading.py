"""Documents: the list of them, the page of each with a quote marked, and its file."""

import re
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web

from bot.presentation.answer_json import line_of
from bot.presentation.sources import MARK, Grant
from bot.web.context import WEB, Web
from bot.web.files import content
from bot.web.limits import read_in_turn
from bot.web.marked import LINE, showable
from bot.web.pages import page, wants_page
from bot.web.pieces import AROUND_HEADING
from bot.web.problems import ProblemError
from bot.web.shelf import Shown, Wanted

MOST_LISTED = 1000
LISTED = 100
MOST_SECTIONS = 200
# What an address of a document keeps when it leads to another part, or to the file.
KEPT = ("in", "until", "signature")
NO_NUMBER = "{} must be a whole number from 0 on."


async def documents(request: web.Request) -> web.Response:
    """GET /documents: those for everybody, some at a time."""
    shared = request.app[WEB]
    count = min(_number(request.query, "limit", LISTED) or 1, MOST_LISTED)
    after = request.query.get("after", "")
    found = await read_in_turn(shared, partial(shared.shelf.listed, after, count + 1))
    rows = [
        {"document": one.path, "title": one.title, "date": one.date, "passages": one.passages}
        for one in found[:count]
    ]
    following = found[count - 1].path if len(found) > count else None
    if not wants_page(request):
        return _with(
            web.Response(
                text=f"{line_of({'documents': rows, 'next': following})}\n",
                content_type="application/json",
            ),
            "no-cache",
        )
    for row in rows:
        row["address"] = f"documents/{quote(str(row['document']), safe='/')}"
    after_this = f"documents?{urlencode({'after': following, 'limit': count})}" if following else ""
    return _with(
        page(
            request,
            "documents.html",
            "documents",
            documents=rows,
            following=after_this,
            first=not after,
        ),
        "no-cache",
    )


async def document(request: web.Request) -> web.Response:
    """GET /documents/{document}: the source page."""
    shared, wanted = request.app[WEB], _wanted(request)
    start = _number(request.query, "start", 0)
    end = max(_number(request.query, "end", start), start)
    part = _number(request.query, "part", 0) or None
    shown = await read_in_turn(shared, partial(shared.shelf.shown, wanted, part, start))
    if shown is None:
        raise ProblemError(404)
    kept = "private, no-store" if wanted.grant else "no-cache"
    tag = f'"{sha256(f"{shown.found.generation} {request.path_qs}".encode()).hexdigest()[:32]}"'
    if wanted.grant is None and request.headers.get("If-None-Match") == tag:
        return _with(web.Response(status=304, headers={"ETag": tag}), kept)
    response = await read_in_turn(
        shared,
        partial(page, request, "document.html", **_values(shared, request, shown, start, end)),
    )
    if wanted.grant is None:
        response.headers["ETag"] = tag
    return _with(response, kept)


async def file(request: web.Request) -> web.Response:
    """GET /files/{document}: the file as it was indexed, where the settings allow it."""
    shared, wanted = request.app[WEB], _wanted(request)
    if not shared.settings.serve_files:
        raise ProblemError(404)
    found = await read_in_turn(shared, partial(shared.shelf.found, wanted))
    data = await read_in_turn(shared, partial(content, found)) if found else None
    if found is None or data is None:
        raise ProblemError(404)
    name = quote(PurePosixPath(found.document.path).name, safe="")
    return _with(
        web.Response(
            body=data,
            content_type="application/octet-stream",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        ),
        "private, no-store",
    )


def _wanted(request: web.Request) -> Wanted:
    """Which document is asked for. Raises ProblemError."""
    query = request.query
    grant = None
    if "signature" in query:
        grant = Grant(_number(query, "until", 0), query["signature"])
    return Wanted(request.match_info["document"], query.get("in"), grant)


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    """A whole number of the query. Raises ProblemError."""
    given = query.get(name, "")
    if given and not re.fullmatch("[0-9]{1,15}", given):
        raise ProblemError(400, NO_NUMBER.format(name))
    return int(given) if given else otherwise


def _values(
    shared: Web, request: web.Request, shown: Shown, start: int, end: int
) -> dict[str, Any]:
    """What the template of a source page is filled with."""
    found, part = shown.found, shown.part
    path = f"documents/{quote(found.document.path, safe='/')}"
    kept = {name: request.query[name] for name in KEPT if name in request.query}

    def other(number: int) -> str:
        return f"{path}?{urlencode(kept | {'part': number})}" if 1 <= number <= part.parts else ""

    raw = path.replace("documents/", "files/", 1)
    marked = start < end and start < part.end and end > part.start
    return {
        "document": found.document,
        "title": showable(found.document.title),
        "body": shown.rendered.marked(start, end),
        "part": part,
        "mark": f"#{MARK}" if marked else "",
        "missed": start < end and start >= len(found.document.text),
        "before": other(part.number - 1),
        "following": other(part.number + 1),
        "sections": _sections(shown),
        "file": f"{raw}?{urlencode(kept)}" if shared.settings.serve_files else "",
        "limited": bool(kept),
    }


def _sections(shown: Shown) -> list[dict[str, object]]:
    """The headings of the part, down to the level at which there are few enough to be listed."""
    text = shown.found.document.text
    headings = [piece for piece in shown.rendered.pieces if piece.level]
    levels = sorted({piece.level for piece in headings}, reverse=True)
    while levels and sum(piece.level <= levels[0] for piece in headings) > MOST_SECTIONS:
        levels.pop(0)
    return [
        {
            "level": piece.level,
            "anchor": f"{LINE}{piece.line}",
            "words": showable(text[piece.start : piece.end]).strip(AROUND_HEADING),
        }
        for piece in headings
        if levels and piece.level <= levels[0]
    ]


def _with(response: web.Response, caching: str) -> web.Response:
    response.headers["Cache-Control"] = caching
    return response
