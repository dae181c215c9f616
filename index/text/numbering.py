"""The numbers before items of lists, clauses and sections: "6.", "(b)", "4.2", "Article 3."."""

import re

# What numbered places are called.
PLACES = (
    "rule step section item clause article paragraph point chapter regulation principle "
    "requirement tip part schedule annex appendix"
)
FIGURES = r"\d{1,3}(?:\.\d{1,3}){0,4}"
_ROMAN = r"(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
# A number with a sign behind it, and one of several parts, which needs none.
SIGNED = rf"\(?(?:-?{FIGURES}|[a-z]|{_ROMAN})[.)]{{1,2}}"
PARTS = r"\d{1,3}(?:\.\d{1,3}){1,4}"
# What stands behind a number without a sign: the beginning of a sentence, else it is a quantity.
BEGINS = r"(?=[^\W\da-z_]|[“\"‘(])"
# The number of an item, with the blank behind it.
ITEM_NUMBER = re.compile(rf"{SIGNED}\s+(?=\S)|{PARTS}\s+{BEGINS}")
# The same, and whatever else numbers a paragraph: large letters, what it is called, "B.2.", "(aa)".
CLAUSE_NUMBER = re.compile(
    rf"(?:(?:{'|'.join(PLACES.split())}|no\.|§+)\s*)?"
    rf"\(?(?:-?{FIGURES}|[a-z]|(?P<letter>[a-z])(?P=letter)|{_ROMAN})(?:\.\w{{1,3}})*[.)]{{1,2}}"
    r"\s+(?=\S)",
    re.IGNORECASE,
)
