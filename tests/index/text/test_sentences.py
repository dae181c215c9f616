"""Sentences are exact spans: cut where sentences end, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.sentences import LONGEST_QUOTE, Sentence, split
from tests.index.strategies import any_text

# Each row is one paragraph; a bar stands where one sentence ends and the next begins.
HARD_CASES = [
    "**No slurs.**|Be kind, and __brief.__|Nobody likes long posts.",
    "1. **No links.**|Files are *fine.*|So are maps.",
    "The deficit rose to €3.7bn in 2021.|It fell later.",
    "The U.S. Senate met.|It voted.",
    "He lives in the U.S.|She does not.",
    "It happened in Washington, D.C.|The mayor spoke.",
    "The U.K. and the E.U. agreed.|Nobody else did.",
    "J. R. Smith wrote it.|He was paid.",
    "T. S. Eliot wrote.|So did I.",
    "A. Smith came.|B. Jones left.",
    "Take the No. 4 bus.|It is slow.",
    "Op. 27 No. 2 is famous.|It is slow.",
    "It weighs approx. 5 kg in all.|Lift it with care.",
    "The costs (approx. £1.8m) rose.|They fell.",
    "Cainiao rents 100,000 sq m in all.|It has a permit.",
    "Use fruit, e.g. apples.|Wash them.",
    "Take one, i.e. this one.|Leave the rest.",
    "We sell nuts, bolts, etc. in bulk.|We ship.",
    "Dr. Who is on at eight.|Watch it.",
    "Mr. and Mrs. Brown came.|They sat.",
    "Prof. Dr. Ing. Meier spoke.|All listened.",
    "Ph.D. students came.|They sat.",
    "Gov. Lee signed.|He smiled.",
    "Sgt. Pepper's band played.|We danced.",
    "Lt. Col. Frank Slade danced.|He could not see.",
    "St. John's is old.|It is big.",
    "He works at Acme Inc. and likes it.|She does not.",
    "The firm, Yahoo! Inc., fell.|It rose.",
    "It opened on Jan. 5.|It shut in Feb.",
    "See Fig. 3.|It shows it.",
    "It is in vol. 3, pp. 12-15.|Read it.",
    "He was born c. 1850.|He died in 1900.",
    "The house (built c. 1900) fell.|No one died.",
    "At 7.15 p.m. the meeting began.|It ended at nine.",
    "It ended at 9 p.m.|The chair left.",
    "It was 5 ft. 3 in. tall.|It grew.",
    "The temp. was 5 °C.|Cold.",
    "Version 2.0.1 is out.|Get it.",
    "It cost $5.50.|Fine.",
    "Was it 3.5%?|It was.",
    "See www.example.org.|It helps.",
    "“It is done.”|He left.",
    "“I’ll believe it when I hear the horn,” she said.|She left.",
    "He said “Go.”|Then he went.",
    '"Stop!" he cried.|She stopped.',
    "He asked, “Why?” and left.|She stayed.",
    "“We comply with all laws, including GDPR,” it said.|That was all.",
    "The times of “naïveté have changed”.|So he said.",
    "Is it?|Yes!|It is.",
    "What?!|Really?!|Yes.",
    "Wait... what?|OK.",
    "Hello… she said.|Bye.",
    "He left [see note 3].|She stayed.",
    "He said: Go.|She went.",
    "Line one\nline two ends.|Next.",
    "Line one\r\nline two ends.|Next.",
    "Sie kam.|Er ging.",
    "La gare de Liège a fermé.|Elle rouvrira en mai.",
    "10 a.m. to 5 p.m.|Monday to Friday.",
    "Is parking free?|No.|You pay at the desk.",
    "She ate the last fig.|He ate the bread.",
    "The rope is told of in\nchap. 5 of it.|It is new.",
    "The rope is told of in\u00a0chap. 5 of it.|It is new.",
    "See Sect. 4.2 and paras. 3 and 4.|They are short.",
    "It follows from Eq. (3) at once.|Nothing else does.",
    "The desk is open Mon.–Fri. from nine.|It shuts at five.",
    "The pool is open Jan.-Mar. only.|It is cold.",
    "Come on Sat. or Sun. at nine.|Bring a friend.",
    "It ended on Fri.|The next day was better.",
    "He works at Smith & Co.|The firm is old.",
    "We follow Plan A.|The others wait.",
    "The press weighs 34.1 t.|Kerain bought it.",
    "The beam is 5 m.|“It will do,” he said.",
    "It took 5 s. in all.|It was new.",
    "In 1850 J. Smith came.|He stayed.",
    "The rest belongs to nobody…|The price rose.",
    "“The rope … London made” is lost.|Nobody knows.",
    "*A. Smith* came.|_B. Jones_ left.",
]


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text, 0, len(text))]


@pytest.mark.parametrize("case", HARD_CASES)
def test_a_paragraph_is_cut_where_its_sentences_end(case: str) -> None:
    expected = case.split("|")
    assert sentences(case.replace("|", " ")) == expected


def test_the_seeds_sentence_with_a_unit_stays_whole() -> None:
    text = (
        "Cainiao is applying for a permit to more than triple the size of its warehouses "
        "to 100,000 sq m."
    )
    assert sentences(text) == [text]


def test_half_of_a_pair_of_marks_is_of_no_sentence() -> None:
    text = "*Adopted in May. It holds for all.* Pay £5* in time. See *Maps* and *Dice.*"
    assert sentences(text) == [
        "Adopted in May.",
        "It holds for all.",
        "Pay £5* in time.",
        "See *Maps* and *Dice.*",
    ]


def test_offsets_count_in_the_whole_text() -> None:
    text = "😀 Title\n\n  The ferry sails. It is late.  \n"
    start = text.index("  The")
    found = list(split(text, start, len(text)))
    assert [text[s.start : s.end] for s in found] == ["The ferry sails.", "It is late."]


@pytest.mark.parametrize("kind", ["table", "code"])
def test_table_rows_and_code_stay_whole(kind: str) -> None:
    text = "| a. | B. C. |\nprint('One. Two.')"
    assert list(split(text, 0, len(text), kind)) == [Sentence(0, len(text), kind)]


@pytest.mark.parametrize(
    "text",
    [
        "and then he said that it was late, " * 60 + "and left.",
        "He wandered lonely as a cloud that floats on high " * 40,
        "x" * 2000,
        "x" * 599 + " " + "y" * 900,
        "日本" * 700,
    ],
)
def test_an_endless_sentence_is_cut_into_parts_that_can_be_quoted(text: str) -> None:
    found = list(split(text, 0, len(text)))
    assert len(found) > 1
    assert all(s.partial and 0 < s.end - s.start <= LONGEST_QUOTE for s in found)


def test_an_endless_sentence_is_cut_after_its_clauses() -> None:
    text = "and then he said that it was late, " * 60 + "and left."
    assert all(piece.endswith(("late,", "left.")) for piece in sentences(text))


def test_a_sentence_of_just_the_longest_quote_is_whole() -> None:
    text = "a" * (LONGEST_QUOTE - 1) + "."
    assert list(split(text, 0, len(text))) == [Sentence(0, LONGEST_QUOTE)]


@given(any_text, st.data())
def test_sentences_of_any_text_hold_all_its_words_once(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = list(split(text, start, end))
    at = start
    for sentence in found:
        assert at <= sentence.start < sentence.end <= end
        assert sentence.end - sentence.start <= LONGEST_QUOTE
        words = text[sentence.start : sentence.end]
        assert words == words.strip()
        at = sentence.end
    covered = {at for s in found for at in range(s.start, s.end)}
    assert not [c for at in range(start, end) if (c := text[at]).isalnum() and at not in covered]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("12. Dogs stay outside. Cats do too.", "12. Dogs stay outside."),
        ("iv. Oars are kept dry. Ropes too.", "iv. Oars are kept dry."),
        ("Article 3. Fees are due in May. No later.", "Article 3. Fees are due in May."),
        ("1.2.3. Boats are let. Sheds are not.", "1.2.3. Boats are let."),
        ("§ 4. Nets are dried. Not sold.", "§ 4. Nets are dried."),
        ("B.2. Sails are mended. Not sold.", "B.2. Sails are mended."),
        ("(aa) Crews are paid. Not late.", "(aa) Crews are paid."),
        ("C. Masts stand. Not long.", "C. Masts stand."),
        ("It is 5. We go.", "It is 5."),
    ],
)
def test_the_number_of_an_item_belongs_to_its_first_sentence(text: str, first: str) -> None:
    assert sentences(text)[0] == first
