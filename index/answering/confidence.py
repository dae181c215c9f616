"""From features to an order of quotes, and to the probability that the first one answers."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from index.answering.features import Features


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Two small linear models over features, and the shipped threshold.

    `ranking` weighs the features of a quote for its place among others. `weights`, on features
    standardised by `means` and `scales`, and `bias` make the logit of the probability. Both were
    fitted on development questions (`fitted_on`), so the figure is a probability for questions like
    those; `threshold` carries no promise for other documents. A second reader is asked where the
    first leaves a probability from `low` to `high`.
    """

    ranking: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    weights: Mapping[str, float]
    bias: float
    threshold: float
    fitted_on: str
    low: float = 0.0
    high: float = 1.0

    def rank(self, features: Features) -> float:
        """The score by which quotes are ordered: higher is better."""
        values = features.values()
        return sum(weight * values[name] for name, weight in self.ranking.items())

    def probability(self, features: Features) -> float:
        """The probability, 0..1, that what the features tell of answers the question."""
        values = features.values()
        logit = self.bias + sum(
            weight * (values[name] - self.means[name]) / self.scales[name]
            for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


@cache
def confidence_model(reader: str) -> ConfidenceModel:
    """The model fitted to a reader's margins."""
    source = resources.files("index").joinpath("data/confidence.json").read_text(encoding="utf-8")
    return ConfidenceModel(**json.loads(source)[reader])
