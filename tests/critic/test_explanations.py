"""Findings in words that a person who has the source beside them can check."""

from __future__ import annotations

import pytest

from critic.explanations import explain_missing, explain_redundant
from critic.fields import Field, Leaf
from critic.findings import Candidate, Evidence, EvidenceKind

LEAF = Leaf("/notice_period", Field(("notice_period",)), "30 days")
VERBATIM = Evidence(17, 24, "30 days", EvidenceKind.VERBATIM)
SUPPORTS = "the passage supports that with probability"
FUZZY = Evidence(17, 24, "30 dais", EvidenceKind.FUZZY)


@pytest.mark.parametrize(
    ("place", "probability", "words"),
    [
        (None, 0.01, "'30 days' stands nowhere in the source."),
        (
            VERBATIM,
            0.123,
            f"The source has '30 days' at 17, but not as notice period: {SUPPORTS} 0.12 only.",
        ),
        (VERBATIM, 0.7, "The source has '30 days' at 17, but states another value for notice period more clearly."),
        (
            FUZZY,
            0.2,
            f"The source has '30 dais' at 17 (a near match), but not as notice period: {SUPPORTS} 0.20 only.",
        ),
    ],
)
def test_a_redundant_value_is_told_why(place: Evidence | None, probability: float, words: str) -> None:
    """It stands nowhere, its passage says something else, or another value is likelier."""
    assert explain_redundant(LEAF, place, probability, 0.5) == words


def test_a_missing_value_is_told_where_it_stands() -> None:
    """Field, value and place are named."""
    words = explain_missing(LEAF.field, Candidate("/notice_period", "30 days", 17, 24, 0.8))
    assert words == "The source states '30 days' for notice period at 17, and the record lacks it."
