"""Reliability: the gap between said and seen, and its picture."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.heldout import Judged
from critic.reliability import Bin, bins, expected_calibration_error, reliability_diagram

SAID = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_the_calibration_error_is_the_gap_between_said_and_seen() -> None:
    """By hand: .9 said and 1 of 2 seen, .1 said and 0 of 2 seen, is half of .4 and half of .1."""
    assert expected_calibration_error([0.9, 0.1, 0.9, 0.1], [True, False, False, False], 2) == pytest.approx(0.25)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0.0
    assert expected_calibration_error([], []) == 0.0


def test_bins_are_equally_filled() -> None:
    """Sorted by what was said; of three values there are three bins at most."""
    assert bins([0.9, 0.1, 0.8, 0.2], [True, False, True, True], 2) == [
        Bin(pytest.approx(0.15), 0.5, 2),
        Bin(pytest.approx(0.85), 1.0, 2),
    ]
    assert [one.count for one in bins([0.5, 0.6, 0.7], [True, False, True])] == [1, 1, 1]


def test_equal_probabilities_share_a_bin() -> None:
    """Which of them happen to be right makes no gap: nine in ten are right where .9 is said."""
    assert bins([0.9] * 10, [True] * 9 + [False], 2) == [Bin(pytest.approx(0.9), 0.9, 10)]
    assert expected_calibration_error([0.9] * 10, [True] * 9 + [False]) == pytest.approx(0.0)


@given(SAID, st.integers(1, 12))
def test_bins_hold_every_value_once_and_in_order(said: list[tuple[float, bool]], count: int) -> None:
    """And the error is a share, nought for what is certain and true."""
    probabilities, right = [p for p, _ in said], [r for _, r in said]
    found = bins(probabilities, right, count)
    assert sum(one.count for one in found) == len(said)
    assert all(a.probability <= b.probability + 1e-12 for a, b in pairwise(found))
    assert 0.0 <= expected_calibration_error(probabilities, right, count) <= 1.0
    assert expected_calibration_error([float(r) for r in right], right, count) == 0.0


def test_the_diagram_is_a_png_and_the_same_each_time(tmp_path: Path) -> None:
    """Two panels, of which one may be empty."""
    pytest.importorskip("matplotlib")
    panels = {"redundant": [Judged(n / 50, n % 3 > 0) for n in range(50)], "missing": []}
    for name in ("a.png", "b.png"):
        reliability_diagram(panels, tmp_path / name)
    written = (tmp_path / "a.png").read_bytes()
    assert written.startswith(b"\x89PNG")
    assert 5_000 < len(written) < 200_000
    assert written == (tmp_path / "b.png").read_bytes()


def test_the_picture_is_drawn_by_a_library_that_is_loaded_for_it_alone() -> None:
    """Importing the module loads no matplotlib."""
    call = "import sys, critic.reliability; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", call], check=False).returncode == 0
