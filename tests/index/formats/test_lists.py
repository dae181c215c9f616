"""The number of an item is found, quoted or told with it, in every format that has lists."""

import pytest

from index.documents.document import Source, read
from index.formats.html.lists import shown
from index.structure.headings import section_landmarks
from index.structure.marking import mark
from index.structure.passages import join, passages

RULES = ("No dogs in the pool", "No glass by the water. Plastic is fine.", "No diving")


def told(name: str, text: str) -> list[tuple[str, str, str]]:
    """Label, what is searched with, and words of each sentence that could be quoted."""
    page = mark(read(Source(name, text.encode())))
    whole = page.document.text
    marks = page.document.landmarks or tuple(section_landmarks(page))
    found = []
    for passage in passages(page, lambda texts: [len(one) for one in texts]):
        searched = f"{passage.heading}\n{join(whole, passage).text}"
        for sentence in passage.sentences:
            label = next((m.name for m in reversed(marks) if m.start <= sentence.start), "")
            found.append((label, searched, whole[sentence.start : sentence.end]))
    return found


def numbered(*numbers: str) -> str:
    return "\n".join(f"{number} {rule}" for number, rule in zip(numbers, RULES, strict=True))


@pytest.mark.parametrize("name", ["rules.txt", "rules.md", "rules.eml"])
@pytest.mark.parametrize(
    "numbers",
    [("1.", "2.", "3."), ("5)", "6)", "7)"), ("9.", "10.", "11.")],
)
def test_a_number_that_is_written_stands_in_the_quote(name: str, numbers: tuple[str, ...]) -> None:
    head = "From: ann@example.org\nSubject: Rules\n\n" if name.endswith("eml") else "# Rules\n\n"
    words = [words for _, _, words in told(name, f"{head}{numbered(*numbers)}\n")]
    assert [f"{numbers[1]} No glass by the water.", "Plastic is fine."] == words[-3:-1]


@pytest.mark.parametrize(
    "numbers",
    [("(a)", "(b)", "(c)"), ("i)", "ii)", "iii)"), ("4.1", "4.2", "4.3"), ("4.1.", "4.2.", "4.3.")],
)
def test_a_text_numbers_items_in_many_ways(numbers: tuple[str, ...]) -> None:
    found = told("rules.txt", f"These are the rules of the pool.\n\n{numbered(*numbers)}\n")
    assert [words for _, _, words in found][2] == f"{numbers[1]} No glass by the water."


def test_a_number_that_markdown_counts_itself_is_told_with_the_item() -> None:
    found = told(
        "rules.md", f"# Pool\n\n## Rules\n\n{numbered('1.', '1.', '1.')}\n\nThat is all.\n"
    )
    assert [(label, words) for label, _, words in found] == [
        ("Rules", "1. No dogs in the pool"),
        ("Rules › item 2", "No glass by the water."),
        ("Rules › item 2", "Plastic is fine."),
        ("Rules › item 3", "No diving"),
        ("Rules", "That is all."),
    ]
    assert "item 2" in found[1][1] and "item 3" not in found[1][1]


def test_numbers_that_begin_anew_are_as_they_are_written() -> None:
    text = "1. Towels\n2. Soap\n\n1. Sun\n2. Shade\n"
    assert [(label, words) for label, _, words in told("pool.md", text)] == [
        *(("", "1. Towels"), ("", "2. Soap"), ("", "1. Sun"), ("", "2. Shade"))
    ]


def test_items_of_several_paragraphs_and_inner_lists_keep_their_numbers() -> None:
    text = "1. Come in\n\n   Take a towel.\n   1. Shower\n   2. Swim\n2. Go home\n"
    assert [words for _, _, words in told("pool.md", text)] == [
        *("1. Come in", "Take a towel.", "1. Shower", "2. Swim", "2. Go home")
    ]


def web(attributes: str, *items: str) -> list[str]:
    rules = items or [f"<li>{rule}</li>" for rule in RULES]
    page = f"<h1>Pool</h1><p>These are the rules of the pool.</p><ol {attributes}>{''.join(rules)}"
    return [words for _, _, words in told("rules.html", f"{page}</ol>")][1:]


@pytest.mark.parametrize(
    ("attributes", "number"),
    [
        ("", "2."),
        ("start=5", "6."),
        ("start=-1", "0."),
        ("reversed", "2."),
        ("reversed start=9", "8."),
        ("type=a", "b."),
        ("type=A start=25", "Z."),
        ("type=i start=8", "ix."),
        ("type=I", "II."),
        ("style='list-style-type: upper-roman'", "II."),
        ("style='list-style: inside lower-alpha'", "b."),
        ("start=x", "2."),
    ],
)
def test_a_page_shows_the_numbers_of_its_lists(attributes: str, number: str) -> None:
    assert web(attributes)[1] == f"{number} No glass by the water."


def test_a_page_may_show_no_numbers_or_others() -> None:
    assert web("style='list-style: none'")[0] == RULES[0]
    assert web("", "<li>One<li value=7>Two<li>Three<li hidden>No<li>Four") == [
        *("1. One", "7. Two", "8. Three", "9. Four")
    ]
    assert web("", "<li><h3>Pay</h3><p>At the desk.</p></li><li><p>Swim <ol><li>Slowly</ol>")[
        :3
    ] == [*("At the desk.", "2. Swim", "1. Slowly")]


def test_a_way_through_the_site_has_no_numbers() -> None:
    links = "<nav><ol><li><a href=/>Home</a><li><a href=/p>Pool</a></ol></nav>"
    page = read(Source("a.html", f"{links}<h1>Pool</h1><p>It opens at nine.</p>".encode()))
    assert "Home\n" in page.text and "1." not in page.text


@pytest.mark.parametrize(
    ("numbers", "second"),
    [(("1.", "2.", "3."), "2."), (("#.", "#.", "#."), "2."), (("(a)", "(b)", "(c)"), "(b)")],
)
def test_rst_numbers_its_items(numbers: tuple[str, ...], second: str) -> None:
    text = "Pool\n====\n\nThese are the rules.\n\n" + numbered(*numbers)
    words = [words for _, _, words in told("rules.rst", text)]
    assert f"{second} No glass by the water." in words


def test_sections_of_a_text_are_headings() -> None:
    text = (
        "The rules of the pool\n\n4. Money\n\n4.1 Fees\n\nMoney is paid when you come in.\n\n"
        "4.2 Deposits\n\nThe deposit for a locker is one pound.\n\n"
        "5. Swimming\n\n5.1 You swim.\n5.2 You shower.\n\nBring:\n\n1. Towels\n\n2. Soap\n"
    )
    found = {words: label for label, _, words in told("rules.txt", text)}
    assert found["The deposit for a locker is one pound."] == "4. Money › 4.2 Deposits"
    assert (found["Money is paid when you come in."], found["5.2 You shower."]) == (
        *("4. Money › 4.1 Fees", "5. Swimming"),
    )
    assert "1. Towels" in found and "2. Soap" in found


def test_numbers_as_lists_show_them() -> None:
    assert [shown(n, "i") for n in (1, 4, 9, 14, 40, 90, 400, 944, 3999, 4000, 0)] == [
        *("i", "iv", "ix", "xiv", "xl", "xc", "cd", "cmxliv", "mmmcmxcix", "4000", "0")
    ]
    assert [shown(n, "a") for n in (1, 26, 27, 52, 703)] == ["a", "z", "aa", "az", "aaa"]
