"""Counts of one document, each worked out by hand in `traces`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from critic.corpus import LabelledDocument
from ie_pipeline.evaluation.detection import Detected
from ie_pipeline.evaluation.scope import Gold, Scope
from ie_pipeline.evaluation.scoring import Seconds, System, pooled, score_document, tally
from ie_pipeline.matching import Counts
from ie_pipeline.record import Record, Status
from tests.evaluation.traces import SCHEMA, TRACE_A, TRACE_B, A, B

SCOPE = Scope.of(SCHEMA, [A, B])


@pytest.mark.parametrize(
    ("system", "counts"),
    [
        (System.DRAFT, Counts(tp=1, fp=1, fn=2)),
        (System.CRITIC_ONLY, Counts(tp=2, fp=0, fn=1)),
        (System.FINAL, Counts(tp=3, fp=0, fn=0)),
        (System.ORACLE, Counts(tp=2, fp=0, fn=1)),
    ],
)
def test_each_system_is_counted_on_its_own_values(system: System, counts: Counts) -> None:
    """What is not judged (Ohio) is neither right nor wrong, and dates are compared by value."""
    assert score_document(TRACE_A, A, SCOPE).total(system).exact == counts


def test_a_value_where_there_is_none_is_wrong() -> None:
    """A document that has nothing to extract still counts what was invented."""
    score = score_document(TRACE_B, B, SCOPE)
    assert score.total(System.DRAFT).exact == Counts(fp=1)
    assert score.total(System.ORACLE).exact == Counts()
    assert set(score.tallies[System.DRAFT]) == {"parties"}


def test_an_oracle_cannot_put_two_values_in_one_place() -> None:
    """Where the schema has room for one value, even a perfect critic finds one of two answers."""
    document = LabelledDocument("x", "text", {"governing_law": ("Ohio", "Utah"), "parties": ("Acme", "Beta")})
    seen: tuple[tuple[str, Any], ...] = (
        ("/governing_law", "Utah"),
        ("/governing_law", "Ohio"),
        ("/parties/*", "Beta"),
        ("/parties/*", "Acme"),
        ("/parties/*", "ACME"),
    )
    score = score_document(replace(TRACE_B, candidates=seen), document, SCOPE)
    assert score.tallies[System.ORACLE]["governing_law"].exact == Counts(tp=1, fn=1)
    assert score.tallies[System.ORACLE]["parties"].exact == Counts(tp=2)


def test_half_of_the_tokens_is_enough_for_the_relaxed_measure() -> None:
    """A value cut short is wrong exactly and right loosely; an exact pair is never given away for a loose one."""
    gold = (Gold("Beta Holdings LLC"), Gold("Beta LLC"))
    counted = tally(["Beta LLC", "Beta Holdings"], gold)
    assert counted.exact == Counts(tp=1, fp=1, fn=1)
    assert counted.relaxed == Counts(tp=2)


def test_expenses_are_carried_over() -> None:
    """Calls, tokens and seconds of a document reach the report."""
    score = score_document(TRACE_A, A, SCOPE)
    assert (score.calls, score.tokens) == (3, 120)
    assert score.seconds == Seconds(generator=2.0, critic=0.25, draft=1.5, review=0.125)


def test_a_document_that_was_never_drafted_lacks_everything() -> None:
    """A failed document costs recall, and the critic is not blamed for what it was not shown."""
    failed = replace(TRACE_A, draft={}, critic_only={}, candidates=(), reviewed=None, record=Record("a", Status.FAILED))
    score = score_document(failed, A, SCOPE)
    assert score.total(System.FINAL).exact == Counts(fn=3)
    assert score.detected == Detected()


def test_runs_of_the_same_documents_are_pooled_document_by_document() -> None:
    """Three runs of one document count three times, and are still one document to a bootstrap."""
    score = score_document(TRACE_A, A, SCOPE)
    (three,) = pooled([[score], [score], [score]])
    assert three.total(System.FINAL).exact == sum([score.total(System.FINAL).exact] * 3, start=Counts())
    assert (three.id, three.calls, three.seconds.draft) == (score.id, 9, 4.5)
    assert three.detected.judged == score.detected.judged * 3


def test_runs_of_different_numbers_of_documents_are_not_pooled() -> None:
    """A run that was cut short is not taken for a whole one."""
    score = score_document(TRACE_A, A, SCOPE)
    with pytest.raises(ValueError, match="shorter"):
        pooled([[score, score], [score]])
