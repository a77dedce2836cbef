"""Drafts with mistakes: as many as asked for, all of them suggested by the document itself."""

from __future__ import annotations

import random
import time

import pytest

from critic.corpus import LabelledDocument
from critic.mistakes.synthesis import damage, neighbours
from critic.normalise import fold

TEXT = (
    "This Supply Agreement of May 1, 2014 between Acme Holdings Inc. and Beta Trading LLC ends on April 30, 2019. "
    "It renews for two (2) years unless notice is given 30 days before. Governed by the laws of New York, "
    "courts of Delaware. Payment of 5,000 within 60 days. First amended on June 3, 2015."
)
DOCUMENT = LabelledDocument(
    "a",
    TEXT,
    {
        "parties": ("Acme Holdings Inc.", "Beta Trading LLC"),
        "agreement_date": ("May 1, 2014",),
        "governing_law": ("New York",),
        "renewal_term": ("two (2) years",),
    },
    uncertain=frozenset({"effective_date"}),
)
NAMES = (*DOCUMENT.gold, "expiration_date", "effective_date")


def drafts(rate: float, count: int = 300) -> list[dict[str, tuple[str, ...]]]:
    """Return many drafts of one document."""
    rng = random.Random(1)
    return [damage(DOCUMENT, NAMES, rate, rng) for _ in range(count)]


def test_without_damage_a_draft_is_the_gold_record() -> None:
    """Fields of which the gold says nothing are not drafted."""
    assert drafts(0.0, 5) == [dict(DOCUMENT.gold)] * 5


@pytest.mark.parametrize("rate", [0.2, 0.6])
def test_the_rate_is_the_share_of_values_that_are_gone(rate: float) -> None:
    """Counted over many drafts, about that share of the gold values is not in them; and no more."""
    gold = sum(len(values) for values in DOCUMENT.gold.values())
    kept = sum(
        value in draft.get(name, ())
        for draft in drafts(rate)
        for name, values in DOCUMENT.gold.items()
        for value in values
    )
    assert 1 - kept / (300 * gold) == pytest.approx(rate, abs=0.05)


def test_every_wrong_value_is_suggested_by_the_document() -> None:
    """Its words stand in the source, so that only reading tells it from a right one."""
    source = fold(TEXT)
    for draft in drafts(0.7):
        for values in draft.values():
            assert values
            assert len(set(values)) == len(values)
            assert all(fold(value) in source for value in values)


def test_an_absent_field_is_sometimes_filled_and_an_uncertain_one_never() -> None:
    """The network must also learn to reject where nothing is right; where nobody knows it learns nothing."""
    made = drafts(0.6)
    assert 0.1 < sum("expiration_date" in draft for draft in made) / len(made) < 0.4
    assert not any("effective_date" in draft for draft in made)


def test_the_same_seed_gives_the_same_mistakes() -> None:
    """A training run can be repeated."""
    assert drafts(0.5, 20) == drafts(0.5, 20)


@pytest.mark.parametrize(
    ("value", "others"),
    [
        ("May 1, 2014", {"April 30, 2019", "June 3, 2015"}),
        ("30 days", {"two (2) years", "60 days"}),
        ("5,000", {"1", "2014", "30", "2019", "2", "60", "3", "2015"}),
    ],
)
def test_neighbours_have_the_shape_of_the_value(value: str, others: set[str]) -> None:
    """A date has dates for neighbours, a length of time has lengths, a number has numbers; itself is none."""
    assert set(neighbours(TEXT, value, random.Random(0))) == others


def test_a_name_has_other_names_for_neighbours() -> None:
    """Parties, places and titles are taken for each other."""
    found = neighbours(TEXT, "New York", random.Random(0), most=50)
    assert {"Acme Holdings Inc.", "Beta Trading LLC", "Delaware"} <= set(found)
    assert "New York" not in found
    assert len(neighbours(TEXT, "New York", random.Random(0), most=2)) == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the laws of Delaware. Payment is due", ["Delaware", "Payment"]),
        ("by Acme Inc. Payment is due", ["Acme Inc.", "Payment"]),
        ("by Acme Holdings Inc. and Beta Trading LLC", ["Acme Holdings Inc.", "Beta Trading LLC"]),
        ("by Sinovac Co., Ltd. and Gamma S.A. in New York", ["Sinovac Co., Ltd.", "Gamma S.A.", "New York"]),
        ("in Wilmington, Delaware and New York", ["Wilmington", "Delaware", "New York"]),
        ("by Smith and Sons Ltd or U.S. Bank", ["Smith and Sons Ltd", "U.S. Bank"]),
        ("by Johnson & Johnson, Bank of America Corp.", ["Johnson & Johnson", "Bank of America Corp."]),
        ("by J. P. Morgan and AT&T Inc.", ["J. P. Morgan", "AT&T Inc."]),
    ],
)
def test_a_neighbour_is_one_name(text: str, names: list[str]) -> None:
    """No name runs over the end of a sentence or into the party beside it."""
    assert sorted(neighbours(text, "Some Name", random.Random(0))) == sorted(names)


@pytest.mark.parametrize("part", ["A-", "A ", "A", "A. ", "Aa and ", "Inc ", "Acme, ", "A.A", "Co.,  ", "Of the "])
def test_neighbours_are_found_at_once(part: str) -> None:
    """No run of capitals, stops or commas, as tables and scans have them, holds a training run up."""
    began = time.perf_counter()
    neighbours(part * (50_000 // len(part)), "Some Name", random.Random(0))
    assert time.perf_counter() - began < 1
