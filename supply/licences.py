"""Writes docs/licences.md: `python -m supply.licences`, or `make licences`."""

from supply.parts import ROOT, Library, Own, libraries, own

PAGE = ROOT / "docs" / "licences.md"
HEAD = """\
# Licences

Written by `make licences` from what is pinned in `constraints.txt` and what the libraries say of
themselves; what they leave open stands in `supply/own.toml`. `make sbom` writes the same as
CycloneDX, with the hashes. Quoth itself is under the [MIT licence](../LICENSE).

## Models and data

| | | licence | what for |
|---|---|---|---|
"""
LIBRARIES = """
## Libraries

Those for *running* are always installed; *formats* and *milvus* are the extras of those names,
*tests* what `make test` needs, *building* what makes the package and its pins. *Other systems* are
those that this page was not written on: what graphics cards need comes with PyPI's torch for Linux
([how to do without](../README.md#on-linux-without-a-graphics-card)).

| library | version | licence | for |
|---|---|---|---|
"""


def page(parts: list[Library], others: list[Own]) -> str:
    """The whole page."""
    above = "".join(
        f"| {one.name} | {one.where} | {one.licence} | {one.purpose} |\n" for one in others
    )
    return HEAD + above + LIBRARIES + "".join(map(row, parts))


def row(part: Library) -> str:
    """The line of one library."""
    return f"| {part.name} | {part.version} | {part.licence} | {part.use} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(libraries(), own()), encoding="utf-8")
