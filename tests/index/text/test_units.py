"""A span never cuts a number, an amount, a date or a name in two."""

import time

import pytest

from index.text.units import widened


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("The fee is £9.80 a day.", "£9", "£9.80"),
        ("It costs 1,200.50 EUR in all.", "200", "1,200.50"),
        ("It opened on 3 March 2021 in rain.", "March 2021", "3 March 2021"),
        ("It opened on March 3rd, 2021 in rain.", "3rd", "March 3rd, 2021"),
        ("The mayor is Anna Maria de Souza today.", "Anna", "Anna Maria de Souza"),
        ("On Monday The Board met Ida Holt.", "Holt", "Ida Holt"),
        ("The Harbour desk opens at nine.", "opens at nine", "opens at nine"),
        ("Call 020 7946 0018 now.", "7946", "020 7946 0018"),
        ("It lasts from 9:30 am to noon.", "9", "9:30 am"),
        ("About 12 % of them.", "12", "12 %"),
        ("It weighs 40 kg or more.", "40", "40 kg"),
        ("Room 12A is free.", "12", "12A"),
        ("See https://a.example/b?c=1 for it.", "a.example", "https://a.example/b?c=1"),
        ("Write to ida.holt@harm.example at once.", "holt", "ida.holt@harm.example"),
        ("The ferry sails at nine.", "ferry", "ferry"),
        ('The code is "tern-4".', 'tern-4"', "tern-4"),
        ('The code is "tern".', '"tern', "tern"),
        ("Ask Ann (the cook).", "the cook)", "the cook"),
        ('A screen of 24" is there.', '24"', '24"'),
        ("It was “Mercy” (1871).", "“Mercy” (1871)", "“Mercy” (1871)"),
    ],
)
def test_what_belongs_together_is_taken_whole(text: str, found: str, whole: str) -> None:
    start = text.index(found)
    assert text[slice(*widened(text, start, start + len(found), 0, len(text)))] == whole


def test_nothing_beyond_the_quote_is_taken() -> None:
    text = "It was 3 March. 2021 came later."
    assert widened(text, 9, 14, 7, 15) == (7, 14)


@pytest.mark.parametrize("piece", ["1,", "A ", "£", "1 ", "a@", "(", "Ab de ", "3 March "])
def test_a_quote_of_anything_is_looked_through_at_once(piece: str) -> None:
    text = piece * (600 // len(piece))
    began = time.process_time()
    widened(text, 300, 301, 0, len(text))
    assert time.process_time() - began < 0.5
