"""Hostile PDFs."""

import zlib
from collections.abc import Iterator


def pdfs() -> Iterator[tuple[str, bytes]]:
    """Broken and looping structures of a PDF, which has no checks of its own."""
    text = b"BT /F1 12 Tf 72 700 Td (Words stand here.) Tj ET"
    kids, page = (
        b"/Type/Pages/Kids[3 0 R]/Count 1",
        b"/Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>",
    )
    font = b"/Type/Font/Subtype/Type1/BaseFont/Helvetica"

    def pdf(
        *more: bytes,
        root: bytes = b"",
        kids: bytes = kids,
        page: bytes = page,
        font: bytes = font,
        content: bytes = text,
        filters: bytes = b"",
        length: int | None = None,
        trailer: bytes = b"",
    ) -> bytes:
        stream = b"<<%s/Length %d>>stream\n%s\nendstream" % (
            filters,
            len(content) if length is None else length,
            content,
        )
        objects = [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
            b"<<%s>>" % kids,
            b"<<%s>>" % page,
            stream,
            b"<<%s>>" % font,
            *more,
        ]
        out, places = b"%PDF-1.7\n", []
        for number, one in enumerate(objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        return (
            out
            + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
            % (len(objects) + 1, table, len(objects) + 1, trailer, len(out))
        )

    whole = pdf()
    yield "pages loop", pdf(kids=b"/Type/Pages/Kids[2 0 R 3 0 R]/Count 2")
    yield "same page often", pdf(kids=b"/Type/Pages/Kids[" + b"3 0 R " * 5000 + b"]/Count 5000")
    for count in (-1, 0, 10**6, 10**9, 10**20):
        yield f"count {count}", pdf(kids=b"/Type/Pages/Kids[3 0 R]/Count %d" % count)
        yield f"length {count}", pdf(length=count)
        yield f"box {count}", pdf(page=page.replace(b"600 800", b"%d %d" % (count, count)))
        yield f"size {count}", pdf(content=text.replace(b" 12 Tf", b" %d Tf" % count))
        yield f"previous {count}", pdf(trailer=b"/Prev %d" % count)
    yield "previous loop", pdf(trailer=b"/Prev %d" % whole.rindex(b"xref\n0"))
    yield "parent loop", pdf(page=page.replace(b"2 0 R", b"3 0 R"))
    yield (
        "content loop",
        pdf(page=page.replace(b"/Contents 4 0 R", b"/Contents[" + b"4 0 R " * 9000 + b"]")),
    )
    yield "no content", pdf(page=page.replace(b"/Contents 4 0 R", b"/Contents 3 0 R"))
    for name, packed in {
        "bomb": zlib.compress(b"(w) Tj " * 9_000_000),
        "twice": zlib.compress(zlib.compress(bytes(90_000_000))),
    }.items():
        yield (
            name,
            pdf(
                content=packed,
                filters=b"/Filter"
                + (b"/FlateDecode" if name == "bomb" else b"[/FlateDecode/FlateDecode]"),
            ),
        )
    for form in (
        b"/LZWDecode",
        b"/ASCII85Decode",
        b"/ASCIIHexDecode",
        b"/RunLengthDecode",
        b"/DCTDecode",
        b"/JBIG2Decode",
        b"/JPXDecode",
        b"/CCITTFaxDecode",
        b"/Crypt",
        b"/Bogus",
    ):
        yield f"no {form.decode()}", pdf(filters=b"/Filter" + form, content=bytes(range(256)) * 50)
    yield "many filters", pdf(filters=b"/Filter[" + b"/FlateDecode" * 9000 + b"]")
    yield (
        "predictor",
        pdf(
            filters=b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 999999999/Columns 999999999>>",
            content=zlib.compress(text),
        ),
    )
    for left in (b"[", b"<<", b"<</a ", b"("):
        yield f"deep {left.decode()}", pdf(root=b"/A " + left * 90_000)
        yield f"deep content {left.decode()}", pdf(content=text + left * 90_000)
    yield "states", pdf(content=b"q " * 200_000 + text)
    yield "text objects", pdf(content=b"BT " * 100_000 + text)
    yield "letters", pdf(content=b"BT /F1 1 Tf " + b"(w) Tj 0 0 Td " * 60_000 + b"ET")
    yield "one string", pdf(content=b"BT /F1 1 Tf (" + b"word " * 200_000 + b") Tj ET")
    yield (
        "everywhere",
        pdf(
            content=b"BT /F1 1 Tf "
            + b"".join(
                b"1 0 0 1 %d %d Tm (w) Tj " % (n * 7919 % 600, n * 104729 % 800)
                for n in range(15_000)
            )
            + b"ET"
        ),
    )
    yield "matrices", pdf(content=b"1e38 0 0 1e38 1e38 1e38 cm nan inf 0 0 0 0 cm " * 500 + text)
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 6>>stream\n/X Do \nendstream"
    x = page.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    yield "form of itself", pdf(form, page=x, content=b"/X Do " + text)
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 60>>stream\n%s\nendstream"
        % (n + 7, b"/X Do " * 10)
        for n in range(9)
    ]
    yield "laughter", pdf(*forms, page=x, content=b"/X Do " + text)
    line = b"<</Title(%s)/Next 6 0 R/First 6 0 R/Parent 6 0 R>>" % (b"t" * 9000)
    yield "outlines loop", pdf(line, root=b"/Outlines 6 0 R")
    yield (
        "labels loop",
        pdf(b"<</Kids[6 0 R]/Nums[0<</S/r/St 999999999>>]>>", root=b"/PageLabels 6 0 R"),
    )
    for start in (-5, 10**12):
        yield (
            f"label {start}",
            pdf(
                b"<</Nums[0<</S/R/St %d/P(%s)>>]>>" % (start, b"p" * 9000),
                root=b"/PageLabels 6 0 R",
            ),
        )
    yield (
        "names loop",
        pdf(
            b"<</Kids[6 0 R]>>", root=b"/Names<</Dests 6 0 R/JavaScript 6 0 R/EmbeddedFiles 6 0 R>>"
        ),
    )
    yield (
        "opens",
        pdf(root=b"/OpenAction<</S/JavaScript/JS(while(1);)>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>"),
    )
    yield (
        "form fields",
        pdf(
            b"<</Kids[6 0 R]/Parent 6 0 R/T(t)/V(v)>>",
            root=b"/AcroForm<</Fields[6 0 R]/XFA 6 0 R>>",
        ),
    )
    tree = b"<</Type/StructElem/S/P/K[6 0 R 6 0 R]/P 6 0 R/Pg 3 0 R>>"
    yield "structure loop", pdf(tree, root=b"/StructTreeRoot<</K 6 0 R>>/MarkInfo<</Marked true>>")
    for name, cmap in {
        "codes": b"begincodespacerange <00> <ff> " * 9000,
        "range": b"1 beginbfrange <00> <ffffffff> <0000> endbfrange",
        "long": b"1 beginbfchar <57> <" + b"0041" * 90_000 + b"> endbfchar",
        "halves": b"1 beginbfchar <57> <d800> endbfchar",
        "itself": b"/a usecmap",
    }.items():
        yield (
            f"letters {name}",
            pdf(
                b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
                font=font + b"/ToUnicode 6 0 R",
            ),
        )
    yield (
        "font of itself",
        pdf(font=b"/Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[5 0 R]"),
    )
    yield (
        "font broken",
        pdf(
            b"<</Length 9>>stream\n%PDF-1.7\0\nendstream",
            font=font + b"/FontDescriptor<</FontFile2 6 0 R>>",
        ),
    )
    yield "differences", pdf(font=font + b"/Encoding<</Differences[0" + b"/a" * 90_000 + b"]>>")
    yield "widths", pdf(font=font + b"/FirstChar -99/LastChar 999999999/Widths[1e38 -1]")
    yield (
        "objects of itself",
        pdf(
            b"<</Type/ObjStm/N 999999999/First 10/Extends 6 0 R/Length 9>>stream\n6 0 7 9  \nendstream"
        ),
    )
    yield "locked", pdf(trailer=b"/Encrypt<</Filter/Standard/V 5/R 6/Length 999999/O()/U()/P -1>>")
    yield "locked by none", pdf(trailer=b"/Encrypt 99 0 R")
    yield "no table", whole[: whole.rindex(b"xref\n0")]
    yield "no end", whole[:-20]
    yield "far table", whole.replace(b"startxref\n", b"startxref\n99999999999")
    yield "many ends", whole + b"%%EOF\nstartxref\n0\n" * 9000
    yield "before it", b"x" * 900 + whole
    yield "twice", whole + whole
    yield "size", whole.replace(b"/Size 6", b"/Size 999999999")
    yield "free", whole.replace(b" n \n", b" f \n")
    yield "only a head", b"%PDF-1.7\n" + b"\0" * 90_000
    yield (
        "info",
        pdf(
            b"<</Title(%s)/CreationDate(D:99999999999999Z99)>>"
            % (b"\xfe\xff" + b"\xd8\x00" * 3000),
            trailer=b"/Info 6 0 R",
        ),
    )
