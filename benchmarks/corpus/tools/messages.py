"""E-mail as files, whatever program is imitated."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from benchmarks.corpus.tools.truth import Known, Made
from benchmarks.corpus.tools.words import Words

DISCLAIMER = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. "
    "If you have received it in error, please notify the sender and delete it."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a program sends: text, HTML or both, and names of files.

    `before` stands before the subject ("Re: "); without a subject one is invented. `cte` is the
    Content-Transfer-Encoding where it is not the usual one; `flowed` says that lines go on where
    they end in a blank.
    """

    text: str = ""
    html: str = ""
    cte: str = ""
    flowed: bool = False
    before: str = ""
    subject: str = ""
    files: Sequence[str] = ()


def paragraphs(words: Words, most: int) -> list[list[str]]:
    """A few paragraphs."""
    return [words.sentences(1, 4) for _ in range(words.random.randint(1, most))]


def flat(paragraphs: Sequence[Sequence[str]]) -> list[str]:
    """The sentences of paragraphs."""
    return [one for sentences in paragraphs for one in sentences]


def flowed_lines(text: str) -> list[str]:
    """Wrapped text in which a line that goes on ends in a blank, as `format=flowed` has it."""
    *lines, last = textwrap.wrap(text, 70, break_on_hyphens=False, break_long_words=False)
    return [*(line + " " for line in lines), last]


def message(
    words: Words,
    draft: Draft,
    own: Sequence[Sequence[str]],
    furniture: Sequence[str],
    *,
    known: Sequence[Known] = (),
    aside: Sequence[str] = (),
) -> Made:
    """The message, and what is known of it: its own paragraphs, unless `known` says more."""
    draw = words.random
    title = draft.subject or words.title()
    mail = EmailMessage()
    mail["From"] = f"{words.person()} <{words.name().lower()}@example.org>"
    mail["To"] = "staff@example.org"
    day = draw.randint(1, 28)
    mail["Date"] = f"{day} Mar 2023 {draw.randint(10, 20)}:12:00 +0100"
    mail["Subject"] = draft.before + title
    mail["Message-ID"] = f"<{draw.random()}@example.org>"
    _fill(mail, draft)
    about = [f"{name}: {mail[name]}" for name in ("From", "To")]
    about += [f"Attachments: {', '.join(draft.files)}"]
    return Made(
        ".eml",
        mail.as_bytes(),
        known or [Known(one) for one in flat(own)],
        furniture,
        [title, draft.before + title, *about, *aside],
        None if draft.before else title,
        f"2023-03-{day:02}",
    )


def _fill(mail: EmailMessage, draft: Draft) -> None:
    """Put in the text, the HTML and the files; boundaries are the same every time."""
    more = {"cte": draft.cte} if draft.cte else {}
    if draft.text:
        mail.set_content(draft.text + "\n", **more)
        if draft.flowed:
            mail.set_param("format", "flowed")
    if draft.html and draft.text:
        mail.add_alternative(draft.html, subtype="html")
    elif draft.html:
        mail.set_content(draft.html, subtype="html", **more)
    for name in draft.files:
        mail.add_attachment(
            b"%PDF-1.4 never quoted", maintype="application", subtype="octet-stream", filename=name
        )
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"--=_Part_{number}")
