"""Made web pages that other programs saved: word processors, converters, editors of old."""
# Markup as such programs write it, on lines as long as theirs.

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from benchmarks.corpus.tools.story import Items, Paragraph, Part, Picture, Table, story
from benchmarks.corpus.tools.truth import Known, Layout, Made
from benchmarks.corpus.tools.web import Style, links, page, parts, sections, site
from benchmarks.corpus.tools.words import Words


def word(words: Words) -> Made:
    """Saved by Word: classes, conditional comments, list marks as text, wrapped source."""
    told = story(words)
    lines = [_mso(part) for part in told.lead]
    for section in told.sections:
        lines.append(f"<h{section.level}>{_spans(section.heading)}</h{section.level}>")
        lines += [_mso(part) for part in section.parts]
    body = "\n\n".join(lines)
    html = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">

<head><meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<meta name=Generator content="Microsoft Word 15 (filtered medium)">
<title>{escape(told.title)}</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>{words.person()}</o:Author>
<o:LastSaved>2019-03-02T10:00:00Z</o:LastSaved></o:DocumentProperties></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {{font-family:Calibri;}} p.MsoNormal {{margin:0cm;}} --></style>
</head><body lang=EN-GB style='tab-interval:36.0pt'><div class=WordSection1>

<p class=MsoTitle><span lang=EN-US>{escape(told.title)}<o:p></o:p></span></p>

{body}

<p class=MsoNormal><span style='mso-no-proof:yes'><o:p>&nbsp;</o:p></span></p></div></body></html>"""
    return page(told, html, ["Font Definitions"], encoding="cp1252", suffix=".htm")


def shared_document(words: Words) -> Made:
    """Exported by Google Docs: everything on one line, classes by number, footnotes at the end."""
    told = story(words)
    note = words.sentence(150)
    body = f'<p class="c4 title"><span class="c9">{escape(told.title)}</span></p>'
    body += "".join(_docs(part) for part in told.lead)
    body += '<p class="c0"><span class="c1"></span></p>'
    for at, section in enumerate(told.sections):
        tag = f"h{section.level}"
        body += f'<{tag} class="c5" id="h.x{at}"><span class="c6">{escape(section.heading)}</span></{tag}>'
        body += "".join(_docs(part) for part in section.parts)
    cut = body.rfind("</span></p>")
    body = (
        body[:cut]
        + '</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span class="c1"></span></p>'
        + body[cut + 11 :]
    )
    body += f'<hr class="c12"><div><p class="c13"><a href="#ftnt_ref1" id="ftnt1">[1]</a><span class="c14">&nbsp;{escape(note)}</span></p></div>'
    html = f'<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">ol{{margin:0;padding:0}}.c1{{color:#000000}}</style></head><body class="c15 doc-content">{body}</body></html>'
    return page(told, html, [], aside=["[1]", note])


def office_suite(words: Words) -> Made:
    """Saved by LibreOffice: fonts and languages on everything, source wrapped within words' spaces."""
    told = story(words)
    made = [parts(words, told.lead, Style(p=' style="margin-bottom: 0.25cm"', wrap=76))]
    made += sections(
        words,
        told,
        Style(top=1, p=' lang="en-GB" align="justify"', heading=' class="western"', wrap=76),
    )
    body = "\n".join(made).replace(
        "<td>", '<td width="33%"><p align="left"><font face="Liberation Serif, serif">'
    )
    body = (
        body.replace("</td>", "</font></p></td>")
        .replace("<li>", '<li><p style="line-height: 100%">')
        .replace("</li>", "</p></li>")
    )
    html = f"""<!DOCTYPE html>
<html>
<head>
	<meta http-equiv="content-type" content="text/html; charset=utf-8"/>
	<title>{escape(told.title)}</title>
	<meta name="generator" content="LibreOffice 7.3.7.2 (Linux)"/>
	<style type="text/css">
		@page {{ size: 21cm 29.7cm; margin: 2cm }}
	</style>
</head>
<body lang="en-GB" link="#000080" dir="ltr"><div title="header"><p>Draft of the office, not for circulation</p></div>
<p align="center"><font size="6" style="font-size: 28pt"><b>{escape(told.title)}</b></font></p>
{body}
<div title="footer"><p align="center"><sdfield type=PAGE subtype=RANDOM format=PAGE>4</sdfield></p></div>
</body>
</html>"""
    return page(told, html, ["Draft of the office, not for circulation"])


def tables(words: Words) -> Made:
    """A home page of the nineties: laid out by tables, upper-case tags left open, breaks as space."""
    told, own = story(words, tables=False, deep=False), site("tables", words.templates)
    body = "".join(_old(part) for part in told.lead)
    for section in told.sections:
        body += f'<P><FONT SIZE="+1" COLOR="#800000"><B>{escape(section.heading)}</B></FONT>\n'
        body += "".join(_old(part) for part in section.parts)
    html = f"""<HTML><HEAD><TITLE>{escape(told.title)}</TITLE>
<META NAME="GENERATOR" CONTENT="Mozilla/4.05 [en] (Win95; I) [Netscape]"></HEAD>
<BODY BGCOLOR="#FFFFFF" BACKGROUND="bg.gif"><CENTER><TABLE WIDTH="600" BORDER=0 CELLPADDING=4>
<TR><TD COLSPAN=2 BGCOLOR="#000080"><FONT COLOR="#FFFFFF" FACE="Arial">{own.name} On-Line</FONT></TD></TR>
<TR><TD WIDTH=120 VALIGN=TOP BGCOLOR="#CCCCCC"><FONT SIZE=2>
{"<BR>".join(f'<A HREF="{n}.htm">{one}</A>' for n, one in enumerate(own.menu))}</FONT></TD>
<TD VALIGN=TOP><H1 ALIGN=CENTER>{escape(told.title)}</H1>
{body}
<HR><FONT SIZE="-1"><A HREF="index.htm">Back to top</A> | <A HREF="mailto:w@example.org">E-mail the webmaster</A></FONT></TD></TR>
<TR><TD COLSPAN=2><CENTER><FONT SIZE=1>{own.rights}<BR>You are visitor number 004512. Best viewed with Netscape at 800x600.</FONT></CENTER></TD></TR>
</TABLE></CENTER></BODY></HTML>"""
    known = [Known(one.text, one.kind) for one in told.known()]
    furniture = [
        own.rights,
        "Back to top",
        "You are visitor number 004512. Best viewed with Netscape at 800x600.",
        "E-mail the webmaster",
        *own.menu,
    ]
    aside = [f"{own.name} On-Line"]
    made = page(told, html, furniture, aside=aside, encoding="cp1252", suffix=".htm")
    return replace(made, known=known)


def converter(words: Words) -> Made:
    """Made by a converter from Markdown: a block for the title, a list of contents, no site."""
    told = story(words, pictures=True)
    author = words.person()
    contents = "".join(
        f'<li><a href="#s{n}" id="toc-s{n}">{escape(one.heading)}</a></li>'
        for n, one in enumerate(told.sections)
    )
    style = Style(top=1, wrap=72)
    html = f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="" xml:lang="">
<head>
  <meta charset="utf-8" />
  <meta name="generator" content="pandoc" />
  <meta name="author" content="{author}" />
  <meta name="dcterms.date" content="2021-05-04" />
  <title>{escape(told.title)}</title>
  <style>code{{white-space: pre-wrap;}}</style>
</head>
<body>
<header id="title-block-header">
<h1 class="title">{escape(told.title)}</h1>
<p class="author">{author}</p>
<p class="date">2021-05-04</p>
</header>
<nav id="TOC" role="doc-toc">
<ul>{contents}</ul>
</nav>
{parts(words, told.lead, style)}
{chr(10).join(sections(words, told, style))}
</body>
</html>"""
    return page(told, html, [], aside=[author, "2021-05-04"], date="2021-05-04")


def workspace(words: Words) -> Made:
    """Exported by a company's wiki: breadcrumbs, who created the page, macros, attachments."""
    told, own = story(words), site("workspace", words.templates)
    author, hint = words.person(), words.sentence()
    files = [f"{words.name()}.docx (application/vnd)" for _ in range(2)]
    html = f"""<!DOCTYPE html>
<html><head><title>{own.name} : {escape(told.title)}</title><link rel="stylesheet" href="styles/site.css" type="text/css" /><META http-equiv="Content-Type" content="text/html; charset=UTF-8"></head>
<body class="theme-default aui-theme-default"><div id="page"><div id="main" class="aui-page-panel">
<div id="main-header"><div id="breadcrumb-section"><ol id="breadcrumbs"><li class="first"><span><a href="index.html">{own.name}</a></span></li><li><span><a href="1.html">{own.name} Home</a></span></li></ol></div>
<h1 id="title-heading" class="pagetitle"><span id="title-text">{own.name} : {escape(told.title)}</span></h1></div>
<div id="content" class="view"><div class="page-metadata">Created by <span class='author'>{author}</span>, last modified on Mar 12, 2021</div>
<div id="main-content" class="wiki-content group">
<div class="toc-macro"><ul class="toc-indentation">{links([one.heading for one in told.sections])}</ul></div>
{parts(words, told.lead)}
<div class="confluence-information-macro confluence-information-macro-tip"><span class="aui-icon"></span><div class="confluence-information-macro-body"><p>{escape(hint)}</p></div></div>
{chr(10).join(sections(words, told, Style(top=1)))}
</div>
<div class="pageSection group"><div class="pageSectionHeader"><h2 id="attachments" class="pageSectionTitle">Attachments:</h2></div><div class="greybox">{"<br/>".join(f'<img src="b.gif"/> <a href="a/1">{one}</a>' for one in files)}</div></div>
</div></div><div id="footer" role="contentinfo"><section class="footer-body"><p>Document generated by Confluence on Mar 12, 2021 11:02</p></section></div></div></body></html>"""
    furniture = [f"{own.name} Home", "Document generated by Confluence on Mar 12, 2021 11:02"]
    created = f"Created by {author}, last modified on Mar 12, 2021"
    aside = [hint, author, created, "Attachments:", *files, f"{own.name} : {told.title}"]
    return replace(page(told, html, furniture, aside=aside), title=None)


SAVED: Mapping[str, Layout] = {
    "word": word,
    "shared document": shared_document,
    "office suite": office_suite,
    "tables": tables,
    "converter": converter,
    "workspace": workspace,
}


def _spans(words: str) -> str:
    """Text in a span whose source is wrapped."""
    return "\n".join(
        textwrap.wrap(
            f"<span lang=EN-US>{escape(words)}<o:p></o:p></span>", 78, break_on_hyphens=False
        )
    )


def _mso(part: Part) -> str:
    match part:
        case Paragraph(sentences):
            return f"<p class=MsoNormal>{_spans(' '.join(sentences))}</p>"
        case Items(items, ordered):
            found: list[str] = []
            for number, item in enumerate(items, 1):
                place = "First" if number == 1 else "Last" if number == len(items) else "Middle"
                mark, font = (f"{number}.", "Calibri") if ordered else ("·", "Symbol")
                blank = "<span style='font:7.0pt \"Times New Roman\"'>" + "&nbsp;" * 8 + " </span>"
                found.append(
                    f"<p class=MsoListParagraphCxSp{place} style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
                    f"<![if !supportLists]><span style='font-family:{font}'><span style='mso-list:Ignore'>{mark}{blank}</span></span>"
                    f"<![endif]>{_spans(' '.join(item))}</p>"
                )
            return "\n\n".join(found)
        case Table(header, rows):
            body = "\n".join(
                " <tr style='mso-yfti-irow:1'>\n"
                + "\n".join(
                    f"  <td width=200 valign=top style='border:solid'>\n  <p class=MsoNormal>{_spans(cell)}</p>\n  </td>"
                    for cell in row
                )
                + "\n </tr>"
                for row in [header, *rows]
            )
            return (
                f"<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>\n{body}\n</table>"
            )
        case Picture(caption):
            return f"<p class=MsoCaption>{_spans(caption)}</p>"


def _docs(part: Part) -> str:
    def span(sentences: Sequence[str]) -> str:
        plain = escape(" ".join(sentences)).replace("’", "&rsquo;").replace("–", "&ndash;")
        half = plain.find(" ", len(plain) // 2)
        if half < 0:
            return f'<span class="c1">{plain}</span>'
        return f'<span class="c1">{plain[:half]}</span><span class="c2">{plain[half:]}</span>'

    match part:
        case Paragraph(sentences):
            return f'<p class="c0">{span(sentences)}</p>'
        case Items(items, ordered):
            tag = "ol" if ordered else "ul"
            rows = "".join(f'<li class="c0 c7 li-bullet-0">{span(item)}</li>' for item in items)
            return f'<{tag} class="c8 lst-kix_1-0 start">{rows}</{tag}>'
        case Table(header, rows):
            body = "".join(
                '<tr class="c10">'
                + "".join(
                    f'<td class="c11" colspan="1" rowspan="1"><p class="c0">{span([cell])}</p></td>'
                    for cell in row
                )
                + "</tr>"
                for row in [header, *rows]
            )
            return f'<table class="c16">{body}</table>'
        case Picture(caption):
            return f'<p class="c0"><span class="c3">{escape(caption)}</span></p>'


def _old(part: Part) -> str:
    match part:
        case Paragraph(sentences):
            return f'<P><FONT FACE="Arial" SIZE=2>{escape(" ".join(sentences), quote=False)}</FONT><BR><BR>\n'
        case Items(items):
            return (
                "<UL>\n"
                + "".join(f"<LI>{escape(' '.join(item), quote=False)}\n" for item in items)
                + "</UL>\n"
            )
        case Picture(caption):
            return f'<CENTER><IMG SRC="a.gif"><BR><I>{escape(caption)}</I></CENTER>\n'
        case Table(_, rows):
            return "".join(f"<BR>{escape(row[-1])}\n" for row in rows)
