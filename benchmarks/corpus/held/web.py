"""Web pages of the family that readers were not developed on."""

from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.story import Items, Part, Table, story, texts
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.web import iso_day, links, page, parts, sections, site, text
from benchmarks.corpus.tools.words import Words


def membership(words: Words) -> Made:
    """A weblog for members: a card to subscribe within the text, read next below."""
    told, own = (
        story(words, tables=False, pictures=True, deep=False),
        site("membership", words.templates),
    )
    following, date = [(words.headline(), words.sentence()) for _ in range(3)], iso_day(words)
    cards = "".join(
        f'<article class="kg-card gh-card post"><a class="gh-card-link" href="/x"><h3 class="gh-card-title">{escape(h)}</h3><p class="gh-card-excerpt">{escape(s)}</p></a></article>'
        for h, s in following
    )
    body = sections(words, told)
    body.insert(
        1,
        f'<div class="kg-card kg-signup-card"><h2 class="kg-signup-card-heading">{own.letter}</h2><form><input type="email"><button>Subscribe</button></form></div>',
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(told.title)}</title><meta property="og:site_name" content="{own.name}"><link rel="canonical" href="https://{own.host}/a/"><meta property="article:published_time" content="{date}T08:00:00.000Z"></head><body class="post-template">
<div class="gh-viewport"><header id="gh-navigation" class="gh-navigation is-left-logo gh-outer"><a class="gh-navigation-logo" href="/">{own.name}</a><nav class="gh-navigation-menu"><ul class="nav">{links(own.menu)}</ul></nav></header>
<main class="gh-main"><article class="gh-article post"><header class="gh-article-header gh-canvas"><h1 class="gh-article-title">{escape(told.title)}</h1><div class="gh-article-meta"><h4 class="gh-article-author-name"><a>{words.person()}</a></h4><time datetime="{date}">{date}</time><span>— 5 min read</span></div></header>
<section class="gh-content gh-canvas">{parts(words, told.lead)}{"".join(body)}</section></article></main>
<section class="gh-container is-grid gh-outer"><h2 class="gh-container-title">Read next</h2><div class="gh-feed">{cards}</div></section>
<footer class="gh-footer gh-outer"><div class="gh-footer-copyright">{own.name} © 2024</div><nav>{links(own.footer)}</nav><div>Powered by Ghost</div></footer></div></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        own.letter,
        *(one for pair in following for one in pair),
        "Read next",
        "Powered by Ghost",
    ]
    return page(
        told,
        html,
        furniture,
        aside=[date, "— 5 min read", "Sign up"],
        date=date,
        url=f"https://{own.host}/a/",
    )


def helpdesk(words: Words) -> Made:
    """An article of a help centre: search, sections beside, was this helpful, related articles."""
    told, own = story(words), site("helpdesk", words.templates)
    beside, related = [words.title() for _ in range(5)], [words.title() for _ in range(3)]
    html = f"""<!DOCTYPE html><html dir="ltr" lang="en-US"><head><meta charset="utf-8"/><title>{escape(told.title)} – {own.name} Help Center</title><link rel="canonical" href="https://{own.host}/hc/1"></head><body>
<a class="skip-navigation" href="#main-content">Skip to main content</a><header class="header"><div class="logo"><a href="/">{own.name} Help Center</a></div><div class="nav-wrapper-desktop"><nav class="user-nav"><a href="/new">Submit a request</a><a class="sign-in" href="/in">Sign in</a></nav></div></header>
<main role="main"><div class="container-divider"></div><div class="container"><div class="sub-nav"><nav aria-label="Current location"><ol class="breadcrumbs">{links([f"{own.name} Help Center", "Getting started"])}</ol></nav><form role="search" class="search"><input type="search" placeholder="Search"></form></div>
<div class="article-container" id="article-container"><aside class="article-sidebar" aria-labelledby="section-articles-title"><div class="sidenav-title" id="section-articles-title">Articles in this section</div><ul>{links(beside)}</ul><a class="article-sidebar-item">See more</a></aside>
<article id="main-content" class="article"><header class="article-header"><h1 title="x" class="article-title">{escape(told.title)}</h1><div class="article-author"><div class="article-meta"><a href="/p">{words.person()}</a><ul class="meta-group"><li class="meta-data"><time datetime="2023-02-03T00:00:00Z" title="x" data-datetime="relative">1 year ago</time></li><li class="meta-data">Updated</li></ul></div></div></header>
<section class="article-info"><div class="article-content"><div class="article-body">{parts(words, told.lead)}{"".join(sections(words, told))}</div></div></section>
<footer><div class="article-votes"><span class="article-votes-question">Was this article helpful?</span><div><button>Yes</button><button>No</button></div><small>12 out of 15 found this helpful</small></div><div class="article-more-questions">Have more questions? <a href="/n">Submit a request</a></div></footer>
<div class="article-relatives"><section class="related-articles"><h2 class="related-articles-title">Related articles</h2><ul>{links(related)}</ul></section></div></article></div></div></main>
<footer class="footer"><div class="footer-inner"><a href="/">{own.name} Help Center</a><div>Powered by Zendesk</div></div></footer></body></html>"""
    furniture = [
        *beside,
        *related,
        "Articles in this section",
        "Was this article helpful?",
        "12 out of 15 found this helpful",
        "Have more questions? Submit a request",
        "Related articles",
        "Powered by Zendesk",
    ]
    return page(
        told, html, furniture, aside=["1 year ago", "Updated"], url=f"https://{own.host}/hc/1"
    )


def authority(words: Words) -> Made:
    """A public authority's page by TYPO3: frames, a menu of subpages, print and top links."""
    told, own = story(words, pictures=True), site("authority", words.templates)
    below = [words.title() for _ in range(5)]
    frames = "".join(
        f'<div id="c{n}" class="frame frame-default frame-type-text frame-layout-0">{one}</div>'
        for n, one in enumerate(sections(words, told), 40)
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(told.title)} | {own.name}</title></head><body id="p12" class="page-12 pagelevel-3">
<div id="top"></div><div class="body-bg"><a class="sr-only" href="#page-content">Skip to main content</a><header id="page-header" class="bp-page-header navbar"><a class="navbar-brand" href="/">{own.name}</a><nav id="mainnavigation"><ul class="navbar-nav">{links(own.menu)}</ul></nav></header>
<nav class="breadcrumb-section" aria-label="Breadcrumb"><ol class="breadcrumb">{links(["Home", "Topics"])}</ol></nav>
<main id="page-content" class="bp-page-content main-section"><div class="section section-default"><div class="container"><div class="section-row"><div class="section-column subnav-wrap"><nav class="frame-type-menu_subpages"><ul class="subnav-nav">{links(below)}</ul></nav></div>
<div class="section-column maincontent-wrap"><div id="c39" class="frame frame-type-header"><header class="frame-header"><h1 class="element-header">{escape(told.title)}</h1></header></div>{parts(words, told.lead)}{frames}</div></div></div></div></main>
<footer id="page-footer" class="bp-page-footer"><section class="footer-section"><div class="footer-info-section"><ul>{links(own.footer)}</ul><p>{own.rights}</p></div></section></footer><a class="scroll-top" title="Scroll to top" href="#top">To top</a>
<div class="cc-window cc-banner" role="dialog" aria-label="cookieconsent"><span class="cc-message">{own.cookies}</span><a class="cc-btn">Got it</a></div></div></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        own.rights,
        own.cookies,
        *below,
        "Scroll to top",
        "Skip to main content",
    ]
    return page(told, html, furniture)


def handheld(words: Words) -> Made:
    """A newspaper's page for telephones: elements of its own names, live blog box, most popular."""
    told, own = story(words, tables=False, deep=False), site("handheld", words.templates)
    popular, also, date = [words.headline() for _ in range(5)], words.headline(), iso_day(words)
    body = sections(words, told)
    body.insert(
        1,
        f'<amp-ad width="300"></amp-ad><aside class="element element-rich-link"><p><span>Related: </span><a href="/x">{escape(also)}</a></p></aside>',
    )
    html = f"""<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>{escape(told.title)} | {own.name} | The Harbour Post</title><link rel="canonical" href="https://{own.host}/2023/x"><script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{date}T06:00:00.000Z"}}</script></head><body>
<amp-sidebar id="sidebar1" layout="nodisplay"><ul>{links(own.menu)}</ul></amp-sidebar><div class="header"><a href="/">The Harbour Post</a></div>
<div class="main-body"><div class="article-kicker"><a>Culture</a></div><h1 class="headline">{escape(told.title)}</h1><div class="standfirst">{parts(words, told.lead)}</div><div class="meta"><address>{words.person()}</address><p>{date}</p></div>
<div class="article-body">{"".join(body)}</div><div class="submeta"><span>Topics</span><ul>{links(["Harbours", "Ropes", "Salt"])}</ul></div></div>
<div class="onward"><h2>Most popular</h2><ol>{links(popular)}</ol></div><div class="footer"><ul>{links(own.footer)}</ul><p>{own.rights}</p></div><amp-user-notification id="n1" layout="nodisplay"><p>{own.cookies}</p><button>I'm OK with that</button></amp-user-notification></body></html>"""
    furniture = [*own.menu, *own.footer, own.rights, own.cookies, also, *popular, "Most popular"]
    return page(
        told,
        html,
        furniture,
        aside=[date, "Culture", "Topics"],
        date=date,
        url=f"https://{own.host}/2023/x",
    )


def published(words: Words) -> Made:
    """A document published to the web by an office service: its bar, its notice, its styles."""
    told = story(words)
    rows = "".join(_paragraph(part) for part in told.lead)
    for one in told.sections:
        rows += (
            f'<h{one.level + 1} id="h.{one.heading[:3]}" class="c7"><span class="c8">{escape(one.heading)}</span></h{one.level + 1}>'
            + "".join(_paragraph(part) for part in one.parts)
        )
    html = f"""<!DOCTYPE html><html><head><title>{escape(told.title)}</title><meta http-equiv="content-type" content="text/html; charset=UTF-8"></head><body><div id="publish-banner"><div id="title-banner"><span class="dash">Published using Google Docs</span><a href="/abuse">Report abuse</a><a href="/learn">Learn more</a></div><div id="banners"><div id="title">{escape(told.title)}</div><div>Updated automatically every 5 minutes</div></div></div>
<div id="contents"><style>.c0{{padding:0}}</style><div class="c10 doc-content"><h1 class="c7"><span class="c8">{escape(told.title)}</span></h1>{rows}</div></div></body></html>"""
    furniture = [
        "Published using Google Docs",
        "Report abuse",
        "Updated automatically every 5 minutes",
    ]
    return page(told, html, furniture, aside=["Learn more"])


def reference(words: Words) -> Made:
    """A page of an interface's reference: summary tables, signatures, descriptions in lists."""
    own, name = site("reference", words.templates), words.name()
    lead, methods = (
        words.sentences(2, 4),
        [(words.name().lower(), words.sentences(1, 3)) for _ in range(4)],
    )
    title = f"Class {name}"
    detail = "".join(
        f'<li><section class="detail" id="{m}()"><h3>{m}</h3><div class="member-signature"><span class="return-type">void</span> <span class="element-name">{m}</span>()</div><div class="block">{text(words, told)}</div></section></li>'
        for m, told in methods
    )
    html = f"""<!DOCTYPE HTML><html lang="en"><head><title>{name} ({own.name} API)</title><meta charset="utf-8"></head><body class="class-declaration-page"><div class="flex-box"><header role="banner" class="flex-header"><nav role="navigation"><div class="top-nav" id="navbar-top"><ul id="navbar-top-firstrow" class="nav-list">{links(["Overview", "Package", "Class", "Use", "Tree", "Index", "Help"])}</ul></div><div class="sub-nav"><ul class="sub-nav-list"><li>Summary:</li><li>Nested |</li><li>Method</li></ul></div></nav></header>
<div class="flex-content"><main role="main"><div class="header"><div class="sub-title"><span>Package</span> <a>org.{own.name.lower()}</a></div><h1 title="{title}" class="title">{title}</h1></div><section class="class-description"><div class="block">{text(words, lead)}</div></section>
<section class="details"><section class="method-details"><h2>Method Details</h2><ul class="member-list">{detail}</ul></section></section></main><footer role="contentinfo"><hr><p class="legal-copy"><small>{own.rights}</small></p></footer></div></div></body></html>"""
    known = [Known(one, "text", {"headings": []}) for one in lead]
    known += [
        Known(one, "text", {"headings": ["Method Details", m]})
        for m, told in methods
        for one in told
    ]
    aside = [
        title,
        "Package",
        f"org.{own.name.lower()}",
        "Method Details",
        *(f"{m} void {m} ()" for m, _ in methods),
    ]
    return Made(".html", html.encode(), known, [own.rights, "Overview", "Tree"], aside, title)


WEB: Mapping[str, Layout] = {
    "membership": membership,
    "helpdesk": helpdesk,
    "authority": authority,
    "handheld": handheld,
    "published": published,
    "reference": reference,
}


def _paragraph(part: Part) -> str:
    match part:
        case Items(items):
            return (
                '<ul class="c3 lst-kix_a-0 start">'
                + "".join(
                    f'<li class="c2 li-bullet-0"><span class="c1">{escape(" ".join(i))}</span></li>'
                    for i in items
                )
                + "</ul>"
            )
        case Table(header, rows):
            return (
                '<a id="t.0"></a><table class="c5">'
                + "".join(
                    '<tr class="c6">'
                    + "".join(
                        f'<td class="c4"><p class="c0"><span class="c1">{escape(cell)}</span></p></td>'
                        for cell in row
                    )
                    + "</tr>"
                    for row in [header, *rows]
                )
                + "</table>"
            )
        case _:
            return "".join(
                f'<p class="c0"><span class="c1">{escape(" ".join(one))}</span></p>'
                for one in texts(part)
            )
