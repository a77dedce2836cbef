"""Two critics side by side on the same mistakes, and whether the new one may take the place of the old one.

Every row of a mistake set holds a draft and, by its truths, the right record. So each critic is asked twice over: what
it finds in the draft, and what the loop makes of the draft with its help. No generator is asked anything: the draft is
replayed, and the critics mend it alone. Intervals are the 95 % ones of a paired bootstrap over documents with a fixed
seed; the same rows and critics give the same verdict.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from critic.critic import Examiner
from critic.fields import Field, dotted
from critic.findings import FindingKind
from critic.mistakes.rows import MistakeRow
from critic.reliability import expected_calibration_error
from ie_pipeline.documents import Document
from ie_pipeline.evaluation.detection import Detected, detect
from ie_pipeline.evaluation.scope import Gold, Scope
from ie_pipeline.evaluation.scoring import tally
from ie_pipeline.generators.base import Answer
from ie_pipeline.loop import LoopSettings, Outcome, Reader, work
from ie_pipeline.matching import Counts, bootstrap_difference

__all__ = ["FEWEST", "MARGIN", "Comparison", "Contrast", "Verdict", "compare", "verdict"]

MARGIN = 0.03
"""By how much the loop's F1 may be worse at the lower end of its interval: about what eighty documents tell apart."""
FEWEST = 5
"""Documents without which nothing is decided: the interval of one has no width, whatever it was drawn from."""
_LOOP = "the loop"


@dataclass(frozen=True, slots=True)
class Contrast:
    """One figure of the old and of the new critic, in [0, 1], with the interval of new minus old where there is one."""

    what: str
    old: float
    new: float
    interval: tuple[float, float] | None = None

    @property
    def difference(self) -> float:
        """The new figure minus the old one."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two critics on the same rows.

    ``f1`` has one contrast for each kind of mistake and one for the records of the loop, and ``rates`` the precision
    and recall behind them. ``fields`` is the loop's F1 by field, ``error`` the expected calibration error of the
    probabilities of the drafts' values, of which less is better.
    """

    documents: int
    drafts: int
    f1: tuple[Contrast, ...]
    rates: tuple[Contrast, ...]
    fields: tuple[Contrast, ...]
    error: Contrast


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the new critic may replace the old one, and why, each reason a sentence."""

    replace: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Score:
    """One draft under one critic: what was found in it, and its fields' counts after the loop by pattern."""

    detected: Detected
    loop: Mapping[str, Counts]


_PARTS: Mapping[str, Callable[[_Score], Counts]] = {
    "redundant values": lambda score: score.detected.redundant,
    "missing values": lambda score: score.detected.missing,
    _LOOP: lambda score: sum(score.loop.values(), start=Counts()),
}


def compare(
    rows: Sequence[MistakeRow],
    old: Examiner,
    new: Examiner,
    settings: LoopSettings = LoopSettings(),
    *,
    advance: Callable[[], object] = lambda: None,
) -> Comparison:
    """Ask both critics about every draft; ``advance`` is called after each.

    Raises:
        ValueError: there are no rows.

    """
    if not rows:
        message = "there is no draft to compare critics on"
        raise ValueError(message)
    olds, news = list[_Score](), list[_Score]()
    for row in rows:
        olds.append(_score(row, old, settings))
        news.append(_score(row, new, settings))
        advance()
    units = [row.cluster or row.document for row in rows]
    f1, rates = list[Contrast](), list[Contrast]()
    for name, of in _PARTS.items():
        before, after = _by_unit(units, map(of, olds)), _by_unit(units, map(of, news))
        f1.append(_contrast(f"{name}, F1", before, after))
        whole, changed = sum(before, start=Counts()), sum(after, start=Counts())
        rates.append(Contrast(f"{name}, precision", whole.precision, changed.precision))
        rates.append(Contrast(f"{name}, recall", whole.recall, changed.recall))
    return Comparison(
        documents=len(set(units)),
        drafts=len(rows),
        f1=tuple(f1),
        rates=tuple(rates),
        fields=tuple(_per_field(rows, units, olds, news)),
        error=Contrast("expected calibration error", _error(olds), _error(news)),
    )


def verdict(on_new: Comparison, on_old: Comparison | None = None) -> Verdict:
    """Decide: better on the new data, and nowhere worse on either.

    The new critic is better if the interval of the loop's F1 on the new data lies above nought. It is no worse if that
    interval nowhere reaches below minus `MARGIN`, and finds neither kind of mistake worse beyond chance: that interval
    does not lie below nought. Without ``on_old`` nothing is known of the old data, and only the new data decide. Of
    fewer documents than `FEWEST` nothing is concluded, and the old critic stays.
    """
    named = [("the new data", on_new), *([("the old data", on_old)] if on_old else [])]
    against = [
        f"{name} are too few documents to tell, {comparison.documents} where {FEWEST} are the least"
        for name, comparison in named
        if comparison.documents < FEWEST
    ]
    against += [reason for name, comparison in named for reason in _losses(name, comparison)]
    loop = next(contrast for contrast in on_new.f1 if contrast.what.startswith(_LOOP))
    if loop.interval is None or loop.interval[0] <= 0:
        against.append(f"{loop.what} is not better on the new data: {_words(loop)}")
    if against:
        return Verdict(replace=False, reasons=tuple(against))
    better = f"{loop.what} is better on the new data: {_words(loop)}"
    return Verdict(replace=True, reasons=(better, f"nothing is worse on {' or '.join(name for name, _ in named)}"))


def _losses(name: str, comparison: Comparison) -> Iterator[str]:
    """Yield in what the new critic is worse, or may be by more than is allowed."""
    for contrast in comparison.f1:
        low, high = contrast.interval or (0.0, 0.0)
        if high < 0:
            yield f"{contrast.what} is worse on {name}: {_words(contrast)}"
        elif low < -MARGIN and contrast.what.startswith(_LOOP):
            yield f"{contrast.what} may be worse on {name}: {_words(contrast)}, and {-MARGIN:+.3f} is allowed"


def _score(row: MistakeRow, critic: Examiner, settings: LoopSettings) -> _Score:
    """Replay a draft through the loop with a critic, and count."""
    judged = tuple(entry for entry in row.fields if entry.pattern in row.judged)
    scope = Scope(row.schema, judged, MappingProxyType({entry.pattern: entry.pattern for entry in judged}))
    gold = _gold(row, judged)
    outcome = _replayed(row, judged, critic, settings)
    values = scope.values(outcome.data)
    return _Score(
        detect(outcome.draft, outcome.drafted_review, gold, scope),
        {pattern: tally(values[pattern], answers).exact for pattern, answers in gold.items()},
    )


def _gold(row: MistakeRow, judged: Sequence[Field]) -> dict[str, tuple[Gold, ...]]:
    """Return the right values of the judged fields: those of the draft that are right, and those that it lacks."""
    stated: list[tuple[str, Any]] = [(value.pattern, value.value) for value in row.right]
    stated += [(truth.pattern, truth.value) for truth in row.truths if truth.mistake.kind is FindingKind.MISSING]
    gold: dict[str, list[Gold]] = {entry.pattern: [] for entry in judged}
    for pattern, value in stated:
        if pattern in gold and not any(answer.matches(str(value)) for answer in gold[pattern]):
            gold[pattern].append(Gold(str(value)))
    return {pattern: tuple(answers) for pattern, answers in gold.items()}


def _replayed(row: MistakeRow, judged: tuple[Field, ...], critic: Examiner, settings: LoopSettings) -> Outcome:
    reader = Reader(row.generator, sys.maxsize, whole_document=True)
    asking = work(Document(row.document, row.text), judged, critic, reader, settings)
    requests = next(asking)
    try:
        while True:
            requests = asking.send([Answer(dict(row.draft)) for _ in requests])
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome


def _by_unit(units: Sequence[str], counts: Iterable[Counts]) -> list[Counts]:
    """Add up the counts of each document, in the order in which documents first come."""
    found: dict[str, Counts] = {}
    for unit, some in zip(units, counts, strict=True):
        found[unit] = found.get(unit, Counts()) + some
    return list(found.values())


def _contrast(what: str, before: Sequence[Counts], after: Sequence[Counts]) -> Contrast:
    """Contrast two F1, of counts by document."""
    olds, news = sum(before, start=Counts()), sum(after, start=Counts())
    return Contrast(what, olds.f1, news.f1, bootstrap_difference(after, before))


def _per_field(
    rows: Sequence[MistakeRow], units: Sequence[str], olds: Sequence[_Score], news: Sequence[_Score]
) -> list[Contrast]:
    names = {entry.pattern: dotted(entry) for row in rows for entry in row.fields if entry.pattern in row.judged}
    contrasts = []
    for pattern, name in names.items():
        before, after = (_by_unit(units, (s.loop.get(pattern, Counts()) for s in side)) for side in (olds, news))
        contrasts.append(_contrast(name, before, after))
    return contrasts


def _error(scores: Sequence[_Score]) -> float:
    judged = [value for score in scores for value in score.detected.judged]
    return expected_calibration_error([p for p, _ in judged], [right for _, right in judged])


def _words(contrast: Contrast) -> str:
    low, high = contrast.interval or (0.0, 0.0)
    return f"{contrast.old:.3f} to {contrast.new:.3f} ({low:+.3f} to {high:+.3f})"
