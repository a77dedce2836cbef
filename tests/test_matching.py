"""Matching: what counts as right, one to one, and how sure the score is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.text.sameness import same
from ie_pipeline.matching import Counts, bootstrap, bootstrap_difference, match, relaxed


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ACME,  Inc.", "Acme Inc"),
        ("March 11, 1999", "11th day of March, 1999"),
        ("11/03/1999", "1999-03-11"),
        ("11/03/1999", "11-3-99"),
        ("$1,000.00", "USD 1000"),
        ("1000", "$1,000"),
        ("5%", "5 percent"),
        ("（甲方）", "甲方"),
        ("...", "..."),
    ],
)
def test_the_same_value_in_another_spelling_is_right(a: str, b: str) -> None:
    """Case, whitespace, punctuation, and the way a date or a sum is written do not matter."""
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Acme Inc", "Acme Ltd"),
        ("BBB", "BBB-"),
        ("A*", "A"),
        ("j_doe@example.org", "j.doe@example.org"),
        ("March 11, 1999", "March 12, 1999"),
        ("11/03/1999", "03/11/1999"),
        ("$100", "€100"),
        ("-5", "5"),
        ("5%", "5"),
        ("C#", "C"),
        ("", "Acme"),
        ("...", "---"),
    ],
)
def test_another_value_is_wrong(a: str, b: str) -> None:
    """A changed word, digit, sign or currency is another value."""
    assert not same(a, b)
    assert not same(b, a)


def test_alternatives_are_as_good_as_the_gold() -> None:
    """A normalised form of the gold counts too."""
    assert same("2018-11-20", "the said date", alternatives=["2018-11-20"])
    assert not same("2018-11-21", "the said date", alternatives=["2018-11-20"])


def test_half_the_tokens_are_enough_when_relaxed() -> None:
    """The F1 of the token bags decides, at one half."""
    assert relaxed("Acme Holdings", "Acme Inc")
    assert not relaxed("Acme Holdings", "The Acme Inc")
    assert relaxed("北京大学", "北京")
    assert not relaxed("", "Acme")
    assert not relaxed("the the the the", "the one two three four five")


def test_each_value_is_matched_once() -> None:
    """A value said twice is right once if the gold states it once."""
    assert match(["a", "A", "b"], ["b", "a"], same) == [(0, 1), (2, 0)]
    assert match(["a", "A"], ["a", "a."], same) == [(0, 0), (1, 1)]
    assert match([], ["a"], same) == []


def test_counts_add_up_to_micro_scores() -> None:
    """Scores are those of the sums; what cannot be divided is 0."""
    total = sum([Counts(1, 1, 0), Counts(1, 0, 2)], Counts())
    assert total == Counts(2, 1, 2)
    assert total.precision == pytest.approx(2 / 3)
    assert total.recall == pytest.approx(1 / 2)
    assert total.f1 == pytest.approx(4 / 7)
    assert (Counts().precision, Counts().recall, Counts().f1) == (0.0, 0.0, 0.0)


@given(st.lists(st.builds(Counts, *[st.integers(0, 9)] * 3), min_size=1, max_size=30))
def test_the_interval_lies_between_the_worst_and_the_best_document(documents: list[Counts]) -> None:
    """An interval is ordered, within [0, 1], and the same for the same seed."""
    low, high = bootstrap(documents, seed=3, resamples=50)
    assert 0.0 <= low <= high <= 1.0
    assert (low, high) == bootstrap(documents, seed=3, resamples=50)
    assert bootstrap_difference(documents, documents, resamples=50) == (0.0, 0.0)


def test_the_interval_narrows_with_more_documents() -> None:
    """Ten times the documents make the score surer, around the score itself."""
    few, many = [Counts(3, 1, 1), Counts(1, 2, 3)] * 10, [Counts(3, 1, 1), Counts(1, 2, 3)] * 100
    (low, high), (narrow_low, narrow_high) = bootstrap(few), bootstrap(many)
    assert high - low > 2 * (narrow_high - narrow_low)
    assert narrow_low < sum(many, Counts()).f1 < narrow_high


def test_a_paired_difference_is_surer_than_two_intervals() -> None:
    """A system that is a little better on every document is surely better."""
    base = [Counts(index % 5, 5 - index % 5, 5 - index % 5) for index in range(40)]
    better = [Counts(document.tp + 1, document.fp, document.fn) for document in base]
    low, high = bootstrap_difference(better, base)
    assert 0 < low < high
    assert bootstrap(better)[0] < bootstrap(base)[1]


def test_documents_that_cannot_be_resampled_are_refused() -> None:
    """No documents, or two different sets of them, are a mistake of the caller."""
    with pytest.raises(ValueError, match="0 documents"):
        bootstrap([])
    with pytest.raises(ValueError, match="cannot be paired"):
        bootstrap_difference([Counts()], [])
