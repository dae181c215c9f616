"""reStructuredText, by docutils: what it says, with directives and roles of other programs too."""

import re
from string import ascii_uppercase
from textwrap import dedent
from typing import Any

from index.extraction.decoding import decoded
from index.extraction.model import BlockKind, Extract, damage
from index.extraction.writer import TextWriter, one_line, row
from index.formats.html.lists import shown as number_shown
from index.text.dates import iso_date

SUFFIXES = (".rst", ".rest")

# Nothing but the file itself is read, and nothing is printed.
SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 6,
    "syntax_highlight": "none",
    "smart_quotes": False,
    "doctitle_xform": False,
    "line_length_limit": 10_000_000,
    "_disable_config": True,
}
# The lines at the head of a proposal that say what it is about.
HEADER = re.compile(r"\s*(?:[A-Z][\w-]*:[ \t][^\n]*\n(?:[ \t]+\S[^\n]*\n)*){3,}\s*\n")
HEADER_FIELD = re.compile(r"^([A-Z][\w-]*):[ \t]+([^\n]*)", re.MULTILINE)
DIRECTIVE = re.compile(
    r"\.\. (?P<name>[\w:+.-]+)::[ \t]*(?P<argument>[^\n]*)\n?(?P<rest>.*)", re.DOTALL
)
OPTIONS = re.compile(r"(?:\s*:[^:\n]+:[^\n]*\n)+")
ROLE = re.compile(r":[\w:+.-]+:`~?!?([^`<]*?)\s*(?:<[^>`]*>)?`")
CODE = frozenset(
    {"code-block", "sourcecode", "literalinclude", "highlight", "prompt", "parsed-literal"}
)
SILENT = frozenset({"toctree", "index", "only", "image", "include", "raw", "currentmodule"})
DEEPEST = 6
NESTED = 5
# How lists of each type number their items.
NUMBERS = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
# The letters of lists' numbers, by the number they stand for.
INITIALS = {
    "upperalpha": dict(enumerate(ascii_uppercase, 1)),
    "upperroman": {1: "I", 5: "V", 10: "X", 50: "L", 100: "C", 500: "D", 1000: "M"},
}


def read(data: bytes) -> Extract:
    """The text that docutils finds, by its blocks; the date of the fields at its head."""
    writer = TextWriter()
    fields: dict[str, str] = {}
    source = decoded(data)
    with damage():
        _write(writer, source.text, fields)
    return Extract(
        text=writer.text,
        blocks=tuple(writer.blocks),
        title=fields.get("title"),
        date=iso_date(fields.get("date", "")),
        notes=source.notes,
    )


def _write(
    writer: TextWriter, text: str, fields: dict[str, str], level: int = 0, depth: int = 0
) -> None:
    from docutils.core import publish_doctree

    if not level and (header := HEADER.match(text)):
        fields.update((name.lower(), value) for name, value in HEADER_FIELD.findall(header[0]))
    tree: Any = publish_doctree(text, settings_overrides=SETTINGS)
    _initials(tree)
    _quiet(tree)
    for node in tree.findall():
        if node.tagname == "field" and not level:
            name, body = (one_line(child.astext()) for child in node.children[:2])
            fields.setdefault(name.lower(), body)
    _blocks(writer, tree, level or _untitled(tree), "line", depth)


def _untitled(tree: Any) -> int:  # noqa: ANN401 (docutils' nodes have no useful types)
    """1 where the text has several sections at its top, so that none of them is its title."""
    return int(sum(node.tagname == "section" for node in tree.children) > 1)


def _blocks(writer: TextWriter, parent: Any, level: int, kind: BlockKind, depth: int) -> None:  # noqa: ANN401
    """Write what stands in a node of docutils' tree; `depth` counts texts inside directives."""
    for node in parent.children:
        name = node.tagname
        if name == "title":
            writer.add(_words(node), "heading", min(DEEPEST, max(1, level)))
        elif name == "section":
            _blocks(writer, node, level + 1, "line", depth)
        elif name in ("literal_block", "doctest_block", "math_block"):
            writer.add(node.astext().strip("\n"), "code")
        elif name == "table":
            _table(writer, node)
        elif name == "list_item":
            _item(writer, node, level, depth)
        elif name == "system_message":
            _unknown(writer, node, level, kind, depth)
        elif name in ("paragraph", "term", "caption", "attribution", "subtitle", "rubric", "line"):
            writer.add(_words(node), kind)
        elif name == "field":
            names = [one_line(child.astext()) for child in node.children]
            writer.add(row(names[:1], names[1:]), "table")
        elif name not in ("comment", "substitution_definition", "target", "#text", "problematic"):
            _blocks(writer, node, level, kind, depth)


def _item(writer: TextWriter, item: Any, level: int, depth: int) -> None:  # noqa: ANN401
    """An item of a list; the number of one belongs to its first words."""
    from docutils import nodes

    above = item.parent
    if above.tagname == "enumerated_list" and item.children:
        number = above.get("start", 1) + above.index(item)
        shown = number_shown(number, NUMBERS.get(above["enumtype"], "1"))
        mark = f"{above.get('prefix', '')}{shown}{above.get('suffix', '.')} "
        first = item.children[0]
        if first.tagname == "paragraph":
            first.insert(0, nodes.Text(mark))
    _blocks(writer, item, level, "item", depth)


def _words(node: Any) -> str:  # noqa: ANN401
    return one_line(ROLE.sub(r"\1", node.astext()))


def _initials(tree: Any) -> None:  # noqa: ANN401
    """Take a paragraph that begins with an initial for that, not for a list of one item."""
    from docutils import nodes

    for listed in reversed(list(tree.findall(nodes.enumerated_list))):
        item, start = listed.children[0], listed.get("start", 1)
        if len(listed.children) == 1 and listed["enumtype"] in INITIALS and item.children:
            initial = INITIALS[listed["enumtype"]].get(start, "")
            item.children[0].insert(0, nodes.Text(f"{initial}. "))
            listed.replace_self(item.children)


def _quiet(tree: Any) -> None:  # noqa: ANN401
    """Take out what docutils has to say, but for directives that it does not know."""
    from docutils import nodes

    for message in list(tree.findall(nodes.system_message)):
        if not any(isinstance(child, nodes.literal_block) for child in message.children):
            message.parent.remove(message)


def _unknown(writer: TextWriter, message: Any, level: int, kind: BlockKind, depth: int) -> None:  # noqa: ANN401
    """What a directive of another program holds, read as text like any other."""
    source = next((n.astext() for n in message.children if n.tagname == "literal_block"), "")
    found = DIRECTIVE.match(source)
    if not found or depth >= NESTED:
        return
    name = found["name"].rpartition(":")[2]
    rest = dedent(found["rest"])
    options = OPTIONS.match(rest)
    content = (rest[options.end() :] if options else rest).strip("\n")
    if name in CODE:
        writer.add(content, "code")
    elif name not in SILENT:
        _write(writer, f"{found['argument']}\n\n{content}", {"": ""}, level, depth + 1)


def _table(writer: TextWriter, table: Any) -> None:  # noqa: ANN401
    rows = [
        (
            line.parent.tagname == "thead",
            [one_line(ROLE.sub(r"\1", c.astext())) for c in line.children],
        )
        for line in table.findall(_is_row)
    ]
    heads = [cells for head, cells in rows if head]
    for head, cells in rows:
        writer.add(row(heads[-1] if heads and not head else [], cells), "table")


def _is_row(node: Any) -> bool:  # noqa: ANN401
    return bool(node.tagname == "row")
