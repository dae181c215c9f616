import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.posts.markdown import block, clean, escape, link, one_line
from tests.bot.discord_markdown import readings
from tests.bot.markup import NASTY, nasty_text

# Names of emoji and invitations, which Discord's client finds and the parsers do not look for.
CLIENTS_OWN = re.compile(r":[^\s:]+:|\.gg/|://|<|\|\||@(?:everyone|here)")


def words(text):
    return clean(text).split()


def unescaped(markdown):
    """What is left for Discord to obey, once every escaped character is taken away."""
    return re.sub(r"\\[^0-9A-Za-z\s]", " ", markdown)


def letters(runs):
    """Every visible character with whether it is bold."""
    return [(c, "bold" in run.styles) for run in runs for c in run.text if not c.isspace()]


@st.composite
def texts_with_an_answer(draw):
    text = draw(nasty_text)
    start = draw(st.integers(0, len(text)))
    return text, (start, draw(st.integers(start, len(text))))


def every_nasty_string(test):
    for text in NASTY:
        test = example(text)(test)
    return test


@every_nasty_string
@given(nasty_text)
def test_escaped_text_is_shown_as_it_stands(text):
    for reading in readings(escape(text)):
        assert reading.text.split() == words(text), reading.parser
        assert not reading.kinds, reading


@every_nasty_string
@given(nasty_text)
def test_nothing_is_left_for_the_client_to_obey(text):
    assert not CLIENTS_OWN.search(unescaped(escape(text)))


@given(nasty_text)
def test_nothing_but_backslashes_is_put_in(text):
    shown = clean(text)
    at = 0
    for character in escape(text):
        if at < len(shown) and character == shown[at]:
            at += 1
        else:
            assert character == "\\"
    assert at == len(shown) == len(text)


@given(nasty_text)
def test_cleaned_text_can_be_sent_and_keeps_its_offsets(text):
    shown = clean(text)
    assert len(shown) == len(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u202e]", shown)
    shown.encode()


@pytest.mark.parametrize("text", ["\x00", "\x1b[31m", "\ud83d", "abc\u202edef"])
def test_what_cannot_be_sent_is_replaced_for_all_to_see(text):
    assert escape(text).count("\N{REPLACEMENT CHARACTER}") == 1


def test_plain_prose_needs_no_backslash():
    text = "It opened at 10:30 (not 11.00), said Ms. O'Neill: “half-price” for 5 % & $3; ok? – Yes!"
    assert escape(text) == text


@example(("**bold** \\", (8, 10)))
@example(("a*b*c", (1, 2)))
@example(("one\ntwo\n\n- three\n", (2, 12)))
@example(("\\\\", (0, 1)))
@example((" a ", (0, 3)))
@example(("a  b", (1, 3)))
@given(texts_with_an_answer())
def test_a_block_quote_holds_the_words_with_exactly_the_answer_in_bold(case):
    text, (start, end) = case
    shown = clean(text)
    wanted = [(c, start <= at < end) for at, c in enumerate(shown) if not c.isspace()]
    for reading in readings(block(text, (start, end))):
        assert reading.text.split() == words(text), reading.parser
        assert letters(reading.runs) == wanted, reading.parser
        assert reading.kinds <= {"quote", "bold"}, reading
        assert all("quote" in run.styles for run in reading.runs)


@every_nasty_string
@given(nasty_text)
def test_every_line_of_a_block_is_quoted(text):
    quoted = block(text)
    assert all(line.startswith("> ") for line in quoted.split("\n")) or not text.strip()
    assert "**" not in quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The town\nis old.", "> The town is old."),
        ("The town  \r\n   is   old.", "> The town is old."),
        ("Bring:\n- a tent\n- a map\n  of Wales", "> Bring:\n> \\- a tent\n> \\- a map of Wales"),
        ("## Rules\nBe kind.", "> \\## Rules\n> Be kind."),
        ("One.\n\n\n\nTwo.", "> One.\n> \n> Two."),
        ("1. go\n2. stop", "> 1\\. go\n> 2\\. stop"),
        ("| a | b |\n| c | d |", "> \\| a \\| b \\|\n> \\| c \\| d \\|"),
        ("if x:\n    go()\nend", "> if x:\n>     go() end"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_wrapped_lines_are_joined_and_others_kept(text, shown):
    assert block(text) == shown


@pytest.mark.parametrize("bold", [(3, 6), (4, 6), (3, 7), (4, 7)])
def test_bold_begins_and_ends_with_a_letter(bold):
    assert block("one 23 four", bold) == "> one **23** four"


def test_an_answer_over_several_lines_is_bold_on_each():
    shown = block("see:\n- one\n- two\nend", (4, 15))
    assert shown == "> see:\n> **\\- one**\n> **\\- tw**o end"


@every_nasty_string
@given(nasty_text)
def test_a_label_is_one_link_whatever_it_holds(label):
    for reading in readings("x " + link(label, "https://example.org/a_(b)?q=1")):
        assert reading.kinds == {"link"}
        [(shown, target)] = reading.links
        assert target == "https://example.org/a_%28b%29?q=1"
        name = one_line(label)
        if shown == name:
            assert reading.text == f"x {name}"
        else:
            assert shown == "link"
            assert reading.text == (f"x {name} (link)" if name else "x link")


@every_nasty_string
@given(nasty_text)
def test_in_the_words_of_a_link_stands_nothing_that_discord_would_need_a_backslash_for(label):
    shown = link(label, "https://example.org")
    if shown.startswith("["):
        assert shown.partition("](<")[0][1:] in (one_line(label), "link")
        assert "\\" not in shown
        assert not re.search(r"[*~`|\[\]<>@#]", shown[1 : -len("](<https://example.org>)")])


@pytest.mark.parametrize(
    "label",
    ["Rules (docs/server_rules.md, line 12)", "Größe: “zwei” – Straße 5, Seite 7", "हिन्दी"],
)
def test_ordinary_labels_are_the_words_of_their_link(label):
    assert link(label, "https://example.org/x") == f"[{label}](<https://example.org/x>)"


@pytest.mark.parametrize(
    "label", ["a *b*", "1. first", "https://x.org", "_x_", "smile 😀", "[x]", "discord.gg/abc"]
)
def test_labels_with_markup_stand_before_their_link(label):
    assert link(label, "https://e.org") == f"{escape(label)} ([link](<https://e.org>))"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://e.org/wiki/A_(b)", "https://e.org/wiki/A_%28b%29"),
        ("HTTP://E.org:80/a b", "http://E.org:80/a%20b"),
        ("https://bücher.de/ä?x=ü#y", "https://xn--bcher-kva.de/%C3%A4?x=%C3%BC#y"),
        ("https://e.org/100%/%20/>)**", "https://e.org/100%25/%20/%3E%29%2A%2A"),
        ("https://e.org/a\\)b", "https://e.org/a%5C%29b"),
    ],
)
def test_addresses_are_made_safe(url, target):
    assert link("x", url) == f"[x](<{target}>)"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "discord://-/channels/@me",
        "file:///etc/passwd",
        "//e.org",
        "https://",
        "https://user:password@e.org/",
        "https://google.com@e.org",
        "https://e.org\n/x",
        "https://e.org/\x00",
        "https://e.org/\ud800",
        "http://[::1/",
        "https://e e.org",
        "https://" + "a" * 70 + ".org",
        "https://e.org/" + "a" * 500,
    ],
)
def test_other_addresses_leave_a_plain_label(url):
    assert link("a [b]", url) == "a \\[b\\]"


@given(st.text(alphabet="ht:/ps.e@()<>[]%\\ *_#?&'\"\u00e4\n", max_size=30))
def test_no_address_gets_out_of_its_link(rest):
    for reading in readings("see " + link("here", "https://e.org/" + rest) + " and more"):
        assert reading.text == "see here and more"
        assert reading.kinds <= {"link"}
