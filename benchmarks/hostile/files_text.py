"""Hostile files of the formats that are text: pages, Markdown, reStructuredText, mails, tables."""

import base64
import json
from collections.abc import Iterator

DEEP = 20_000
LONG = 500_000
LAUGHTER = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
File = tuple[str, bytes]


def pages() -> Iterator[File]:
    """Web pages."""
    for tag in (
        "div",
        "b",
        "table",
        "ul",
        "blockquote",
        "details",
        "span",
        "svg",
        "select",
        "object",
    ):
        yield f"deep {tag}", f"<p>Words.{f'<{tag}>' * DEEP}inside".encode()
        yield f"closed {tag}", f"<p>Words.{f'<{tag}>' * 3000}x{f'</{tag}>' * 3000}".encode()
    rows = "<tr><td>a" * 3
    for size in ("1000000000", "-1", "99999", "x", "1e9"):
        yield (
            f"spans {size}",
            f"<table><tr><td colspan={size} rowspan={size}>Words{rows}</table>".encode(),
        )
    yield "many cells", f"<table>{'<tr>' + '<td>a' * 2000}{'<tr><td>b' * 2000}</table>".encode()
    yield "crossed spans", ("<table>" + "<tr><td rowspan=900 colspan=900>Words" * 200).encode()
    yield "laughter", f"<!DOCTYPE x [<!ENTITY a0 'Ha'>{LAUGHTER}]><p>&a9; words".encode()
    yield "one tag", b"<p " + b"a=b " * 100_000 + b">Words."
    yield "one value", b"<p title='" + b"x" * LONG + b"'>Words."
    yield "unclosed tag", b"<p>Words.<a href='" + b"y" * LONG
    yield "unclosed comment", b"<p>Words.<!--" + b"-" * LONG
    yield "many comments", b"<p>Words." + b"<!---->" * 60_000
    yield "unclosed script", b"<p>Words.<script>" + b"<" * LONG
    yield "less-than signs", b"<p>Words." + b"<" * LONG
    yield "ampersands", b"<p>Words." + b"&" * LONG
    yield "references", b"<p>Words." + b"&#x10FFFF;&#0;&#xD800;&#99999999999;" * 5000
    yield "charset lies", b"<meta charset=utf-16><p>Words \xff\xfe\x80."
    yield "charset unknown", b"<meta charset=klingon><p>Words."
    yield "utf-7", b"<meta charset=utf-7><p>Words +ADw-script+AD4-."
    yield (
        "base loops",
        b"<base href=''><base href=//x><link rel=canonical href='javascript:a'><p>Words.",
    )
    yield "refresh", b"<meta http-equiv=refresh content='0;url=a.html'><p>Words."
    yield (
        "frames",
        b"<p>Words.<iframe src=a.html></iframe><frame src=/etc/passwd><embed src=file:///>",
    )
    yield "data", b"<p>Words.<img src='data:image/png;base64," + b"A" * LONG + b"'>"
    yield "scripts", b"<p>Words." + b"<script>while(1);</script>" * 9000
    yield "json-ld", b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>Words."
    yield (
        "json-ld loop",
        b'<script type="application/ld+json">{"@id":"a","isPartOf":{"@id":"a"}}</script><p>Words.',
    )
    yield "metas", b"<meta property='og:title' content='" + b"t" * 100_000 + b"'><p>Words."
    yield "titles", b"<title>t</title>" * 9000 + b"<p>Words."
    yield (
        "headings",
        "".join(f"<h{n % 6 + 1}>Heading {n}</h{n % 6 + 1}>" for n in range(9000)).encode()
        + b"<p>Words.",
    )
    yield "long heading", b"<h1>" + b"word " * 90_000 + b"</h1><p>Words."
    yield (
        "bad dates",
        b"<time datetime='9999-99-99T99:99'>x</time><p>Words. <time datetime=" + b"1" * 9000 + b">",
    )
    yield "lists", b"<p>Words." + b"<ol start=99999999999999999999><li value=-1>one" * 3000
    yield "empty paragraphs", b"<p>Words." + b"<p>" * 90_000
    yield "breaks", b"<p>Words." + b"<br>" * 90_000
    yield "nul", b"<p>Wo\0rds.\0" * 2000
    yield "cdata", b"<p>Words.<![CDATA[" * 9000
    yield "misnested", b"<p>Words." + b"<b><i></b></i><table><p></table>" * 3000
    yield "forms", b"<p>Words." + b"<form><input><select><option>" * 3000
    yield "templates", b"<p>Words." + b"<template><slot>" * 9000


def marked() -> Iterator[File]:
    """Markdown."""
    for sign in (
        "> ",
        "- ",
        "* ",
        "1. ",
        "[",
        "![",
        "(",
        "*",
        "_",
        "**",
        "`",
        "~",
        "~~~\n",
        "|",
        "<",
        "&",
    ):
        yield f"deep {sign.strip()}", b"Words. \n\n" + sign.encode() * DEEP + b"inside"
    for pair in ("*a ", "a**b", "_a_ ", "[a](", "[a][b]", "`a``", "<a ", "![a](b", "~~a~", "a*_"):
        yield f"pairs {pair.strip()}", b"Words. " + pair.encode() * 20_000
    yield "lists", b"Words.\n\n" + b"".join(b" " * (2 * n) + b"- item\n" for n in range(700))
    yield "quotes in lists", b"Words.\n\n" + b"> - " * 3000 + b"x"
    yield (
        "columns",
        b"|" + b"a|" * 5000 + b"\n|" + b"-|" * 5000 + b"\n|" + b"b|" * 5000 + b"\nWords.",
    )
    yield "rows", b"| a | b |\n|---|---|\n" + b"| 1 | 2 |\n" * 40_000
    yield (
        "references",
        b"Words [a].\n\n" + b"".join(b"[a%d]: [a%d]\n" % (n, n + 1) for n in range(20_000)),
    )
    yield "footnotes", b"Words[^1].\n\n[^1]: [^1]\n" * 5000
    yield "fences", b"Words.\n" + b"```\n~~~\n" * 30_000
    yield "long fence", b"Words.\n" + b"`" * LONG
    yield "rules", b"Words.\n" + b"---\n===\n***\n" * 30_000
    yield (
        "headings",
        b"".join(b"#" * (n % 7 + 1) + b" Heading %d\n" % n for n in range(20_000)) + b"Words.",
    )
    yield "long heading", b"# " + b"word " * 90_000 + b"\n\nWords."
    yield (
        "front matter laughs",
        b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 107)
        )
        + b"title: *j\n---\nWords.",
    )
    yield "front matter loops", b"---\ntitle: &a [*a]\n---\nWords."
    yield "front matter runs", b"---\ntitle: !!python/object/apply:os.system [id]\n---\nWords."
    yield "front matter deep", b"---\ntitle: " + b"[" * 50_000 + b"\n---\nWords."
    yield "front matter keys", b"---\n" + b"? [a]\n: b\n" * 5000 + b"---\nWords."
    yield (
        "front matter long",
        b"---\ntitle: " + b"t" * 200_000 + b"\ndate: 9999999999-99-99\n---\nWords.",
    )
    yield "front matter types", b"---\ntitle: 1e999\ndate: .nan\nurl: {a: b}\n---\nWords."
    yield "front matter unclosed", b"---\ntitle: a\n" * 20_000
    yield "html", b"Words.\n\n<div>" * 9000
    yield "html comment", b"Words.\n\n<!--" + b" -" * 100_000
    yield "entities", b"Words &#1114112; &#xD800; &bogus;" * 9000
    yield "escapes", b"Words." + b"\\" * LONG
    yield "tabs", b"Words.\n" + b"\t" * LONG
    yield "line breaks", b"Words.\r\n\n\r" * 90_000
    yield "no break", b"word" * 200_000
    yield "links", b"Words. " + b"http://" * 60_000
    yield "addresses", b"Words. <" + b"a" * 100_000 + b"@b>"


def structured() -> Iterator[File]:
    """reStructuredText."""
    for name, text in {
        "include": ".. include:: /etc/passwd\n", "raw": ".. raw:: html\n   :file: /etc/passwd\n",
        "csv": ".. csv-table::\n   :file: /etc/passwd\n", "url": ".. csv-table::\n   :url: http://x.y\n",
        "substitution loop": ".. |a| replace:: |b|\n.. |b| replace:: |a|\n\n|a|\n",
        "self": ".. |a| replace:: |a|\n\n|a|\n", "target loop": "a_\n\n.. _a: b_\n.. _b: a_\n",
        "footnotes": "[#]_ " * 3000 + "\n\n.. [#] a\n", "classes": ".. class:: a\n" * 3000,
        "titles": "".join(f"T{n}\n{'=-~^#*+.:_'[n % 10] * 5}\n\n" for n in range(3000)),
        "levels": "".join(f"T\n{chr(33 + n) * 5}\n\n" for n in range(15)), "roles": ":a:`b` " * 5000,
        "deep quote": "".join(" " * n + "a\n\n" for n in range(400)), "deep list": "".join("  " * n + "- a\n\n" for n in range(300)),
        "stars": "*" * 100_000, "pipes": "|a" * 50_000, "ticks": "`" * 100_000, "links": "`a <b>`_ " * 5000,
        "table": "+--+\n" * 3000, "wide table": "=" * 9 + " ===" * 2000 + "\n" + "a " * 2000 + "\n" + "=" * 9 + " ===" * 2000 + "\n",
        "broken table": "+--+--+\n|a |b\n+--+\n", "math": ".. math:: " + "{" * 20_000 + "\n", "code": ".. code:: python\n\n" + "   a\n" * 9000,
        "role": ".. role:: a(b)\n.. role:: b(a)\n\n:a:`x`\n", "unicode": ".. |a| unicode:: 0x110000 U+D800\n\n|a|\n",
        "date": ".. |d| date:: %9999999s\n\n|d|\n", "meta": ".. meta::\n   :a: b\n" * 2000, "figure": ".. figure:: x\n   :scale: 10000000000\n",
        "list table": ".. list-table::\n   :widths: 1 2 3\n\n   * - a\n", "contents": ".. contents::\n" * 500, "sectnum": ".. sectnum::\n   :depth: 9999999\n",
        "line block": "| a\n" * 20_000, "fields": ":a: b\n" * 9000, "options": "-a  b\n" * 9000, "numbers": "99999999999999. a\n",
    }.items():  # fmt: skip
        yield name, f"Words stand here.\n\n{text}".encode()


def mails() -> Iterator[File]:
    """Mails."""
    head = b"From: a@b.c\nSubject: Words\nMIME-Version: 1.0\n"
    part = b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n"
    yield (
        "deep parts",
        head + b"".join(part % (b"b%d" % n, b"b%d" % n) for n in range(3000)) + b"\nWords.",
    )
    yield "deep mails", head + b"Content-Type: message/rfc822\n\n" * 3000 + b"\nWords."
    yield "same boundary", head + part % (b"b", b"b") * 500 + b"\nWords."
    yield "no boundary", head + b"Content-Type: multipart/mixed\n\nWords."
    yield "long boundary", head + part % (b"b" * 100_000, b"b" * 100_000) + b"\nWords."
    yield "many parts", head + part % (b"b", b"b") + b"\nWords.\n--b\n" * 20_000
    yield "headers", head + b"X: y\n" * 50_000 + b"\nWords."
    yield "long header", head + b"X: " + b"y" * LONG + b"\n\nWords."
    yield "folded header", head + b"X: a\n" + b" b\n" * 50_000 + b"\nWords."
    for name, word in {
        "encoded words": b"=?utf-8?q?a?= " * 5000, "broken words": b"=?utf-8?b?####?=", "words in words": b"=?=?" * 9000,
        "unknown charset": b"=?klingon?q?a?=", "parameters": b"a; b*0*=''" + b"%00" * 9000, "quotes": b'"' * 9000, "brackets": b"<" * 9000,
        "parentheses": b"(" * 3000, "commas": b"a@b," * 9000, "surrogates": b"=?utf-16?b?2ADf/w==?=", "controls": b"\x1b[31m\x07\x00",
    }.items():  # fmt: skip
        yield f"subject {name}", b"Subject: " + word + b"\n\nWords."
        yield f"from {name}", b"From: " + word + b"\nTo: " + word + b"\n\nWords."
        yield f"type {name}", head + b"Content-Type: text/plain; charset=" + word + b"\n\nWords."
    for coding in (b"base64", b"quoted-printable", b"x-uuencode", b"bogus"):
        body = b"Content-Transfer-Encoding: " + coding + b"\n\n"
        yield f"{coding.decode()} broken", head + body + b"=ZZ" * 9000 + b"\nWords."
    yield "dates", b"Date: Mon, 99 Foo 99999 99:99:99 +9999999\nSubject: x\n\nWords."
    yield "quoted replies", head + b"\nWords.\n" + b"> " * DEEP + b"x\n" + b">" * LONG
    yield (
        "attached bomb",
        head
        + part % (b"b", b"b")
        + (
            b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
            + base64.b64encode(b"<div>" * 90_000)
            + b"\n--b--\n"
        ),
    )
    yield (
        "partial",
        head + b"Content-Type: message/partial; id=a; number=1; total=999999999\n\nWords.",
    )
    yield (
        "external",
        head
        + b"Content-Type: message/external-body; access-type=local-file; name=/etc/passwd\n\nWords.",
    )
    yield "no headers", b"\n" * 100_000 + b"Words."
    yield "no body", head * 5000


def tables() -> Iterator[tuple[str, str, bytes]]:
    """Tables and lines of JSON, each with its ending."""
    yield ".csv", "unclosed", b'a,b\n"' + b"x," * 200_000
    yield ".csv", "quotes", b"a,b\n" + b'""' * 200_000
    yield ".csv", "columns", b"a," * 60_000 + b"\n" + b"1," * 60_000
    yield ".csv", "rows", b"a,b\n" + b",\n" * 200_000
    yield ".csv", "blank", b",,,\n" * 60_000 + b"a,b,c\n1,2,3\n"
    yield ".csv", "one cell", b"a,b\n" + b"x" * LONG + b",1\n"
    yield ".csv", "nul", b"a,b\n\0,\0\n" * 5000
    yield ".csv", "ragged", b"a,b\n" + b"".join(b"1," * (n % 300) + b"\n" for n in range(3000))
    yield ".csv", "half", "a,b\n1,2\n".encode("utf-16")[:-1]
    yield ".csv", "separators", b"a;b,c|d\te\n1;2,3|4\t5\n" * 3000
    yield ".csv", "formulas", b"a,b\n=cmd|'/c calc'!A1,@SUM(1)\n"
    yield ".csv", "returns", b"a,b\r1,2\r\r\n\n\r3,4" * 3000
    yield ".csv", "mixed quotes", b'a,b\n\'"\',"\'""\n' * 9000
    yield ".csv", "numbers", b"a,b\n" + b"1" * 100_000 + b",1e999\n"
    yield ".csv", "headings", b"h" * 100_000 + b",b\n1,2\n"
    yield ".tsv", "tabs", b"\t" * LONG + b"a"
    yield ".tsv", "columns", b"a\tb\n" + b"\t" * 100_000
    for name, line in {
        "deep lists": b"[" * 100_000, "deep objects": b'{"a":' * 50_000, "closed lists": b"[" * 900 + b"]" * 900, "numbers": b"1" * 100_000,
        "floats": b"1e999999", "nan": b'{"text": NaN}', "halves": b'{"text": "\\ud800 words \\udfff"}', "same keys": b'{"text":"a","text":"b"}' * 1,
        "many keys": json.dumps({str(n): n for n in range(50_000)}).encode(), "long text": b'{"text": "' + b"x" * LONG + b'"}', "nul": b'{"text": "a\\u0000b"}',
        "escapes": b'{"text": "' + b"\\\\n" * 90_000 + b'"}', "null": b"null\n" * 50_000, "unclosed": b'{"text": "', "keys": b'{"' + b"k" * 100_000 + b'": 1}',
        "odd keys": b'{"": "a", "\\u001b": "b", "title": [1], "text": {"text": {"text": 1}}}', "title": b'{"title": "' + b"t" * 90_000 + b'", "text": "Words."}',
        "dates": b'{"date": "9999-99-99", "url": "javascript:x", "text": "Words."}', "types": b'{"text": true, "title": 1e5, "date": [], "url": {}}',
    }.items():  # fmt: skip
        yield ".jsonl", name, b'{"text": "Words stand here."}\n' + line + b"\n"
    for name, text in {
        "one line": b"word " * 100_000, "no blank": b"w" * LONG, "blank": b" " * LONG + b"w", "lines": b"w\n" * 200_000, "breaks": b"\n" * LONG + b"w",
        "sentences": b"Yes. " * 90_000, "dots": b"." * LONG + b"w", "controls": bytes(range(1, 32)) * 9000 + b"w", "accents": b"w" + "\u0301".encode() * 90_000,
        "joined": "\u200d👩".encode() * 30_000, "backwards": "\u202ewords ".encode() * 30_000, "halves": b"\xed\xa0\x80 words", "overlong": b"\xc0\xaf words",
        "utf-32": "words".encode("utf-32"), "odd utf-16": "words".encode("utf-16")[:-1], "marks": b"\xef\xbb\xbf" * 9000 + b"words", "japanese": "文".encode() * 90_000,
        "abbreviations": b"e.g. i.e. Dr. " * 30_000, "numbers": b"1.2.3.4.5.6." * 30_000, "quotes": "“‘".encode() * 60_000 + b"w", "brackets": b"([{" * 90_000 + b"w",
        "headings": b"Heading\n\n" * 40_000, "same line": b"The same line stands here.\n" * 20_000, "dates": b"31.12.2020 " * 30_000, "dashes": b"w-\n" * 90_000,
        "hyphens": b"w" + b"-" * LONG, "addresses": b"http://a.b/" * 30_000, "mixed": b"caf\xe9 " * 30_000 + "é".encode(), "columns": b"a    b    c\n" * 30_000,
    }.items():  # fmt: skip
        yield ".txt", name, text
