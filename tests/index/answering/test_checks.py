"""Which quotes can be no answer."""

from index.answering.checks import Checked, checked, unfit
from index.answering.siblings import Told


def test_what_lacks_what_is_named_is_unfit_only_below_a_sibling() -> None:
    found: dict[str, Checked] = {
        "above": "lacking",
        "sibling": "sibling",
        "below": "lacking",
        "held": "held",
        "kind": "other kind",
    }
    ranks = {"above": 4.0, "sibling": 3.0, "below": 2.0, "held": 1.0, "kind": 5.0}
    assert unfit(found, ranks) == {"sibling", "below", "kind"}
    del found["sibling"]
    assert unfit(found, ranks) == {"kind"}


def test_the_kind_of_answer_is_checked_before_what_is_named() -> None:
    question = "How many members were there in 2019?"
    assert checked(question, Told("Members met in the hall.", "")) == "other kind"
    assert checked(question, Told("In 2021 there were 455 members.", "")) == "sibling"
    assert checked(question, Told("There were 455 members.", "")) == "lacking"
    assert checked(question, Told("In 2019 there were 412 members.", "")) == "held"
