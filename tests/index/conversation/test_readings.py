"""How a follow-up is made whole, by kinds: persons, fragments, siblings, and what is unclear."""

from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.conversation.antecedents import wants_answer
from index.conversation.converse import Turn, converse
from index.conversation.leaning import leaning
from index.conversation.people import person_named
from index.conversation.readings import reading
from index.indexing.build import build
from tests.support import answering, write

ROW = "Name: Ida Holm · Role: Harbour master · Extension: 318 · Works on: Mon-Thu"


@pytest.mark.parametrize(
    ("last", "message", "whole"),
    [
        ("How much is a ticket for adults?", "and for kids?", "How much is a ticket for kids?"),
        ("How much is the pool?", "same for kids?", "How much is the pool for kids?"),
        (
            "When does the bar open in summer?", "and in winter?",
            "When does the bar open in winter?",
        ),
        ("How much is a bed in Oslo?", "and elsewhere?", "How much is a bed elsewhere?"),
        (
            "How many days do full-time cooks get?", "for trainees?",
            "How many days do trainees get?",
        ),
        ("How many days for my own wedding?", "for moving?", "How many days for moving?"),
        ("How much is the red car?", "what about the blue one?", "How much is the blue car?"),
        ("How wide is the small tent?", "and the large one?", "How wide is the large tent?"),
        ("When was the old bridge built?", "and the new one?", "When was the new bridge built?"),
        ("What is the second 3D press?", "and the first one?", "What is the first 3D press?"),
        ("Which room is spinning in?", "what about boxing?", "Which room is boxing in?"),
        ("What day is choir on?", "and drums?", "What day is drums on?"),
        (
            "Are snacks provided on the trip to Hull?", "when does it leave?",
            "When does the trip to Hull leave?",
        ),
        ("Are dogs allowed in the garden?", "when does it close?", "When does the garden close?"),
        ("How many came in 2023?", "and the year before?", "How many came in 2022?"),
        ("Who won in 2019?", "and two years later?", "Who won in 2021?"),
        (
            "Who won the prize for leeks?", "who came second?",
            "Who came second (the prize for leeks)?",
        ),
        ("What did we earn last year?", "the year before?", "What did we earn the year before?"),
        ("What is the fee for leeks?", "honey?", "What is the fee for honey?"),
        ("What does form A3 cost?", "and B2?", "What does form B2 cost?"),
        ("What does part A cover?", "and part B?", "What does part B cover?"),
        ("How long is maternity leave?", "and paternity?", "How long is paternity leave?"),
        ("What are the hours of the pool?", "and the sauna?", "What are the hours of the sauna?"),
        ("What is the rent of the flat?", "and the deposit?", "What is the deposit of the flat?"),
        ("Which days is the gym open?", "and the sauna?", "Which days is the sauna open?"),
        ("Is smoking allowed?", "and vaping?", "Is vaping allowed?"),
        ("Is there a lift?", "and a ramp?", "Is there a ramp?"),
        ("How do I reset my password?", "and my PIN?", "How do I reset my PIN?"),
        ("What if I lose my key?", "and my badge?", "What if I lose my badge?"),
        (
            "What is the fine for late returns?", "and lost books too?",
            "What is the fine for lost books?",
        ),
        ("Can students borrow skis?", "and teachers?", "Can teachers borrow skis?"),
        ("Can students borrow skis?", "how many?", "How many skis can students borrow?"),
        ("Were there storms in May?", "how many?", "How many storms were there in May?"),
        ("Can I rent a boat?", "why not?", "Why can I not rent a boat?"),
        ("Who coaches the team?", "since when?", "Since when is the team coached?"),
        ("Where are bins with lids?", "those with locks?", "Where are the bins with locks?"),
        ("What is paid for two years?", "and after that?", "What is paid after two years?"),
        ("Where is the museum?", "who works there?", "Who works at the museum?"),
        ("How do I cancel my plan?", "can I do it online?", "Can I cancel my plan online?"),
        (
            "How many days off do full-time staff have?", "and apprentices?",
            "How many days off do apprentices have?",
        ),
        ("How much leave do I get?", "and temps?", "How much leave do temps get?"),
        ("How many skis can pupils borrow?", "and sledges?", "How many sledges can pupils borrow?"),
        ("In which class are trains?", "and flights?", "In which class are flights?"),
        ("Which shelf is rice on?", "and flour?", "Which shelf is flour on?"),
        ("How many hours does wheat need?", "and rye?", "How many hours does rye need?"),
        ("What colour is the door?", "and size?", "What size is the door?"),
        ("What does it cost to hire a tent?", "and a kayak?", "What does it cost to hire a kayak?"),
        ("What is the cox's number?", "and the captain's?", "What is the captain's number?"),
        ("What is the captain's number?", "and the chef?", "What is the chef's number?"),
        ("May guests use the gym?", "and the sauna?", "May guests use the sauna?"),
        ("May guests use the gym?", "on weekdays too?", "May guests use the gym on weekdays?"),
        ("May guests use the gym?", "and members?", "May members use the gym?"),
        ("How many boats were there in 2025?", "and fours?", "How many fours were there in 2025?"),
        ("When does the race take place?", "and the party?", "When does the party take place?"),
        ("What is the fee for old boats?", "for new ones?", "What is the fee for new boats?"),
        ("What time does the bar open?", "and close?", "What time does the bar close?"),
        ("Can I get a refund?", "even after a month?", "Can I get a refund after a month?"),
        ("When is the next meeting?", "where is it?", "Where is the next meeting?"),
        ("Who cuts the grass?", "since when?", "Since when is the grass cut?"),
    ],
)  # fmt: skip
def test_a_fragment_stands_in_the_place_of_its_like(last: str, message: str, whole: str) -> None:
    assert leaning(message) != "complete"
    assert reading(message, last) == whole


@pytest.mark.parametrize(
    ("last", "message", "answer", "person", "whole"),
    [
        (
            "Who is the head of sales?", "where does he sit?",
            "Jo Bell", "", "Where does Jo Bell sit?",
        ),
        ("Who is the head of sales?", "her email?", "Ann Lee", "", "What is Ann Lee's email?"),
        (
            "What is Jo Bell's extension?", "where does he sit?",
            "318", "", "Where does Jo Bell sit?",
        ),
        (
            "What is Jo Bell's room?", "what's his role?",
            "Senior cook", "", "What is Jo Bell's role?",
        ),
        (
            "How do I get a mooring?", "what's her extension?",
            "", "Ida Holm", "What is Ida Holm's extension?",
        ),
        (
            "When is the harbour open?", "is she in daily?",
            "nine", "Ida Holm", "Is Ida Holm in daily?",
        ),
        (
            "When does the treasurer work?", "what's his email?",
            "", "", "What is the treasurer's email?",
        ),
        (
            "What's the email of the treasurer?", "her room?",
            "", "", "What is the treasurer's room?",
        ),
        ("Who runs the harbour?", "who is that?", "Ida Holm", "", "Who is Ida Holm?"),
        (
            "How do I pay?", "where do I top it up?",
            "with your guest card", "", "Where do I top the guest card up?",
        ),
        (
            "How long does a post stay open?", "who can close it?",
            "a day", "", "Who can close a post?",
        ),
        (
            "Who is the warden?", "when does she start?",
            "Mr Jo Bell", "", "When does the warden start?",
        ),
        ("Who is the warden?", "his room?", "Mr Jo Bell", "", "What is Mr Jo Bell's room?"),
        (
            "What is the cook's phone?", "where does he live?",
            "", "", "Where does the cook live?",
        ),
    ],
)  # fmt: skip
def test_a_pronoun_stands_for_what_was_asked_or_found(
    last: str, message: str, answer: str, person: str, whole: str
) -> None:
    assert reading(message, last, answer, person) == whole


@pytest.mark.parametrize(
    ("quote", "person"),
    [
        (ROW, "Ida Holm"),
        ("Keys are handed out by Ida Holm in room 4.", "Ida Holm"),
        ("The supervisor is Mrs Petrova, phone 07700.", "Petrova"),
        ("Ida Holm and Jo Bell hand out the keys.", ""),
        (f"{ROW}\nName: Jo Bell · Role: Cook", ""),
        ("The lease with Albion Insurance began in New York on Good Friday.", ""),
        ("It is kept in the yard.", ""),
        ("", ""),
    ],
)
def test_a_passage_names_one_person_or_none(quote: str, person: str) -> None:
    assert person_named(quote) == person


def test_who_asks_is_nobody_that_a_pronoun_stands_for() -> None:
    assert wants_answer("what's her extension?", "How do I get a mooring?")
    assert reading("what's her extension?", "How do I get a mooring?") == "What is her extension?"
    assert "I's" not in reading("what's his extension?", "Can I see it?")


def test_where_it_is_unclear_who_is_meant_the_message_is_asked_as_it_stands(seeds) -> None:
    turn = Turn("Can I visit?", "", person="")
    assert converse(seeds, "What's her extension?", [turn]).read_as is None


def test_what_a_fragment_puts_in_the_place_of_its_like_is_asked_for_by_name(
    seeds: Answerer, tmp_path: Path
) -> None:
    docs = write(tmp_path / "docs", {"pool.md": "The pool costs £9 for adults and £4 for juniors."})
    build(docs, tmp_path / "index", seeds.encoder)
    before = ["How much is the pool for adults?"]
    with answering(seeds, tmp_path / "index") as pool:
        told = converse(pool, "and for juniors?", before)
        near = converse(pool, "and for seniors?", before)
        alone = converse(pool, "How much is the pool for seniors?", [])
    assert told.answered and not told.evidence.unnamed
    assert near.read_as == alone.question and near.evidence.unnamed == ("seniors",)
    assert near.confidence < min(alone.confidence, told.confidence)
