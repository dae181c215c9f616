"""Every text of a mail is read, whatever part it stands in; what is not read is told."""

import base64
from email.message import EmailMessage

import pytest

from index.extraction.model import Extract
from index.formats.eml import MOST_MAILS, read

HEAD = "From: Ann Hull <ann@example.org>\nDate: Tue, 12 Mar 2024 10:00:00 +0000\nSubject: Salt\n"
OPENS = "The salt museum opens at nine on Monday, and the cellar at ten.\n"
SHUTS = "The rope walk shuts at five, except on Sundays.\n"


def made(*parts: tuple[str, str], kind: str = "mixed") -> bytes:
    """A mail of parts, each with its headers and its content."""
    bodies = "".join(f"--b\nContent-Type: {head}\n\n{body}\n" for head, body in parts)
    return f'{HEAD}Content-Type: multipart/{kind}; boundary="b"\n\n{bodies}--b--\n'.encode()


def nested(kind: str, *parts: tuple[str, str], mark: str = "c") -> tuple[str, str]:
    """A part that holds others."""
    bodies = "".join(f"--{mark}\nContent-Type: {head}\n\n{body}\n" for head, body in parts)
    return f'multipart/{kind}; boundary="{mark}"', f"{bodies}--{mark}--\n"


def own(extract: Extract) -> list[str]:
    """The words that may be quoted, but for the headers."""
    blocks = [b for b in extract.blocks if not b.furniture and b.kind in ("text", "line", "item")]
    return [extract.text[b.start : b.end] for b in blocks]


def extract(message: str) -> list[tuple[str, str]]:
    """The kind and the words of each block that may be quoted."""
    found = read(message.encode())
    return [(b.kind, found.text[b.start : b.end]) for b in found.blocks if not b.furniture]


PICTURE = ('image/png; name="plan.png"', "iVBORw0KGgo=")


def test_words_around_a_picture_are_all_read() -> None:
    found = read(made(("text/plain", OPENS), PICTURE, ("text/plain", SHUTS)))
    assert own(found) == [OPENS.strip(), SHUTS.strip()]
    assert found.notes == ("its attachment plan.png is not read",)


def test_each_text_has_a_signature_of_its_own() -> None:
    found = read(made(("text/plain", f"{OPENS}-- \nAnn\n"), ("text/plain", SHUTS)))
    assert own(found) == [OPENS.strip(), SHUTS.strip()]


FORWARDED = f"From: Bob <bob@example.org>\nSubject: Rope\nContent-Type: text/plain\n\n{SHUTS}"


@pytest.mark.parametrize("transfer", ["", "\nContent-Transfer-Encoding: base64"])
@pytest.mark.parametrize("kind", ["message/rfc822", 'application/octet-stream; name="Rope.eml"'])
def test_a_mail_that_is_handed_on_is_read_below_its_subject(kind: str, transfer: str) -> None:
    body = base64.encodebytes(FORWARDED.encode()).decode() if transfer else FORWARDED
    found = read(made(("text/plain", OPENS), (kind + transfer, body)))
    headings = [(found.text[b.start : b.end], b.level) for b in found.blocks if b.kind == "heading"]
    assert headings == [("Salt", 1), ("Rope", 2)]
    assert own(found) == [OPENS.strip(), SHUTS.strip()]
    assert "From: Bob <bob@example.org>" in found.text
    assert found.notes == ()


def test_a_digest_is_its_mails() -> None:
    second = f"From: Eve <eve@example.org>\nSubject: Tar\n\n{OPENS}"
    data = f'{HEAD}Content-Type: multipart/digest; boundary="b"\n\n--b\n\n{FORWARDED}\n'
    found = read(f"{data}--b\n\n{second}\n--b--\n".encode())
    assert own(found) == [SHUTS.strip(), OPENS.strip()]


def test_mails_within_mails_are_bounded_in_depth_and_number_and_told() -> None:
    deep = EmailMessage()
    deep["Subject"] = "innermost"
    deep.set_content("Nobody gets here.")
    for at in range(30):
        outer = EmailMessage()
        outer["Subject"] = f"level {at}"
        outer.set_content(f"These are the words at {at}.")
        outer.add_attachment(deep)
        deep = outer
    deep["From"] = "ann@example.org"
    found = read(deep.as_bytes())
    assert "words at 20" in found.text and "Nobody gets here" not in found.text
    assert any("only 10 are read" in note for note in found.notes)
    many = read(made(*[("message/rfc822", FORWARDED)] * (MOST_MAILS + 20)))
    assert many.text.count("shuts at five") == MOST_MAILS
    assert many.notes == (f"of the {MOST_MAILS + 20} mails within it only {MOST_MAILS} are read",)


PAGE = f"<h2>Hours</h2><p>{OPENS}</p><p>{SHUTS}</p><p>Come early, for the stairs are steep.</p>"


@pytest.mark.parametrize(
    "plain",
    [
        "",
        " \n\n",
        "This message is in HTML.",
        "This is a multi-part message in MIME format.",
        "Your program cannot show this message. View it in your browser: https://example.org/m/1",
        "https://example.org/m/1",
    ],
)
@pytest.mark.parametrize("within", ["", "related"])
def test_the_page_is_read_where_the_text_is_a_stub(plain: str, within: str) -> None:
    page = ("text/html; charset=utf-8", PAGE)
    shown = nested(within, page, PICTURE) if within else page
    found = read(made(("text/plain", plain), shown, kind="alternative"))
    assert own(found) == [*(OPENS.strip(), SHUTS.strip(), "Come early, for the stairs are steep.")]


def test_what_else_an_alternative_holds_is_not_lost() -> None:
    page = nested("mixed", ("text/html", PAGE), PICTURE, ("message/rfc822", FORWARDED))
    found = read(made(("text/plain", OPENS * 3), page, kind="alternative"))
    assert own(found) == [OPENS.strip()] * 3 + [SHUTS.strip()]
    assert found.notes == ("its attachment plan.png is not read",)


def test_what_a_page_says_again_is_read_once() -> None:
    page = "<p>The salt museum opens at nine on <b>Monday</b>, and the cellar at ten.</p>"
    assert own(read(made(("text/plain", OPENS), ("text/html", page)))) == [OPENS.strip()]
    other = "<p>The rope walk shuts at five, except on Sundays.</p>"
    assert len(own(read(made(("text/plain", OPENS), ("text/html", other))))) == 2


def test_an_attached_text_is_read_below_its_name() -> None:
    file = 'text/plain; name="hours.txt"\nContent-Disposition: attachment; filename="hours.txt"'
    found = read(made(("text/plain", OPENS), (file, SHUTS)))
    assert own(found) == [OPENS.strip(), SHUTS.strip()]
    assert ("heading", "hours.txt") in [(b.kind, found.text[b.start : b.end]) for b in found.blocks]


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (
            made(
                ("application/pgp-encrypted", "Version: 1"),
                ("application/octet-stream", "-----BEGIN PGP MESSAGE-----"),
                kind="encrypted",
            ),
            "it is encrypted",
        ),
        (
            f"{HEAD}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; "
            'name="smime.p7m"\nContent-Transfer-Encoding: base64\n\nMIIB\n'.encode(),
            "it is encrypted",
        ),
        (
            f"{HEAD}Content-Type: application/pkcs7-mime; smime-type=signed-data; "
            'name="smime.p7m"\nContent-Transfer-Encoding: base64\n\nMIIB\n'.encode(),
            "it is packed into its signature, which is not read",
        ),
        (
            made(
                ("text/plain", OPENS),
                ("message/rfc822", FORWARDED.replace("text/plain", "application/pkcs7-mime")),
            ),
            "the mail “Rope” in it is encrypted",
        ),
        (
            f"{HEAD}\n{OPENS}\n-----BEGIN PGP MESSAGE-----\n\nhQEMA0f1\n"
            "-----END PGP MESSAGE-----\n".encode(),
            "a piece of its text is encrypted",
        ),
    ],
)
def test_what_is_encrypted_is_told_and_never_quoted(data: bytes, note: str) -> None:
    found = read(data)
    assert found.notes == (note,)
    assert not any("hQEMA0f1" in words or "MIIB" in words for words in own(found))


def test_a_signed_text_is_its_words() -> None:
    armour = (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{OPENS}"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n-----END PGP SIGNATURE-----\n"
    )
    assert own(read(made(("text/plain", armour)))) == [OPENS.strip()]
    signature = ('application/pgp-signature; name="signature.asc"', "iQEzBAEB")
    signed = read(made(("text/plain", OPENS), signature, kind="signed"))
    assert (own(signed), signed.notes) == ([OPENS.strip()], ())


def test_many_files_are_told_in_a_line() -> None:
    files = [(f'application/pdf; name="{at}.pdf"', "JVBERi0=") for at in range(8)]
    assert read(made(("text/plain", OPENS), *files)).notes == (
        "its attachments 0.pdf, 1.pdf, 2.pdf, 3.pdf, 4.pdf and 3 more are not read",
    )


def test_a_wrong_byte_is_told_with_its_place() -> None:
    words = f"{OPENS}The café’s owner is Ren\udce9 – “the Salt”.\n"
    data = f"{HEAD}Content-Type: text/plain; charset=utf-8\n\n{words}"
    found = read(data.encode("utf-8", "surrogateescape"))
    assert own(found)[1] == "The café’s owner is Ren\ufffd – “the Salt”."
    assert found.notes == ("1 byte is no UTF-8, in line 2 of its text",)


def test_a_header_that_cannot_be_taken_apart_does_no_harm() -> None:
    data = f"To: <@:;,>\nCc: =?x?q?\n{HEAD}\n{OPENS}".encode()
    assert own(read(data)) == [OPENS.strip()]


@pytest.mark.parametrize("rule", ["-" * 30, "-" * 70])
@pytest.mark.parametrize("number", ["", "Message: 1\n", "Message #1\n"])
def test_a_digest_that_is_one_text_is_its_mails(rule: str, number: str) -> None:
    first = (
        f"{number}Date: Wed, 8 May 2024\nFrom: Lee <lee@b.example>\nSubject: =?utf-8?Q?K=C3=B6nig?="
    )
    words = (
        f"Topics:\n\n1. Queens\n\n{rule}\n\n{first}\n\nQueens are marked red.\n{rule}\nOr blue.\n"
    )
    second = "From: Sam\nSubject: Mites\n\nThe acid is given in winter.\n\n> Is it?\n\n-- \nSam\n"
    end = f"{rule}\n\nEnd of Bees Digest, Vol 12\n*******\n"
    found = extract(f"Subject: Bees\nFrom: l@b.example\n\n{words}\n{rule}\n\n{second}\n{end}")
    assert [b for b in found if b[0] == "heading"] == [
        ("heading", "Bees"),
        ("heading", "König"),
        ("heading", "Mites"),
    ]
    told = [words for kind, words in found if kind in ("text", "line")]
    assert "Queens are marked red." in told and "Or blue." in told
    assert "The acid is given in winter." in told
    assert not any("Is it?" in one or "End of" in one or one == "Sam" for one in told)


def test_a_rule_in_a_text_makes_no_digest() -> None:
    text = f"Subject: Log\nFrom: a@b.example\n\nBefore.\n{'-' * 30}\nDate: 4 May\nAfter.\n"
    assert [words for _, words in extract(text)][-3:] == ["Before.", "Date: 4 May", "After."]


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------'
        "<br>From: Roofers<br>Subject: Roof<br></div>{}</div>",
        '<blockquote type="cite"><div>Begin forwarded message:</div><div>From: Roofers</div>{}'
        "</blockquote>",
        '<div class="yahoo_quoted"><div>----- Forwarded Message -----</div>{}</div>',
    ],
)
@pytest.mark.parametrize("subject", ["Fwd: Roof", "Roof"])
def test_a_page_that_is_handed_on_is_read(quote: str, subject: str) -> None:
    page = f"<p>See below.</p>{quote.format('<p>It needs 300 new slates.</p>')}"
    head = f"Subject: {subject}\nFrom: a@b.example\nContent-Type: text/html\n\n"
    assert ("text", "It needs 300 new slates.") in extract(head + page)


def test_a_page_after_a_page_in_an_alternative_is_read_too() -> None:
    inner = "".join(
        f"--B\nContent-Type: text/html\n\n<p>{words}</p>\n"
        for words in ("The pier has a crack of 4 mm.", "The other was mended in 2019.")
    )
    text = (
        "Subject: Bridge\nFrom: a@b.example\nContent-Type: multipart/alternative; boundary=A\n\n"
        "--A\nContent-Type: text/plain\n\nThe pier has a crack of 4 mm.\n"
        f"--A\nContent-Type: multipart/mixed; boundary=B\n\n{inner}--B--\n--A--\n"
    )
    told = [words for kind, words in extract(text) if kind == "text"]
    assert told == ["The pier has a crack of 4 mm.", "The other was mended in 2019."]
