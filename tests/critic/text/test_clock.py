"""Times of day are read in the spellings of letters, invitations and machines."""

from __future__ import annotations

from datetime import time

import pytest

from critic.text.clock import as_clock, as_moment, clocks


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:30", time(14, 30)),
        ("14:30:05Z", time(14, 30, 5)),
        ("2:30 p.m.", time(14, 30)),
        ("12 am", time(0)),
        ("12:15pm", time(12, 15)),
        ("14h30", time(14, 30)),
        ("6.45 pm", time(18, 45)),
        ("18.45 Uhr", time(18, 45)),
        ("18 Uhr", time(18)),
        ("18.45", None),
        ("25:00", None),
        ("1:2", None),
        ("1430", None),
        ("2024-03-01", None),
    ],
)
def test_a_clock_is_read(text: str, clock: time | None) -> None:
    """Halves of the day count, zones do not, and what no clock shows is none."""
    assert as_clock(text) == clock


def test_a_moment_has_a_date_and_a_clock() -> None:
    """ISO 8601 in any of its usual forms; a date alone is no moment."""
    assert as_moment("2024-03-01T14:30:00.000+01:00") == ("2024-03-01", time(14, 30))
    assert as_moment("2024-03-01 14:30") == ("2024-03-01", time(14, 30))
    assert as_moment("2024-03-01") is None
    assert as_moment("soon: 3") is None


def test_clocks_are_found_in_a_text() -> None:
    """Ratios of more than a clock shows and parts of longer numbers are none."""
    text = "From 9 a.m. to 17:30, at 4:75 and 1:23:456, 10.15:30."
    assert [text[start:end] for _, start, end in clocks(text, 0, len(text))] == ["9 a.m.", "17:30"]
