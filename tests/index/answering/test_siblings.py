"""Whether a quote is of the year, floor, stage or plan that a question names, or of a sibling."""

import time
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.answering.checks import SHARE_RIGHT
from index.answering.siblings import Told, standing
from index.indexing.build import build
from tests.support import answering, write

# A question, the title and headings above a quote, and the quote.
SIBLINGS = [
    # Years
    ("What was the trade deficit in 2019?", "", "It widened from €3.7bn in 2021 to €9bn in 2022."),
    ("trade deficit 2019", "Report 2021", "The trade deficit was €3.7bn."),
    ("How many eggs in 2019?", "Hens", "Year: 2020 · Eggs: 15"),
    ("What was the turnover in FY25?", "", "In FY24 turnover was 12 million."),
    ("Who won in 2018?", "", "The cup went to Brakel in 2017, and to Temse in 2019."),
    # Places in a row
    ("Who sits on the second floor?", "", "The lawyers sit on the third floor."),
    ("Who sits on the 2nd floor?", "", "Third floor: the lawyers"),
    ("How much did the first funding round raise?", "", "It raised €46mn in its third round."),
    ("What is the fine for a third offence?", "", "80 for a first offence and 200 for a second."),
    ("What did they sell in the second quarter?", "Results for Q3", "Sales rose 4%."),
    # Numbers, letters and codes
    ("When does stage 2 begin?", "", "Stage 3 begins when the lake drops below 30%."),
    ("Who is in room 12?", "", "Room 14: Ida Voss"),
    ("When is laundry day in house B?", "", "House A: Monday and Thursday"),
    ("What changed in version 4.2?", "Version 4.1", "Searches are faster."),
    ("What does error E05 mean?", "", "E02: no paper in the tray"),
    ("What is the fee for form N-6?", "", "Form N-1 costs nothing."),
    # Days and months
    ("What does a pitch cost in November?", "", "In October a pitch costs 14."),
    ("Who is on duty on 4 May?", "Rota", "5 May: Ciara"),
    ("Which doctor is in on Saturday?", "Hours", "Monday: Dr Fatou Ndiaye"),
    # Opposites, kinds, roles
    ("When does the first bus leave?", "", "The last bus leaves at 18:25."),
    ("How many seats has the east stand?", "", "North stand: 4,200 seats"),
    ("How many screens on the Ocean plan?", "", "The Ripple plan plays on one screen."),
    ("Who is the prime minister?", "", "Justice minister Vincent Van Quickenborne spoke."),
    # Places that sites are called by
    ("How many crates went through Ostend harbour?", "", "Zeebrugge harbour took 900 crates."),
    ("When does the Ghent office close?", "Offices", "The Mechelen office closes at five."),
    ("who runs the hospital of Veurne", "", "Mia Ek runs Diksmuide hospital."),
    ("What does the museum of Glass cost?", "", "The Museum of Lace costs 4."),
    # Who had a role, or stands beside whoever has it
    ("Who is the prime minister?", "", "He met the former prime minister, Charles Michel."),
    ("who's the president of the club", "", "Vice-president Ada Lund opens the gate."),
    ("current director", "Staff", "The then managing director, Ole Brandt, signed it."),
]
HELD = [
    ("Who is the prime minister?", "", "Prime minister De Croo and former prime minister Michel."),
    ("Who was prime minister?", "", "He met the former prime minister, Charles Michel."),
    ("Who is the former director?", "", "The former director is Ole Brandt."),
    ("Who is the secretary?", "", "Mia Ek keeps the minutes."),
    ("What was the trade deficit in 2022?", "", "It widened from €3.7bn in 2021 to €9bn in 2022."),
    ("What was the deficit in 2020?", "", "The deficit was stable from 2018 to 2021."),
    ("What was the turnover in FY25?", "", "In 2025 turnover was 12 million."),
    ("What was the turnover in 2019?", "", "In 2018/19 turnover was 12 million."),
    ("What did members pay in 2020?", "", "Since 2015 members have paid 40."),
    ("How many pears in 2022?", "Report", "Pears: 910 tonnes (860 in 2021)."),
    ("When does the 2019 agreement end?", "", "It ends in 2024."),
    ("I started in 2023. How much leave do I have?", "", "From 2021 on, 27 days."),
    ("Who paid in 2019?", "", "The association pays every year, as in 2021."),
    ("Who sits on the second floor?", "", "2nd floor: the lawyers; third floor: the bank"),
    ("Who sits on the 2nd floor?", "", "Floor 2: the lawyers. Floor 3: the bank."),
    ("What is the fine for a second offence?", "", "80 for a first offence and 200 for a second."),
    ("What did they sell in Q3?", "", "In the third quarter they sold 4% more."),
    ("How much notice in my fourth year?", "", "Two months up to the fifth year."),
    ("Which patch in week 6?", "", "Weeks 5 to 8: the middle patch"),
    ("When does stage 2 begin?", "", "Stages two and three begin in May. Stage 3 is rare."),
    ("What changed in version 4.2?", "Version 4.2", "Version 4.1 was slow."),
    ("What does error E05 mean?", "Error E05", "Like E02, a lack of paper."),
    ("What does a pitch cost in November?", "", "From October to May a pitch costs 14."),
    ("I paid on Friday. When is it booked?", "", "It is booked on the following Tuesday."),
    ("When is the meeting after 4 May?", "", "The board meets on 8 June."),
    ("When does the first bus leave?", "", "First bus 6:10, last bus 18:25"),
    ("How many screens on the Ocean plan?", "Ocean plan", "Unlike the Ripple plan, four."),
    ("Who is the new director?", "", "The general director is Ida Voss."),
    ("Who wrote the report?", "Report 2021", "Ida Voss wrote it in 2020."),
    ("When does the Ghent office close?", "Gent and Ghent", "The Mechelen office closes at five."),
    ("When does the Ghent office close?", "", "The office closes at five."),
    ("When does the Ghent office close?", "", "The Main Office closes at five."),
    ("Is the Public Library open?", "", "The Veurne library opens at ten."),
    ("Is the December shop open?", "", "The Veurne shop opens at ten."),
    ("Which is the largest airport in Europe?", "", "Liège airport is the fifth-largest."),
    ("What does the Liège hub do?", "", "It is the main hub in Europe."),
    ("What is sold at Liege airport?", "", "Liège airport sells waffles, Zaventem airport beer."),
    ("How long is the warranty?", "", "Two years from the second delivery."),
]


@pytest.mark.parametrize(("question", "above", "text"), SIBLINGS)
def test_a_quote_of_a_sibling_is_told(question: str, above: str, text: str) -> None:
    assert standing(question, Told(text, above)) == "sibling"


@pytest.mark.parametrize(("question", "above", "text"), HELD)
def test_a_quote_that_holds_what_is_named_or_names_no_sibling_is_none(
    question: str, above: str, text: str
) -> None:
    assert standing(question, Told(text, above)) != "sibling"


def test_the_date_of_a_document_is_held_and_is_no_sibling() -> None:
    report = "The deficit was €9bn, after €3.7bn in 2021."
    asked = "What was the deficit in 2022?"
    assert standing(asked, Told(report, "")) == "sibling"
    assert standing(asked, Told(report, "", "2022-05-01")) == "held"
    assert standing("And in 2019?", Told("It was €9bn.", "", "2022-05-01")) == "lacking"


def test_long_texts_are_compared_in_little_time() -> None:
    question = "In 2019 (stage 2 of the second plan on Friday in E05, " * 37
    quote = Told("(1 in 2021, third stage 3 on 4 May 2020 in E06 since the Ocean plan " * 30, "")
    began = time.process_time()
    standing(question, quote)
    assert time.process_time() - began < 1


@pytest.fixture(scope="module")
def club(seeds: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of a club's pages: a table of years, and sentences of rounds and floors."""
    folder = tmp_path_factory.mktemp("club")
    rows = "".join(f"| {year} | {count} |\n" for year, count in ((2019, 412), (2021, 455)))
    write(
        folder / "documents",
        {
            "members.md": f"# Members\n\n| Year | Members |\n|---|---|\n{rows}",
            "money.md": "# Money\n\nThe club raised 4,600 euros in its third round of gifts. "
            "Its second round of gifts brought 900 euros.\n",
            "house.md": "# The house\n\nThe library is on the third floor of the clubhouse. "
            "The kitchen is on the second floor of the clubhouse.\n",
        },
    )
    build(folder / "documents", folder / "index", seeds.encoder)
    return folder / "index"


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How many members did the club have in 2019?", "412"),
        ("How many members did the club have in 2021?", "455"),
        ("How much did the second round of gifts bring?", "900"),
        ("How much did the 3rd round of gifts raise?", "4,600"),
        ("What is on the 2nd floor of the clubhouse?", "kitchen"),
    ],
)
def test_the_sentence_or_row_that_holds_what_is_named_is_quoted(
    seeds: Answerer, club: Path, question: str, held: str
) -> None:
    with answering(seeds, club) as members:
        answer = ask(members, question)
    assert answer.answered and held in answer.quotes[0].place.text


@pytest.mark.parametrize(
    ("question", "closest"),
    [
        ("How many members did the club have in 2020?", "| 4"),
        ("How much did the first round of gifts raise?", "round of gifts"),
        ("What is on the fourth floor of the clubhouse?", "floor of the clubhouse"),
    ],
)
def test_what_is_told_of_siblings_only_is_declined_and_they_are_the_closest(
    seeds: Answerer, club: Path, question: str, closest: str
) -> None:
    with answering(seeds, club) as members:
        answer = ask(members, question)
    assert not answer.answered and closest in answer.closest[0].place.text


def test_a_sibling_is_the_closest_where_much_else_could_be_read(seeds: Answerer) -> None:
    asked, other = "How many packages were handled at {} airport last year?", "Antwerp"
    right, declined = ask(seeds, asked.format("Liege")), ask(seeds, asked.format(other))
    assert right.answered and declined.reason == "not_in_documents"
    assert declined.closest[0].place == right.quotes[0].place
    assert declined.confidence <= SHARE_RIGHT
    assert other in declined.evidence.unnamed


LEADS = "Who runs the library?"


@pytest.mark.parametrize(
    ("question", "quote", "found"),
    [
        (LEADS, "Ann Lee, the former head of the library, opened the fair.", "sibling"),
        ("Who's in charge of the shop?", "Ask the deputy manager, Jo Beck.", "sibling"),
        (LEADS, "Ann Lee, head of the library, opened the fair.", "held"),
        (LEADS, "The former head, Ann Lee, handed over to Gwen Tully.", "held"),
        (LEADS, "Deputy head Jo Beck runs the library on Sundays.", "held"),
        ("Who ran the library before? Who was head?", "Ann Lee, the former head.", "held"),
    ],
)
def test_who_leads_now_is_no_former_leader(question: str, quote: str, found: str) -> None:
    assert standing(question, Told(quote, "")) == found


@pytest.mark.parametrize(
    ("quote", "date", "found"),
    [
        ("326mn parcels came last year.", "2023-10-05", "sibling"),
        ("326mn parcels came last year.", "2016-10-05", "held"),
        ("326mn parcels will come next year.", "2014-10-05", "held"),
        ("326mn parcels came last year, and 20mn in 2015.", "2023-10-05", "held"),
        ("326mn parcels came last year.", "", "sibling"),
        ("The fee is due in the last year of the contract.", "2023-10-05", "held"),
        ("Each parcel of the previous year is kept.", "2023-10-05", "held"),
        ("As last year, 30mn parcels come every year.", "2023-10-05", "held"),
    ],
)
def test_last_year_is_a_year_where_the_date_is_known(quote: str, date: str, found: str) -> None:
    assert standing("How many parcels came in 2015?", Told(quote, "", date)) == found
