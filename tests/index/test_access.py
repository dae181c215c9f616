"""Who may see what: every kind of scope against every kind of audience, and markers that say so."""

import os
from pathlib import Path

import pytest

from index.access import (
    ANYBODY,
    EVERYWHERE,
    OWNER,
    Audience,
    Closed,
    Collection,
    Scope,
    sees,
    server_collection,
)
from index.documents.markers import folder_collections, is_marker
from tests.support import write

GUILD, OTHER = 11, 12
CHANNEL, ROLE, EVERYONE = 21, 31, 11
IN_GUILD = Audience(GUILD, frozenset({CHANNEL}), (frozenset({EVERYONE, ROLE}),))


@pytest.mark.parametrize(
    ("scope", "audience", "seen"),
    [
        (EVERYWHERE, ANYBODY, True),
        (Scope("guilds", frozenset({GUILD})), IN_GUILD, True),
        (Scope("guilds", frozenset({OTHER})), IN_GUILD, False),
        (Scope("guilds", frozenset({GUILD})), ANYBODY, False),
        (Scope("channels", frozenset({CHANNEL})), IN_GUILD, True),
        (Scope("channels", frozenset({CHANNEL + 1})), IN_GUILD, False),
        (Scope("channels", frozenset({CHANNEL})), Audience(channels=frozenset({CHANNEL})), False),
        (Scope("roles", frozenset({ROLE})), IN_GUILD, True),
        (Scope("roles", frozenset({ROLE + 1, ROLE})), IN_GUILD, True),
        (Scope("roles", frozenset({ROLE})), Audience(GUILD), False),
        (Scope("roles", frozenset({ROLE})), Audience(GUILD, readers=(frozenset(),)), False),
        # Somebody else reads the answer who has not the role.
        (
            Scope("roles", frozenset({ROLE})),
            Audience(GUILD, readers=(frozenset({ROLE}), frozenset({EVERYONE}))),
            False,
        ),
        (Scope("roles", frozenset({ROLE})), Audience(readers=(frozenset({ROLE}),)), False),
        # A number means one thing only: a channel's is no guild's and no role's.
        (Scope("guilds", frozenset({CHANNEL, ROLE})), IN_GUILD, False),
        (Scope("channels", frozenset({GUILD, ROLE})), IN_GUILD, False),
        (Scope("roles", frozenset({CHANNEL})), IN_GUILD, False),
    ],
)
def test_a_scope_lets_in_whom_it_names(scope: Scope, audience: Audience, seen: bool) -> None:
    assert sees(audience, scope) is seen
    assert sees(OWNER, scope)


def test_each_folder_with_a_marker_is_a_collection(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": "x",
            "staff/quoth.toml": "roles = [31]",
            "staff/pay/quoth.toml": 'guilds = ["11", 12]',
            "events/2024/QUOTH.TOML": "channels = [21]",
            "staff/open/quoth.toml": "everywhere = true",
            ".hidden/quoth.toml": "roles = [1]",
        },
    )
    assert folder_collections(tmp_path) == [
        Collection("", EVERYWHERE),
        Collection("events/2024", Scope("channels", frozenset({21})), "events/2024"),
        Collection("staff", Scope("roles", frozenset({31})), "staff"),
        Collection("staff/open", EVERYWHERE, "staff/open"),
        Collection("staff/pay", Scope("guilds", frozenset({11, 12})), "staff/pay"),
    ]


def test_no_folder_is_taken_for_a_servers_own_documents(tmp_path: Path) -> None:
    own = server_collection(GUILD).name
    write(tmp_path, {f"{own.lstrip('/')}/quoth.toml": "roles = [31]"})
    assert own not in [one.name for one in folder_collections(tmp_path)]


def test_the_folder_itself_may_have_a_scope(tmp_path: Path) -> None:
    write(tmp_path, {"quoth.toml": "guilds = [11]"})
    assert folder_collections(tmp_path) == [Collection("", Scope("guilds", frozenset({11})))]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "guilds = []",
        "guilds = 11",
        "guilds = [true]",
        "guilds = [-1]",
        'guilds = ["@everyone"]',
        'guilds = ["¹²"]',
        f'guilds = ["{"1" * 5000}"]',
        f"guilds = [{'1' * 5000}]",
        "guilds = [1]\nroles = [2]",
        "guilds = [1]\nnote = 'x'",
        "everywhere = false",
        "everyone = true",
        "guild = [1]",
        "guilds = [1",
        b"guilds = [1] # \xff",
        "[guilds]\n1 = 2",
    ],
)
def test_a_marker_that_is_not_understood_closes_its_folder(
    tmp_path: Path, content: str | bytes
) -> None:
    write(tmp_path, {"staff/quoth.toml": content, "staff/a.md": "x"})
    [main, closed] = folder_collections(tmp_path)
    assert main == Collection()
    assert isinstance(closed, Closed)
    assert closed.name == "staff"
    assert closed.reason.startswith("its quoth.toml ")


def test_a_marker_that_is_no_small_file_of_the_folder_closes_it(tmp_path: Path) -> None:
    docs = write(tmp_path / "docs", {"a/x.md": "x", "b/x.md": "x", "e/x.md": "x"})
    outside = write(tmp_path / "other", {"quoth.toml": "everywhere = true"}) / "quoth.toml"
    (docs / "a" / "quoth.toml").symlink_to(outside)
    (docs / "b" / "quoth.toml").mkdir()
    os.mkfifo(docs / "e" / "quoth.toml")
    (docs / "f").mkdir()
    (docs / "f" / "quoth.toml").write_bytes(b"guilds = [1] #" + bytes(200_000))
    found = folder_collections(docs)[1:]
    assert [type(one) for one in found] == [Closed] * 4
    assert {one.reason for one in found} == {"its quoth.toml is not a small file"}


def test_markers_are_known_in_any_case() -> None:
    assert is_marker("quoth.toml")
    assert is_marker("Quoth.TOML")
    assert not is_marker("quoth.toml.bak")
