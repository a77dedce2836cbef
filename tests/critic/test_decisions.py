"""Decisions: what thresholds achieve on held-out records, and what cannot be had."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from critic.decisions import (
    Unreachable,
    accept_from,
    accepted_from,
    false_alarms,
    risk_coverage,
    threshold_for,
    threshold_for_precision,
)
from critic.examination import Costs
from critic.heldout import HeldOut, HeldOutRecord, Judged
from tests.critic.test_heldout import RECORDS

KEEP = Costs().keep


def record(document: int, *mended: tuple[float, bool]) -> HeldOutRecord:
    """Return a record whose values are all drafted."""
    values = tuple(Judged(*value) for value in mended)
    return HeldOutRecord(document, values, (), values)


SURE = HeldOut(tuple(record(n, *[(0.99, True)] * 10, (0.7, n % 2 == 0)) for n in range(20)))
"""Two hundred sure and right values, and twenty doubtful ones of which half are right."""


def test_costs_make_a_threshold_and_the_held_out_records_say_what_it_does() -> None:
    """By hand: at .75 the doubtful ones go, ten wrong and ten right ones of 210."""
    decision = threshold_for(SURE, Costs(redundant=3.0, missing=1.0))
    assert (decision.keep, decision.doubt) == (0.75, 0.75)
    assert (decision.precision.share, decision.precision.values) == (1.0, 200)
    assert decision.right_kept == pytest.approx(200 / 210)
    assert (decision.found, decision.false_alarms) == (1.0, pytest.approx(10 / 210))


def test_values_are_flagged_where_a_review_begins_to_doubt() -> None:
    """By hand: at the usual costs a value of .5 stays and is flagged all the same."""
    values = [(0.2, False), (0.5, False), (0.5, True), (0.7, False), *[(0.9, True)] * 3]
    decision = threshold_for(HeldOut((record(0, *values),)), Costs())
    assert (decision.keep, decision.doubt) == (KEEP, Costs().doubt)
    assert decision.precision.values == 6
    assert decision.found == pytest.approx(2 / 3)
    assert decision.false_alarms == 0.25


def test_a_wanted_precision_makes_the_lowest_threshold_that_is_sure_of_it() -> None:
    """Up to what all values have, the usual threshold; beyond that, the next."""
    assert threshold_for_precision(SURE, 0.5).keep == KEEP
    assert threshold_for_precision(SURE, 0.98).keep == 0.99
    assert threshold_for_precision(SURE, 0.98).precision.bound >= 0.98


def test_what_cannot_be_promised_is_said_with_what_can() -> None:
    """Two hundred values without a mistake are no proof of one mistake in a thousand."""
    with pytest.raises(Unreachable, match=r"0\.999 cannot be promised: at best 0\.99") as told:
        threshold_for_precision(SURE, 0.999)
    assert told.value.best.keep == 0.99
    with pytest.raises(Unreachable):
        threshold_for_precision(HeldOut(), 0.1)


@given(RECORDS, st.floats(0.05, 1), st.floats(0.05, 1))
def test_more_precision_never_lowers_the_threshold(held_out: HeldOut, one: float, other: float) -> None:
    """Nor does it keep more; and what is promised was seen."""
    decisions = []
    for target in sorted((one, other)):
        try:
            decisions.append(threshold_for_precision(held_out, target))
        except Unreachable as error:
            decisions.append(error.best)
        assert decisions[-1].keep >= KEEP
        assert decisions[-1].precision.bound <= decisions[-1].precision.share + 1e-12
    loose, strict = decisions
    if strict.precision.bound >= max(one, other):
        assert loose.keep <= strict.keep
        assert loose.right_kept >= strict.right_kept
        assert loose.false_alarms <= strict.false_alarms


@given(RECORDS, st.floats(0.1, 10), st.floats(0.1, 10))
def test_dearer_mistakes_raise_the_threshold(held_out: HeldOut, one: float, other: float) -> None:
    """Of wrong values more are found, of right ones fewer are kept."""
    cheap, dear = (threshold_for(held_out, Costs(redundant=cost, missing=1.0)) for cost in sorted((one, other)))
    assert cheap.keep <= dear.keep
    assert cheap.right_kept >= dear.right_kept
    assert cheap.found <= dear.found
    assert cheap.false_alarms <= dear.false_alarms


@given(st.floats(0.01, 0.99))
def test_a_decision_can_be_stated_as_costs(keep: float) -> None:
    """The costs of a threshold give that threshold."""
    costs = Costs(redundant=keep, missing=1 - keep)
    assert threshold_for(SURE, threshold_for(SURE, costs).costs).keep == pytest.approx(keep)


def test_false_alarms_are_counted_where_so_many_wrong_values_are_found() -> None:
    """By hand: four of five wrong ones lie up to .4, and so do one of four right ones."""
    values = [(0.1, False), (0.2, False), (0.3, False), (0.4, False), (0.9, False)]
    values += [(0.35, True), (0.6, True), (0.7, True), (0.8, True)]
    found = false_alarms(HeldOut((record(0, *values),)))
    assert found is not None
    assert (found.found, found.threshold, found.rate) == (0.8, 0.4, 0.25)
    assert false_alarms(HeldOut((record(0, (0.5, True)),))) is None


def test_the_surest_records_are_accepted_first() -> None:
    """By hand: of three records one is all right, then four of five values are, then four of six."""
    held_out = HeldOut(
        (
            record(0, (0.6, True), (0.6, False)),
            record(1, (0.9, True), (0.9, True), (0.1, False)),
            record(2, (0.6, False)),
            record(3, (0.3, True)),
        )
    )
    table = risk_coverage(held_out, 0.5, rows=3)
    assert [row.coverage for row in table] == [0.25, 0.5, 0.75]
    assert [row.precision.values for row in table] == [2, 4, 5]
    assert table[0].accept == pytest.approx(0.9)
    assert table[0].precision.share == 1.0
    assert risk_coverage(HeldOut(), 0.5) == []


@given(RECORDS, st.floats(0, 1))
def test_a_risk_coverage_table_falls_in_certainty_and_brackets_what_it_says(held_out: HeldOut, keep: float) -> None:
    """More coverage is bought with less sure records; bounds lie below what was seen."""
    table = risk_coverage(held_out, keep)
    assert all(a.accept >= b.accept and a.coverage < b.coverage for a, b in pairwise(table))
    assert all(0 <= row.precision.bound <= row.precision.share + 1e-12 for row in table)


def outcomes(*means: tuple[float, int, int]) -> HeldOut:
    """Return records by the probability of their values, how many are right, and how many there are."""
    return HeldOut(
        tuple(record(n, *((p, i < right) for i in range(total))) for n, (p, right, total) in enumerate(means))
    )


def test_records_are_accepted_from_where_their_values_are_surely_right_often_enough() -> None:
    """Of forty documents the twenty surer ones are right throughout: by hand a bound of .97, and of .69 for all."""
    held_out = outcomes(*[(0.9, 10, 10)] * 20, *[(0.7, 5, 10)] * 20)
    assert accept_from(held_out, 0.5, wanted=0.9) == pytest.approx(0.9)
    assert accept_from(held_out, 0.5, wanted=0.6) == pytest.approx(0.7)
    assert accept_from(HeldOut(), 0.5, wanted=0.5) == 1.0


def test_what_can_nearly_be_promised_is_accepted_from_where_most_can_be() -> None:
    """Twenty documents that are all right promise .97, a little less than is wanted here, and one much less."""
    held_out = outcomes(*[(0.9, 10, 10)] * 20, *[(0.7, 5, 10)] * 20)
    assert accept_from(held_out, 0.5, wanted=0.98) == pytest.approx(0.9)
    assert accepted_from(held_out, 0.5, 0.9).bound == pytest.approx(0.97, abs=0.01)
    assert accept_from(outcomes((0.9, 10, 10), *[(0.7, 5, 10)] * 20), 0.5, wanted=0.98) == 1.0


def test_what_is_more_often_wrong_than_wanted_is_never_accepted() -> None:
    """Of many documents nine values in ten are right, and no fewer than eight and a half can be promised."""
    held_out = outcomes(*[(0.9, 9, 10)] * 200)
    assert accepted_from(held_out, 0.5, 0.9).bound > 0.87
    assert accept_from(held_out, 0.5, wanted=0.91) == 1.0
    assert accept_from(held_out, 0.5, wanted=0.9) == pytest.approx(0.9)


def test_a_document_or_two_are_no_promise() -> None:
    """What is right in the only sure document says little of those to come."""
    assert accept_from(outcomes((0.9, 10, 10), (0.7, 5, 10)), 0.5, wanted=0.9) == 1.0


@given(RECORDS, st.floats(0, 1), st.floats(0, 1))
def test_more_precision_never_accepts_less_sure_records(held_out: HeldOut, one: float, other: float) -> None:
    """The threshold of acceptance rises with what is wanted."""
    assume(held_out.records)
    low, high = (accept_from(held_out, 0.5, wanted=wanted) for wanted in sorted((one, other)))
    assert low <= high
