"""Held-out values: what is kept of them, and how sure a share of right ones is."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.calibration import Calibration
from critic.heldout import HeldOut, HeldOutRecord, Judged, estimate, lower_bound
from tests.critics import plain

VALUES = st.lists(st.builds(Judged, st.integers(0, 10_000).map(lambda n: n / 10_000), st.booleans()), max_size=12)
RECORDS = st.lists(
    st.builds(HeldOutRecord, st.integers(0, 5), VALUES.map(tuple), VALUES.map(tuple), VALUES.map(tuple)), max_size=8
).map(lambda records: HeldOut(tuple(records)))


def record(document: int, *, right: int, wrong: int) -> HeldOutRecord:
    """Return a record with so many values, all of probability 0.9."""
    return HeldOutRecord(document, (), (), (Judged(0.9, True),) * right + (Judged(0.9, False),) * wrong)


@given(RECORDS)
def test_held_out_values_survive_their_file(held_out: HeldOut) -> None:
    """To four digits, the likeliest first."""
    read = HeldOut.from_dict(json.loads(json.dumps(held_out.to_dict())))
    assert [sorted(entry.mended) for entry in read.records] == [sorted(entry.mended) for entry in held_out.records]
    assert [sorted(entry.pointed) for entry in read.records] == [sorted(entry.pointed) for entry in held_out.records]
    assert sorted(read.drafted) == sorted(held_out.drafted)
    assert HeldOut.from_dict(read.to_dict()) == read


def test_they_are_kept_with_the_calibration() -> None:
    """And a calibration of an earlier version, which kept none, is still read."""
    kept = plain().to_dict() | {"held_out": [{"document": 3, "drafted": "0.9+ 0.2-", "pointed": "", "mended": "0.9+"}]}
    held_out = Calibration.from_dict(kept).held_out
    assert held_out.records == (HeldOutRecord(3, (Judged(0.9, True), Judged(0.2, False)), (), (Judged(0.9, True),)),)
    assert Calibration.from_dict(Calibration.from_dict(kept).to_dict()).held_out == held_out
    del kept["held_out"]
    assert Calibration.from_dict(kept).held_out == HeldOut()


@pytest.mark.parametrize("broken", ["1.5+", "0.5", "high+"])
def test_a_value_that_is_none_is_refused(broken: str) -> None:
    """Whoever loads it can say which file."""
    with pytest.raises((ValueError, KeyError)):
        HeldOut.from_dict([{"document": 0, "drafted": broken, "pointed": "", "mended": ""}])


@given(st.integers(0, 200), st.integers(0, 200), st.floats(1, 20))
def test_a_bound_is_below_the_share_and_falls_with_the_design_effect(right: int, wrong: int, effect: float) -> None:
    """It is a share itself, and never promises what was not seen."""
    total = right + wrong
    bound = lower_bound(right, total)
    assert 0.0 <= lower_bound(right, total, design_effect=effect) <= bound + 1e-12
    assert bound <= (right / total if total else 0.0) + 1e-12
    assert lower_bound(2 * right, 2 * total) >= bound - 1e-12


def test_a_bound_holds_as_often_as_it_says() -> None:
    """Drawn 2,000 times from a share of .9, the bound is not above it in nine cases of ten."""
    rng = random.Random(0)
    bounds = [lower_bound(sum(rng.random() < 0.9 for _ in range(100)), 100) for _ in range(2000)]
    assert 0.87 < sum(bound <= 0.9 for bound in bounds) / 2000 < 0.95


def test_values_that_are_wrong_together_are_worth_fewer() -> None:
    """Ten documents all right and two all wrong are twelve observations and not sixty; evenly spread ones are sixty."""
    together = HeldOut(
        (*(record(n, right=5, wrong=0) for n in range(10)), *(record(n, right=0, wrong=5) for n in (10, 11)))
    )
    apart = HeldOut(tuple(record(n, right=4 + (n % 6 > 0), wrong=n % 6 == 0) for n in range(12)))
    assert together.design_effect(0.5) == pytest.approx(5 * 12 / 11)
    assert apart.design_effect(0.5) == 1.0
    assert together.design_effect(0.95) == HeldOut().design_effect(0.5) == 1.0


def test_two_drafts_of_one_document_are_one_cluster() -> None:
    """What a second draft says of the same text is no new evidence."""
    once = HeldOut(tuple(record(n, right=5 * (n > 1), wrong=5 * (n <= 1)) for n in range(12)))
    twice = HeldOut((*once.records, *once.records))
    assert twice.design_effect(0.5) == pytest.approx(2 * once.design_effect(0.5))


def test_nothing_seen_is_nothing_known() -> None:
    """No values: a share of nought, and a bound of nought."""
    assert estimate((), 1.0).share == estimate((), 1.0).bound == 0.0
