"""The figures of a report, worked out by hand from the two documents in `traces`."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from ie_pipeline.evaluation.report import Report, summarise
from ie_pipeline.evaluation.scope import Scope
from ie_pipeline.evaluation.scoring import score_document
from ie_pipeline.evaluation.table import tables
from tests.evaluation.traces import SCHEMA, TRACE_A, TRACE_B, A, B, accepted

SCOPE = Scope.of(SCHEMA, [A, B])


@pytest.fixture
def report() -> Report:
    """Return the report on both documents."""
    return summarise([score_document(TRACE_A, A, SCOPE), score_document(TRACE_B, B, SCOPE)], {"data": "hand-made"})


def test_the_systems_stand_side_by_side(report: Report) -> None:
    """Draft 1 right, 2 wrong, 2 lacking; critic 2, 0, 1; loop 3, 0, 0; oracle 2, 0, 1."""
    rates = {
        name: (score.precision, score.recall, score.f1)
        for name, score in {
            "draft": report.draft,
            "critic_only": report.critic_only,
            "final": report.final,
            "oracle": report.oracle,
        }.items()
    }
    assert rates == {
        "draft": pytest.approx((1 / 3, 1 / 3, 1 / 3)),
        "critic_only": pytest.approx((1, 2 / 3, 0.8)),
        "final": pytest.approx((1, 1, 1)),
        "oracle": pytest.approx((1, 2 / 3, 0.8)),
    }


def test_differences_are_paired(report: Report) -> None:
    """A gain comes with the interval of the gain, not with two intervals to be compared by eye."""
    assert report.final_minus_draft.f1 == pytest.approx(2 / 3)
    low, high = report.final_minus_draft.interval
    assert low <= report.final_minus_draft.f1 <= high
    assert report.final_minus_critic_only.f1 == pytest.approx(0.2)


def test_the_critic_is_scored_on_real_mistakes(report: Report) -> None:
    """Redundant: one found, one false alarm, one overlooked; missing: the same."""
    assert (report.critic.redundant.precision, report.critic.redundant.recall) == (0.5, 0.5)
    assert report.critic.missing.f1 == 0.5


def test_fields_are_scored_where_they_are_judged(report: Report) -> None:
    """A field that is uncertain everywhere has no line."""
    assert set(report.per_field) == {"parties", "agreement_date"}
    assert report.per_field["parties"].support == 2
    assert report.per_field["parties"].draft.precision == pytest.approx(1 / 3)
    assert report.per_field["agreement_date"].final.f1 == 1.0


def test_accepted_says_how_much_and_how_right(report: Report) -> None:
    """An accepted record without values has no precision; with document a accepted all three values are right."""
    assert (report.accepted.share, report.accepted.values, report.accepted.precision) == (0.5, 0, None)
    both = summarise([score_document(accepted(TRACE_A), A, SCOPE), score_document(TRACE_B, B, SCOPE)], {})
    assert (both.accepted.share, both.accepted.values, both.accepted.precision) == (1.0, 3, 1.0)


def test_expenses_add_up(report: Report) -> None:
    """Calls and tokens are the generator's; a critic's share of the time can be told from it."""
    assert (report.calls, report.tokens) == (4, 135)
    assert report.to_dict()["seconds"] == {"generator": 3.0, "critic": 0.5, "draft": 1.5, "review": 0.125}


def test_the_report_is_json_with_the_promised_keys(report: Report) -> None:
    """Another program finds what it looks for, rounded to four digits."""
    entry = json.loads(json.dumps(report.to_dict()))
    assert entry["documents"] == 2
    assert entry["statuses"] == {"accepted": 1, "needs_review": 1, "failed": 0}
    assert set(entry["draft"]) == {"precision", "recall", "f1", "interval", "relaxed_f1"}
    assert entry["draft"]["f1"] == 0.3333
    assert len(entry["oracle"]["interval"]) == 2
    assert set(entry["critic"]) == {"redundant", "missing"}
    assert entry["settings"] == {"data": "hand-made"}


def test_the_table_names_every_system_and_field(report: Report) -> None:
    """What a person reads at the end has the figures of the report."""
    console = Console(width=100)
    with console.capture() as capture:
        console.print(tables(report))
    text = capture.get()
    for word in ("draft", "critic only", "loop", "oracle", "parties", "redundant", "0.333", "+0.667"):
        assert word in text


def test_nothing_to_score_is_an_error() -> None:
    """A report on no documents would look like one on bad documents."""
    with pytest.raises(ValueError, match="no documents"):
        summarise([], {})
