"""What a critic finds of the mistakes in rows that it did not learn from, kind by kind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from critic.fields import Field, field_of
from critic.findings import Finding, FindingKind
from critic.mistakes.detection import Detection, detect
from critic.mistakes.rows import Mistake, MistakeRow, Truth
from critic.text.sameness import same

if TYPE_CHECKING:
    from critic.critic import Examiner

__all__ = ["Evaluation", "evaluate", "told"]

SILENCE = 20.0
"""Seconds after which a person should hear how far the work is."""
_Unit = TypeVar("_Unit")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found in ``rows`` drafts, by the two kinds of finding, and of each kind of mistake: (found, all).

    A false alarm has no kind of mistake, so a single one has a recall alone.
    """

    rows: int
    redundant: Detection
    missing: Detection
    mistakes: Mapping[Mistake, tuple[int, int]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        kinds = {"redundant": self.redundant, "missing": self.missing}
        return {
            "rows": self.rows,
            **{
                name: {
                    "mistakes": found.tp + found.fn,
                    "precision": found.precision,
                    "recall": found.recall,
                    "f1": found.f1,
                }
                for name, found in kinds.items()
            },
            "mistakes": {str(kind): {"found": found, "all": total} for kind, (found, total) in self.mistakes.items()},
        }


def evaluate(critic: Examiner, rows: Iterable[MistakeRow]) -> Evaluation:
    """Let a critic review the draft of each row, and compare its findings with the truths about the judged fields."""
    counted = {kind: Detection() for kind in FindingKind}
    seen: Counter[Mistake] = Counter()
    found: Counter[Mistake] = Counter()
    reviewed = 0
    for row in rows:
        fields = [entry for entry in row.fields if entry.pattern in row.judged]
        review = critic.examine(row.text, fields, generator=row.generator or None).review(row.draft)
        reviewed += 1
        counted = {kind: counted[kind] + more for kind, more in detect(row, review).items()}
        seen.update(truth.mistake for truth in row.truths)
        found.update(truth.mistake for truth in row.truths if any(_means(f, truth, fields) for f in review.findings))
    return Evaluation(
        reviewed,
        counted[FindingKind.REDUNDANT],
        counted[FindingKind.MISSING],
        {mistake: (found[mistake], seen[mistake]) for mistake in Mistake if seen[mistake]},
    )


def told(units: Sequence[_Unit], what: str, tell: Callable[[str], object]) -> Iterator[_Unit]:
    """Yield what is to be worked through; where that takes long, tell how far it is and what time is left."""
    began = last = time.monotonic()
    for number, unit in enumerate(units, 1):
        yield unit
        now = time.monotonic()
        if now - last > SILENCE and number < len(units):
            left = (now - began) / number * (len(units) - number) / 60
            tell(f"{what}: {number} of {len(units)}, {left:.1f} minutes left")
            last = now


def _means(finding: Finding, truth: Truth, fields: Sequence[Field]) -> bool:
    """Say whether a finding is about this mistake: by its pointer, or by field and value where something is missing."""
    if finding.kind is not truth.mistake.kind:
        return False
    if finding.kind is FindingKind.REDUNDANT:
        return finding.pointer == truth.pointer
    field = field_of(finding.pointer, fields)
    return field is not None and field.pattern == truth.pattern and same(str(finding.value), str(truth.value))
