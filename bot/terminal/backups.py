"""`quoth backup` and `quoth restore`, in words."""

from dataclasses import dataclass
from pathlib import Path

import click
from rich import filesize

from bot.backup.archive import CATALOG, LEDGER, SERVER, Manifest
from bot.presentation.wording import counted
from bot.settings import Settings
from bot.terminal.json_output import print_json
from index.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Holding:
    """What is in a backup, counted."""

    collections: int
    questions: bool
    documents: int
    servers: int


def run_backup(file: Path, settings: Settings, *, as_json: bool) -> None:
    """Write a backup and say what is in it. Raises QuothError."""
    from bot.backup.saving import save

    _check_folder(settings)
    manifest, size = save(settings, file)
    if as_json:
        print_json(_row(file, manifest) | {"bytes": size})
    else:
        click.echo(f"Wrote {file} ({filesize.decimal(size)}): {words(holding(manifest))}.")


def _check_folder(settings: Settings) -> None:
    """Raise SettingsError where the index is on a server, which has its own ways."""
    if settings.index:
        raise SettingsError(
            f"A backup is of an index in a folder, and this one is at {settings.index}: back that "
            "up as the server's makers say, or name a folder with --index."
        )


def run_check(file: Path, *, as_json: bool) -> None:
    """Compare all checksums of a backup and say what is in it. Raises QuothError."""
    from bot.backup.restoring import check

    manifest = check(file)
    if as_json:
        print_json(_row(file, manifest))
    else:
        click.echo(f"{file} of {manifest.made} is whole: {words(holding(manifest))}.")


def run_restore(file: Path, settings: Settings, *, replace: bool, as_json: bool) -> None:
    """Put a backup in place and say what that was. Raises QuothError."""
    from bot.backup.restoring import restore

    _check_folder(settings)
    restored = restore(settings, file, replace=replace)
    if as_json:
        print_json(_row(file, restored.manifest) | {"without_index": restored.without_index})
        return
    held = holding(restored.manifest)
    click.echo(f"Restored {file} of {restored.manifest.made}: {words(held)}.")
    if restored.without_index:
        click.echo("Its index is another version's and was left out: make it with quoth index.")
    elif held.collections:
        click.echo("Run quoth index on your documents, should they have changed since.")


def holding(manifest: Manifest) -> Holding:
    """What a backup holds."""
    paths = [member.path for member in manifest.members]
    found = [match for path in paths if (match := SERVER.fullmatch(path))]
    return Holding(
        collections=sum(bool(CATALOG.fullmatch(path)) for path in paths),
        questions=LEDGER in paths,
        documents=sum(match["name"] is not None for match in found),
        servers=len({match["guild"] for match in found}),
    )


def words(held: Holding) -> str:
    """The same as the end of a sentence."""
    parts = []
    if held.collections:
        with_scope = held.collections - 1
        more = f" with {counted(with_scope, 'collection')} for some only" if with_scope else ""
        parts.append(f"the index{more}")
    if held.questions:
        parts.append("questions and votes")
    if held.servers:
        servers = counted(held.servers, "server")
        parts.append(f"{counted(held.documents, 'document')} of {servers}")
    return ", ".join(parts) or "nothing"


def _row(file: Path, manifest: Manifest) -> dict[str, object]:
    held = holding(manifest)
    return {
        "file": str(file),
        "made": manifest.made,
        "version": manifest.version,
        "collections": held.collections,
        "questions": held.questions,
        "server_documents": held.documents,
        "servers": held.servers,
    }
