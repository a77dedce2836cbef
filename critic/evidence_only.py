"""An examination without a network: it can say that a value stands nowhere, and nothing of what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from critic.evidence import Source, locate
from critic.examination import ABSENT, Costs, duplicates
from critic.explanations import explain_duplicated, explain_redundant
from critic.fields import Field, Leaf, leaves
from critic.findings import Candidate, Evidence, EvidenceKind, Finding, Judgement, Review, Verdict
from critic.strays import strays

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
        found = leaves(record, self.fields)
        judgements = [self._judge(leaf) for leaf in found]
        again = duplicates(found)
        findings = [
            self._redundant(leaf, judgement, twin=leaf.pointer in again)
            for leaf, judgement in zip(found, judgements, strict=True)
            if leaf.pointer in again or judgement.verdict is Verdict.UNSUPPORTED
        ]
        return Review(
            judgements=(*judgements, *strays(record, self.fields)),
            findings=tuple(findings),
            candidates=(),
            coverage=1.0,  # every value is searched for in the whole text
            expected_errors=self.costs.redundant * len(findings),
        )

    def knows(self, field: Field) -> bool:  # noqa: ARG002 - evidence is evidence
        """Say yes: whether a value stands in the source is as certain for one field as for another."""
        return True

    def weigh(self, proposed: Sequence[tuple[str, Any]]) -> list[tuple[float | None, Evidence | None]]:
        """Return where proposed values stand; next to no probability for those that a review would flag."""
        by_pattern = {field.pattern: field for field in self.fields}
        judged = [self._judge(Leaf("", by_pattern[pattern], value)) for pattern, value in proposed]
        return [(judgement.probability, judgement.evidence) for judgement in judged]

    def _judge(self, leaf: Leaf) -> Judgement:
        """Look a value up; a near match, which may say the opposite, is for a person to judge."""
        place = locate(self.source, leaf.value)
        if place is not None and place.kind is not EvidenceKind.FUZZY:
            verdict = Verdict.SUPPORTED
        elif leaf.field.verbatim or (leaf.field.is_text and place is None):
            verdict = Verdict.UNSUPPORTED
        else:
            verdict = Verdict.UNKNOWN
        probability = ABSENT if verdict is Verdict.UNSUPPORTED else None
        return Judgement(leaf.pointer, leaf.field.pattern, leaf.value, verdict, probability, place)

    def _redundant(self, leaf: Leaf, judgement: Judgement, *, twin: bool) -> Finding:
        """Say that a list holds a value already, or that it does not stand in the source."""
        language = self.source.language
        if twin:
            return Finding.redundant(judgement, 1.0, explain_duplicated(leaf, language=language))
        said = explain_redundant(leaf, judgement.evidence, ABSENT, self.costs.doubt, language=language)
        return Finding.redundant(judgement, 1 - ABSENT, said)
