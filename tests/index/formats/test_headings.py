"""Headings of sheets and separated values: found in whatever rows they stand, held no longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extraction.cells import Cell
from index.extraction.rows import table_lines
from index.formats.csv import read


def told(text: str) -> list[str]:
    return read(text.encode()).text.split("\n")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Hall,2021,2022\nNorth,120,95\nSouth,80,n/a\n", "Hall: North · 2021: 120 · 2022: 95"),
        (",2021,2022\nGuests,1999,2020\nBoats,30,31\n", "Guests · 2021: 1999 · 2022: 2020"),
        (
            "Side,Won,Lost,Won,Lost\nKites,4,1,3,0\n",
            "Side: Kites · Won: 4 · Lost: 1 · Won: 3 · Lost: 0",
        ),
        ("Day,09:00,10:00\nMonday,Rowing,Tea\n", "Day: Monday · 09:00: Rowing · 10:00: Tea"),
        (
            "Crew,1 May 2024,8 May 2024\nAnn,early,late\n",
            "Crew: Ann · 1 May 2024: early · 8 May 2024: late",
        ),
        ("Name,1,2,3\nAnn,x,,x\nBo,,x,x\n", "Name: Ann · 1: x · 3: x"),
        ("Year,Nests\n2019,12\n2020,15\n", "Year: 2019 · Nests: 12"),
        ("id,name,email\n1,Ann,a@b.org\n", "id: 1 · name: Ann · email: a@b.org"),
        ("When,What is your name?\n2024-01-02,Ann\n", "When: 2024-01-02 · What is your name?: Ann"),
        (
            "Probe,Finding,Finding\nTin,sound,worn\nZinc,worn,sound\n",
            "Probe: Tin · Finding: sound · Finding: worn",
        ),
        ("Day,Soup\nMonday,leek\nTuesday,pea\n", "Day: Monday · Soup: leek"),
    ],
)
def test_years_dates_numbers_and_equal_words_head_columns(text: str, row: str) -> None:
    assert told(text)[1] == row


@pytest.mark.parametrize(
    "text",
    [
        "Ann,4411\nBo,4412\n",
        "Ann,Hull,4411\nBo,Ives,4412\n",
        "Founded,1923,1987\nClosed,1950,1999\n",
        "Regatta,2024-06-01\nFee,12\nBoats,30\n",
        "Name,Kittiwake\nBuilt,1911\nLength,24 m\n",
        "Owner:,Tern Trust\nBerth:,Quay 4\n",
        "Elm,on request\nFir,80\nOak,90\n",
        "Oak,with bath,sea view\nElm,without,garden\n",
        "Harbour,2024\nHill,455\nBay,12\n",
        "Ann,Cook\nBo,Cook\nCy,Driver\n",
        "Name,Ola Berg\nRole,Treasurer\nPhone,01632 960999\nJoined,2020-01-02\n",
        "Position,Treasurer\nName,Ola Berg\nPhone,01632 960999\n",
        "Guest name,Lena\nStatus,Member\nNights,3\n",
        "Red,stop\nAmber,wait\nGreen,go\n",
        "Status,Status\nOpen,Closed\nOpen,Open\n",
    ],
)
def test_where_there_is_a_doubt_cells_have_no_headings(text: str) -> None:
    assert told(text) == text.strip().replace(",", " · ").split("\n")


@pytest.mark.parametrize("blank", ["", "\n", ",,\n", "\n\n"])
def test_a_second_row_of_headings_begins_a_second_table(blank: str) -> None:
    text = (
        f"Cabin,Beds,Rent\nGull,2,£40\nTern,4,£65\n{blank}Keeper,Mobile,Since\nIda,0771 20,2019\n"
    )
    assert told(text)[-2:] == [
        "Keeper · Mobile · Since",
        "Keeper: Ida · Mobile: 0771 20 · Since: 2019",
    ]


def test_other_headings_of_the_same_first_column_begin_another_table() -> None:
    text = "Branch,2020,2021\nHill,5,6\nBranch,2022,2023\nHill,7,8\n"
    assert told(text)[3] == "Branch: Hill · 2022: 7 · 2023: 8"


def test_headings_that_come_again_are_written_as_they_are() -> None:
    rows = told("Rank,Player,Points\n1,Ann,40\nRank,Player,Points\n2,Bo,30\n")
    assert rows[2:] == ["Rank · Player · Points", "Rank: 2 · Player: Bo · Points: 30"]


def test_rows_below_a_blank_line_keep_headings_only_where_they_are_of_their_kind() -> None:
    head = "Cabin,Beds,Rent\nGull,2,£40\n\n"
    assert told(f"{head}Tern,4,£65\n")[2] == "Cabin: Tern · Beds: 4 · Rent: £65"
    assert told(f"{head}Total,6,£105\n")[2] == "Cabin: Total · Beds: 6 · Rent: £105"
    assert told(f"{head}Tern is let,in summer,only\n")[2] == "Tern is let · in summer · only"
    assert told("Room,Price\nOak,90\n\nMembers,412\n")[2] == "Members · 412"
    assert told(f"{head}All rents include linen.\n")[2] == "All rents include linen."


def test_a_word_in_a_column_of_figures_is_no_heading() -> None:
    rows = told("Cabin,Beds,Rent\nGull,2,£40\nTern,4,on request\nSkua,1,£30\n")
    assert rows[2:] == [
        "Cabin: Tern · Beds: 4 · Rent: on request",
        "Cabin: Skua · Beds: 1 · Rent: £30",
    ]


def test_facts_and_titles_may_stand_above_the_headings() -> None:
    text = "Cabins of the club\nPrinted,2024-05-01\nBy,Ann Hull\n\nCabin,Beds,Rent\nGull,2,£40\n"
    assert told(text) == [
        *("Cabins of the club", "Printed · 2024-05-01", "By · Ann Hull", "Cabin · Beds · Rent"),
        "Cabin: Gull · Beds: 2 · Rent: £40",
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Ferry,May,,June,\n,Sailings,Cars,Sailings,Cars\n",
        "Ferry,May,May,June,June\nFerry,Sailings,Cars,Sailings,Cars\n",
    ],
)
def test_headings_in_two_rows_are_joined(head: str) -> None:
    assert told(f"{head}Skua,40,800,9,110\n")[2] == (
        "Ferry: Skua · May Sailings: 40 · May Cars: 800 · June Sailings: 9 · June Cars: 110"
    )


def test_years_may_group_columns_and_units_stand_below_headings() -> None:
    assert told("Hall,2023,,2024,\n,Members,Fees,Members,Fees\nNorth,9,£90,8,£80\n")[2] == (
        "Hall: North · 2023 Members: 9 · 2023 Fees: £90 · 2024 Members: 8 · 2024 Fees: £80"
    )
    assert told("Boat,Length,Beam\n,(m),(m)\nTern,9,3\nSkua,7,2\n")[2] == (
        "Boat: Tern · Length (m): 9 · Beam (m): 3"
    )


def test_tables_beside_each_other_have_their_own_headings() -> None:
    text = (
        "Cabin,Rent,,Month,Boats\nGull,40,,May,4\nTern,65,,June,6\n,,,July,9\n"
        "Keeper,Mobile,,August,5\nIda,0771,,September,3\n"
    )
    assert told(text)[3:] == [
        "Month: July · Boats: 9",
        "Keeper · Mobile · Month: August · Boats: 5",
        "Keeper: Ida · Mobile: 0771 · Month: September · Boats: 3",
    ]


def test_a_table_in_other_columns_further_down_has_its_own_headings() -> None:
    text = "Cabin,View\nGull,sea\nTern,garden\n\n,,Keeper,Hut\n,,Ida,north\n,,Per,south\n"
    assert told(text)[4:] == ["Keeper: Ida · Hut: north", "Keeper: Per · Hut: south"]


@pytest.mark.parametrize("columns", [2, 300])
def test_time_grows_with_the_size_of_a_table_only(columns: int) -> None:
    # Two thirds of a million cells, all of them words, would take minutes if rows were compared.
    words = ",".join(["Oak", "Ash tree"][at % 2] for at in range(columns))
    rows = "\n".join([words, words.replace("Oak", "5")] * (30_000 // columns))
    assert len(told(rows)) > 100


@pytest.mark.parametrize("blank", ["", "\n"])
def test_words_that_may_name_columns_are_no_headings_where_they_are_what_is_told(
    blank: str,
) -> None:
    rows = told(
        f"Position,Section\nCook,Kitchen\n{blank}Sales manager,Sales department\nDriver,Office\n"
    )
    assert not any("Sales manager:" in row or "Driver:" in row for row in rows)
    rows = told(f"Month,Day\nMarch,Monday\n{blank}April,Tuesday\nMay,Friday\n")
    assert not any("April:" in row or "March:" in row for row in rows)


def test_words_that_mostly_name_columns_head_a_table_of_words() -> None:
    # As in Word, where a table of words often stands below a paragraph.
    rows = "Kind of boat,Duration,Skipper\nDinghy,one hour,Ann\nYawl,up to 3 hours,Bo"
    for row in told(f"Boats\n\n{rows}\n")[-2:]:
        assert row.startswith("Kind of boat: ") and " · Duration: " in row
    rows = told("Boats\n\nAnn,Sales,Room 12\nBo,Stores,Room 14\nCy,Sales,Room 9\n")
    assert not any("Ann:" in row or "Sales:" in row or "Room 12:" in row for row in rows)


CELLS = st.sampled_from(["", "Name", "Price", "Ann", "4", "£4", "2021", "2022", "a.", "n/a", "May"])


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=14))
def test_every_cell_is_told_once_and_only_under_what_stands_above_it(rows: list[list[str]]) -> None:
    lines = {
        line.number: line.words for line in table_lines([list(map(Cell, row)) for row in rows])
    }
    for number, row in enumerate(rows, 1):
        pieces = lines[number].split(" · ") if number in lines else []
        filled = [(at, words) for at, words in enumerate(row) if words]
        assert len(pieces) == len(filled)
        for piece, (at, words) in zip(pieces, filled, strict=True):
            name, _, cell = piece.rpartition(": ")
            assert cell == words
            # Headings that span columns stand to the left in rows without merged cells.
            above = {one for before in rows[: number - 1] for one in before[: at + 1]}
            assert set(name.split()) <= above


def test_a_merged_cell_is_told_in_all_its_rows_without_headings_too() -> None:
    north = Cell("North")
    rows = [
        [north, Cell("Day"), Cell("Pia")],
        [Cell("North", 1, above=True), Cell("Night"), Cell("Omar")],
    ]
    assert [line.words for line in table_lines(rows)][-1] == "North · Night · Omar"
