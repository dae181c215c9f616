"""HTML pages, from templates that escape whatever they are given."""

from functools import cache

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

# Nothing is loaded from elsewhere, no script runs, and no other page shows this one within it.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def page(request: web.Request, template: str, here: str = "", **values: object) -> web.Response:
    """A page made from a template; `here` says which of the pages in its head it is.

    Its links are relative, so that they hold wherever a reverse proxy puts the service.
    """
    root = "../" * (request.rel_url.raw_path.count("/") - 1) or "./"
    text = templates().get_template(template).render(values, root=root, here=here)
    # Halves of characters, which a question may hold, are in no page.
    data = text.encode("utf-8", "replace")
    return web.Response(body=data, content_type="text/html", charset="utf-8")


def wants_page(request: web.Request) -> bool:
    """Whether it comes from a browser, which shows pages to people."""
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")


@cache
def templates() -> Environment:
    """The templates, read once."""
    return Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
