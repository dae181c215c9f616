"""Tables of Word have their headings, however many rows these take, and each merged cell once."""

from index.formats.docx import read
from tests.index.formats.made import word_of


def cell(words: str, marks: str = "", *, bold: bool = False) -> str:
    strong = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:tc><w:tcPr>{marks}</w:tcPr><w:p><w:r>{strong}<w:t>{words}</w:t></w:r></w:p></w:tc>"


def wide(words: str, columns: int, *, bold: bool = False) -> str:
    return cell(words, f'<w:gridSpan w:val="{columns}"/>', bold=bold)


def row(*cells: str, marks: str = "") -> str:
    found = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{marks}</w:trPr>{found}</w:tr>"


def told(*rows: str) -> list[str]:
    return read(word_of(f"<w:tbl>{''.join(rows)}</w:tbl>")).text.split("\n")


BEGIN, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
HEAD = "<w:tblHeader/>"


def test_headings_in_two_marked_rows_are_joined() -> None:
    assert told(
        row(cell("Boat", BEGIN), wide("Summer", 2), wide("Winter", 2), marks=HEAD),
        row(cell("", GO_ON), "Trips", "Guests", "Trips", "Guests", marks=HEAD),
        row("Tern", "40", "800", "9", "110"),
    ) == [
        "Boat · Summer · Winter",
        "Trips · Guests · Trips · Guests",
        "Boat: Tern · Summer Trips: 40 · Summer Guests: 800 · Winter Trips: 9 · Winter Guests: 110",
    ]


def test_headings_in_two_rows_that_nothing_marks_are_joined() -> None:
    assert told(
        row(cell("Hall", BEGIN), wide("Members", 2)),
        row(cell("", GO_ON), "Day", "Evening"),
        row("Large", "90", "120"),
        row("Small", "40", "55"),
    )[2:] == [
        "Hall: Large · Members Day: 90 · Members Evening: 120",
        "Hall: Small · Members Day: 40 · Members Evening: 55",
    ]


def test_a_cell_across_all_columns_is_told_once_and_heads_none() -> None:
    assert told(
        row(wide("Prices of 2024", 3, bold=True)),
        row(cell("Room", bold=True), cell("Beds", bold=True), cell("Price", bold=True)),
        row(wide("North wing", 3)),
        row("Oak", "2", "£90"),
        row(wide("South wing", 3)),
        row("Elm", "1", "£75"),
    ) == [
        "Prices of 2024",
        "Room · Beds · Price",
        "North wing",
        "Room: Oak · Beds: 2 · Price: £90",
        "South wing",
        "Room: Elm · Beds: 1 · Price: £75",
    ]


def test_a_cell_across_some_columns_stands_under_all_of_their_headings() -> None:
    assert told(
        row("Time", "Monday", "Tuesday", "Friday", marks=HEAD),
        row("9:00", wide("Rowing", 2), "Chess"),
    )[1:] == ["Time: 9:00 · Monday / Tuesday: Rowing · Friday: Chess"]


def test_a_heading_across_columns_is_told_before_the_first_of_them() -> None:
    assert told(
        row("Name", wide("Contact", 2), marks=HEAD),
        row("Ann", "4411", "a@b.org"),
        row("Bo", "", "b@b.org"),
    )[1:] == ["Name: Ann · Contact: 4411 · a@b.org", "Name: Bo · Contact: b@b.org"]


def test_rows_begin_where_they_stand() -> None:
    indented = '<w:gridBefore w:val="1"/>'
    assert told(
        row("Room", "Beds", "Price", marks=HEAD),
        row("Oak", "2", "£90"),
        row("1", "£60", marks=indented),
    )[2:] == ["Beds: 1 · Price: £60"]


def test_rows_that_were_deleted_or_are_hidden_are_left_out() -> None:
    gone = row("Elm", "1", "£75", marks='<w:del w:id="1" w:author="A"/>')
    hidden = row("Ash", "1", "£70", marks="<w:hidden/>")
    kept = row("Oak", "2", "£90")
    assert told(row("Room", "Beds", "Price", marks=HEAD), gone, hidden, kept)[1:] == [
        "Room: Oak · Beds: 2 · Price: £90"
    ]


def test_years_head_columns_and_numbers_do_not() -> None:
    assert told(row("Branch", "2023", "2024"), row("Hill", "230", "244"))[1:] == [
        "Branch: Hill · 2023: 230 · 2024: 244"
    ]
    assert told(row("Hill", "230", "244"), row("Bay", "17", "19")) == [
        "Hill · 230 · 244",
        "Bay · 17 · 19",
    ]


def test_a_second_row_of_headings_begins_a_second_table() -> None:
    assert told(
        *(row("Room", "Price"), row("Oak", "£90"), row("Elm", "£75")),
        *(row("Warden", "Telephone"), row("Ida Holt", "4411")),
    )[3:] == ["Warden · Telephone", "Warden: Ida Holt · Telephone: 4411"]


def test_a_row_among_others_heads_nothing_for_one_word_that_may_name_columns() -> None:
    assert told(
        row("Task", "Who", "By"),
        row("Ring the baker", "Ada", "4 May"),
        row("Mend the roof", "Ben", "9 June"),
        row("Count the boats", "Cleo", "spring meeting"),
        row("Buy rope", "Dan", "1 July"),
    )[3:] == [
        "Task: Count the boats · Who: Cleo · By: spring meeting",
        "Task: Buy rope · Who: Dan · By: 1 July",
    ]


def test_names_in_capitals_above_small_words_head_them() -> None:
    assert told(
        row("Role", "Check", "Training"),
        row("Wardens", "full", "one day"),
        row("Bakers", "basic", "none needed"),
    ) == [
        "Role · Check · Training",
        "Role: Wardens · Check: full · Training: one day",
        "Role: Bakers · Check: basic · Training: none needed",
    ]


def test_a_row_like_those_below_it_heads_none() -> None:
    assert told(
        row("Wardens", "Full", "one day"),
        row("Bakers", "basic", "none needed"),
        row("Porters", "basic", "two days"),
    )[1] == ("Bakers · basic · none needed")
