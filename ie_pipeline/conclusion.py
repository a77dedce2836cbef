"""The end of a document's way through the loop: its record, what is still open in it, and whether it may pass.

Pure: knows the outcome of the loop and the schema's fields, and neither generator nor critic.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from critic.explanations import explain_required
from critic.fields import Field, field_of
from critic.findings import EvidenceKind, Finding, FindingKind, Judgement, Review
from critic.languages import Language, language_of
from critic.pointers import escape
from ie_pipeline.documents import Document
from ie_pipeline.loop import Outcome
from ie_pipeline.record import LeafEvidence, OpenFinding, Record, Status

__all__ = ["conclude", "unmet"]


def conclude(document: Document, outcome: Outcome, fields: Sequence[Field]) -> Record:
    """Return the record of a document that was drafted.

    A field that the schema requires and that has no value is reported as missing, and stays absent.
    """
    review = outcome.review
    findings = [_open(document, finding) for finding in review.findings]
    findings += unmet(outcome.data, review, fields, language_of(document.text))
    doubt = next(_doubts(outcome, len(findings)), None)
    return Record(
        id=document.id,
        status=Status.ACCEPTED if doubt is None else Status.NEEDS_REVIEW,
        data=outcome.data,
        evidence={judgement.pointer: _evidence(document, judgement) for judgement in review.judgements},
        findings=tuple(findings),
        rounds=outcome.rounds,
        usage=outcome.usage.to_dict(),
        coverage=review.coverage,
        error=doubt,
    )


def unmet(
    data: Mapping[str, Any], review: Review, fields: Sequence[Field], language: Language = "en"
) -> Iterator[OpenFinding]:
    """Yield a finding for each required field without a value, save those of which the review has found one missing.

    What a list's items or a nested object must have is asked of those that are there, and where the list or the object
    itself is required, also if it is not.
    """
    missing = [field_of(finding.pointer, fields) for finding in review.findings if finding.kind is FindingKind.MISSING]
    for field in fields:
        if field.required and field not in missing:
            for pointer in _empty(data, field.path, "", owed=field.owed):
                explanation = explain_required(field, language=language)
                yield OpenFinding(str(FindingKind.MISSING), pointer, None, None, None, None, None, 1.0, explanation)


def _empty(node: Any, path: tuple[str, ...], pointer: str, *, owed: bool) -> Iterator[str]:
    """Yield where the objects of a record have nothing at the end of a path."""
    name, rest = path[0], path[1:]
    if node in (None, []):
        if owed:
            yield pointer + "".join("/-" if part == "*" else f"/{escape(part)}" for part in path)
    elif name == "*":
        for index, item in enumerate(node if isinstance(node, list) else ()):
            yield from _empty(item, rest, f"{pointer}/{index}", owed=owed)
    elif isinstance(node, Mapping):
        below = f"{pointer}/{escape(name)}"
        if set(rest) <= {"*"}:
            if node.get(name) in (None, []):
                yield below + "/-" * len(rest)
        else:
            yield from _empty(node.get(name), rest, below, owed=owed)


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
        yield f"{_counted(len(review.unknown), 'value')} could not be judged"
    if findings:
        yield f"{_counted(findings, 'finding')} {'is' if findings == 1 else 'are'} open"
    if not review.judgements:
        yield "nothing was found"
    known = [judgement.probability for judgement in review.judgements if judgement.probability is not None]
    sure = sum(known) / len(known) if known else 1.0
    if sure < outcome.accept:
        yield f"the values are right with probability {sure:.2f} on average, {outcome.accept:.2f} is asked for"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
