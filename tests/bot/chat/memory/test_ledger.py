"""What the bot remembers comes back as it was, is shown to whom it may be, and can be deleted."""

import json
import sqlite3
import threading
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.features.asking import lean_on
from bot.chat.memory import ledger as module
from bot.chat.memory.ledger import Entry, Ledger, LedgerError, new_id
from bot.chat.memory.records import ID_LENGTH, Counts, Forgotten, Hidden, as_understood
from bot.chat.memory.rows import dump_words, load_words
from index.answering.answers import ask
from index.answering.hiding import hides
from index.answering.quotes import Place, Quote
from index.evaluation.gold import read_gold, right
from index.text.words import fold
from tests.bot.chat.steps import FRANCE, SHARE

GUILD, OTHER_GUILD, CHANNEL, ASKER, VOTER = 11, 12, 21, 31, 32
TEXT = "The café opened in March 1998. It is closed on Mondays."
SECRET = "marmalade dragonfly"


def place(text=TEXT, document="cafe.md", start=100) -> Place:
    return Place(document, f"Café ({document}, line 3)", start, start + len(text), text)


def quote(text=TEXT, answer="March 1998", document="cafe.md", **changes) -> Quote:
    at = 100 + text.index(answer) if answer else None
    made = Quote(
        place=place(text, document),
        partial=False,
        date="2024-03-12",
        answer=(at, at + len(answer)) if answer else None,
        also=(),
        sha256="0" * 64,
        confidence=0.75,
        heading="Hours",
    )
    return replace(made, **changes)


def entry(question="When did the café open?", **changes) -> Entry:
    made = Entry(
        id=new_id(),
        guild=GUILD,
        channel=CHANNEL,
        asker=ASKER,
        asked=None,
        messages=(),
        private=False,
        question=question,
        read_as=None,
        answered=True,
        small_talk=False,
        reason=None,
        confidence=0.75,
        threshold=0.5,
        quotes=(quote(),),
        others=(),
        at=1_700_000_000.25,
    )
    return replace(made, **changes)


def declined(question="Who owns it?", **changes) -> Entry:
    made = entry(question, answered=False, reason="not_in_documents", quotes=(), others=(quote(),))
    return replace(made, **changes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path):
    with opened(path) as ledger:
        yield ledger


@contextmanager
def opened(path: Path):
    with closing(Ledger(path)) as ledger:
        yield ledger


def recorded(ledger: Ledger, *entries: Entry) -> list[Entry]:
    for one in entries:
        ledger.record(one)
    return list(entries)


def test_an_id_is_fit_for_a_button():
    ids = {new_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(i) == ID_LENGTH and i.isascii() and i.isalnum() and i.islower() for i in ids)


words = st.text(st.characters(), max_size=20)
numbers = st.integers(0, 2**63 - 1)
places = st.builds(Place, words, words, st.integers(0), st.integers(0), words)
quotes = st.builds(
    Quote,
    place=places,
    partial=st.booleans(),
    date=st.none() | words,
    answer=st.none() | st.tuples(st.integers(0), st.integers(0)),
    also=st.lists(places, max_size=2).map(tuple),
    sha256=words,
    confidence=st.floats(0, 1),
    heading=words,
)
entries = st.builds(
    Entry,
    id=st.builds(new_id),
    guild=st.none() | numbers,
    channel=numbers,
    asker=numbers,
    asked=st.none() | numbers,
    messages=st.lists(numbers, max_size=3, unique=True).map(tuple),
    private=st.booleans(),
    question=words,
    read_as=st.none() | words,
    answered=st.booleans(),
    small_talk=st.booleans(),
    reason=st.sampled_from([None, "not_in_documents", "off_topic"]),
    confidence=st.floats(0, 1),
    threshold=st.floats(0, 1),
    quotes=st.lists(quotes, max_size=2).map(tuple),
    others=st.lists(quotes, max_size=1).map(tuple),
    at=st.floats(0, 1e11),
    history=st.lists(words, max_size=2).map(tuple),
)


@given(st.lists(entries, min_size=1, max_size=4))
@settings(max_examples=40)
def test_everything_comes_back_as_it_was(some):
    some = [
        replace(e, messages=()) if set(e.messages) & set(others) else e
        for number, e in enumerate(some)
        for others in [[m for other in some[:number] for m in other.messages]]
    ]
    with TemporaryDirectory() as folder, opened(Path(folder) / "l") as ledger:
        for one in some:
            ledger.record(one)
        for one in some:
            assert ledger.entry(one.id) == one
            assert all(ledger.by_message(message) == one for message in one.messages)
            if one.asked is not None:
                assert ledger.by_question(one.asked).asked == one.asked


def test_a_question_that_is_no_unicode_is_kept(ledger):
    [odd] = recorded(ledger, entry("half \ud83d of a pair, \0"))
    assert ledger.entry(odd.id) == odd


def test_words_of_other_versions_can_be_read():
    kept = json.loads(dump_words(entry()))
    for lacking in ("also", "answer", "url"):
        kept["quotes"][0].pop(lacking, None)
    kept["quotes"][0]["place"] |= {"url": None, "new": 1}
    kept["quotes"][0]["new"] = kept["new"] = 1
    del kept["history"]
    read = load_words(json.dumps(kept))
    assert read["quotes"] == (replace(quote(), answer=None),)
    assert read["history"] == ()


def test_it_outlives_a_restart(path):
    one = entry(messages=(5, 6))
    with opened(path) as ledger:
        ledger.record(one)
        ledger.vote(one.id, VOTER, 1)
        ledger.allow(GUILD, CHANNEL)
        ledger.hide(GUILD, "Words", "a.txt", ASKER)
    with opened(path) as ledger:
        assert ledger.by_message(6) == one
        assert ledger.tally(one.id) == (1, 0)
        assert ledger.channels(GUILD) == {CHANNEL}
        assert ledger.hidden(GUILD) == {"words"}


def test_the_messages_of_an_answer_are_known_once_they_are_posted(ledger):
    [one] = recorded(ledger, entry(asked=40))
    assert ledger.by_message(50) is None
    assert ledger.posted(one.id, [52, 50, 51])
    found = replace(one, messages=(52, 50, 51))
    assert [ledger.by_message(m) for m in (50, 51, 52)] == [found] * 3
    assert ledger.posted(one.id, [60])
    assert ledger.by_message(50) is None
    assert ledger.by_question(40) == ledger.by_message(60) == ledger.entry(one.id)


def test_the_first_message_alone_is_kept_too(ledger):
    [one] = recorded(ledger, entry(messages=(7,)))
    assert ledger.by_message(7) == replace(one, messages=(7,))


def test_an_edited_question_takes_the_place_of_the_old_one(ledger):
    [one] = recorded(ledger, entry(asked=40, messages=(50,)))
    ledger.vote(one.id, VOTER, 1)
    edited = replace(declined("Who owns it now?"), id=one.id, asked=40, messages=(50,))
    assert ledger.replace(edited)
    assert ledger.by_message(50) == ledger.by_question(40) == edited
    assert ledger.tally(one.id) == (0, 0)


def test_what_was_forgotten_does_not_come_back(ledger):
    [one] = recorded(ledger, entry(asked=40, messages=(50,)))
    ledger.vote(one.id, VOTER, 1)
    assert ledger.forget(one.id)
    assert not ledger.forget(one.id)
    assert not ledger.posted(one.id, [50])
    assert not ledger.replace(one)
    assert not ledger.vote(one.id, VOTER, 1)
    assert ledger.entry(one.id) is ledger.by_message(50) is ledger.by_question(40) is None
    assert ledger.tally(one.id) == (0, 0)
    assert ledger.counts() == Counts(0, 0, 0, 0, 0, 0)


def test_the_latest_is_what_a_follow_up_leans_on(ledger):
    old, mine, *_ = recorded(
        ledger,
        entry("old", at=100),
        entry("mine", at=200),
        entry("theirs", asker=VOTER, at=300),
        entry("private", private=True, at=400),
        declined("thanks", small_talk=True, reason="not_a_question", at=500),
        declined("?", reason="not_a_question", at=500),
        entry("elsewhere", channel=22, at=500),
    )
    assert ledger.latest(CHANNEL, None, 0).question == "theirs"
    assert ledger.latest(CHANNEL, ASKER, 0) == mine
    assert ledger.latest(CHANNEL, ASKER, 200) == mine
    assert ledger.latest(CHANNEL, ASKER, 201) is None
    assert ledger.latest(23, None, 0) is None
    ledger.forget(mine.id)
    assert ledger.latest(CHANNEL, ASKER, 0) == old


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([1, -1])), max_size=30))
@settings(max_examples=30)
def test_everyone_has_one_vote_and_can_take_it_back(pressed):
    with TemporaryDirectory() as folder, opened(Path(folder) / "l") as ledger:
        one, other = recorded(ledger, entry(), entry())
        votes = {}
        for person, value in pressed:
            assert ledger.vote(one.id, person, value)
            votes[person] = 0 if votes.get(person) == value else value
        counted = Counter(votes.values())
        assert ledger.tally(one.id) == (counted[1], counted[-1])
        assert ledger.tally(other.id) == (0, 0)


def test_gaps_are_what_a_server_saw_declined_or_disliked(ledger):
    bad, missing, disputed, good, *_ = recorded(
        ledger,
        entry("bad", at=100),
        declined("missing", at=200),
        entry("disputed", at=400),
        entry("good", at=300),
        declined("private", private=True),
        declined("direct", guild=None),
        declined("elsewhere", guild=OTHER_GUILD),
        declined("hi", small_talk=True, reason=None),
        declined("...", reason="not_a_question"),
    )
    for voter, value in ((1, -1), (2, -1), (3, 1)):
        ledger.vote(bad.id, voter, value)
    for voter, value in ((1, -1), (2, 1)):
        ledger.vote(disputed.id, voter, value)
    ledger.vote(missing.id, 1, 1)
    gaps = ledger.gaps(GUILD, 10)
    assert [(gap.entry, gap.up, gap.down) for gap in gaps] == [(missing, 1, 0), (bad, 1, 2)]
    assert [gap.entry for gap in ledger.gaps(GUILD, 1)] == [missing]
    assert ledger.recent(GUILD, 2) == [disputed, good]
    assert {one.question for one in ledger.recent(GUILD, 99)} == {
        *("bad", "missing", "disputed", "good")
    }
    assert ledger.counts(GUILD) == Counts(
        questions=5, answered=3, declined=2, up=3, down=3, hidden=0
    )
    assert ledger.counts().questions == 7


def exported(ledger: Ledger, folder: Path, guild: int = GUILD):
    """The rows, and the questions that are read from a file of them."""
    rows = ledger.export_rows(guild)
    file = folder / "questions.jsonl"
    checked = [row | {"candidate": False} for row in rows]
    file.write_text("".join(json.dumps(row) + "\n" for row in checked), encoding="utf-8")
    return rows, read_gold(file) if rows else []


def test_what_is_exported_are_candidates_in_the_yardsticks_form(ledger, tmp_path):
    good, bad, *_ = recorded(
        ledger,
        entry("When did it open?", at=500),
        entry("When is it closed?", at=400),
        entry("Anything else, <@31>?", at=300, quotes=(quote(answer=None),)),
        declined(
            "and who owns it?",
            read_as="who owns the café?",
            history=("When did the café open?",),
            at=200,
        ),
        # Its reading names what was answered, which is perhaps not for whoever labels.
        declined("where does she live?", read_as="where does Zoë live?", at=100),
        entry(SECRET, private=True),
        entry(SECRET, guild=None),
        declined(SECRET, small_talk=True, reason="not_a_question"),
        entry(SECRET, guild=OTHER_GUILD),
    )
    ledger.vote(good.id, VOTER, 1)
    ledger.vote(bad.id, VOTER, -1)
    rows, gold = exported(ledger, tmp_path)
    assert [(r["kind"], r["answerable"], r["up"], r["down"]) for r in rows] == [
        ("voted up", True, 1, 0),
        ("voted down", False, 0, 1),
        ("answered", True, 0, 0),
        ("declined", False, 0, 0),
    ]
    assert all(row["candidate"] is True for row in rows)
    assert [g.question for g in gold] == [
        "When did it open?",
        "When is it closed?",
        "Anything else, @someone?",
        "who owns the café?",
    ]
    assert [g.answers for g in gold] == [("March 1998",), (), (TEXT,), ()]
    assert gold[0].document == "cafe.md"
    assert rows[3]["shown"] == [{"document": "cafe.md", "text": TEXT}]
    said = json.dumps(rows)
    assert SECRET not in said and str(ASKER) not in said and str(VOTER) not in said


def test_an_answer_that_is_no_whole_word_is_proposed_with_its_sentence(ledger, tmp_path):
    recorded(ledger, entry(quotes=(quote(answer="arch 199"),)))
    [row], [gold] = exported(ledger, tmp_path)
    assert row["answers"] == [TEXT]
    assert right(quote(), gold)


def test_a_question_is_exported_once_as_it_last_ended(ledger, tmp_path):
    early, wrong, late, _ = recorded(
        ledger,
        entry("When did it OPEN?", at=100, quotes=(quote("In march 1998.", "march 1998"),)),
        entry("When did it open?", at=200, quotes=(quote(answer="Mondays"),)),
        entry("when did it  open?", at=300),
        declined("Who?"),
    )
    for voter, one in enumerate((early, early, wrong, late)):
        ledger.vote(one.id, voter * 2, 1)
        ledger.vote(one.id, voter * 2 + 1, -1 if one is wrong else 1)
    rows, gold = exported(ledger, tmp_path)
    [row] = [row for row in rows if row["answerable"]]
    assert (row["question"], row["answers"]) == ("when did it  open?", ["March 1998"])
    assert (row["up"], row["down"]) == (6, 0)
    assert len(gold) == 2


def test_real_answers_can_be_kept_and_exported(ledger, tmp_path, seeds):
    answers = [ask(seeds, q) for q in (SHARE, FRANCE)]
    kept = [
        entry(
            answer.question,
            answered=answer.answered,
            reason=answer.reason,
            quotes=answer.quotes,
            others=answer.closest,
        )
        for answer in answers
    ]
    recorded(ledger, *kept)
    assert [ledger.entry(one.id) for one in kept] == kept
    _, gold = exported(ledger, tmp_path)
    by_question = {g.question: g for g in gold}
    for one in kept:
        found = by_question[one.question]
        assert found.answerable == one.answered
        if one.answered:
            assert right(one.quotes[0], found)
    assert {one.answered for one in kept} == {True, False}


def test_hidden_words_are_compared_folded(ledger):
    assert ledger.hide(GUILD, "Ask  “Zoë”\nabout it.", "a.txt", ASKER)
    assert not ledger.hide(GUILD, 'ask "zoë" about it.', "b.txt", VOTER)
    assert ledger.hide(GUILD, "More.", "b.txt", VOTER)
    assert ledger.hide(OTHER_GUILD, 'Ask "Zoë" about it.', "c.txt", VOTER)
    assert ledger.hidden(GUILD) == {fold('ask "zoë" about it.'), "more."}
    assert ledger.hidden_passages(GUILD) == [
        Hidden("Ask  “Zoë”\nabout it.", "a.txt", ASKER),
        Hidden("More.", "b.txt", VOTER),
    ]
    assert ledger.counts(GUILD).hidden == 2
    assert ledger.unhide(GUILD, "ASK “zoë” about IT.")
    assert not ledger.unhide(GUILD, "ASK “zoë” about IT.")
    assert ledger.hidden(GUILD) == {"more."}
    assert ledger.hidden(OTHER_GUILD) == {fold('ask "zoë" about it.')}


def test_channels_are_chosen_by_server(ledger):
    assert ledger.channels(GUILD) == frozenset()
    assert ledger.allow(GUILD, 1) and ledger.allow(GUILD, 2) and ledger.allow(OTHER_GUILD, 3)
    assert not ledger.allow(GUILD, 1)
    assert ledger.channels(GUILD) == {1, 2}
    assert ledger.disallow(GUILD, 1)
    assert not ledger.disallow(GUILD, 3)
    assert ledger.channels(GUILD) == {2}
    assert ledger.channels(OTHER_GUILD) == {3}


def test_a_person_is_forgotten_and_no_one_else(ledger):
    _, _, theirs = recorded(
        ledger, entry(messages=(1, 2)), entry(private=True), entry(asker=VOTER, messages=(3,))
    )
    ledger.vote(theirs.id, ASKER, -1)
    ledger.vote(theirs.id, VOTER, 1)
    ledger.hide(GUILD, "More.", "b.txt", ASKER)
    assert ledger.forget_person(ASKER) == Forgotten(questions=2, votes=1)
    assert ledger.forget_person(ASKER) == Forgotten(questions=0, votes=0)
    assert ledger.by_message(2) is None
    assert ledger.by_message(3) == theirs
    assert ledger.tally(theirs.id) == (1, 0)
    assert ledger.hidden_passages(GUILD) == [Hidden("More.", "b.txt", None)]


@pytest.mark.parametrize("how", ["deleted", "person", "expired"])
def test_with_a_question_go_its_words_in_those_that_lean_on_it(how, path):
    with opened(path) as ledger:
        first, follow, further, apart = recorded(
            ledger,
            entry(f"Who is {SECRET}?", at=100),
            entry("And in 2021?", read_as=f"Who is {SECRET} in 2021?", at=200, asker=VOTER),
            entry("Why?", at=300, asker=VOTER),
            entry("And the bar?", history=("When did the café open?",), at=400, asker=VOTER),
        )
        ledger.replace(replace(follow, history=(first.question,)))
        ledger.replace(replace(further, history=(follow.read_as,)))
        if how == "deleted":
            assert ledger.forget(first.id)
        elif how == "person":
            assert ledger.forget_person(ASKER) == Forgotten(1, 0)
        else:
            assert ledger.expire(150) == 1
        assert ledger.entry(follow.id) == replace(follow, read_as=None)
        assert ledger.entry(further.id) == further
        assert ledger.entry(apart.id) == apart
        assert SECRET.encode() not in bytes_of(path.parent)


def test_what_is_old_expires(ledger):
    old, new = recorded(ledger, entry(at=100), entry(at=200))
    ledger.vote(old.id, VOTER, 1)
    ledger.allow(GUILD, CHANNEL)
    ledger.hide(GUILD, "More.", "b.txt", ASKER)
    assert ledger.expire(200) == 1
    assert (ledger.entry(old.id), ledger.entry(new.id)) == (None, new)
    assert ledger.counts() == Counts(1, 1, 0, 0, 0, 1)
    assert ledger.channels(GUILD) == {CHANNEL}


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


@pytest.mark.parametrize(
    "delete",
    [
        lambda ledger, one: ledger.forget(one.id),
        lambda ledger, one: ledger.replace(replace(entry("?"), id=one.id)),
        lambda ledger, one: ledger.forget_person(one.asker),
        lambda ledger, one: ledger.expire(one.at + 1),
    ],
    ids=["forget", "replace", "forget_person", "expire"],
)
@pytest.mark.parametrize("length", [1, 2000])
def test_what_is_deleted_is_nowhere_in_the_files(path, delete, length):
    with opened(path) as ledger:
        recorded(ledger, *(entry(asker=VOTER, at=2e9) for _ in range(20)))
        [one] = recorded(ledger, entry(SECRET * length, history=(SECRET,)))
        recorded(ledger, *(entry(asker=VOTER, at=2e9) for _ in range(20)))
    with opened(path) as ledger:
        # Once in the file and once in the log.
        ledger.posted(one.id, [1])
        ledger.replace(replace(one, read_as=SECRET))
        assert SECRET.encode() in bytes_of(path.parent)
        assert delete(ledger, one)
        assert SECRET.encode() not in bytes_of(path.parent)
        assert ledger.counts().questions >= 40


def test_what_is_unhidden_is_nowhere_in_the_files(path):
    with opened(path) as ledger:
        ledger.hide(GUILD, SECRET, "a.txt", ASKER)
        assert SECRET.encode() in bytes_of(path.parent)
        ledger.unhide(GUILD, SECRET)
        assert SECRET.encode() not in bytes_of(path.parent)


def test_only_the_operator_can_read_the_files(path):
    with opened(path) as ledger:
        ledger.record(entry())
        assert len(list(path.parent.iterdir())) == 3
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_several_threads_can_use_it(ledger):
    [one] = recorded(ledger, entry())
    barrier = threading.Barrier(4)

    def vote(first: int) -> None:
        barrier.wait()
        for person in range(first, first + 20):
            ledger.vote(one.id, person, 1 if person % 2 else -1)
            assert ledger.entry(one.id) == one

    threads = [threading.Thread(target=vote, args=(first,)) for first in range(0, 80, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.tally(one.id) == (40, 40)


def broken_garbage(path: Path) -> None:
    path.write_bytes(b"nonsense " * 1000)


def broken_middle(path: Path) -> None:
    Ledger(path).close()
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xaa" * 4096
    path.write_bytes(data)


def broken_words(path: Path) -> None:
    with opened(path) as ledger:
        ledger.record(entry(messages=(7,)))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE entry SET words = '{}'")


def newer(path: Path) -> None:
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (a)")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (broken_garbage, "is damaged: move it away"),
        (broken_middle, "is damaged: move it away"),
        (broken_words, "is damaged: move it away"),
        (newer, "another version of Quoth"),
        (foreign, "another program's database"),
        (Path.mkdir, "cannot be used"),
    ],
)
def test_a_file_that_is_not_right_is_told_in_a_sentence(tmp_path, spoil, told):
    path = tmp_path / "ledger.sqlite"
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LedgerError, match=rf"^The file .*{told}[^\n]*\.$"), opened(path) as ledger:
        ledger.by_message(7)
    assert not path.is_file() or path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(tmp_path / "file" / "ledger.sqlite")


def test_a_file_that_another_process_holds_is_told_in_a_sentence(path, monkeypatch):
    monkeypatch.setattr("bot.chat.memory.store.BUSY_SECONDS", 0)
    with opened(path) as ledger, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"cannot be used \(database is locked\)"):
            ledger.record(entry())
        other.execute("ROLLBACK")
        ledger.record(entry())
        assert ledger.counts().questions == 1


def test_a_failed_change_changes_nothing(ledger):
    [one] = recorded(ledger, entry(messages=(1,)))
    with pytest.raises(sqlite3.IntegrityError):
        ledger.record(replace(one, question="another"))
    with pytest.raises(sqlite3.Error):
        ledger.replace(replace(one, channel=None))
    assert ledger.entry(one.id) == one


def test_quotes_are_kept_with_all_their_fields(ledger):
    full = quote(also=(place("Opened March 1998.", "b.md"),), partial=True)
    [one] = recorded(ledger, entry(quotes=(full,), others=(quote(answer=None),)))
    found = ledger.entry(one.id)
    assert asdict(found) == asdict(one)
    assert isinstance(found.quotes[0].answer, tuple)


def test_each_sentence_of_a_hidden_passage_is_hidden(ledger):
    ledger.hide(GUILD, "The inn has nine rooms. Its owner is Ida Voss.", "a.txt", ASKER)
    assert hides(ledger.hidden(GUILD), "It burnt down. Its owner is Ida Voss.")
    assert not hides(ledger.hidden(GUILD), "It burnt down.")
    ledger.unhide(GUILD, "The inn has nine rooms. Its owner is Ida Voss.")
    assert not ledger.hidden(GUILD)


def test_questions_of_some_channels_can_be_left_out(ledger):
    recorded(ledger, declined("here?"), declined("there?", channel=CHANNEL + 1))
    assert [gap.entry.question for gap in ledger.gaps(GUILD, 10, {CHANNEL})] == ["there?"]
    assert [row["question"] for row in ledger.export_rows(GUILD, {CHANNEL})] == ["there?"]


@pytest.mark.parametrize("work", ["export", "expire"])
def test_others_use_the_ledger_between_the_parts_of_long_work(ledger, monkeypatch, work):
    monkeypatch.setattr(module, "AT_ONCE", 2)
    recorded(ledger, *(entry(f"{number}?", at=number) for number in range(5)))
    parts = []
    store = ledger._store
    for name in ("rows", "erasing"):
        whole = getattr(store, name)
        monkeypatch.setattr(store, name, lambda *a, _do=whole: parts.append(a) or _do(*a))
    if work == "export":
        assert [row["question"] for row in ledger.export_rows(GUILD)] == [
            f"{number}?" for number in reversed(range(5))
        ]
        assert [len(json.loads(values)) for _, values in parts[1:]] == [2, 2, 1]
    else:
        assert ledger.expire(4.5) == 5
        assert len([part for part in parts if not part]) == 3
        assert ledger.counts().questions == 0


def test_a_file_of_the_first_version_is_taken_over(path):
    with opened(path) as ledger:
        ledger.hide(GUILD, "Words.", "a.txt", ASKER)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE hidden DROP COLUMN collection")
        connection.execute("PRAGMA user_version = 1")
    for _ in range(2):
        with opened(path) as ledger:
            assert ledger.hidden_passages(GUILD)[0] == Hidden("Words.", "a.txt", ASKER)
    with opened(path) as ledger:
        ledger.hide(GUILD, "More.", "b.txt", ASKER, "staff")
        assert ledger.hidden_passages(GUILD)[1] == Hidden("More.", "b.txt", ASKER, "staff")


@pytest.mark.parametrize(
    ("asked", "history", "reading", "understood"),
    [
        ("and in 2021?", ("How many boats came in 2020?",), "How many boats came in 2021?", True),
        ("why?", ("Is the café closed?",), "Why is the café closed?", True),
        ("where is she?", ("Who owns the café?",), "where is Zoë?", False),
        ("where is she?", ("Who owns the café?",), f"where is {'x' * 61}?", False),
        ("where is she?", (), None, True),
    ],
)
def test_only_peoples_own_words_are_leant_on(asked, history, reading, understood):
    one = entry(asked, history=history, read_as=reading)
    assert as_understood(one) == (reading if understood and reading else asked)
    assert lean_on(one) == ((as_understood(one),) if understood else (*history, asked))
