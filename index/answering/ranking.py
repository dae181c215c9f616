"""Which of the quotes that were found are best, and how sure each is."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from index.answering.answerer import Answerer
from index.answering.checks import SHARE_RIGHT as UNFIT_RIGHT
from index.answering.checks import checked, unfit
from index.answering.choices import Choice, distinct, rivals
from index.answering.confidence import ConfidenceModel
from index.answering.editions import outdated
from index.answering.features import Features
from index.answering.instead import lacking
from index.answering.pointing import SHARE_RIGHT
from index.answering.second_reader import Judgement
from index.answering.siblings import told
from index.models.encoder import Vectors
from index.search.queries import Query
from index.stages import stage

QUOTES_SHOWN = 3
# The second reader is asked about so many quotes, where the first leaves the answer in doubt.
SECOND_READ = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote that may be shown, others that say the same, and the probability that it answers."""

    choice: Choice
    likes: tuple[Choice, ...]
    features: Features
    probability: float

    @property
    def answers(self) -> bool:
        """Whether each reader that read it holds it for an answer by itself."""
        judged = self.features.second_margin or self.features.second_answerability
        return self.choice.span.margin > 0 and (not judged or self.features.second_margin > 0)

    @property
    def likely_answers(self) -> bool:
        """Whether that is so, or the stronger reader alone holds it for an answer.

        It is enough where editions of one paper are compared, which differ in little.
        """
        return self.answers or self.features.second_margin > 0


def judged(
    figures: Mapping[Choice, Features], judgements: Sequence[Judgement]
) -> dict[Choice, Features]:
    """The features of some quotes with what the second reader says of each."""
    return {
        choice: replace(
            figure,
            second_margin=judgement.margin,
            second_answerability=judgement.answerability,
        )
        for (choice, figure), judgement in zip(figures.items(), judgements, strict=True)
    }


def rank(
    answerer: Answerer,
    query: Query,
    question: Vectors | None,
    figures: Mapping[Choice, Features],
) -> list[Candidate]:
    """The best different quotes, best first, each with its like elsewhere and its probability.

    There may be more of them than are shown. Where the question points at places by a number, these
    come first. What can be no answer (`checks.py`), or lacks what a follow-up put in the place of
    something else, comes behind the best that can; so does a document that is out of date behind
    one that is not (`editions.py`) and answers as well. Where none is sure enough to answer, what
    is nearest comes first, of another thing or not.
    """
    if question is None or not figures:
        return []
    confidence, second = answerer.confidence, answerer.second
    last = _unfit(query, confidence, figures)
    behind = {one for one in last if checked(query.text, told(one)) != "other kind"}
    order = sorted(figures, key=lambda one: _order(one, confidence, figures[one], behind))
    kept = distinct(order, SECOND_READ if second else QUOTES_SHOWN)
    kept.sort(key=lambda pair: _order(pair[0], confidence, figures[pair[0]], last))
    with stage("encode"):
        cosines = answerer.encoder.encode_passages([choice.text for choice, _ in kept]) @ question
    figures = dict(figures) | {
        choice: replace(figures[choice], quote_cosine=float(cosine))
        for (choice, _), cosine in zip(kept, cosines, strict=True)
    }
    candidates, known = _candidates(confidence, kept, figures, last), figures
    if second and second.confidence.low <= candidates[0].probability <= second.confidence.high:
        with stage("read_again"):
            judgements = second.reader.judge(query, [choice for choice, _ in kept])
        both = judged({choice: figures[choice] for choice, _ in kept}, judgements)
        last |= _unfit(query, second.confidence, both)
        kept.sort(key=lambda pair: _order(pair[0], second.confidence, both[pair[0]], last))
        candidates = _candidates(second.confidence, kept, both, last)
        confidence, known = second.confidence, both
    newer = _newer(query, confidence, candidates, known, last, figures)
    if newer and newer.probability >= answerer.threshold:
        same = (newer.choice, *newer.likes)
        candidates = [newer, *(one for one in candidates if one.choice not in same)]
    first, rest = candidates[:1], candidates[1:]
    if candidates[0].probability < answerer.threshold:
        first, rest = _nearest(answerer, candidates, question, figures), candidates
    rest.sort(key=lambda one: _order(one.choice, confidence, one.features, frozenset()))
    return [*first, *rest]


def _newer(
    query: Query,
    confidence: ConfidenceModel,
    candidates: Sequence[Candidate],
    figures: Mapping[Choice, Features],
    last: Set[Choice],
    spans: Iterable[Choice],
) -> Candidate | None:
    """The best that answers from a newer document than the first is of, as if that did not exist.

    Where that has the very words of the first, it takes its place. `spans` are all quotes that were
    found, some of them with the same words and another span.
    """
    first = candidates[0]
    if first.choice.span.places:
        return None

    def behind(one: Choice, other: Choice) -> bool:
        return outdated(query.text, one.document, other.document)

    for like in first.likes:
        if behind(first.choice, like):
            likes = (first.choice, *(one for one in first.likes if one is not like))
            return replace(first, choice=like, likes=likes)
    for found in candidates[1:]:
        if found.likely_answers and behind(first.choice, found.choice):
            known = {one: f for one, f in figures.items() if not behind(one, found.choice)}
            best = _candidates(confidence, [(found.choice, found.likes)], known, last)[0]
            return replace(best, choice=_surest(found.choice, spans))
    return None


def _surest(choice: Choice, others: Iterable[Choice]) -> Choice:
    """The same words with the surest span: it may have given way to one so like it elsewhere."""
    place = (choice.file, choice.start, choice.end)
    same = (one for one in others if (one.file, one.start, one.end) == place)
    return max((choice, *same), key=lambda one: one.span.margin)


def _nearest(
    answerer: Answerer,
    candidates: Sequence[Candidate],
    question: Vectors,
    figures: Mapping[Choice, Features],
) -> list[Candidate]:
    """What the first reader puts before everything, if it went behind all that can answer."""
    confidence = answerer.confidence
    nearest = min(figures, key=lambda one: _order(one, confidence, figures[one], frozenset()))
    if any(nearest in (one.choice, *one.likes) for one in candidates):
        return []
    found = passed_over(answerer, nearest, question, figures)
    return [replace(found, probability=min(found.probability, UNFIT_RIGHT))]


def passed_over(
    answerer: Answerer,
    choice: Choice,
    question: Vectors | None,
    figures: Mapping[Choice, Features],
) -> Candidate:
    """A quote that was not among the best different ones, as far as the first reader tells."""
    assert question is not None
    cosine = answerer.encoder.encode_passages([choice.text]) @ question
    known = dict(figures) | {choice: replace(figures[choice], quote_cosine=float(cosine[0]))}
    with_likes = distinct([choice, *(other for other in figures if other is not choice)], 1)
    return _candidates(answerer.confidence, with_likes, known, frozenset())[0]


def _unfit(
    query: Query, confidence: ConfidenceModel, figures: Mapping[Choice, Features]
) -> frozenset[Choice]:
    """The quotes that can be no answer, but for places that the question points at."""
    ranks = {one: confidence.rank(f) for one, f in figures.items() if not one.span.places}
    unlike = unfit({one: checked(query.text, told(one)) for one in ranks}, ranks)
    return unlike | lacking(query, ranks)


def _order(
    choice: Choice, confidence: ConfidenceModel, figure: Features, last: Set[Choice]
) -> tuple[bool, bool, float]:
    return not choice.span.places, choice in last, -confidence.rank(figure)


def _candidates(
    confidence: ConfidenceModel,
    kept: Sequence[tuple[Choice, Sequence[Choice]]],
    figures: Mapping[Choice, Features],
    last: Set[Choice],
) -> list[Candidate]:
    """Quotes, in their order, with their leads over the others among those of `figures`.

    Those of `last` are hardly ever right.
    """
    ranks = {choice: confidence.rank(figure) for choice, figure in figures.items()}
    candidates = []
    for choice, likes in kept:
        others = [ranks[rival] for rival in rivals(choice, likes, figures)]
        lead = ranks[choice] - max(others, default=ranks[choice])
        figure = replace(figures[choice], lead=lead)
        probability = confidence.probability(figure)
        if choice.span.places:
            probability = max(probability, SHARE_RIGHT / choice.span.places)
        if choice in last:
            probability = min(probability, UNFIT_RIGHT)
        candidates.append(Candidate(choice, tuple(likes), figure, probability))
    return candidates
