"""Nothing that a viewer of Markdown hides is a block, and nothing that it shows is lost."""

import time

import pytest

from index.documents.document import Source, read
from index.extraction.model import Extract
from index.formats.markdown import read as parse
from index.formats.markdown.hidden import hidden
from index.structure.marking import Page, mark
from index.structure.passages import passages

SHOWN = "The deposit is 450 euros.\n\nKeys are at the desk.\n"


def parsed(text: str) -> Extract:
    return parse(text.encode())


def page(text: str) -> Page:
    return mark(read(Source("rules.md", text.encode())))


def sentences(text: str) -> list[str]:
    """All that could be quoted."""
    found = passages(page(text), lambda texts: [len(one) for one in texts])
    return [page(text).document.text[s.start : s.end] for p in found for s in p.sentences]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "hides",
    [
        "<!-- The deposit is 900 euros. -->",
        "<!--\nDraft:\n\nThe deposit is 900 euros.\n\n# Not a heading\n-->",
        "<!--\n```\nThe deposit is 900 euros.\n```\n-->",
        "> <!-- The deposit is\n> 900 euros. -->",
        "- <!-- The deposit is 900 euros. -->",
        "<style>\n\n.a { width: 900 }\n\n</style>",
        "<script>\nlet deposit = 900;\n\nlet keys = 9;\n</script>",
        "<template>\n\nThe deposit is 900 euros.\n\n</template>",
        "<div>\n<!-- The deposit is 900 euros. -->\n</div>",
        '<img alt="The map"\n  title="The deposit is 900 euros"\n  src="a.png">',
        "{/* The deposit is 900 euros. */}",
        "{% comment %}\nThe deposit is 900 euros.\n{% endcomment %}",
        "{::comment}\nThe deposit is 900 euros.\n{:/comment}",
        "%%\nThe deposit is 900 euros.\n%%",
        "[//]: # (The deposit is 900 euros.)",
    ],
)
def test_what_is_hidden_is_never_quoted(hides: str, newline: str) -> None:
    first, second = SHOWN.split("\n\n")
    text = f"# Rules\n\n{first}\n\n{hides}\n\n{second}".replace("\n", newline)
    found = sentences(text)
    assert not any("9" in words for words in found)
    assert found == [first.strip(), second.strip()]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("It costs <!-- was 900 --> 450 euros.", ["It costs", "450 euros."]),
        ("It costs 450 euros. <!-- not 900 -->", ["It costs 450 euros."]),
        ("It costs <!-- was\n900 --> 450 euros.", ["It costs", "450 euros."]),
        ("- It costs 450 euros <!-- 900 --> a month.", ["It costs 450 euros", "a month."]),
        ("It <script>pay(900)</script> costs 450.", ["It", "costs 450."]),
        ("It costs <!--> 450 euros.", ["It costs", "450 euros."]),
    ],
)
def test_a_comment_within_a_sentence_is_cut_out_of_it(line: str, shown: list[str]) -> None:
    assert sentences(f"# Rules\n\nCome early, for the desk shuts.\n\n{line}\n")[1:] == shown


@pytest.mark.parametrize(
    "words",
    [
        "Write `<!-- a note -->` where nobody is to see it.",
        "Write ``<!-- a ` note -->`` where nobody is to see it.",
        r"Write \<!-- a note --> where everybody is to see it.",
        "```html\n<!-- a note -->\n<script>let a = 1;</script>\n```",
        "    <!-- a note -->",
        "It is 100 %% sure that it opens, and 50 %% that it rains.",
        "The arrow --> leads there, and a < b and\nc > d are numbers.",
    ],
)
def test_what_only_looks_hidden_is_kept(words: str) -> None:
    kept = words.replace("```html\n", "").replace("\n```", "").strip()
    assert " ".join(sentences(f"# Rules\n\n{SHOWN}\n\n{words}\n")[2:]) == kept


def test_code_in_one_paragraph_does_not_reach_into_the_next() -> None:
    text = "A ` alone.\n\n<!-- The deposit is 900 euros. -->\n\nAnother ` alone.\n"
    assert sentences(text) == ["A ` alone.", "Another ` alone."]


def test_a_comment_without_end_hides_the_rest_as_in_a_browser_and_is_told() -> None:
    read_page = page(f"# Rules\n\n{SHOWN}\n<!--\nThe deposit is 900 euros.\n\nReally 900.\n")
    assert read_page.document.notes == (
        "what begins in line 7 has no end, so nothing after it is read",
    )
    assert "900" not in " ".join(sentences(read_page.document.text))
    assert sentences("It is not hidden <!-- though.\n\nThis neither.")[-1] == "This neither."


@pytest.mark.parametrize(
    "piece", ["<!-- ", "`` ` ", "<script> ", "{/* ", "\\<!-- ` ", "<a ", "%%\n"]
)
def test_hiding_takes_time_in_proportion(piece: str) -> None:
    began = time.process_time()
    hidden(piece * 200_000, 0, [])
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("## **Fees** <a name=x>", "Fees"),
        ('## <a id="fees"></a>Fees', "Fees"),
        ('## [Fees](fees.md "All fees") ##', "Fees"),
        ("## `fees()` & *more* &amp; __more__", "fees() & more & more"),
        ("## Fees {#fees .wide}", "Fees"),
        ("## Fees ## {#fees}", "Fees"),
        ("## Fees {: #fees}", "Fees"),
        ("## ![The fees](fees.png)", "The fees"),
        ("## Fees[^1] and ~~old~~ dues", "Fees and old dues"),
        ("## [[fees-page|Fees]]", "Fees"),
        ("## Fees <!-- draft -->", "Fees"),
        ("**Fees** and\n*dues*\n---", "Fees and dues"),
        ("<h2 id=x>Fees <b>and</b> dues</h2>", "Fees and dues"),
        ("## C# and snake_case_name", "C# and snake_case_name"),
        (r"## 2 \* 3 is 6", "2 * 3 is 6"),
    ],
)
def test_headings_are_told_without_marks(heading: str, told: str) -> None:
    from index.structure.headings import section_landmarks

    found = page(f"# *Rules* of `salt`\n\n{heading}\n\nThe deposit is 450 euros.\n")
    assert found.title == "Rules of salt"
    assert [one.name for one in section_landmarks(found)] == ["", told]


def test_a_title_that_is_no_heading_is_told_without_marks() -> None:
    text = "**Rules** of the *deposit*\n\nThe deposit is paid when you come to the desk.\n"
    assert page(text).title == "Rules of the deposit"


@pytest.mark.parametrize(
    "markup",
    [
        "<div hidden>\n\n{}\n\n</div>",
        "<div class=x hidden><div>More.</div>\n\n{}\n</div>",
        '<p style="color:red; display:none">{}</p>',
        "Before. <span hidden>{}</span>",
        "<noscript>{}</noscript>",
        "Before. %%{}%% After.",
        "export const Code = () => (\n  <b>{}</b>\n);",
    ],
)
def test_what_elements_and_modules_hide_is_not_read(markup: str) -> None:
    code = "The old code was 4411."
    text = f"# Shed\n\nThe key hangs in the shed.\n\n{markup.format(code)}\n\nIt rains at noon.\n"
    found = parsed(text)
    words = [found.text[b.start : b.end] for b in found.blocks]
    assert not any("4411" in one or "More." in one for one in words)
    assert "The key hangs in the shed." in words and "It rains at noon." in words


@pytest.mark.parametrize(
    "markup",
    [
        '<button aria-controls="p">Code?</button>\n\n<div id="p" hidden>\n\n{}\n\n</div>',
        "<div hidden>\n\n{}",
        "`<div hidden>` {} `</div>`",
        "<div class=hidden-gem>{}</div>",
        "Of 100%% it is {} %%.",
    ],
)
def test_what_is_opened_or_only_looks_hidden_is_read(markup: str) -> None:
    found = parsed(f"# Shed\n\n{markup.format('The code is 4411.')}\n")
    assert any("4411" in found.text[b.start : b.end] for b in found.blocks)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '!!! note "First"\n    Read it.\n\n    It hangs there.\n',
            ["First", "Read it.", "It hangs there."],
        ),
        ("??? info\n    Read it.\n", ["Read it."]),
        (":::tip My tip\nRead it.\n:::\n", ["My tip", "Read it."]),
        (":::note[My tip]{#id}\n\nRead it.\n\n:::\n", ["My tip", "Read it."]),
        ("::: warning\nRead it.\n:::\n", ["Read it."]),
        ("> [!NOTE]\n> Read it.\n", ["Read it."]),
        ("> [!tip]- My tip\n> Read it.\n", ["My tip", "Read it."]),
    ],
)
def test_marks_of_boxes_are_not_read_and_their_titles_are(text: str, words: list[str]) -> None:
    found = parsed(f"# Shed\n\nThe shed is dry.\n\n{text}")
    told = [found.text[b.start : b.end] for b in found.blocks]
    assert told == ["Shed", "The shed is dry.", *words]
    assert all(block.kind != "code" for block in found.blocks)


def test_a_tab_is_told_with_what_is_in_it() -> None:
    gas, electric = '=== "Gas"\n\n    Open the valve.', '=== "Electric"\n\n    Turn the dial.'
    text = f"# Kiln\n\n{gas}\n\n{electric}\n\nWait.\n"
    found = parsed(text)
    told = [(b.item, found.text[b.start : b.end]) for b in found.blocks]
    assert told[1:] == [("Gas", "Open the valve."), ("Electric", "Turn the dial."), ("", "Wait.")]


def test_rows_of_a_table_in_html_are_whole() -> None:
    rows = "<tr><th>Door</th><th>Holder</th></tr>\n<tr>\n<td>Back</td>\n<td>Karl</td>\n</tr>"
    found = parsed(f"# Keys\n\n<table>\n{rows}</table>\n")
    told = [found.text[b.start : b.end] for b in found.blocks if b.kind == "table"]
    assert told == ["Door</th><th>Holder", "Back</td>\n<td>Karl"]


def test_what_is_never_closed_costs_little() -> None:
    for piece in ("<div hidden>", "%%a", "<tr>", "<p hidden id=a>", "export const a\n"):
        parsed(piece * 3_000)
