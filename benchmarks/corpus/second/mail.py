"""E-mail of the second family."""
# Markup as such programs write it, on lines as long as theirs.

from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.messages import Draft, flat, message, paragraphs
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.words import Words


def abroad(words: Words) -> Made:
    """A reply of a German program, quoted to the second depth."""
    own, quoted = paragraphs(words, 3), words.sentences(2, 3)
    who = f"Am 12.03.2023 um 10:00 schrieb {words.person()}:"
    plain = (
        "\n\n".join(" ".join(one) for one in own)
        + f"\n\n{who}\n"
        + "\n".join(f"{'>' * n} {one}" for n, one in enumerate(quoted, 1))
    )
    return message(words, Draft(plain, before="AW: "), own, [*quoted, who])


def private(words: Words) -> Made:
    """A private mailer: a line of dashes with words above the quoted message."""
    own, quoted = paragraphs(words, 2), words.sentences(1, 3)
    line = words.random.choice(("------- Original Message -------", "-----Original Message-----"))
    head = f"On Tuesday, March 14th, 2023 at 10:00, {words.person()} <a@example.org> wrote:"
    plain = (
        "\n\n".join(" ".join(one) for one in own)
        + f"\n\nSent with private mail.\n\n{line}\n{head}\n\n\n"
        + "\n".join(f"> {one}" for one in quoted)
    )
    return message(
        words,
        Draft(plain, before="Re: "),
        own,
        [*quoted, head],
        aside=["Sent with private mail.", line],
    )


def pocket(words: Words) -> Made:
    """HTML of a pocket mailer: a rule, then names of the earlier message, then its text."""
    own, quoted = paragraphs(words, 2), paragraphs(words, 2)
    mine = "".join(f"<div dir='auto'>{escape(' '.join(one))}</div>" for one in own)
    theirs = "".join(f"<div>{escape(' '.join(one))}</div>" for one in quoted)
    html = f'<html><head></head><body>{mine}<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o">Outlook for iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> {words.person()}<br><b>Sent:</b> Tuesday, March 14, 2023 10:00<br><b>To:</b> a@example.org<br><b>Subject:</b> Prices</font></div>{theirs}</body></html>'
    return message(words, Draft(html=html, before="Re: "), own, [*flat(quoted), "Outlook for iOS"])


def orchard(words: Words) -> Made:
    """HTML and text of a desktop mailer: cited blocks, a signature, answers below."""
    own, quoted = paragraphs(words, 2), words.sentences(1, 2)
    who = f"On Mar 14, 2023, at 10:00, {words.person()} <b@example.org> wrote:"
    plain = (
        f"{who}\n\n"
        + "\n".join(f"> {one}" for one in quoted)
        + "\n\n"
        + "\n\n".join(" ".join(one) for one in own)
    )
    html = (
        f'<html><body>{escape(who)}<br><blockquote type="cite">{"".join(f"<div>{escape(one)}</div>" for one in quoted)}</blockquote>'
        + "".join(f"<div>{escape(' '.join(one))}</div><br>" for one in own)
        + "</body></html>"
    )
    return message(
        words,
        Draft(plain if words.random.random() < 0.5 else "", html=html, before="Re: "),
        own,
        quoted,
    )


def tracker(words: Words) -> Made:
    """A notice of a tracker: a comment, and how to reply below."""
    own = paragraphs(words, 3)
    below = [
        "Reply to this email directly or view it on GitHub:",
        "https://github.example/x/y/issues/12#issuecomment-1",
        "You are receiving this because you were mentioned.",
        "Message ID: <x/y/issues/12/1@github.example>",
    ]
    plain = "\n\n".join(" ".join(one) for one in own) + "\n\n-- \n" + "\n".join(below)
    return message(words, Draft(plain, before="Re: [x/y] "), own, below)


MAIL: Mapping[str, Layout] = {
    "abroad": abroad,
    "private": private,
    "pocket": pocket,
    "orchard": orchard,
    "tracker": tracker,
}
