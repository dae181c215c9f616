"""A message is its writer's own words; what it answers and how it is signed is furniture."""

import time

import pytest

from index.errors import DocumentError
from index.formats.eml import read
from tests.index.formats.made import mail

OWN = "The museum opens at nine on Monday.\n\nIt shuts at five."


def words(data: bytes, *, furniture: bool = False) -> list[str]:
    """The words of each block below the headers that is furniture, or is not."""
    extract = read(data)
    found = [b for b in extract.blocks if b.furniture == furniture]
    texts = [extract.text[b.start : b.end] for b in found]
    return [text for text in texts if not text.startswith(("From: Ann", "Opening hours"))]


def test_a_message_has_its_subject_writer_date_and_words() -> None:
    extract = read(mail(OWN))
    assert (extract.title, extract.date) == ("Opening hours", "2024-03-12")
    assert extract.text == (
        "Opening hours\n\nFrom: Ann Hull <ann@example.org> · To: staff@example.org\n\n"
        "The museum opens at nine on Monday.\n\nIt shuts at five."
    )


@pytest.mark.parametrize(
    "rest",
    [
        "> When does it open?\n> Bob",
        "On Mon, 11 Mar 2024 at 09:00, Bob <bob@example.org> wrote:\n\n> When does it open?",
        "On Mon, 11 Mar 2024 at 09:00, Bob Hollis\n<bob@example.org> wrote:\n> When does it open?",
        "-- \nAnn Hull\nMuseum of Salt, Quay Road",
        "-----Original Message-----\nFrom: Bob\nWhen does it open?",
        "________________________________\nFrom: Bob\nSent: Monday\n\nWhen does it open?",
        "Sent from my telephone",
    ],
)
def test_what_is_quoted_or_signed_is_furniture(rest: str) -> None:
    data = mail(f"{OWN}\n\n{rest}\n")
    assert words(data) == OWN.split("\n\n")
    assert words(data, furniture=True)


def test_a_message_of_very_many_lines_is_read_at_once() -> None:
    began = time.process_time()
    assert len(words(mail("At nine.\n\n" * 20_000))) > 0
    assert time.process_time() - began < 10


def test_answers_between_quoted_lines_are_kept() -> None:
    data = mail("> When does it open?\nAt nine, as ever.\n> And when does it shut?\nAt five.\n")
    assert words(data) == ["At nine, as ever.", "At five."]


@pytest.mark.parametrize(
    "own",
    [
        "On Monday we open at nine. Ann wrote:",
        "---------- Forwarded message ---------\nFrom: Bob\n\nIt opens at nine.",
        "The price is\n-- as ever -- nine pounds.",
    ],
)
def test_words_that_only_look_like_it_are_kept(own: str) -> None:
    assert " ".join(" ".join(words(mail(own))).split()) == " ".join(own.split())


def test_the_text_is_taken_where_there_is_a_page_too() -> None:
    assert words(mail(OWN, html="<p>Something else.</p>")) == OWN.split("\n\n")


def test_a_message_that_is_only_a_page_is_read_as_a_page() -> None:
    page = (
        "<p>The museum opens at nine on Monday.</p><p>It shuts at five.</p>"
        '<div class="gmail_quote"><div class="gmail_attr">On Monday Bob wrote:</div>'
        "<blockquote>When does it open?</blockquote></div>"
    )
    assert words(mail("", html=page)) == OWN.split("\n\n")
    assert words(mail("", html=page), furniture=True) == [
        *("On Monday Bob wrote:", "When does it open?")
    ]


def test_attached_files_are_named_and_not_read() -> None:
    data = mail(OWN, attached=["hours.pdf", "été.pdf"])
    assert words(data)[-1] == "Attachments: hours.pdf, été.pdf"
    assert "Never quoted." not in read(data).text


@pytest.mark.parametrize(
    ("charset", "transfer"),
    [("iso-8859-1", "8bit"), ("utf-8", "8bit"), ("unknown-8bit", "8bit"), ("no-such", "8bit")],
)
def test_a_text_is_decoded_as_it_says_or_as_it_looks(charset: str, transfer: str) -> None:
    head = f"From: a@b.c\nSubject: x\nContent-Type: text/plain; charset={charset}\n"
    encoding = "iso-8859-1" if charset == "iso-8859-1" else "utf-8"
    data = f"{head}Content-Transfer-Encoding: {transfer}\n\nLe café ouvre à neuf heures."
    assert words(data.encode(encoding))[-1] == "Le café ouvre à neuf heures."


@pytest.mark.parametrize("data", [b"Just words.", b"\x89PNG\r\n\x1a\n\0\0\0", b"A: b\n\nwords"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="it is"):
        read(data)


def test_a_message_without_words_is_its_headers() -> None:
    assert read(b"From: a@b.c\nSubject: Empty\n\n").text == "Empty\n\nFrom: a@b.c"


ANSWERED = "From: Bob Hollis\nSent: Monday\nTo: Ann Hull\nSubject: Hours\n\nWhen does it open?"


@pytest.mark.parametrize(
    "rest",
    [
        ANSWERED,
        "On Mon, 11 Mar 2024 at 09:00, Bob Hollis <bob@example.org>\nwrote:\n> When does it open?",
        "Bob Hollis wrote:\n> When does it open?",
        "Am 11.03.2024 schrieb Bob Hollis:\n\n> When does it open?",
        "_______________________________________________\nboats mailing list\nboats@example.org",
    ],
)
def test_a_message_that_is_answered_and_a_lists_lines_are_furniture(rest: str) -> None:
    assert words(mail(f"{OWN}\n\n{rest}\n")) == OWN.split("\n\n")


def test_own_words_before_a_quotation_are_kept() -> None:
    own = "Here is my answer to each point:"
    assert own in words(mail(f"{own}\n\n> When does it open?\n\nAt nine."))


@pytest.mark.parametrize("subject", ["Fwd: Hours", "FW: Hours"])
def test_what_is_handed_on_is_what_the_message_is_about(subject: str) -> None:
    page = "".join(f"<p>{line}</p>" for line in ANSWERED.split("\n"))
    assert "When does it open?" in words(mail(ANSWERED, subject))
    assert "When does it open?" in words(mail("", subject, html=page))
    assert "When does it open?" not in words(mail("", "Re: Hours", html=page))


def test_flowed_lines_are_one_paragraph() -> None:
    text = "The museum opens at nine on \nMonday and on \nTuesday.\n\n> Is it \n> shut?\n-- \nAnn"
    data = mail(text).replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed')
    assert words(data) == ["The museum opens at nine on Monday and on Tuesday."]


def test_a_telephones_line_is_furniture_in_a_page_too() -> None:
    page = "<p>It opens at nine.</p><div>Get <a href='https://a.b'>Outlook for iOS</a></div>"
    assert words(mail("", html=page)) == ["It opens at nine."]
