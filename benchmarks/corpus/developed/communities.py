"""Made pages that many people write: encyclopedias and forums."""
# Markup as such programs write it, on lines as long as theirs.

from html import escape

from benchmarks.corpus.tools.story import Story, story
from benchmarks.corpus.tools.truth import Made
from benchmarks.corpus.tools.web import links, page, parts, sections, site
from benchmarks.corpus.tools.words import Words


def wiki(words: Words) -> Made:
    """MediaWiki: edit links, contents, infobox, thumbnails, references, categories."""
    told, own = story(words, pictures=False), site("wiki", words.templates)
    caption, note = words.sentence(120), words.sentence(150)
    facts = [(words.name(), words.filled("{n}")) for _ in range(3)]
    boxes = [words.name() for _ in range(4)]
    written = _edited(words, told)
    contents = "".join(
        f'<li class="toclevel-1"><a><span class="tocnumber">{n}</span> <span class="toctext">{escape(one.heading)}</span></a></li>'
        for n, one in enumerate(told.sections, 1)
    )
    html = f"""<!DOCTYPE html><html class="client-nojs" lang="en"><head><meta charset="UTF-8"/>
<title>{escape(told.title)} - {own.name}</title><link rel="canonical" href="https://{own.host}/wiki/X"/></head>
<body class="mediawiki ltr"><div id="mw-page-base" class="noprint"></div>
<div id="content" class="mw-body" role="main"><div id="siteNotice">{own.letter}</div>
<h1 id="firstHeading" class="firstHeading">{escape(told.title)}</h1>
<div id="bodyContent" class="vector-body"><div id="siteSub" class="noprint">From {own.name}, the free encyclopedia</div>
<div id="mw-content-text" class="mw-body-content"><div class="mw-parser-output">
<table class="infobox vcard"><tbody>{"".join(f'<tr><th scope="row">{a}</th><td>{b}</td></tr>' for a, b in facts)}</tbody></table>
<div class="thumb tright"><div class="thumbinner"><a class="image"><img alt=""></a><div class="thumbcaption">{escape(caption)}</div></div></div>
{parts(words, told.lead)}
<div id="toc" class="toc" role="navigation"><div class="toctitle"><h2>Contents</h2></div><ul>{contents}</ul></div>
{chr(10).join(written)}
<h2><span class="mw-headline">References</span><span class="mw-editsection">[<a>edit</a>]</span></h2>
<div class="reflist"><ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><a>^</a></span> <span class="reference-text">{escape(note)}</span></li></ol></div>
<div class="navbox" role="navigation"><table class="nowraplinks"><tr><th>Places on the coast</th></tr><tr><td><div>{" · ".join(f"<a>{one}</a>" for one in boxes)}</div></td></tr></table></div>
</div><div class="printfooter">Retrieved from "https://{own.host}/w/index.php?title=X&amp;oldid=12"</div></div>
<div id="catlinks" class="catlinks"><div id="mw-normal-catlinks"><a>Categories</a>: <ul><li><a>Rope makers of the north</a></li></ul></div></div></div></div>
<div id="mw-navigation"><h2>Navigation menu</h2><div id="p-personal" role="navigation"><ul>{links(["Not logged in", "Talk", "Create account"])}</ul></div>
<div id="p-navigation"><ul>{links(own.menu)}</ul></div></div>
<footer id="footer" role="contentinfo"><ul><li>This page was last edited on 3 May 2022, at 12:41.</li><li>{own.rights}</li></ul>
<ul>{links(own.footer)}</ul></footer></body></html>"""
    furniture = [
        *own.lines,
        f"From {own.name}, the free encyclopedia",
        "Navigation menu",
        "Create account",
    ]
    furniture += [
        "This page was last edited on 3 May 2022, at 12:41.",
        " · ".join(boxes),
        "Rope makers of the north",
    ]
    furniture.remove(own.cookies)
    aside = [caption, *(x for f in facts for x in f), "Places on the coast", f"1. {note}"]
    return page(told, html, furniture, aside=aside, url=f"https://{own.host}/wiki/X")


def forum(words: Words) -> Made:
    """Questions and answers, each in a box with votes and the name of who wrote it."""
    told, own = (
        story(words, sections=(1, 2), tables=False, deep=False),
        site("forum", words.templates),
    )
    hot = [words.headline() for _ in range(4)]
    lead = told.lead + [part for one in told.sections for part in one.parts]
    told = Story(told.title, lead, [])
    cut = max(1, len(lead) // 2)
    posts = "".join(
        f"""<div class="{kind}" id="{kind}-{n}"><div class="votecell"><button aria-label="Up vote"></button><div class="js-vote-count">{n}</div></div>
<div class="postcell"><div class="s-prose js-post-body">{parts(words, body)}</div><div class="post-menu"><a>Share</a><a>Improve this question</a><a>Follow</a></div>
<div class="user-info"><div class="user-action-time">asked Mar 3 at 10:1{n}</div><div class="user-details"><a>{words.name()}</a><span>1,{n}03</span></div></div></div></div>"""
        for n, (kind, body) in enumerate((("question", lead[:cut]), ("answer", lead[cut:])), 3)
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><title>{escape(told.title)} - {own.name} Exchange</title><meta charset="utf-8"></head>
<body class="question-page"><header class="s-topbar"><a class="s-topbar--logo">{own.name} Exchange</a><ol>{links(own.menu)}</ol></header>
<div class="container"><div id="left-sidebar"><nav><ol>{links(["Questions", "Tags", "Unanswered"])}</ol></nav></div>
<div id="content"><div id="question-header"><h1><a href="/q/1">{escape(told.title)}</a></h1><div><a class="s-btn">Ask Question</a></div></div>
<div class="d-flex">Asked 4 years ago<br>Viewed 12k times</div>
<div id="mainbar">{posts}</div>
<div id="sidebar"><div id="hot-network-questions"><h4>Hot Network Questions</h4><ul>{links(hot)}</ul></div></div></div></div>
<footer id="footer"><ul>{links(own.footer)}</ul><p>{own.rights}</p></footer></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        own.rights,
        *hot,
        "Hot Network Questions",
        "Ask Question",
        "Improve this question",
    ]
    return page(
        told,
        html,
        furniture,
        aside=[
            "Asked 4 years ago",
            "Viewed 12k times",
            "asked Mar 3 at 10:13",
            "asked Mar 3 at 10:14",
        ],
    )


def _edited(words: Words, told: Story) -> list[str]:
    """The sections of a wiki, with links to edit them and a reference in the first."""
    found: list[str] = []
    for one, html in zip(told.sections, sections(words, told), strict=True):
        edit = '<span class="mw-editsection">[<a>edit</a>]</span>'
        plain, tag = escape(one.heading), f"h{one.level + 1}"
        line = f'<{tag}><span class="mw-headline" id="x">{plain}</span>{edit}</{tag}>'
        found.append(html.replace(f"<{tag}>{plain}</{tag}>", line, 1))
    if found:
        reference = '<sup id="cite_ref-1" class="reference"><a>&#91;1&#93;</a></sup></p>'
        found[0] = found[0].replace("</p>", reference, 1)
    return found
