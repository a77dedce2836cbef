"""The end of a document's way through the loop: its record, what is still open in it, and whether it may pass.

Pure: knows the outcome of the loop, the schema's fields and its rules, and neither generator nor critic.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critic.fields import Field
from critic.findings import EvidenceKind, Finding, Judgement
from critic.text.languages import language_of
from ie_pipeline.demands import unmet, violations
from ie_pipeline.documents import Document
from ie_pipeline.loop import Outcome
from ie_pipeline.record import LeafEvidence, OpenFinding, Record, Status
from ie_pipeline.shape import ListShape, ObjectShape, Shape, nest

if TYPE_CHECKING:
    from ie_pipeline.schema import Rules

__all__ = ["conclude"]


def conclude(document: Document, outcome: Outcome, fields: Sequence[Field], rules: Rules) -> Record:
    """Return the record of a document that was drafted.

    A field that the schema requires and that has no value is reported as missing, and stays absent; what else breaks a
    rule of the schema is reported as invalid, and stays as it is.
    """
    review = outcome.review
    language = language_of(document.text)
    findings = [_open(document, finding) for finding in review.findings]
    findings += unmet(outcome.data, review, fields, language)
    findings += violations(outcome.data, rules, tuple(findings), language)
    doubt = next(_doubts(outcome, len(findings)), None)
    return Record(
        id=document.id,
        status=Status.ACCEPTED if doubt is None else Status.NEEDS_REVIEW,
        data=_ordered(outcome.data, nest(fields)),
        evidence={judgement.pointer: _evidence(document, judgement) for judgement in review.judgements},
        findings=tuple(findings),
        rounds=outcome.rounds,
        usage=outcome.usage.to_dict(),
        coverage=review.coverage,
        error=doubt,
    )


def _ordered(data: Any, shape: Shape) -> Any:
    """Return a record with its properties in the order of the schema, in which no mend has added them."""
    if isinstance(shape, ObjectShape) and isinstance(data, Mapping):
        known = {name: _ordered(data[name], part) for name, part in shape.properties.items() if name in data}
        return known | {name: value for name, value in data.items() if name not in known}
    if isinstance(shape, ListShape) and isinstance(data, list):
        return [_ordered(item, shape.item) for item in data]
    return data


def _open(document: Document, finding: Finding) -> OpenFinding:
    return OpenFinding(
        kind=str(finding.kind),
        pointer=finding.pointer,
        value=finding.value,
        start=finding.start,
        end=finding.end,
        page=None if finding.start is None else document.page_of(finding.start),
        quote=finding.quote,
        probability=finding.probability,
        explanation=finding.explanation,
    )


def _evidence(document: Document, judgement: Judgement) -> LeafEvidence:
    place = judgement.evidence
    if place is None:
        return LeafEvidence(None, None, None, None, str(EvidenceKind.UNSUPPORTED), judgement.probability)
    page = document.page_of(place.start)
    return LeafEvidence(place.start, place.end, page, place.quote, str(place.kind), judgement.probability)


def _doubts(outcome: Outcome, findings: int) -> Iterator[str]:
    """Yield what speaks against accepting a record, the gravest first."""
    review = outcome.review
    if outcome.errors:
        yield f"the generator failed on a passage: {outcome.errors[0]}"
    if review.coverage < 1.0:
        yield f"only {math.floor(review.coverage * 10_000) / 100:g} % of the source was read"
    if review.unknown:
        which = review.unknown[0].pointer + (" and others" if len(review.unknown) > 1 else "")
        yield f"{_counted(len(review.unknown), 'value')} could not be judged: {which}"
    if findings:
        yield f"{_counted(findings, 'finding')} {'is' if findings == 1 else 'are'} open"
    if not review.judgements:
        yield "nothing was found"
    known = [judgement.probability for judgement in review.judgements if judgement.probability is not None]
    sure = sum(known) / len(known) if known else 1.0
    if outcome.accept >= 1.0:
        yield "this critic can promise nothing by which a record could be accepted"
    elif sure < outcome.accept:
        yield f"the values are right with probability {sure:.2f} on average, {outcome.accept:.2f} is asked for"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
