"""Web pages of the second family."""
# Markup as such programs write it, on lines as long as theirs.

from collections.abc import Mapping
from html import escape

from benchmarks.corpus.tools.story import Story, story
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.web import Style, iso_day, links, page, parts, sections, site, text
from benchmarks.corpus.tools.words import Words


def reader(words: Words) -> Made:
    """A platform for writers: follow buttons, minutes to read, claps, more from the author."""
    told, own = (
        story(words, tables=False, pictures=True, deep=False),
        site("reader", words.templates),
    )
    author, more = words.person(), [(words.headline(), words.sentence()) for _ in range(3)]
    date = iso_day(words)
    style = Style(
        p=' id="3f2a" class="pw-post-body-paragraph mt mu fr"', heading=' class="nv nw fr"'
    )
    cards = "".join(
        f'<div class="ab q"><a href="#"><h2 class="be fs">{escape(h)}</h2><h3 class="be b">{escape(s)}</h3></a><span>4 min read</span></div>'
        for h, s in more
    )
    html = f"""<!doctype html><html lang="en"><head><title>{escape(told.title)} | by {author} | {own.name}</title>
<meta property="article:published_time" content="{date}T10:00:00.000Z"><link rel="canonical" href="https://{own.host}/p/abc"></head>
<body><div id="root"><div class="a b c"><div class="d e"><a href="/">Open in app</a><a>Sign up</a><a>Sign in</a><div>{links(own.menu, "span")}</div></div>
<main><article><section><h1 class="pw-post-title ga">{escape(told.title)}</h1>
<div class="speechify-ignore ab"><a>{author}</a><button>Follow</button><span>7 min read</span><span>{date}</span><button>Listen</button><button>Share</button></div>
{parts(words, told.lead, style)}{"".join(sections(words, told, style))}</section></article>
<div class="pw-claps">1.2K claps</div><div class="footer-author"><h2>Written by {author}</h2><span>812 Followers</span><button>Follow</button></div>
<div class="recirc"><h2>More from {author} and {own.name}</h2>{cards}</div></main>
<div class="ft">{links(own.footer, "a")}</div></div></div></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        *(one for pair in more for one in pair),
        "Open in app",
        f"More from {author} and {own.name}",
        "812 Followers",
    ]
    return page(
        told,
        html,
        furniture,
        aside=[author, date, "7 min read", f"Written by {author}"],
        date=date,
        url=f"https://{own.host}/p/abc",
    )


def ministry(words: Words) -> Made:
    """A ministry's page by Drupal: regions, blocks, fields, a menu in a book, printing links."""
    told, own = story(words), site("ministry", words.templates)
    beside, news = [words.title() for _ in range(5)], [words.headline() for _ in range(3)]
    html = f"""<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8" /><title>{escape(told.title)} | {own.name} Ministry</title></head>
<body class="page-node-type-page"><div class="dialog-off-canvas-main-canvas"><div class="layout-container">
<div class="region region-header"><div id="block-branding"><a rel="home">{own.name} Ministry</a></div>
<div id="block-mainnavigation" class="block block-menu navigation menu--main"><ul class="menu">{links(own.menu, attributes='class="menu-item"')}</ul></div></div>
<div class="region region-breadcrumb"><div class="block-system-breadcrumb-block"><ol><li><a>Home</a></li><li>Topics</li></ol></div></div>
<div class="layout-content"><div class="region region-content"><div id="block-pagetitle"><h1 class="page-header"><span class="field field--name-title">{escape(told.title)}</span></h1></div>
<div id="block-content"><div class="node node--type-page node--view-mode-full"><div class="node__content">
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary">{parts(words, told.lead)}{"".join(sections(words, told))}</div>
<div class="field field--name-field-tags"><div class="field__label">Tags</div><div>harbours</div></div></div></div></div></div></div>
<div class="layout-sidebar-second"><div class="region region-sidebar-second"><div class="block block-book"><h2>On this topic</h2><ul>{links(beside)}</ul></div>
<div class="block block-views"><h2>Latest news</h2><div class="view-content">{"".join(f'<div class="views-row"><a>{escape(one)}</a></div>' for one in news)}</div></div></div></div>
<div class="region region-footer"><ul class="menu">{links(own.footer)}</ul><p>{own.rights}</p></div></div></div>
<div id="sliding-popup" class="eu-cookie-compliance-banner"><div class="popup-text">{own.cookies}</div><button>OK, I agree</button></div></body></html>"""
    furniture = [*own.lines, *beside, *news, "On this topic", "Latest news", f"{own.name} Ministry"]
    furniture.remove(own.letter)
    return page(told, html, furniture, aside=["Tags", "harbours"])


def blogger(words: Words) -> Made:
    """A free weblog: breaks for paragraphs, widgets, an archive, comments' form."""
    told, own = story(words, tables=False, deep=False), site("blogger", words.templates)
    posts = [words.headline() for _ in range(4)]
    lead = told.lead + [part for one in told.sections for part in one.parts]
    told = Story(told.title, lead, [])
    body = "<br /><br />\n".join(text(words, [one.text]) for one in told.known())
    html = f"""<!DOCTYPE html><html dir='ltr' xmlns='http://www.w3.org/1999/xhtml'><head><title>{own.name}: {escape(told.title)}</title><meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/></head>
<body class='loading'><div class='navbar section' id='navbar'></div><div class='body-fauxcolumns'></div><div class='content-inner'><header><div class='header section'><h1 class='title'><a href='/'>{own.name}</a></h1><p class='description'><span>{own.letter}</span></p></div></header>
<div class='tabs-outer'><ul>{links(own.menu)}</ul></div><div class='main-outer'><div class='column-center-outer'><div class='blog-posts hfeed'><div class='date-outer'><h2 class='date-header'><span>Monday, May 3, 2021</span></h2>
<div class='post hentry'><h3 class='post-title entry-title'>{escape(told.title)}</h3><div class='post-body entry-content'>{body}<div style='clear: both;'></div></div>
<div class='post-footer'><span class='post-author'>Posted by <span>{words.person()}</span></span> at <abbr class='published' title='2021-05-03T09:00:00+02:00'>9:00 AM</abbr><div class='post-share-buttons'><a><span>Email This</span></a><a><span>BlogThis!</span></a></div></div></div></div>
<div class='comments' id='comments'><h4>No comments:</h4><p>Post a Comment</p></div><div class='blog-pager'><a>Newer Post</a><a>Older Post</a></div></div></div>
<div class='column-right-outer'><aside><div class='widget PopularPosts'><h2>Popular Posts</h2><ul>{links(posts)}</ul></div><div class='widget BlogArchive'><h2>Blog Archive</h2><ul><li>2021 (12)</li></ul></div></aside></div></div>
<footer><div class='widget Attribution'>Simple theme. Powered by <a>Blogger</a>.</div></footer></div></body></html>"""
    furniture = [
        *own.menu,
        own.letter,
        *posts,
        "Popular Posts",
        "Blog Archive",
        "Simple theme. Powered by Blogger.",
        "Post a Comment",
        "Newer Post",
    ]
    return page(told, html, furniture, aside=["Monday, May 3, 2021", "Posted by", "9:00 AM"])


def template(words: Words) -> Made:
    """A company's page from a free template: bars and columns by class, cards, a modal window."""
    told, own = story(words, deep=False), site("template", words.templates)
    cards = [(words.headline(), words.sentence()) for _ in range(3)]
    html = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{own.name} - {escape(told.title)}</title></head><body>
<nav class="navbar navbar-expand-lg navbar-light bg-light fixed-top"><a class="navbar-brand">{own.name}</a><ul class="navbar-nav">{links(own.menu, attributes='class="nav-item"')}</ul></nav>
<div class="container"><div class="row"><div class="col-md-8">
<h1 class="mt-4">{escape(told.title)}</h1><p class="lead">by <a>{words.person()}</a></p><hr>
{parts(words, told.lead)}{"".join(sections(words, told))}</div>
<div class="col-md-4 sidebar"><div class="card my-4"><h5 class="card-header">Search</h5><div class="card-body"><input placeholder="Search for..."><button>Go!</button></div></div>
<div class="card my-4"><h5 class="card-header">Categories</h5><div class="card-body"><ul>{links(own.footer)}</ul></div></div></div></div>
<div class="row related"><h3>You may also like</h3>{"".join(f'<div class="col-4 card"><h4>{escape(h)}</h4><p>{escape(s)}</p><a class="btn">Read more</a></div>' for h, s in cards)}</div></div>
<div class="modal fade" role="dialog" aria-hidden="true"><div class="modal-body"><p>{own.letter}</p></div></div>
<footer class="py-5 bg-dark"><p class="m-0 text-center text-white">{own.rights}</p></footer></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        own.letter,
        own.rights,
        *(one for pair in cards for one in pair),
        "You may also like",
        "Read more",
    ]
    return page(told, html, furniture, aside=["by"])


def components(words: Words) -> Made:
    """A manual of components: breadcrumbs, contents on the right, edit links, next and previous."""
    told, own = story(words), site("components", words.templates)
    beside, following = [words.title() for _ in range(4)], [words.title(), words.title()]
    code, remark = words.filled("npm install {s}-{s}"), words.sentence()
    contents = "".join(
        f'<li><a href="#x" class="table-of-contents__link">{escape(one.heading)}</a></li>'
        for one in told.sections
    )
    body = "".join(sections(words, told)).replace(
        "</h2>",
        '<a href="#x" class="hash-link" aria-label="Direct link" title="Direct link">&#8203;</a></h2>',
    )
    html = f"""<!doctype html><html lang="en" class="docs-wrapper"><head><meta charset="UTF-8"><title>{escape(told.title)} | {own.name}</title><link rel="canonical" href="https://{own.host}/docs/x"></head>
<body class="navigation-with-keyboard"><div id="__docusaurus"><div role="region" aria-label="Skip to main content"><a class="skipToContent">Skip to main content</a></div>
<nav aria-label="Main" class="navbar navbar--fixed-top">{links(own.menu, "div")}</nav>
<div class="main-wrapper"><aside class="theme-doc-sidebar-container"><nav class="menu thin-scrollbar"><ul>{links(beside)}</ul></nav></aside>
<main class="docMainContainer"><div class="row"><div class="col docItemCol"><nav class="theme-doc-breadcrumbs"><ul class="breadcrumbs"><li>Guides</li></ul></nav>
<div class="theme-doc-version-badge">Version: 2.x</div><article><div class="tocCollapsible"><button>On this page</button></div>
<div class="theme-doc-markdown markdown"><header><h1>{escape(told.title)}</h1></header>{parts(words, told.lead)}
<div class="theme-admonition alert alert--info"><div class="admonitionHeading">info</div><div class="admonitionContent"><p>{text(words, [remark])}</p></div></div>
<div class="language-bash codeBlockContainer"><div class="codeBlockContent"><pre><code><span class="token-line">{code}</span></code></pre><button>Copy</button></div></div>{body}</div>
<footer class="theme-doc-footer"><a class="theme-edit-this-page">Edit this page</a><div class="theme-last-updated">Last updated on <b>May 3, 2021</b></div></footer></article>
<nav class="pagination-nav" aria-label="Docs pages"><a><div>Previous</div><div>{following[0]}</div></a><a><div>Next</div><div>{following[1]}</div></a></nav></div>
<div class="col col--3"><div class="tableOfContents"><ul>{contents}</ul></div></div></div></main></div>
<footer class="footer footer--dark">{links(own.footer, "div")}<div class="footer__copyright">{own.rights} Built with Docusaurus.</div></footer></div></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        own.rights,
        *beside,
        *following,
        "Edit this page",
        "On this page",
        "Skip to main content",
    ]
    return page(
        told, html, furniture, aside=[code, remark, "info"], url=f"https://{own.host}/docs/x"
    )


def agency(words: Words) -> Made:
    """A news agency without semantic tags; related stories within the text, a form, tags."""
    told, own = story(words, tables=False, deep=False), site("agency", words.templates)
    also, trending = [words.headline() for _ in range(2)], [words.headline() for _ in range(4)]
    date = iso_day(words)
    body = sections(words, told, Style(top=3))
    body.insert(
        1,
        f'<div class="related-inline"><div class="title">Related stories</div><ul>{links(also)}</ul></div>',
    )
    html = f"""<html><head><title>{escape(told.title)} - {own.name} News</title><meta name="date" content="{date}"></head><body>
<div class="wrap"><div class="hdr"><div class="logo"><a>{own.name} News</a></div><div class="mnu">{links(own.menu, "span")}</div></div>
<div class="ticker">BREAKING: {escape(trending[0])}</div><div class="crumbs"><a>Home</a> &raquo; <a>World</a> &raquo; {escape(told.title)}</div>
<div class="left"><h1>{escape(told.title)}</h1><div class="pubdate">Published: {date}</div><div class="fbshare"><span>Share on Facebook</span><span>Tweet</span></div>
<div class="text">{parts(words, told.lead)}{"".join(body)}</div><div class="tags">Tags: <a>harbour</a>, <a>rope</a>, <a>salt</a></div>
<div class="subscribe-box"><b>Subscribe</b><p>{own.letter}</p></div></div>
<div class="right"><div class="hd">Trending now</div><ul>{links(trending[1:])}</ul><div class="banner">ADVERTISEMENT</div></div>
<div class="ftr"><div>{links(own.footer, "span")}</div><div>{own.rights}</div></div></div></body></html>"""
    furniture = [
        *own.menu,
        *own.footer,
        own.rights,
        own.letter,
        *also,
        *trending,
        "Related stories",
        "Share on Facebook",
        "Trending now",
        "Tags: harbour, rope, salt",
    ]
    return page(told, html, furniture, aside=[f"Published: {date}"], date=date)


def notes(words: Words) -> Made:
    """A small wiki: numbered sections as boxes, tools of the page, who changed it last."""
    told, own = story(words), site("notes", words.templates)
    html = f"""<!DOCTYPE html><html lang="en" class="no-js"><head><meta charset="utf-8" /><title>rope:start [{own.name}]</title></head><body>
<div id="dokuwiki__site"><div id="dokuwiki__top" class="site dokuwiki mode_show"><div id="dokuwiki__header"><div class="pad group"><div class="headings"><ul class="a11y skip"><li><a>skip to content</a></li></ul><h1><a>{own.name}</a></h1></div>
<div class="tools group"><div id="dokuwiki__sitetools"><h3 class="a11y">Site Tools</h3><ul>{links(["Recent Changes", "Media Manager", "Sitemap"])}</ul></div></div><div class="breadcrumbs"><div class="youarehere"><span>You are here: </span><a>start</a></div></div></div></div>
<div class="wrapper group"><div id="dokuwiki__aside"><div class="pad aside include group"><h3 class="toggle">Sidebar</h3><div class="content"><ul>{links(own.menu)}</ul></div></div></div>
<div id="dokuwiki__content"><div class="pad group"><div class="pageId"><span>rope:start</span></div><div class="page group">
<div id="dw__toc" class="dw__toc"><h3 class="toggle">Table of Contents</h3><div><ul class="toc">{"".join(f'<li class="level1"><div class="li"><a>{escape(one.heading)}</a></div></li>' for one in told.sections)}</ul></div></div>
<h1 class="sectionedit1" id="x">{escape(told.title)}</h1><div class="level1">{parts(words, told.lead)}</div>
{"".join(f'<div class="level2">{one}</div><div class="secedit editbutton_section"><button>Edit</button></div>' for one in sections(words, told))}
</div><div class="docInfo"><bdi>rope/start.txt</bdi> · Last modified: 2021/05/03 10:00 by <bdi>{words.name()}</bdi></div></div></div>
<div id="dokuwiki__pagetools"><h3 class="a11y">Page Tools</h3><div class="tools"><ul>{links(["Show pagesource", "Old revisions", "Backlinks"])}</ul></div></div></div>
<div id="dokuwiki__footer"><div class="license">Except where otherwise noted, content on this wiki is licensed under the following license: CC Attribution.</div></div></div></div></body></html>"""
    furniture = [
        *own.menu,
        "Recent Changes",
        "Media Manager",
        "Show pagesource",
        "Old revisions",
        "Table of Contents",
        "Page Tools",
    ]
    furniture += [
        "Except where otherwise noted, content on this wiki is licensed under the following license: CC Attribution."
    ]
    return page(told, html, furniture, aside=["rope:start"])


def letter(words: Words) -> Made:
    """A page written by hand: no title of its own, definitions, paragraphs left open, entities."""
    told = story(words, sections=(2, 3), deep=False, tables=False)
    terms = [(words.name(), words.sentence()) for _ in range(3)]
    body = "".join(
        f"<p>{escape(' '.join(one.text for one in Story('', [part]).known()))}\n"
        for part in told.lead
    )
    for section in told.sections:
        body += f"<h2>{escape(section.heading)}</h2>\n" + "".join(
            f"<p>{escape(one.text).replace('–', '&ndash;')}\n"
            for one in Story("", [], [section]).known()
        )
    body += "<dl>" + "".join(f"<dt>{a}<dd>{escape(b)}\n" for a, b in terms) + "</dl>"
    html = f"<html><body><h1>{escape(told.title)}</h1>\n{body}<hr><address>Last change: 3 May 2001, <a href='mailto:a@example.org'>a@example.org</a></address></body></html>"
    last = told.known()[-1].place
    made = page(
        told,
        html,
        [],
        aside=[*(a for a, _ in terms), "Last change: 3 May 2001, a@example.org"],
        encoding="ascii",
    )
    known = [Known(one.text, "text", one.place) for one in told.known()]
    return Made(
        made.suffix,
        made.data,
        [*known, *(Known(b, "text", last) for _, b in terms)],
        [],
        made.aside,
        told.title,
    )


WEB: Mapping[str, Layout] = {
    "reader": reader,
    "ministry": ministry,
    "blogger": blogger,
    "template": template,
    "components": components,
    "agency": agency,
    "notes": notes,
    "letter": letter,
}
