"""Nothing outside a collection is read, whatever links are there or come to be there meanwhile."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents.document import Skipped, Source
from index.documents.finding import sources
from index.limits import DEFAULT_LIMITS
from tests.index.documents.test_finding import SENTENCE, found
from tests.support import write

SECRET = "The vault opens with the word Quetzalcoatl."
LINK_OUT = "it is a link that leads out of the folder"
LINK_APART = "it is a link to what is hidden or in another collection"


def test_what_is_no_regular_file_does_not_stop_it(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE, "folder.txt/inner.txt": SENTENCE})
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "pipe link.txt").symlink_to("pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        special = dict.fromkeys(
            ["pipe.txt", "pipe link.txt", "socket.txt"], "it is not a regular file"
        )
        assert found(tmp_path) == {"folder.txt/inner.txt": "", "good.txt": ""} | special


def test_a_path_that_is_too_long_for_the_system_is_read_all_the_same(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(50):
        os.mkdir("d" * 100, dir_fd=here)
        inner = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    handle = os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here)
    os.write(handle, SENTENCE.encode())
    os.close(handle)
    os.close(here)
    try:
        assert found(tmp_path) == {("d" * 100 + "/") * 50 + "deep.txt": ""}
    finally:
        shutil.rmtree(tmp_path / ("d" * 100))


def test_links_out_of_the_folder_and_to_folders_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.txt": SECRET, "deep/secret.txt": SECRET})
    inside = write(tmp_path / "inside", {"good.txt": SENTENCE, "real/other.txt": SENTENCE})
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "relative.txt").symlink_to("../outside/secret.txt")
    (inside / "chain.txt").symlink_to("file.txt")
    (inside / "folder").symlink_to(outside / "deep")
    (inside / "upward").symlink_to("..")
    (inside / "real" / "around").symlink_to(inside)
    (inside / "near").symlink_to("real")
    (inside / "through.txt").symlink_to("folder/secret.txt")
    (inside / "dangling.txt").symlink_to(outside / "gone.txt")
    everything = list(sources(inside, DEFAULT_LIMITS))
    assert not any(SECRET.encode() in one.data for one in everything if isinstance(one, Source))
    to_folder = "it is a link to a folder, and those are not followed"
    expected = {
        "good.txt": "",
        "real/other.txt": "",
        "real/around": to_folder,
        "near": to_folder,
        "dangling.txt": "it is a link that leads nowhere",
    }
    out = ("file.txt", "relative.txt", "chain.txt", "folder", "upward", "through.txt")
    assert found(inside) == expected | dict.fromkeys(out, LINK_OUT)
    assert found(inside, only={*found(inside)}) == found(inside)
    assert (
        found(inside, only={"near/other.txt", "folder/secret.txt", "../outside/secret.txt"}) == {}
    )
    assert found(inside, only={str(outside / "secret.txt"), "", ".", "real", "gone.txt"}) == {}


def test_links_that_lead_in_circles_are_named_and_not_fatal(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE})
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "there").symlink_to("back")
    (tmp_path / "back").symlink_to("there")
    circles = dict.fromkeys(["loop.txt", "there", "back"], "it is a link that leads to itself")
    assert found(tmp_path) == {"good.txt": ""} | circles


def to_secret(path: Path, secret: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
        path.symlink_to(secret.parent)
    else:
        path.unlink()
        path.symlink_to(secret)


def to_pipe(path: Path, secret: Path) -> None:
    path.unlink() if path.is_file() else shutil.rmtree(path)
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("place", "change", "expected"),
    [
        ("b.txt", to_secret, {"b.txt": "it is a link that leads to itself", "c/d.txt": ""}),
        ("b.txt", to_pipe, {"b.txt": "it is not a regular file", "c/d.txt": ""}),
        ("b.txt", lambda path, _: path.unlink(), {"c/d.txt": ""}),
        ("c", to_secret, {"b.txt": "", "c": "the folder cannot be read (not a directory)"}),
        ("c", to_pipe, {"b.txt": "", "c": "the folder cannot be read (not a directory)"}),
        ("c", lambda path, _: shutil.rmtree(path), {"b.txt": ""}),
    ],
    ids=[
        "file to link",
        "file to pipe",
        "no file",
        "folder to link",
        "folder to pipe",
        "no folder",
    ],
)
def test_what_is_swapped_between_listing_and_opening_does_not_get_in(
    tmp_path: Path,
    place: str,
    change: Callable[[Path, Path], object],
    expected: dict[str, str],
) -> None:
    outside = write(tmp_path / "outside", {"d.txt": SECRET})
    inside = write(tmp_path / "in", dict.fromkeys(["a.txt", "b.txt", "c/d.txt"], SENTENCE))
    everything = sources(inside, DEFAULT_LIMITS)
    assert next(everything).path == "a.txt"
    change(inside / place, outside / "d.txt")
    rest = list(everything)
    assert {one.path: getattr(one, "reason", "") for one in rest} == expected
    assert all(one.data == SENTENCE.encode() for one in rest if isinstance(one, Source))


def test_a_folder_that_becomes_a_link_while_its_files_are_read_leads_nowhere(
    tmp_path: Path,
) -> None:
    outside = write(tmp_path / "outside", {"a.txt": SECRET, "b.txt": SECRET})
    inside = write(tmp_path / "in", {"c/a.txt": SENTENCE, "c/b.txt": SENTENCE})
    everything = sources(inside, DEFAULT_LIMITS)
    assert next(everything).path == "c/a.txt"
    to_secret(inside / "c", outside / "b.txt")
    assert list(everything) == [Skipped("c/b.txt", "it cannot be read (not a directory)")]


def test_other_collections_are_neither_entered_nor_linked_to(tmp_path: Path) -> None:
    names = ["open.txt", "staff/a.txt", "staff/deep/b.txt", "staff/board/c.txt", ".kept/d.txt"]
    write(tmp_path, dict.fromkeys(names, SENTENCE))
    write(tmp_path, {"staff/Quoth.TOML": "roles = [1]", "staff/board/quoth.toml": "roles = [2]"})
    write(tmp_path, {"quoth.toml": "everywhere = true"})
    for name, target in (
        ("link.txt", "staff/a.txt"),
        ("deep.txt", "staff/deep/b.txt"),
        ("hidden.txt", ".kept/d.txt"),
        ("marker.txt", "quoth.toml"),
        ("staff/up.txt", "../open.txt"),
        ("staff/down.txt", "board/c.txt"),
        ("staff/in.txt", "deep/b.txt"),
    ):
        (tmp_path / name).symlink_to(target)
    apart = dict.fromkeys(["link.txt", "deep.txt", "hidden.txt", "marker.txt"], LINK_APART)
    assert found(tmp_path) == {"open.txt": ""} | apart
    staff = dict.fromkeys(["staff/a.txt", "staff/deep/b.txt", "staff/in.txt"], "")
    staff |= dict.fromkeys(["staff/up.txt", "staff/down.txt"], LINK_APART)
    assert found(tmp_path, within="staff") == staff
    assert found(tmp_path, within="staff/board") == {"staff/board/c.txt": ""}
    everything = {*names, *staff, *apart, "quoth.toml", "staff/Quoth.TOML"}
    for within in ("", "staff", "staff/board"):
        once = found(tmp_path, within=within)
        assert found(tmp_path, within=within, only=everything) == once


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"good.txt": SENTENCE})
    (tmp_path / "again.txt").symlink_to("good.txt")
    assert found(tmp_path) == {"again.txt": "", "good.txt": ""}


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", {"good.txt": SENTENCE})
    (tmp_path / "link").symlink_to("real")
    assert found(tmp_path / "link") == {"good.txt": ""}
