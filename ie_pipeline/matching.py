"""When an extracted value counts as right, and how sure a score is.

Knows strings and counts; it knows no records, fields or files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import regex

from critic.text.folding import fold
from critic.text.sameness import same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["Counts", "bootstrap", "bootstrap_difference", "match", "relaxed"]

_TOKEN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]+")
_ENOUGH = 0.5
_INTERVAL = (2.5, 97.5)  # percentiles: 95 % of the resamples


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives; counts of several documents add up."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add two counts."""
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """The share of the predicted values that are right; 0 where nothing was predicted."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold values that were predicted; 0 where there are none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where there is nothing to count."""
        wrong = self.fp + self.fn
        return 2 * self.tp / (2 * self.tp + wrong) if self.tp + wrong else 0.0


def relaxed(a: str, b: str) -> bool:
    """Return whether ``a`` and ``b`` are the same, or overlap by half or more.

    The overlap is the F1 of the bags of folded tokens, ``2 |a ∩ b| / (|a| + |b|)``; a token is what stands between
    spaces, and each character by itself in scripts that have none.
    """
    if same(a, b):
        return True
    bag_a, bag_b = (Counter(_TOKEN.findall(fold(text))) for text in (a, b))
    common = (bag_a & bag_b).total()
    return common > 0 and 2 * common / (bag_a.total() + bag_b.total()) >= _ENOUGH


def match(predicted: Sequence[str], gold: Sequence[str], equal: Callable[[str, str], bool]) -> list[tuple[int, int]]:
    """Pair each predicted value with at most one gold value and the other way round; return the pairs of indices.

    Greedy: each predicted value takes the first free gold value that ``equal(predicted, gold)`` holds for. That finds
    the most pairs where ``equal`` is an equivalence, as ``same`` is nearly always; with ``relaxed`` it may miss one.
    """
    free = list(range(len(gold)))
    pairs: list[tuple[int, int]] = []
    for index, value in enumerate(predicted):
        partner = next((other for other in free if equal(value, gold[other])), None)
        if partner is not None:
            free.remove(partner)
            pairs.append((index, partner))
    return pairs


def bootstrap(per_document: Sequence[Counts], seed: int = 0, resamples: int = 1000) -> tuple[float, float]:
    """Return the 95 % percentile interval of micro-F1, documents being drawn with replacement.

    Raises:
        ValueError: if there is no document or ``resamples`` is below 1.

    """
    low, high = np.percentile(_f1(_weights(len(per_document), seed, resamples), per_document), _INTERVAL)
    return float(low), float(high)


def bootstrap_difference(
    a: Sequence[Counts], b: Sequence[Counts], seed: int = 0, resamples: int = 1000
) -> tuple[float, float]:
    """Return the 95 % percentile interval of micro-F1 of ``a`` minus that of ``b``, on the same documents.

    The test is paired: each resample draws the same documents for both, so ``a[i]`` and ``b[i]`` must be of one.

    Raises:
        ValueError: if the two differ in length, there is no document or ``resamples`` is below 1.

    """
    if len(a) != len(b):
        msg = f"{len(a)} and {len(b)} documents cannot be paired; count both systems on the same documents"
        raise ValueError(msg)
    weights = _weights(len(a), seed, resamples)
    low, high = np.percentile(_f1(weights, a) - _f1(weights, b), _INTERVAL)
    return float(low), float(high)


def _weights(documents: int, seed: int, resamples: int) -> NDArray[np.int64]:
    """Return how often each document is drawn in each resample, of shape (resamples, documents)."""
    if documents == 0 or resamples < 1:
        msg = f"cannot draw {resamples} resamples of {documents} documents; both must be at least 1"
        raise ValueError(msg)
    return np.random.default_rng(seed).multinomial(documents, np.full(documents, 1 / documents), size=resamples)


def _f1(weights: NDArray[np.int64], per_document: Sequence[Counts]) -> NDArray[np.float64]:
    """Return the micro-F1 of each resample, of shape (resamples,)."""
    right = weights @ np.array([2.0 * document.tp for document in per_document])
    wrong = weights @ np.array([float(document.fp + document.fn) for document in per_document])
    # Where a resample holds nothing to count, 0 / 1 gives the 0 of Counts.f1.
    scores: NDArray[np.float64] = right / np.maximum(right + wrong, 1.0)
    return scores
