"""`quoth documents` and `quoth show`: what is indexed, and the text of it."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from bot.indexes import index_of
from bot.settings import Settings
from bot.terminal.json_output import print_json
from index.access import Audience
from index.errors import DocumentError, SettingsError
from index.store.catalog import Listed, StoredDocument
from index.store.interface import Contents
from index.text.lines import LINE_BREAK

Unread = Sequence[tuple[str, str]]


def run_documents(settings: Settings, audience: Audience, *, as_json: bool) -> None:
    """Print the documents, and the files that were left out with the reasons."""
    documents, skipped, in_part = listed(settings, audience)
    if as_json:
        rows = [
            {"path": d.path, "title": d.title, "date": d.date, "passages": d.passages}
            for d in documents
        ]
        unread = {
            name: [{"path": path, "reason": reason} for path, reason in found]
            for name, found in (("skipped", skipped), ("in_part", in_part))
        }
        print_json({"documents": rows, **unread}, indent=1)
        return
    from bot.terminal.console import make_console
    from bot.terminal.listing import print_documents

    print_documents(make_console(), documents, skipped, in_part)


def listed(settings: Settings, audience: Audience) -> tuple[list[Listed], Unread, Unread]:
    """What an audience may see, by path, and what was left out wholly and in part.

    Raises IndexMissingError.
    """
    with _catalogs(settings, audience) as catalogs:
        documents = sorted((d for c in catalogs for d in c.documents()), key=lambda d: d.path)
        skipped = sorted(one for c in catalogs for one in c.skipped())
        return documents, skipped, sorted(one for c in catalogs for one in c.in_part())


def run_show(
    document: str, mark: str | None, settings: Settings, audience: Audience, *, lines: bool
) -> None:
    """Print a document's text as quotes are counted in it, or some of it for eyes."""
    with _catalogs(settings, audience) as catalogs:
        stored = next(filter(None, (catalog.document(document) for catalog in catalogs)), None)
    if stored is None:
        raise DocumentError(
            f"There is no document {document} in the index: quoth documents lists them all."
        )
    if mark is not None:
        _show_marked(stored, mark)
        return
    text = numbered(stored.text) if lines else stored.text
    if sys.stdout.isatty():
        from bot.terminal.console import safe

        click.echo(safe(text), nl=not text.endswith("\n"))
        return
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def numbered(text: str) -> str:
    """The lines of a text, each after its number as labels tell it, and a tab."""
    lines = LINE_BREAK.split(text)
    if not lines[-1]:
        lines.pop()
    width = max(len(f"{len(lines)}"), 4)
    return "".join(f"{number:>{width}}\t{line}\n" for number, line in enumerate(lines, 1))


def _show_marked(stored: StoredDocument, mark: str) -> None:
    from bot.terminal.answers import show_document
    from bot.terminal.console import make_console, plain

    start, end = _offsets(mark, len(stored.text))
    plain(make_console(), show_document(stored, start, end))


def _offsets(mark: str, length: int) -> tuple[int, int]:
    start, _, end = mark.partition(":")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= length):
        raise SettingsError(
            f"{mark!r} is not a place in the document: give --mark START:END within 0:{length}."
        )
    return int(start), int(end)


def document_names(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The paths that begin so, for a shell that completes them; none where there is no index."""
    from bot.settings import load_settings
    from index.access import OWNER
    from index.errors import QuothError

    try:
        settings = load_settings()
        given = context.params.get("index_dir")
        if given:
            settings = settings.model_copy(update={"index_dir": given, "index": ""})
        documents = listed(settings, OWNER)[0]
    except (QuothError, OSError):
        return []
    return [one.path for one in documents if one.path.startswith(begun)]


@contextmanager
def _catalogs(settings: Settings, audience: Audience) -> Iterator[list[Contents]]:
    catalogs = index_of(settings).contents(audience)
    try:
        yield catalogs
    finally:
        for catalog in catalogs:
            catalog.close()
