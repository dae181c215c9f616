"""Made pages of content management systems, newspapers, wikis, shops and forums."""
# Markup as such programs write it, on lines as long as theirs.

import json
from collections.abc import Mapping
from html import escape

from benchmarks.corpus_story import Story, story
from benchmarks.corpus_truth import Made
from benchmarks.corpus_web import Layout, Style, iso_day, links, page, parts, sections, site, text
from benchmarks.corpus_words import Words


def weblog(words: Words) -> Made:
    """WordPress with a classic theme: widgets, sharing, related posts, next and previous."""
    told, own = story(words, pictures=True), site("weblog", words.templates)
    date, slug = iso_day(words), words.name().lower()
    url = f"https://{own.host}/{date[:4]}/{slug}/"
    recent = [words.headline() for _ in range(4)]
    before, after = words.headline(), words.headline()
    related = [(words.headline(), words.sentence()) for _ in range(3)]
    author = words.person()
    aside = f"Posted on {date} by {author}"
    html = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="UTF-8">
<title>{escape(told.title)} &#8211; {own.name}</title>
<link rel="canonical" href="{url}" />
<meta property="article:published_time" content="{date}T08:12:00+00:00" />
<style>.wp-caption {{ margin: 0 }}</style></head>
<body class="post-template-default single single-post">
<div id="page" class="site"><a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead" class="site-header"><p class="site-title"><a href="/">{own.name}</a></p>
<nav id="site-navigation" class="main-navigation"><button>Menu</button>
<ul id="primary-menu" class="menu">{links(own.menu, attributes='class="menu-item"')}</ul></nav></header>
<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main">
<article id="post-12" class="post type-post hentry"><header class="entry-header">
<h1 class="entry-title">{escape(told.title)}</h1>
<div class="entry-meta">Posted on <time datetime="{date}">{date}</time> by
<a href="/author">{author}</a></div></header>
<div class="entry-content">
{parts(words, told.lead)}
{chr(10).join(sections(words, told))}
<div class="sharedaddy"><h3 class="sd-title">Share this:</h3><ul><li><a>Facebook</a></li><li><a>X</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3>
{"".join(f'<div class="jp-relatedposts-post"><h4><a href="#">{escape(h)}</a></h4><p>{escape(s)}</p></div>' for h, s in related)}
</div></div>
<footer class="entry-footer"><span class="cat-links">Posted in <a>Rope</a></span></footer></article>
<nav class="navigation post-navigation"><a rel="prev">Previous Post: {escape(before)}</a>
<a rel="next">Next Post: {escape(after)}</a></nav>
</main></div>
<aside id="secondary" class="widget-area"><section class="widget"><h2 class="widget-title">Recent Posts</h2>
<ul>{links(recent)}</ul></section></aside></div>
<footer id="colophon" class="site-footer"><p>{own.rights}</p><a>Proudly powered by WordPress</a>
{links(own.footer)}</footer></div><div id="cookie-notice">{own.cookies} <a>Ok</a></div></body></html>"""
    furniture = [*own.lines, *recent, before, after, *(one for pair in related for one in pair)]
    furniture.remove(own.letter)
    furniture += ["Share this:", "Recent Posts", "Proudly powered by WordPress", "Skip to content"]
    return page(told, html, furniture, aside=[aside, author], date=date, url=url)


def newspaper(words: Words) -> Made:
    """Nested boxes with made-up class names; teasers and advertisements between paragraphs."""
    told, own = story(words, tables=False, deep=False), site("newspaper", words.templates)
    date, author = iso_day(words), words.person()
    url = f"https://{own.host}/news/{words.filled('{n}').replace(',', '')}"
    also, more = words.headline(), words.headline()
    read = [words.headline() for _ in range(5)]
    about = {"@type": "NewsArticle", "headline": told.title, "datePublished": f"{date}T05:00:00Z"}
    body = sections(
        words, told, Style(p=' class="css-at9mc1 evys1bk0"', heading=' class="css-1gb49p"')
    )
    body.insert(
        1,
        '<div class="css-8xl60i"><div>Advertisement</div><a href="#after">SKIP ADVERTISEMENT</a></div>',
    )
    body.insert(
        2, f'<p class="css-1read"><strong>Read also: </strong><a href="/x">{escape(also)}</a></p>'
    )
    html = f"""<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(told.title)} | {own.name}</title>
<link rel=canonical href={url}><script type="application/ld+json">{json.dumps(about)}</script></head><body>
<div id="app"><div><div class="css-1hd"><div><div class="css-m1">{links(own.menu, "div", 'class="css-9z"')}</div>
<button>Search</button><a href="/login">Log in</a></div></div>
<div id="site-content" role="main"><div><article id="story" class="css-1vxca1d"><div class="css-1y">
<div>{parts(words, [])}<h1 class="css-1l8" data-testid="headline">{escape(told.title)}</h1></div>
<div class="css-by"><p>By <a href="/by">{author}</a></p><time datetime="{date}">{date}</time>
<div role="toolbar" aria-label="Social Media Share buttons"><button>Share full article</button><button>12</button></div></div></div>
<section name="articleBody">{parts(words, told.lead, Style(p=' class="css-at9mc1"'))}{"".join(f"<div>{one}</div>" for one in body)}</section>
<div class="css-nl"><h2>{own.name} Briefing</h2><p>{own.letter}</p><form><input type=email placeholder="Your email"><button>Sign up</button></form></div>
<div class="css-rel"><p>READ MORE: <a>{escape(more)}</a></p></div></article>
<div class="css-most"><h2>Most read</h2><ol>{links(read)}</ol></div></div></div>
<footer><nav><h3>Site information</h3><ul>{links(own.footer)}</ul></nav><span>{own.rights}</span></footer></div>
<div id="onetrust-banner-sdk" role="dialog"><p>{own.cookies}</p><button>Accept all</button><button>Reject all</button></div></div>
<script>window.__data = {{"title": "never shown"}}</script></body></html>"""
    furniture = [*own.lines, also, more, *read, "Most read", "Advertisement", "SKIP ADVERTISEMENT"]
    furniture += ["Share full article", f"{own.name} Briefing", "Accept all", "Site information"]
    return page(told, html, furniture, aside=[f"By {author}", date], date=date, url=url)


def wiki(words: Words) -> Made:
    """MediaWiki: edit links, contents, infobox, thumbnails, references, categories."""
    told, own = story(words, pictures=False), site("wiki", words.templates)
    caption, note = words.sentence(120), words.sentence(150)
    facts = [(words.name(), words.filled("{n}")) for _ in range(3)]
    boxes = [words.name() for _ in range(4)]
    written: list[str] = []
    for one, html in zip(told.sections, sections(words, told), strict=True):
        edit = '<span class="mw-editsection">[<a>edit</a>]</span>'
        plain, tag = escape(one.heading), f"h{one.level + 1}"
        line = f'<{tag}><span class="mw-headline" id="x">{plain}</span>{edit}</{tag}>'
        written.append(html.replace(f"<{tag}>{plain}</{tag}>", line, 1))
    if told.sections:
        written[0] = written[0].replace(
            "</p>", '<sup id="cite_ref-1" class="reference"><a>&#91;1&#93;</a></sup></p>', 1
        )
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
    made = page(
        told,
        html,
        furniture,
        aside=[caption, *(x for f in facts for x in f), "Places on the coast", f"1. {note}"],
    )
    return Made(
        made.suffix,
        made.data,
        made.known,
        made.furniture,
        made.aside,
        told.title,
        None,
        f"https://{own.host}/wiki/X",
    )


def shop(words: Words) -> Made:
    """A product's page: prices and buttons, tabs, customers who also bought."""
    told, own = story(words, deep=False), site("shop", words.templates)
    bought = [words.headline() for _ in range(4)]
    price = words.filled("{m}")
    html = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(told.title)} - Buy online | {own.name}</title>
<meta property="og:title" content="{escape(told.title)}"><meta property="og:url" content="https://{own.host}/p/12"></head><body>
<div class="top-bar">Free delivery on orders over £40</div>
<div class="header"><div class="logo">{own.name}</div><div class="nav-menu"><ul>{links(own.menu)}</ul></div><div class="mini-cart">Basket (0)</div></div>
<div class="breadcrumb"><a>Home</a> / <a>Rope &amp; salt</a> / {escape(told.title)}</div>
<div class="product-main"><h1 class="product-title">{escape(told.title)}</h1><div class="price">{price}</div>
<div class="stock">In stock</div><form><select><option>Small</option><option>Large</option></select><button>Add to basket</button></form>
<div class="product-description">{parts(words, told.lead)}{"".join(sections(words, told))}</div></div>
<div class="related-products"><h2>Customers also bought</h2><div class="grid">
{"".join(f'<div class="product-card"><a href="#"><h3>{escape(one)}</h3></a><span class="price">£12.00</span><button>Add to basket</button></div>' for one in bought)}
</div></div><div class="newsletter-signup"><h4>Stay in touch</h4><p>{own.letter}</p></div>
<div class="footer"><div class="footer-links"><ul>{links(own.footer)}</ul></div><p class="copyright">{own.rights}</p></div>
<div class="cookie-banner" style="position:fixed"><p>{own.cookies}</p><a class="btn">Accept</a></div></body></html>"""
    furniture = [
        *own.lines,
        *bought,
        "Customers also bought",
        "Free delivery on orders over £40",
        "Add to basket",
        "Stay in touch",
    ]
    return page(told, html, furniture, aside=[price, "In stock"], url=f"https://{own.host}/p/12")


def council(words: Words) -> Made:
    """A public body with semantic tags, breadcrumbs, details, and a list of neighbouring pages."""
    told, own = story(words, pictures=True), site("council", words.templates)
    date = iso_day(words)
    hint = words.sentence(200)
    beside = [words.title() for _ in range(4)]
    html = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(told.title)} - {own.name} Council</title>
<meta name="dcterms.modified" content="{date}"></head><body>
<a href="#main" class="govuk-skip-link">Skip to main content</a>
<div class="cookie-message" role="region" aria-label="cookies"><p>{own.cookies}</p></div>
<header role="banner"><a href="/">{own.name} Council</a><nav aria-label="Menu"><ul>{links(own.menu)}</ul></nav></header>
<nav class="breadcrumbs" aria-label="Breadcrumb"><ol>{links(["Home", "Environment", "Harbours"])}</ol></nav>
<main id="main"><h1>{escape(told.title)}</h1>
{parts(words, told.lead)}
<details><summary>Help with this page</summary><p>{escape(hint)}</p></details>
{chr(10).join(f"<section>{one}</section>" for one in sections(words, told))}
</main>
<aside><h2>In this section</h2><ul>{links(beside)}</ul></aside>
<div class="feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button></div>
<footer role="contentinfo"><ul>{links(own.footer)}</ul><p>{own.rights}</p></footer></body></html>"""
    furniture = [
        *own.lines,
        *beside,
        "In this section",
        "Is this page useful?",
        "Skip to main content",
        f"{own.name} Council",
    ]
    furniture.remove(own.letter)
    return page(told, html, furniture, aside=[hint, "Help with this page"])


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


def documentation(words: Words) -> Made:
    """A manual made by a generator: sidebar, headings with links to themselves, code, next page."""
    told, own = story(words), site("documentation", words.templates)
    beside = [words.title() for _ in range(6)]
    code, remark = words.filled("room.open({n})  # {s}"), words.sentence()
    body = sections(words, told, Style(anchors=True))
    body[0] += (
        f'\n<div class="highlight-python notranslate"><div class="highlight"><pre><span></span><span class="n">{escape(code)}</span>\n</pre></div></div>'
    )
    html = f"""<!DOCTYPE html><html class="writer-html5" lang="en"><head><meta charset="utf-8"/><title>{escape(told.title)} &mdash; {own.name} 2.1 documentation</title></head>
<body class="wy-body-for-nav"><div class="wy-grid-for-nav"><nav data-toggle="wy-nav-shift" class="wy-nav-side"><div class="wy-side-scroll">
<div class="wy-side-nav-search"><a>{own.name}</a><form><input placeholder="Search docs"></form></div>
<div class="wy-menu wy-menu-vertical" role="navigation"><p class="caption"><span class="caption-text">User guide</span></p><ul class="current">{links(beside)}</ul></div></div></nav>
<section class="wy-nav-content-wrap"><div class="wy-nav-content"><div class="rst-content"><div role="navigation" aria-label="Page navigation">
<ul class="wy-breadcrumbs"><li><a>Home</a></li><li class="breadcrumb-item active">{escape(told.title)}</li><li class="wy-breadcrumbs-aside"><a>View page source</a></li></ul></div>
<div role="main" class="document"><div itemprop="articleBody"><section id="x"><h1>{escape(told.title)}<a class="headerlink" href="#x">¶</a></h1>
{parts(words, told.lead)}
<div class="admonition note"><p class="admonition-title">Note</p><p>{text(words, [remark])}</p></div>
{chr(10).join(f"<section>{one}</section>" for one in body)}</section></div></div>
<footer><div class="rst-footer-buttons" role="navigation"><a rel="prev">Previous</a><a rel="next">Next</a></div><hr/>
<div role="contentinfo"><p>{own.rights}</p></div>Built with <a>Sphinx</a> using a theme provided by Read the Docs.</footer></div></div></section></div></body></html>"""
    furniture = [
        *beside,
        own.rights,
        "View page source",
        "User guide",
        "using a theme provided by Read the Docs.",
    ]
    return page(told, html, furniture, aside=[code, remark, "Note"])


SITES: Mapping[str, Layout] = {
    "weblog": weblog,
    "newspaper": newspaper,
    "wiki": wiki,
    "shop": shop,
    "council": council,
    "forum": forum,
    "documentation": documentation,
}
