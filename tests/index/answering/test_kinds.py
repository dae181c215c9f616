"""Whether a quote holds the kind of answer that is asked for."""

import time

import pytest

from index.answering.kinds import can_answer
from index.answering.siblings import Told

NONE_OF_THE_KIND = [
    ("How many paid seats do we have?", "We have a limited number of seats, so ask before."),
    ("And how many members may vote?", "Members vote in the hall."),
    ("How long is the warranty?", "Keep the receipt for the warranty."),
    ("How long does each team present?", "On Friday each team will present its project."),
    ("How long is the warranty?", "The warranty costs 40 euros."),
    ("How big is the warehouse?", "The warehouse handled 1.1mn tons of cargo in 2022."),
    ("How large is the discount?", "The academy offers a discount to employees."),
    ("How heavy is the chest?", "The chest was made in 1780 and cost 300 euros."),
    ("How deep is the well?", "The well was dug in 1902."),
    ("What does a locker cost?", "Lockers are emptied on 30 June."),
    ("How much does the gym cost?", "The gym is on the ground floor."),
    ("Which day is the library closed?", "The library lends games as well."),
]
OF_THE_KIND = [
    ("How many paid seats do we have?", "There are twelve seats."),
    ("How many customers are watched?", "All customers are watched."),
    ("How many copies may I make?", "You may make as many as you like."),
    ("Where do I see how many seats are free?", "Look at the board beside the stairs."),
    ("How long is the warranty?", "The warranty lasts two years."),
    ("How long can I stay?", "Until the end of the summer."),
    ("How long is the fair?", "The fair is held from Friday to Sunday."),
    ("How long is the fair?", "Fair: Fri–Sun"),
    ("How many lifts are there?", "There is a lift beside the stairs."),
    ("How long may a line be?", "At most 100 characters."),
    ("How long does it take?", "It takes about a week."),
    ("How big is the warehouse?", "The warehouse has 30,000 square metres."),
    ("How big should it be?", "In the same size as the text."),
    ("How heavy is the chest?", "It weighs 12 kg."),
    ("How high is the fine?", "The fine is €40."),
    ("How old do I have to be?", "From 16 on."),
    ("What does a locker cost?", "Lockers are free."),
    ("How much does a room cost?", "Room: 9 an hour"),
    ("What time is lunch served?", "From noon on."),
    ("Which day is it closed?", "Mon–Sat 9–17"),
    ("Who owns the airport?", "It belongs to the Walloon region."),
]


@pytest.mark.parametrize(("question", "text"), NONE_OF_THE_KIND)
def test_a_quote_without_anything_of_the_kind_cannot_answer(question: str, text: str) -> None:
    assert not can_answer(question, Told(text, ""))


@pytest.mark.parametrize(("question", "text"), OF_THE_KIND)
def test_a_quote_with_anything_of_the_kind_can_answer(question: str, text: str) -> None:
    assert can_answer(question, Told(text, ""))


def test_a_heading_tells_too_but_no_title() -> None:
    moved = "- moving house"
    assert can_answer("How many days do I get?", Told(moved, "Leave\nTwo days are given for"))
    assert not can_answer("How many days do I get?", Told(moved, "Leave 2024\nSpecial leave"))


def test_long_texts_are_checked_in_little_time() -> None:
    question = "and how many which is how much does it cost how long is; " * 35
    quote = Told("12 tons or a full fee of the day (or how long) 3.5 kg on 4 May " * 30, "")
    began = time.process_time()
    can_answer(question, quote)
    assert time.process_time() - began < 1
