"""`quoth doctor`: all of it looked at, and told as it comes."""

from collections.abc import Iterator

from bot.doctor.kept import check_ledger, check_token
from bot.indexes import index_of
from bot.settings import Settings
from bot.terminal.checkup import print_checks, print_checks_json
from index.doctor.checks import Check
from index.doctor.examination import Subject, examine
from index.doctor.stored import Advance

SIGN_IN = Check("Sign-in", "skipped", "--discord signs in: token, intents, permissions, clock")


def run(settings: Settings, *, deep: bool, discord: bool, as_json: bool) -> int:
    """Look at everything and print it; the status to end with. Raises SettingsError."""

    def checks(advance: Advance) -> Iterator[Check]:
        yield from examine(subject_of(settings), advance, deep=deep)
        yield from _of_discord(settings, deep=deep, discord=discord)

    return print_checks_json(checks) if as_json else print_checks(checks)


def subject_of(settings: Settings) -> Subject:
    """What the settings say is answered from."""
    return Subject(
        index_folder=settings.index_dir,
        model=settings.model,
        cache_folder=settings.cache_dir,
        second=settings.second_reader,
        limits=settings.limits,
        threshold=settings.threshold,
        served=index_of(settings, servers=False) if settings.index else None,
        servers=None if settings.index else settings.discord_documents,
        written=(settings.discord_database,) if settings.discord_token else (),
    )


def _of_discord(settings: Settings, *, deep: bool, discord: bool) -> Iterator[Check]:
    token = check_token(settings)
    yield token
    if token.state == "skipped" and not settings.discord_database.exists():
        return
    yield check_ledger(settings.discord_database, deep=deep)
    if token.state != "good":
        return
    if not discord:
        yield SIGN_IN
        return
    from bot.doctor.connected import check_connected

    yield from check_connected(settings)
