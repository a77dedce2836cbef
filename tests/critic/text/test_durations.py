"""Durations as people and ISO 8601 write them."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from critic.text.durations import as_duration, durations


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("15 minutes", "PT15M"),
        ("1 hour 30 minutes", "PT90M"),
        ("1 Std. 30 Min.", "PT1H30M"),
        ("2h35m", "PT2H35M"),
        ("1½ hours", "PT1H30M"),
        ("½ hour", "PT30M"),
        ("1,5 Stunden", "PT90M"),
        ("two weeks", "P14D"),
        ("12-month", "P1Y"),
        ("(10) years", "P10Y"),
        ("1,000 hours", "PT1000H"),
        ("0.125 hours", "PT450S"),
        ("5 M\u0130NUTES", "PT5M"),
        ("5 m\u0131nutes", "PT5M"),
        ("\u017fix hours", "PT6H"),
        ("2 years, 6 months and 3 days", "P2Y6M3D"),
        ("3 mois", "P3M"),
        ("30分钟", "PT30M"),
    ],
)
def test_a_printed_duration_is_the_one_in_iso(printed: str, iso: str) -> None:
    """In digits, fractions and small words, in one unit or several, whichever units either of them takes."""
    text = f"It takes {printed} in all."
    assert [(read, text[start:end]) for read, start, end in durations(text, 0, len(text))] == [
        (as_duration(iso), printed)
    ]


@pytest.mark.parametrize("text", ["P", "PT", "P1", "1 hour", "P1YT", "PT1H30", "Paris"])
def test_what_is_no_duration_in_iso_is_none(text: str) -> None:
    """A duration has a number with a unit in it; what people print is read elsewhere."""
    assert as_duration(text) is None


def test_neighbours_are_not_added_up() -> None:
    """Only the shorter unit goes on after the longer one, and a metre is no minute."""
    text = "15 minutes, 1 hour. 5 days a week. Pool of 45 m, 24 monthly rates."
    assert [text[start:end] for _, start, end in durations(text, 0, len(text))] == ["15 minutes", "1 hour", "5 days"]


def test_months_and_days_are_not_exchanged() -> None:
    """How many days a month has is not known."""
    assert as_duration("P1M") == (Decimal(1), Decimal(0)) != as_duration("P30D")


def test_a_long_text_is_read_in_time() -> None:
    """A hundred thousand figures without a unit take no minute."""
    started = time.process_time()
    assert [*durations("1 " * 100_000, 0, 200_000)] == []
    assert time.process_time() - started < 20
