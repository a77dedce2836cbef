"""Raised digits."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.marks import raised, set_apart


@pytest.mark.parametrize(("text", "high"), [("1", "¹"), ("2, 13", "², ¹³"), ("st", "st"), ("1a", "1a"), ("[1]", "[1]")])
def test_numbers_are_raised(text: str, high: str) -> None:
    """Only what is a number is written in raised characters."""
    assert raised(text) == high


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("5,000¹²", "5,000 ¹²"),
        ("5%¹ a year", "5% ¹ a year"),
        ("the Lender¹, (a)²", "the Lender ¹, (a) ²"),
        ("50 m² or 2 km²", "50 m² or 2 km²"),
        ("¹The principal", "¹ The principal"),
        ("5,000 ¹ payable", "5,000 ¹ payable"),
    ],
)
def test_raised_numbers_stand_apart(text: str, apart: str) -> None:
    """A raised number touches neither a number nor a word, unless it is the power of a unit."""
    assert set_apart(text) == apart
