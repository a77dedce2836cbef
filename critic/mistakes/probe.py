"""Can a program that never reads the source tell wrong values from right ones? If so, the mistakes betray themselves.

After the partial-input baselines of Gururangan et al. 2018 (arXiv 1803.02324): a classifier sees the draft alone, each
value with its field, its characters, its place in its list, how often it is there and what the other fields hold. It
learns on half of the documents and is measured on the other half. A ROC AUC near .5 says that nothing but the source
tells right from wrong; a critic trained on such mistakes has to read. Needs scikit-learn (the extra ``dev``).
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from critic.fields import Leaf, leaves
from critic.findings import FindingKind
from critic.mistakes.rows import Mistake, MistakeRow
from critic.text.folding import fold

__all__ = ["WHOLE", "ProbeError", "Probed", "probe"]

WHOLE = (Mistake.INVENTED, Mistake.MISPLACED)
"""The kinds of mistake that leave a value whole, so that a draft by itself need not show them."""
_RESAMPLES = 200
_FEWEST = 10  # right and wrong values on either side, below which no AUC is worth its name


class ProbeError(ValueError):
    """There is too little to learn from or to measure on."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What the probe reached: the ROC AUC on the held-out half with its 95 % interval over documents.

    ``wrong`` and ``right`` count the values that it was measured on, ``documents`` those that they come from.
    """

    auc: float
    low: float
    high: float
    wrong: int
    right: int
    documents: int


@dataclass(frozen=True, slots=True)
class _Example:
    document: str
    held_out: bool
    wrong: bool
    features: Mapping[str, float]


def probe(rows: Sequence[MistakeRow], kinds: Collection[Mistake] = WHOLE, *, seed: int = 0) -> Probed:
    """Measure how well mistakes of some kinds are told from right values without the source.

    Args:
        rows: drafts with what is wrong in them; several of one document stay on one side.
        kinds: the kinds of mistake to tell; values with another are left out.
        seed: which documents are held out, and the resampling.

    Raises:
        ProbeError: fewer than 10 right or wrong values on one side.
        ImportError: scikit-learn is not installed.

    """
    from sklearn.feature_extraction import FeatureHasher
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    examples = [example for row in rows for example in _examples(row, kinds, seed)]
    learnt = [example for example in examples if not example.held_out]
    measured = [example for example in examples if example.held_out]
    for side, name in ((learnt, "to learn from"), (measured, "to measure on")):
        wrong = sum(example.wrong for example in side)
        if min(wrong, len(side) - wrong) < _FEWEST:
            message = f"{wrong} wrong and {len(side) - wrong} right values {name}; give more documents or drafts"
            raise ProbeError(message)
    hasher = FeatureHasher(2**18, alternate_sign=False)
    model = LogisticRegression(C=0.3, max_iter=400, class_weight="balanced")
    model.fit(hasher.transform(e.features for e in learnt), [e.wrong for e in learnt])
    scores = model.decision_function(hasher.transform(e.features for e in measured))
    truth = [e.wrong for e in measured]
    aucs: list[float] = []
    rng = random.Random(seed)
    documents = sorted({e.document for e in measured})
    while len(aucs) < _RESAMPLES:
        often = Counter(rng.choices(documents, k=len(documents)))
        weights = [often[e.document] for e in measured]
        if len({wrong for wrong, weight in zip(truth, weights, strict=True) if weight}) > 1:
            aucs.append(float(roc_auc_score(truth, scores, sample_weight=weights)))
    aucs.sort()
    return Probed(
        float(roc_auc_score(truth, scores)),
        aucs[round(0.025 * (_RESAMPLES - 1))],
        aucs[round(0.975 * (_RESAMPLES - 1))],
        sum(truth),
        len(truth) - sum(truth),
        len(documents),
    )


def _examples(row: MistakeRow, kinds: Collection[Mistake], seed: int) -> Iterator[_Example]:
    """Yield the values of a draft that are right, or wrong in one of the ways asked for."""
    held_out = bool(hashlib.sha256(f"{seed}/{row.cluster or row.document}".encode()).digest()[0] & 1)
    redundant = (truth for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT)
    wrong = {truth.pointer: truth.mistake for truth in redundant}
    right = {value.pointer for value in row.right}
    for leaf, features in _described(row):
        if leaf.pointer in right or wrong.get(leaf.pointer) in kinds:
            yield _Example(row.document, held_out, leaf.pointer in wrong, features)


def _described(row: MistakeRow) -> Iterator[tuple[Leaf, dict[str, float]]]:
    """Yield the values of a draft's judged fields, each with what the draft shows of it."""
    fields = [field for field in row.fields if field.pattern in row.judged]
    found = leaves(row.draft, fields)
    by_field: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in found:
        by_field[leaf.field.pattern].append(leaf)
    holders: dict[str, set[str]] = defaultdict(set)
    for leaf in found:
        holders[fold(str(leaf.value))].add(leaf.field.pattern)
    for pattern, listed in by_field.items():
        often = Counter(fold(str(leaf.value)) for leaf in listed)
        looks = Counter(_look(leaf.value) for leaf in listed)
        for number, leaf in enumerate(listed):
            folded = fold(str(leaf.value))
            told = {
                f"first {number == 0}": 1.0,
                f"last {number == len(listed) - 1}": 1.0,
                f"number {min(number, 5)} of {min(len(listed), 6)}": 1.0,
                f"often {min(often[folded], 2)}": 1.0,
                f"elsewhere {len(holders[folded]) > 1}": 1.0,
                f"look {_look(leaf.value)}": 1.0,
                f"looks alike {looks[_look(leaf.value)] > 1} {len(listed) > 1}": 1.0,
                **{f"beside {other}": 1.0 for other in by_field},
                **{f"in {other} too": 1.0 for other in holders[folded] if other != pattern},
                **_characters(str(leaf.value)),
            }
            yield leaf, {**told, **{f"{pattern} {name}": weight for name, weight in told.items()}, pattern: 1.0}


def _characters(value: str) -> dict[str, float]:
    """Return the runs of two to four characters of a value, together as heavy as a few other features."""
    text = f"^{value}$"
    runs = [text[at : at + size] for size in (2, 3, 4) for at in range(len(text) - size + 1)]
    return {f"={run}": 2 / len(runs) ** 0.5 for run in runs}


def _look(value: Any) -> str:
    """Return a value's length, in words, and its signs by kind: Aa, A, a, 0."""
    text = str(value)
    kinds = {"0" if sign.isdigit() else "A" if sign.isupper() else "a" for sign in text if sign.isalnum()}
    return f"{min(text.count(' '), 5)}{min(len(text) // 8, 5)}{''.join(sorted(kinds))}"
