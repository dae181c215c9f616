"""Bytes become text unchanged, whatever their encoding; binary data is refused."""

import pytest

from index.errors import DocumentError
from index.extraction.decoding import as_declared, decode, decoded

FRENCH = (
    "Le café de la gare a été rénové après l'été. Où est passée la forêt ? Ça dépend de l'élève "
    "et de son père. La mairie de Liège a dépensé trois millions pour la façade du théâtre."
)
GERMAN = (
    "Die Bücherei schließt um fünf Uhr. Über die Gebühren entscheidet der Gemeinderat nächste "
    "Woche. Später müssen alle Gäste ihre Schlüssel zurückgeben."
)
SWEDISH = (
    "På lördag är biblioteket öppet från nio till fem. Återlämna böcker i lådan utanför dörren."
)
CURLY = "“It’s late,” she said – and the café’s price was €5. “Don’t wait for me,” he’d answered."
# A single odd byte, in as much English as charset-normalizer takes for a text of Central Europe.
POUND = (
    "The harbour at Norwick was rebuilt in 1904, and the old quay was given to the museum. Fees "
    "for boats of the second class are £12 a night, with a discount from October to March."
)
JAPANESE = "日本語の文章です。これは文字コードの判定の試験です。東京は日本の首都です。"
CHINESE = "这是一个中文文件。它用来测试编码的检测。北京是中国的首都，人口很多。"
RUSSIAN = "Это русский текст. Он проверяет определение кодировки файла."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", CURLY),
        ("latin-1", FRENCH),
        ("latin-1", GERMAN),
        ("latin-1", SWEDISH),
        ("cp1252", CURLY),
        ("cp1252", "It’s open."),
        ("cp1252", POUND),
        ("utf-16", CURLY),
        ("utf-16-le", CURLY),
        ("utf-16-be", CURLY),
        ("utf-32", CURLY),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("gbk", CHINESE),
        ("big5", "這是一個中文文件。它用來測試編碼的檢測。北京是中國的首都，人口很多。"),
        ("cp1251", RUSSIAN),
    ],
)
def test_text_is_decoded_from_its_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_the_text(encoding: str) -> None:
    data = "Ferries sail at nine.".encode(encoding)
    assert decode(data) == "Ferries sail at nine."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_no_newline_is_translated(encoding: str) -> None:
    text = "one\r\ntwo\rthree\nfour\u2028five\x0bsix\r\n\r\n"
    assert decode(text.encode(encoding)) == text


def test_nothing_is_normalised() -> None:
    text = "e\u0301 é ﬁ ² \u00a0 \u200b  two  spaces "
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00",
        b"%PDF-1.7\n\x00\x01\x02\xff\xfe\xfd" + bytes(range(256)),
        b"words and then a \x00 byte",
        b"\nThe ferry sails at nine.\x00",
        b"\x7fELF\x02\x01\x01" + bytes(64),
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary"):
        decode(data)


NEARLY = "“It’s late,” she said.\r\nThe caf\udce9 shuts – at five.\rBring £5, Ren\udce9.\n"


def test_a_wrong_byte_or_two_leave_a_text_utf_8_and_are_told() -> None:
    found = decoded(NEARLY.encode("utf-8", "surrogateescape"))
    assert found.text == NEARLY.replace("\udce9", "\ufffd")
    assert found.notes == ("2 bytes are no UTF-8, first in line 2",)
    one = NEARLY.replace("Ren\udce9", "Ann").encode("utf-8", "surrogateescape")
    assert decoded(b"\xef\xbb\xbf" + one).notes == ("1 byte is no UTF-8, in line 2",)


@pytest.mark.parametrize("good", ["The pier costs £9.", "It’s the café’s.", "日本語の文章です。"])
def test_a_wrong_byte_in_a_short_text_does_not_turn_it_into_another(good: str) -> None:
    assert decode(f"{good} Ren\udce9 is in.".encode("utf-8", "surrogateescape")) == (
        f"{good} Ren\ufffd is in."
    )


def test_as_many_wrong_bytes_as_right_ones_are_another_encoding() -> None:
    assert decode("Le café et l’été à Liège.".encode("cp1252")) == "Le café et l’été à Liège."
    assert decoded(CURLY.encode("cp1252")).notes == ()


@pytest.mark.parametrize(
    ("label", "data", "text", "told"),
    [
        ("utf-8", b"Ren\xe9 minds the till.", "Ren\ufffd minds the till.", True),
        ("UTF8", "It’s Ren\udce9’s.".encode("utf-8", "surrogateescape"), "It’s Ren\ufffd’s.", True),
        ("utf-8", "Le café coûte 5 €.".encode("cp1252"), "Le café coûte 5 €.", False),
        ("iso-8859-1", "Café: 5 €".encode(), "Café: 5 €", False),
        (
            "iso-8859-1",
            "It’s “Ren\udce9”".encode("utf-8", "surrogateescape"),
            "It’s “Ren\ufffd”",
            True,
        ),
        ("iso-8859-1", b"Ren\xe9, 5 \x80", "René, 5 €", False),
        ("koi8-r", RUSSIAN.encode("koi8-r"), RUSSIAN, False),
        ("iso-2022-jp", JAPANESE.encode("iso-2022-jp"), JAPANESE, False),
        ("idna", "It’s open.".encode("cp1252"), "It’s open.", False),
        ("no such", "It’s open.".encode(), "It’s open.", False),
        ("", "It’s open.".encode("cp1252"), "It’s open.", False),
    ],
)
def test_what_a_text_says_of_its_encoding_is_believed_as_far_as_it_fits(
    label: str, data: bytes, text: str, told: bool
) -> None:
    found = as_declared(data, label)
    assert (found.text, bool(found.notes)) == (text, told)
