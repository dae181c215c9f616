"""Which days of the week and months a text names."""

import pytest

from index.text.weekdays import DAYS, days_named, months_named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Open on Mondays and Thursdays.", "monday thursday"),
        ("Open from Tuesday to Thursday", "tuesday wednesday thursday"),
        ("Sat–Mon: closed", "saturday sunday monday"),
        ("Mon, Wed. until Fri", "monday wednesday thursday friday"),
        ("on weekdays", "monday tuesday wednesday thursday friday"),
        ("at the weekend", "saturday sunday"),
        ("every day but Sunday", " ".join(DAYS)),
        ("Sunny and satisfied monks sat in a month.", ""),
        ("", ""),
    ],
)
def test_days_are_named_by_themselves_in_ranges_and_in_words(text: str, named: str) -> None:
    assert days_named(text) == set(named.split())


def test_months_are_named_by_themselves_and_in_ranges() -> None:
    assert months_named("from November to February") == {
        *("november", "december", "january", "february")
    }
    assert months_named("You may march in May.") == {"may"}
    assert not months_named("You may go.")
