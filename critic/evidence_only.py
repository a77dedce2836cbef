"""An examination without a network: it can say that a value stands nowhere, and nothing of what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from critic.evidence import Source, locate
from critic.examination import ABSENT, Costs
from critic.explanations import explain_redundant
from critic.fields import Field, Leaf, leaves
from critic.findings import Candidate, Evidence, Finding, FindingKind, Judgement, Review, Verdict

__all__ = ["EvidenceExamination"]


class EvidenceExamination:
    """A source and its fields, for the deterministic critic."""

    accept = 0.0

    def __init__(self, text: str, fields: Sequence[Field], *, costs: Costs) -> None:
        """Take a source and the fields of the schema."""
        self.source = Source(text)
        self.fields = tuple(fields)
        self.costs = costs

    def survey(self) -> tuple[Candidate, ...]:
        """Return nothing: evidence alone does not know what a field is."""
        return ()

    def review(self, record: Mapping[str, Any], own: Collection[tuple[str, str]] = ()) -> Review:  # noqa: ARG002 - nothing is its own
        """Look every value up in the source."""
        judgements, findings = [], []
        for leaf in leaves(record, self.fields):
            place = locate(self.source, leaf.value)
            judgement = _judge(leaf, place)
            judgements.append(judgement)
            if judgement.verdict is Verdict.UNSUPPORTED:
                words = explain_redundant(leaf, None, ABSENT, self.costs.keep, language=self.source.language)
                findings.append(
                    Finding(FindingKind.REDUNDANT, leaf.pointer, leaf.value, None, None, None, 1 - ABSENT, words)
                )
        return Review(
            judgements=tuple(judgements),
            findings=tuple(findings),
            candidates=(),
            coverage=1.0,  # every value is searched for in the whole text
            expected_errors=self.costs.redundant * len(findings),
        )

    def knows(self, field: Field) -> bool:  # noqa: ARG002 - evidence is evidence
        """Say yes: whether a value stands in the source is as certain for one field as for another."""
        return True

    def weigh(self, proposed: Sequence[tuple[str, Any]]) -> list[tuple[float | None, Evidence | None]]:
        """Return where proposed values stand; next to no probability for those that stand nowhere."""
        places = [locate(self.source, value) for _, value in proposed]
        return [(ABSENT if place is None else None, place) for place in places]


def _judge(leaf: Leaf, place: Evidence | None) -> Judgement:
    copied = leaf.field.type == "string" and not leaf.field.enum
    if place is not None:
        return Judgement(leaf.pointer, leaf.field.pattern, leaf.value, Verdict.SUPPORTED, None, place)
    verdict = Verdict.UNSUPPORTED if copied or leaf.field.verbatim else Verdict.UNKNOWN
    return Judgement(leaf.pointer, leaf.field.pattern, leaf.value, verdict, ABSENT if copied else None, None)
