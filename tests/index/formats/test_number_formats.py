"""Values of cells are written as a spreadsheet program shows them."""

from datetime import date, datetime, time, timedelta

import pytest

from index.formats.xlsx.number_formats import sections, shown

POUNDS = '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-'
PHONE = "[<=9999999]###-####;(###) ###-####"


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        *((742, "00000", "00742"), (0.12, "0 %", "12 %"), (0.125, "0.0%", "12.5%")),
        *(
            (4.5, '"£"#,##0.00', "£4.50"),
            (4.5, "[$£-809]#,##0.00", "£4.50"),
            (4.5, POUNDS, "£4.50"),
        ),
        *((-4.5, POUNDS, "-£4.50"), (-4.2, "#,##0.00_);(#,##0.00)", "(4.20)"), (2.5, "0", "3")),
        *((1234567, "#,##0", "1,234,567"), (7, "00,000", "00,007"), (1600, "#,##0,", "2")),
        *((1234567, '0.0,,"M"', "1.2M"), (5551234, PHONE, "555-1234"), (1.005, "0.00", "1.01")),
        *(
            (5551234567, PHONE, "(555) 123-4567"),
            (441632960001, '"+"00 0000 000000', "+44 1632 960001"),
        ),
        *(
            (2.25, "# ?/?", "2 1/4"),
            (0.5, "# ?/?", "1/2"),
            (0.375, "?/8", "3/8"),
            (7, '0 "kg"', "7 kg"),
        ),
        *(
            (12345, "0.00E+00", "1.23E+04"),
            (0.00012, "0.0E+00", "1.2E-04"),
            (0, '0;-0;"nil"', "nil"),
        ),
        *((0, "0;-0;;@", ""), (3, ";;;", ""), ("x", '"No. "@', "No. x"), (12, "@", "12")),
        *((1 / 3, "General", "0.3333333333"), (0.1 + 0.2, "General", "0.3"), (4.0, "General", "4")),
        *((5, 'General" m"', "5 m"), (True, "General", "TRUE"), (None, "0", ""), (0, "#", "")),
        *((123456789012, "General", "123456789012"), (90, "0°", "90°"), (-3, "0;[Red]0", "3")),
    ],
)
def test_numbers_and_texts(value: object, form: str, words: str) -> None:
    assert shown(value, form) == words


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (timedelta(hours=36, minutes=30), "[h]:mm", "36:30"),
        (timedelta(hours=36, minutes=30), "[hh]:mm:ss", "36:30:00"),
        (timedelta(minutes=95), "[mm]:ss", "95:00"),
        (timedelta(minutes=95, seconds=5), "General", "1:35:05"),
        (datetime(2024, 3, 12), "dd/mm/yyyy", "12/03/2024"),
        (date(2024, 3, 12), "d mmmm yyyy", "12 March 2024"),
        (datetime(2024, 3, 12, 9, 5), "ddd d/m/yy h:mm AM/PM", "Tue 12/3/24 9:05 AM"),
        (datetime(2024, 3, 12), "mmm-yy", "Mar-24"),
        (datetime(2024, 3, 12), "d. mmmm yyyy;@", "12. March 2024"),
        (datetime(2024, 3, 12), '[$-809]dddd", "dd mmmm yyyy;@', "Tuesday, 12 March 2024"),
        (time(14, 30), "h:mm am/pm", "2:30 PM"),
        (time(0, 1, 5, 500000), "mm:ss.0", "01:05.5"),
        # The country of who looks decides about these.
        (datetime(2024, 3, 12), "mm-dd-yy", "2024-03-12"),
        (datetime(2024, 3, 12, 9, 30), "m/d/yy h:mm", "2024-03-12 09:30"),
        (datetime(2024, 3, 12), "[$-F800]dddd, mmmm dd, yyyy", "2024-03-12"),
        (time(9, 30), "General", "09:30"),
    ],
)
def test_dates_times_and_durations(value: object, form: str, words: str) -> None:
    assert shown(value, form) == words


def test_semicolons_in_quotes_cut_no_section() -> None:
    assert sections('0";"0;-0') == ['0";"0', "-0"]


@pytest.mark.parametrize(
    "form", ["", ";", "0" * 5000, "#,##0.00;" * 900, "[h", '"', "\\", "?/?", "0/0"]
)
def test_odd_formats_do_no_harm(form: str) -> None:
    for value in (0, -1.5, 1e300, 12, "words", datetime(2024, 3, 12), timedelta(-1)):
        assert isinstance(shown(value, form), str)


@pytest.mark.parametrize(
    ("form", "words"), [(";;;", ""), ("0;-0;0;", ""), ("0;-0;0;@", "a"), ('";;;"@', ";;;a")]
)
def test_an_empty_section_for_texts_hides_them(form: str, words: str) -> None:
    assert shown("a", form) == words
