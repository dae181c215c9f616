"""The page on size says what the model of costs computes."""

from benchmarks.cost import SIZES, Assumed, cost, measured, table
from tests.support import ROOT


def test_the_page_has_the_table_as_it_is_computed() -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    assert table(measured(), Assumed()) in page


def test_ten_times_as_many_take_ten_times_as_long_by_the_same_cores() -> None:
    known, assumed = measured(), Assumed()
    hours = [cost(size, known, assumed)["encode_hours"] * size.cores for size in SIZES]
    assert round(hours[1] / hours[0], 6) == round(hours[2] / hours[1], 6) == 10
    # 10 million at 61.7 passages a second and core.
    assert round(hours[0]) == 45
