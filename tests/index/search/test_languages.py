"""Questions in other languages are told from English ones, and from names."""

import pytest

from bot.chat.posts.posts import posts
from bot.presentation.answer_json import as_json
from bot.presentation.wording import decline_sentence
from index.answering.answerer import Answerer
from index.answering.answers import ask
from index.conversation.converse import converse
from index.search.languages import foreign_language
from tests.support import page_questions


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann ist die Bibliothek geöffnet?", "German"),
        ("Warum Helm?", "German"),
        ("Combien coûte l'entrée ?", "French"),
        ("A quelle heure ferme l’atelier ?", "French"),
        ("Quanto costa?", "Italian"),
        ("¿Cuándo abre?", "Spanish"),
        ("Quando abre o museu?", "Portuguese"),
        ("När öppnar museet?", "Swedish"),
        ("Hvornår åbner museet?", "Danish"),
        ("was kostet ein Zimmer", "German"),
        ("Quand est-ce que le musée ferme ?", "French"),
        ("Où sont les toilettes ?", "French"),
        ("¿Cuánto cuesta la entrada?", "Spanish"),
        ("Quando è aperta la biblioteca?", "Italian"),
        ("Onde fica a biblioteca?", "Portuguese"),
        ("Hoe lang is het museum open?", "Dutch"),
        ("Vad kostar en biljett?", "Swedish"),
        ("Hvornår er der åbent?", "Danish"),
        ("Gdzie jest biblioteka?", "Polish"),
        ("Kütüphane ne zaman açık?", "Turkish"),
        ("Когда открыт музей?", "Cyrillic script"),
        ("Πότε ανοίγει το μουσείο;", "Greek"),
        ("متى يفتح المتحف؟", "Arabic script"),
        ("מתי נפתח המוזיאון?", "Hebrew"),
        ("图书馆什么时候开门", "Chinese"),
        ("図書館はいつ開きますか", "Japanese"),
        ("도서관은 언제 열어요?", "Korean"),
        ("पुस्तकालय कब खुलता है?", "Hindi"),
        ("ห้องสมุดเปิดเมื่อไหร่", "Thai"),
    ],
)
def test_the_language_of_a_question_is_recognised(question: str, language: str) -> None:
    assert foreign_language(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "Who is Charles de la Croix?",
        "What does 'où est la gare' mean?",
        "When is Die Zeit published?",
        "what was the agenda of the earth summit of Rio de Janeiro",
        "Was the hub in Liège opened?",
        "Rue de la Loi",
        "Costa del Sol",
        "La Casa de Papel",
        "Москва",
        "日本",
        "What is 日本語?",
        "library wifi network",
        "Come in?",
        "comment syntax python",
        "hat price",
        "D'Angelo's last album",
        "What is à la carte?",
        "price?",
        "c'est la vie",
        "x = 1 for a in b: pass",
        "",
        "👍",
    ],
)
def test_english_questions_and_names_are_none_of_these(question: str) -> None:
    assert foreign_language(question) is None


def test_no_question_of_the_pages_is_foreign() -> None:
    for name in ("dev", "held"):
        assert not [q for q in page_questions(name) if foreign_language(q)]


def test_a_foreign_question_is_declined_and_told_why(seeds: Answerer) -> None:
    answer = ask(seeds, "**Wie groß ist die Halle in Lüttich?**")
    assert not answer.answered
    assert (answer.reason, answer.language, answer.confidence) == ("not_a_question", "German", 0)
    assert "German" in decline_sentence(answer)
    assert any("German" in str(post) for post in posts(answer))
    assert as_json(answer)["language"] == "German"
    assert "language" not in as_json(ask(seeds, "How large is the hangar?"))


def test_nothing_leans_on_a_foreign_question(seeds: Answerer) -> None:
    assert converse(seeds, "how big is it?", ["Wie groß ist die Halle?"]).read_as is None
    history = ["How big is the hangar?", "Wie groß ist die Halle?"]
    assert converse(seeds, "who owns it?", history).read_as == "Who owns the hangar?"
