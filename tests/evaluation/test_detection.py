"""Findings against the mistakes that a draft really holds."""

from __future__ import annotations

from dataclasses import replace

from critic.corpus import LabelledDocument
from critic.findings import Judgement, Verdict
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


def test_each_judged_value_comes_with_its_probability() -> None:
    """A value that the critic could not judge has none, and one under a label that is not judged does not count."""
    document = LabelledDocument("x", "text", {"parties": ("Acme",)}, uncertain=frozenset({"governing_law"}))
    judgements = (
        Judgement("/parties/0", "/parties/*", "Acme", Verdict.SUPPORTED, 0.9, None),
        Judgement("/parties/1", "/parties/*", "Beta", Verdict.UNSUPPORTED, 0.2, None),
        Judgement("/parties/2", "/parties/*", "Gamma", Verdict.UNKNOWN, None, None),
        Judgement("/governing_law", "/governing_law", "Ohio", Verdict.SUPPORTED, 0.8, None),
    )
    draft = {"parties": ["Acme", "Beta", "Gamma"], "governing_law": "Ohio"}
    detected = detect(draft, replace(review(), judgements=judgements), SCOPE.gold(document), SCOPE)
    assert detected.judged == ((0.9, True), (0.2, False))
