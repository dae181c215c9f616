"""Made e-mail: replies of several programs, newsletters, lists, attachments."""
# Markup as such programs write it, on lines as long as theirs.

import textwrap
from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.messages import (
    DISCLAIMER,
    Draft,
    flat,
    flowed_lines,
    message,
    paragraphs,
)
from benchmarks.corpus.tools.story import story
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.web import parts, sections
from benchmarks.corpus.tools.words import FIRST, Words


def webmail(words: Words) -> Made:
    """Gmail: a reply above what it replies to, as text and as HTML."""
    own, quoted = paragraphs(words, 3), paragraphs(words, 2)
    who = f"On Tue, Mar {words.random.randint(10, 28)}, 2023 at 10:0{words.random.randint(1, 9)} AM {words.person()} <{words.name().lower()}@example.org>"
    plain = "\n\n".join(" ".join(one) for one in own)
    plain += f"\n\n{who}\nwrote:\n\n" + "\n>\n".join(
        "\n".join(textwrap.wrap(" ".join(one), 72, initial_indent="> ", subsequent_indent="> "))
        for one in quoted
    )
    mine = "".join(f"<div>{escape(' '.join(one))}</div><div><br></div>" for one in own)
    below = "".join(f"<p>{escape(' '.join(one))}</p>" for one in quoted)
    html = f'<div dir="ltr">{mine}</div><br>'
    html += f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(who)} wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{below}</blockquote></div>'
    furniture = [*flat(quoted), f"{who} wrote:"]
    return message(
        words, Draft(plain, html=html, cte="quoted-printable", before="Re: "), own, furniture
    )


def office(words: Words) -> Made:
    """Outlook: classes of Word, a line above the headers of the message below, a disclaimer."""
    own, quoted = paragraphs(words, 3), paragraphs(words, 2)
    head = [
        f"From: {words.person()}",
        "Sent: 12 March 2023 10:00",
        f"To: {words.person()}",
        "Subject: Prices",
    ]
    mso = "".join(
        f"<p class=MsoNormal>{escape(' '.join(one))}<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        for one in own
    )
    under = "".join(f"<p class=MsoNormal>{escape(' '.join(one))}<o:p></o:p></p>" for one in quoted)
    names = "<br>".join(
        f"<b>{one.partition(':')[0]}:</b>{escape(one.partition(':')[2])}" for one in head
    )
    sign = words.person()
    html = (
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>p.MsoNormal {{margin:0cm}}</style></head><body lang="EN-GB"><div class="WordSection1"><p class=MsoNormal>Dear {FIRST[0]},<o:p></o:p></p>{mso}<p class=MsoNormal>Kind regards<br>{sign}<o:p></o:p></p><p class=MsoNormal><span style="font-size:8.0pt">{DISCLAIMER}</span></p>'
        f'<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>{names}<o:p></o:p></p></div></div>{under}</div></body></html>'
    )
    plain = (
        f"Dear {FIRST[0]},\n\n"
        + "\n\n".join(" ".join(one) for one in own)
        + f"\n\nKind regards\n{sign}\n\n{DISCLAIMER}\n\n"
    )
    plain += "\n".join(head) + "\n\n" + "\n\n".join(" ".join(one) for one in quoted)
    text = plain if words.random.random() < 0.6 else ""
    return message(
        words,
        Draft(text, html=html, before="RE: "),
        own,
        [*flat(quoted), DISCLAIMER],
        aside=[f"Dear {FIRST[0]},", f"Kind regards {sign}", "Kind regards", sign],
    )


def telephone(words: Words) -> Made:
    """A telephone: a short answer, where it was sent from, quoted lines."""
    own, quoted = [words.sentences(1, 2)], paragraphs(words, 2)
    sent = words.random.choice(
        (
            "Sent from my iPhone",
            "Get Outlook for Android",
            "Sent from my Samsung Galaxy smartphone.",
        )
    )
    who = f"> On 12 Mar 2023, at 10:00, {words.person()} <a@example.org> wrote:"
    lines = [" ".join(own[0]), "", sent, "", who, ">", *("> " + " ".join(one) for one in quoted)]
    return message(
        words,
        Draft("\n".join(lines), cte="base64", before="Re: "),
        own,
        [*flat(quoted), sent, who[2:]],
    )


def between(words: Words) -> Made:
    """Answers below each quoted point, flowed text, a signature below two dashes."""
    lines, own, quoted = list[str](), list[list[str]](), list[str]()
    who = f"On 12/03/2023 10:00, {words.person()} wrote:"
    lines.append(who)
    for _ in range(3):
        asked, told = words.sentence(200), words.sentences(1, 3)
        lines += textwrap.wrap(asked, 70, initial_indent="> ", subsequent_indent="> ")
        lines += ["", *flowed_lines(" ".join(told)), ""]
        own.append(told)
        quoted.append(asked)
    name = words.person()
    lines += ["-- ", name, "Keeper of the rope walk, Quay Street 12"]
    return message(
        words,
        Draft("\n".join(lines), flowed=True, before="Re: "),
        own,
        [*quoted, who, "Keeper of the rope walk, Quay Street 12"],
    )


def newsletter(words: Words) -> Made:
    """Only HTML: laid out by tables, a hidden preview, addresses and unsubscribing below."""
    told = story(words, tables=False, deep=False)
    below = f"You receive this e-mail because you signed up at www.{words.name().lower()}.example."
    hidden = words.headline()
    html = f"""<!DOCTYPE html><html><head><title>{escape(told.title)}</title><style>.x{{color:#000}}</style></head><body>
<div style="display:none;max-height:0;overflow:hidden">{escape(hidden)}</div>
<table role="presentation" width="100%"><tr><td align="right"><a href="https://example.org/v">View this email in your browser</a></td></tr>
<tr><td><table width="600" align="center"><tr><td><h1>{escape(told.title)}</h1>{parts(words, told.lead)}{"".join(sections(words, told))}</td></tr></table></td></tr>
<tr><td align="center" style="font-size:11px">{below}<br><a href="#">Unsubscribe</a> | <a href="#">Update your preferences</a></td></tr></table><img src="https://example.org/t.gif" width="1" height="1"></body></html>"""
    furniture = [
        hidden,
        below,
        "View this email in your browser",
        "Unsubscribe | Update your preferences",
    ]
    return message(
        words,
        Draft(html=html, subject=told.title),
        [],
        furniture,
        known=told.known(),
        aside=told.aside(),
    )


def post(words: Words) -> Made:
    """A mailing list's: wrapped text, the list's own lines below."""
    own, quoted = paragraphs(words, 4), [words.sentence()]
    name = words.name()
    who = f"{words.person()} wrote:"
    lines = [
        who,
        "",
        *textwrap.wrap(quoted[0], 70, initial_indent="> ", subsequent_indent="> "),
        "",
    ]
    for one in own:
        lines += [
            *textwrap.wrap(" ".join(one), 72, break_on_hyphens=False, break_long_words=False),
            "",
        ]
    below = [
        "_" * 47,
        f"{name} mailing list",
        f"{name}@lists.example.org",
        f"https://lists.example.org/listinfo/{name}",
    ]
    return message(
        words,
        Draft("\n".join([*lines, *below]), before=f"[{name}] "),
        own,
        [who, *quoted, *below[1:]],
    )


def attached(words: Words) -> Made:
    """A text with files, one of them a text of its own."""
    own = paragraphs(words, 3)
    greeting, sign = f"Hi {words.random.choice(FIRST)},", words.person()
    plain = (
        greeting
        + "\n\n"
        + "\n\n".join(" ".join(one) for one in own)
        + f"\n\nBest wishes,\n{sign}\n"
    )
    return message(
        words,
        Draft(plain, files=["plan.pdf", "budget.xlsx"]),
        own,
        [DISCLAIMER],
        aside=[greeting, "Best wishes,", sign, f"Best wishes, {sign}"],
    )


def forwarded(words: Words) -> Made:
    """A message that was handed on: the words below the line are what it is about."""
    own, inner = [words.sentences(1, 2)], paragraphs(words, 3)
    head = [
        "---------- Forwarded message ---------",
        f"From: {words.person()} <b@example.org>",
        "Date: Tue, Mar 7, 2023 at 9:12 AM",
        "Subject: Prices",
        "To: <a@example.org>",
    ]
    plain = (
        " ".join(own[0])
        + "\n\n"
        + "\n".join(head)
        + "\n\n\n"
        + "\n\n".join(" ".join(one) for one in inner)
    )
    return message(
        words, Draft(plain, before="Fwd: "), [*own, *inner], [], aside=[*head, " ".join(head)]
    )


MAIL: Mapping[str, Layout] = {
    "webmail": webmail,
    "office": office,
    "telephone": telephone,
    "between": between,
    "newsletter": newsletter,
    "post": post,
    "attached": attached,
    "forwarded": forwarded,
}
