"""Findings against the mistakes that a draft really holds."""

from __future__ import annotations

from critic.corpus import LabelledDocument
from ie_pipeline.evaluation.detection import Detected, detect
from ie_pipeline.evaluation.scope import Scope
from ie_pipeline.matching import Counts
from tests.evaluation.traces import REVIEW_A, REVIEW_B, SCHEMA, TRACE_A, TRACE_B, A, B, finding, review

SCOPE = Scope.of(SCHEMA, [A, B])


def test_mistakes_found_false_alarms_and_mistakes_overlooked() -> None:
    """Gamma and Beta LLC are found; a right value and a wrong date are false alarms; the right date is overlooked."""
    assert detect(TRACE_A.draft, REVIEW_A, SCOPE.gold(A), SCOPE) == Detected(
        redundant=Counts(tp=1, fp=1, fn=0), missing=Counts(tp=1, fp=1, fn=1)
    )


def test_an_invented_value_that_is_not_flagged_is_overlooked() -> None:
    """Delta stands in no text and nobody said so."""
    assert detect(TRACE_B.draft, REVIEW_B, SCOPE.gold(B), SCOPE) == Detected(redundant=Counts(fn=1))


def test_missing_is_only_what_the_draft_lacks() -> None:
    """A finding that names what the draft has already, or names one thing twice, finds nothing new."""
    document = LabelledDocument("x", "text", {"parties": ("Acme", "Beta")})
    findings = [finding("missing", "/parties/-", value) for value in ("Acme", "Beta", "BETA")]
    detected = detect({"parties": ["Acme"]}, review(*findings), SCOPE.gold(document), SCOPE)
    assert detected.missing == Counts(tp=1, fp=1, fn=0)
    assert detected.redundant == Counts()


def test_a_missing_value_counts_under_its_own_field() -> None:
    """The right words for another field are a false alarm."""
    document = LabelledDocument("x", "text", {"parties": ("Ohio",)})
    detected = detect({}, review(finding("missing", "/governing_law", "Ohio")), SCOPE.gold(document), SCOPE)
    assert detected.missing == Counts(tp=0, fp=1, fn=1)
