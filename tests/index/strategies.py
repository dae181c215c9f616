"""Text as files hold it, and as no file should: for properties that hold of any document."""

from hypothesis import strategies as st

SENTENCES = [
    "The ferry sails at nine.",
    "Dr. Amélie Roux paid €3.7bn for it, approx. 5 kg of gold.",
    "“Nobody knows,” she said. “Not even me!”",
    "Is the museum open on Mondays?",
    "Read Also: Former executives arrested",
    "Latest Posts",
    "日本語の文章です。東京は首都です。",
    "J. R. Smith took the No. 4 bus to the U.S. embassy at 7.15 p.m. in the rain…",
    "x" * 700 + ".",
    "and so on, " * 80 + "until the end.",
]
MARKS = [
    *("\n", "\r\n", "\r", "\n\n", "\n \t\n", "\u2028", "\x0b", "\x1c", "\x85", "\u00a0", " "),
    *("# ", "## ", "- ", "* ", "1. ", "> ", "```\n", "~~~", "| a | b |\n|---|---|\n", "---\n"),
    *("===\n", "<div>", "[a](b)", "    ", "\t", "|", " › ", "***", "…", "!", ".", ",", "\ufeff"),
    *("\u200b", "\u0301", "😀", "👩‍👩‍👧", "\U000e0001", "\0"),
]

characters = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
any_text = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.sampled_from(MARKS), characters), max_size=25
).map("".join)
