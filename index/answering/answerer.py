"""What answers questions: the open collections, the models, and the confidence."""

from dataclasses import dataclass

from index.answering.confidence import ConfidenceModel
from index.answering.reader import Reader
from index.answering.second_reader import SecondReader
from index.models.encoder import Encoder
from index.store.library import Library


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The second reader, with the confidence that is fitted to what both readers say."""

    reader: SecondReader
    confidence: ConfidenceModel


@dataclass(frozen=True, slots=True)
class Answerer:
    """Everything that a question needs: the open collections, the models, and the confidence."""

    library: Library
    encoder: Encoder
    reader: Reader
    confidence: ConfidenceModel
    threshold: float
    second: SecondOpinion | None = None

    @property
    def shipped_threshold(self) -> float:
        """The threshold that comes with the confidence."""
        return (self.second or self).confidence.threshold

    @property
    def fitted_on(self) -> str:
        """The questions that the confidence was fitted on."""
        return (self.second or self).confidence.fitted_on

    @property
    def readers(self) -> str:
        """What the readers are called together."""
        return f"{self.reader.name}+{self.second.reader.name}" if self.second else self.reader.name
