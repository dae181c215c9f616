"""E-mail of the family that readers were not developed on."""
# Markup as such programs write it, on lines as long as theirs.

from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.messages import DISCLAIMER, Draft, flat, message, paragraphs
from benchmarks.corpus.tools.truth import Layout, Made
from benchmarks.corpus.tools.words import Words


def caution(words: Words) -> Made:
    """A company's mail: a warning above, a reply below its headers, a disclaimer at the end."""
    own, quoted = paragraphs(words, 3), paragraphs(words, 2)
    warning = "CAUTION: This email originated from outside of the organization. Do not click links unless you recognize the sender."
    head = f"From: {words.person()}\nDate: Monday, 6 March 2023 at 09:12\nTo: {words.person()}\nSubject: Re: Prices\n"
    plain = (
        f"{warning}\n\n"
        + "\n\n".join(" ".join(one) for one in own)
        + f"\n\n{DISCLAIMER}\n\n{head}\n"
        + "\n\n".join(" ".join(one) for one in quoted)
    )
    return message(words, Draft(plain, before="Re: "), own, [warning, DISCLAIMER, *flat(quoted)])


def bird(words: Words) -> Made:
    """HTML of a desktop mailer: the quoted part in a block, a signature, answers above."""
    own, quoted = paragraphs(words, 3), paragraphs(words, 2)
    who = f"On 3/12/23 10:00, {words.person()} wrote:"
    mine = "".join(f"<p>{escape(' '.join(one))}</p>" for one in own)
    theirs = "".join(f"<p>{escape(' '.join(one))}</p>" for one in quoted)
    html = f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>{mine}<div class="moz-cite-prefix">{who}<br></div><blockquote type="cite" cite="mid:1@example.org">{theirs}</blockquote><pre class="moz-signature" cols="72">-- \nKeeper of the rope walk</pre></body></html>'
    return message(
        words,
        Draft(html=html, before="Re: "),
        own,
        [*flat(quoted), who, "Keeper of the rope walk"],
    )


def group(words: Words) -> Made:
    """A group's mail: text wrapped by hand, quoted twice, the group's lines below two dashes."""
    own, first, second = paragraphs(words, 3), words.sentence(), words.sentence()
    lines = [f"> > {first}", f"> {second}", ""]
    lines += [line for one in own for line in (" ".join(one), "")]
    below = [
        f'You received this message because you are subscribed to the Google Groups "{words.name()}" group.',
        "To unsubscribe from this group and stop receiving emails from it, send an email to x@example.org.",
    ]
    return message(
        words,
        Draft("\n".join([*lines, "-- ", *below]), before="Re: "),
        own,
        [first, second, *below],
    )


def notice(words: Words) -> Made:
    """A shop's notice: HTML by tables, an order's rows, links and an address below."""
    told = words.sentences(3, 6)
    below = "You are receiving this email because you placed an order with us."
    html = f'<html><body><center><table width="100%"><tr><td><table width="600"><tr><td><img src="logo.png" alt="Shop"></td></tr><tr><td><h1>Your order is on its way</h1>{"".join(f"<p>{escape(one)}</p>" for one in told)}</td></tr><tr><td><a href="#">Track your parcel</a></td></tr><tr><td style="font-size:11px">{below}<br>Ropewalk 12, Port Evrard<br><a href="#">Privacy policy</a> | <a href="#">Unsubscribe</a></td></tr></table></td></tr></table></center></body></html>'
    return message(
        words,
        Draft(html=html, subject="Your order is on its way"),
        [told],
        [below, "Privacy policy | Unsubscribe"],
        aside=["Your order is on its way", "Track your parcel", "Ropewalk 12, Port Evrard"],
    )


MAIL: Mapping[str, Layout] = {"caution": caution, "bird": bird, "group": group, "notice": notice}
