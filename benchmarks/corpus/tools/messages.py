"""E-mail as files, whatever program is imitated."""

import textwrap
from collections.abc import Sequence
from email.message import EmailMessage

from benchmarks.corpus.tools.truth import Known, Made
from benchmarks.corpus.tools.words import Words

DISCLAIMER = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. "
    "If you have received it in error, please notify the sender and delete it."
)


def paragraphs(words: Words, most: int) -> list[list[str]]:
    """A few paragraphs."""
    return [words.sentences(1, 4) for _ in range(words.random.randint(1, most))]


def flat(paragraphs: Sequence[Sequence[str]]) -> list[str]:
    """The sentences of paragraphs."""
    return [one for sentences in paragraphs for one in sentences]


def flowed_lines(text: str) -> list[str]:
    """Lines that go on end in a blank."""
    *lines, last = textwrap.wrap(text, 70, break_on_hyphens=False, break_long_words=False)
    return [*(line + " " for line in lines), last]


def message(
    words: Words,
    plain: str,
    own: Sequence[Sequence[str]],
    furniture: Sequence[str],
    *,
    html: str = "",
    cte: str = "",
    flowed: bool = False,
    before: str = "",
    subject: str = "",
    files: Sequence[str] = (),
    known: Sequence[Known] = (),
    aside: Sequence[str] = (),
) -> Made:
    """The message, and what is known of it."""
    draw = words.random
    title = subject or words.title()
    mail = EmailMessage()
    mail["From"] = f"{words.person()} <{words.name().lower()}@example.org>"
    mail["To"] = "staff@example.org"
    day = draw.randint(1, 28)
    mail["Date"] = f"{day} Mar 2023 {draw.randint(10, 20)}:12:00 +0100"
    mail["Subject"] = before + title
    mail["Message-ID"] = f"<{draw.random()}@example.org>"
    more = {"cte": cte} if cte else {}
    if plain:
        mail.set_content(plain + "\n", **more)
        if flowed:
            mail.set_param("format", "flowed")
    if html and plain:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html", **more)
    for name in files:
        mail.add_attachment(
            b"%PDF-1.4 never quoted", maintype="application", subtype="octet-stream", filename=name
        )
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"--=_Part_{number}")
    shown = known or [Known(one) for one in flat(own)]
    named = None if before else title
    about = [f"{name}: {mail[name]}" for name in ("From", "To")]
    about += [f"Attachments: {', '.join(files)}"]
    date = f"2023-03-{day:02}"
    return Made(
        ".eml",
        mail.as_bytes(),
        shown,
        furniture,
        [title, before + title, *about, *aside],
        named,
        date,
    )
