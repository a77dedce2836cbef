"""Two critics side by side: what each finds, what the loop makes of it, and who wins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critic.critic import EvidenceCritic
from critic.mistakes.rows import MistakeRow
from ie_pipeline.evaluation.comparing import MARGIN, Comparison, Contrast, compare, verdict
from tests.critics import ScriptedCritic
from tests.evaluation.leases import LEASES, blind, knowing, lease


def figures(contrasts: tuple[Contrast, ...]) -> dict[str, tuple[float, float]]:
    """Return old and new by name."""
    return {contrast.what: (contrast.old, contrast.new) for contrast in contrasts}


def test_each_kind_of_mistake_is_counted_for_both_and_so_is_the_loop() -> None:
    """By hand: of every lease one value is wrong, one is missing and one is right."""
    found = compare(LEASES, blind(), knowing())
    assert (found.documents, found.drafts) == (12, 12)
    assert figures(found.f1) == {
        "redundant values, F1": (0.0, 1.0),
        "missing values, F1": (0.0, 1.0),
        "the loop, F1": (0.5, 1.0),
    }
    assert figures(found.fields) == {"law": (0.0, 1.0), "parties": (1.0, 1.0)}
    assert figures(found.rates)["the loop, precision"] == (0.5, 1.0)
    assert found.error.old == pytest.approx(0.4)
    assert found.error.new == pytest.approx(0.05)


def test_only_what_a_row_judges_is_compared() -> None:
    """A row that says nothing of the law says nothing of a critic's view of it."""
    found = compare([lease(n, judged=("/parties/*",)) for n in range(3)], blind(), knowing())
    assert figures(found.f1)["redundant values, F1"] == (0.0, 0.0)
    assert figures(found.fields) == {"parties": (1.0, 1.0)}


def test_drafts_of_one_document_are_drawn_together() -> None:
    """Twice the same leases are no more certain than once."""
    some = [lease(n, right=n % 3 == 0) for n in range(12)]
    once, twice = compare(some, blind(), knowing()), compare([*some, *some], blind(), knowing())
    assert (twice.documents, twice.drafts) == (12, 24)
    assert [contrast.interval for contrast in twice.f1] == [contrast.interval for contrast in once.f1]


def test_a_better_critic_replaces_a_worse_one_and_not_the_other_way_round() -> None:
    """The reasons name the figures and where they are from."""
    better, worse = compare(LEASES, blind(), knowing()), compare(LEASES, knowing(), blind())
    assert verdict(better).replace
    assert "the loop, F1 is better on the new data: 0.500 to 1.000" in verdict(better).reasons[0]
    assert not verdict(worse).replace
    assert any("redundant values, F1 is worse on the new data" in reason for reason in verdict(worse).reasons)


def test_what_is_better_on_new_data_must_not_be_worse_on_old() -> None:
    """Gains here do not pay for losses there."""
    better, worse = compare(LEASES, blind(), knowing()), compare(LEASES, knowing(), blind())
    same = compare(LEASES, knowing(), knowing())
    assert verdict(better, same).replace
    decided = verdict(better, worse)
    assert not decided.replace
    assert all("on the old data" in reason for reason in decided.reasons)


def test_a_difference_that_may_be_chance_is_no_gain_and_within_the_margin_no_loss() -> None:
    """It is the interval that decides, and not the figure."""

    def told(low: float, high: float, found: tuple[float, float] = (0.0, 0.0)) -> Comparison:
        kinds = Contrast("redundant values, F1", 0.80, 0.80, found), Contrast("the loop, F1", 0.80, 0.81, (low, high))
        return Comparison(9, 9, kinds, (), (), Contrast("expected calibration error", 0.1, 0.1))

    assert not verdict(told(-0.001, 0.03)).replace
    assert verdict(told(0.001, 0.03)).replace
    assert verdict(told(0.001, 0.03), told(-MARGIN + 0.001, 0.01)).replace
    assert not verdict(told(0.001, 0.03), told(-MARGIN - 0.001, 0.01)).replace
    assert verdict(told(0.001, 0.03, (-0.2, 0.001))).replace
    assert not verdict(told(0.001, 0.03, (-0.2, -0.001))).replace


def test_a_handful_of_documents_decides_nothing() -> None:
    """The interval of one document has no width, and would let any gain pass for certain."""
    decided = verdict(compare(LEASES[:4], blind(), knowing()))
    assert not decided.replace
    assert decided.reasons == ("the new data are too few documents to tell, 4 where 5 are the least",)
    assert verdict(compare(LEASES[:5], blind(), knowing())).replace


PROBABILITIES = st.sampled_from([0.05, 0.3, 0.6, 0.95])
CRITICS = st.tuples(*[PROBABILITIES] * 9)


def scripted(said: tuple[float, ...], rows: list[MistakeRow]) -> ScriptedCritic:
    """Return a critic that says one thing after the other of each lease."""
    right, stated = {}, {}
    for number, row in enumerate(rows):
        wrong, stands, pointed = said[3 * number : 3 * number + 3]
        right["law", str(row.draft["law"])] = wrong
        right["parties", str(row.draft["parties"][0])] = stands
        stated["law", f"Ohio {number}"] = pointed
    return ScriptedCritic(right, stated)


@settings(max_examples=20, deadline=None)
@given(CRITICS, CRITICS)
def test_no_critic_is_better_than_itself_and_no_two_better_than_each_other(
    one: tuple[float, ...], other: tuple[float, ...]
) -> None:
    """Swapping the two swaps the figures and mirrors the intervals."""
    rows = LEASES[:3]
    a, b = scripted(one, rows), scripted(other, rows)
    alone = compare(rows, a, a)
    assert not verdict(alone, alone).replace
    assert all(contrast.interval == (0.0, 0.0) for contrast in alone.f1)
    there, back = compare(rows, a, b), compare(rows, b, a)
    for forth, reverse in zip((*there.f1, *there.fields), (*back.f1, *back.fields), strict=True):
        assert (forth.old, forth.new) == (reverse.new, reverse.old)
        assert forth.interval == pytest.approx(tuple(-bound for bound in reversed(reverse.interval or ())))
        assert forth.interval is not None
        assert forth.interval[0] - 1e-9 <= forth.difference <= forth.interval[1] + 1e-9 or forth.difference != 0
    assert not (verdict(there).replace and verdict(back).replace)


def test_a_critic_without_a_network_can_be_compared_too() -> None:
    """All values stand somewhere, so evidence alone finds nothing and mends nothing."""
    found = compare(LEASES, EvidenceCritic(), knowing())
    assert figures(found.f1)["the loop, F1"] == (0.5, 1.0)
    assert found.error.old == 0.0
    assert verdict(found).replace


def test_the_same_comparison_gives_the_same_figures() -> None:
    """Intervals included."""
    assert compare(LEASES, blind(), knowing()) == compare(LEASES, blind(), knowing())


def test_nothing_to_compare_on_is_an_error() -> None:
    """And each draft is counted as it is done."""
    with pytest.raises(ValueError, match="no draft"):
        compare([], blind(), knowing())
    done: list[int] = []
    compare(LEASES[:3], blind(), knowing(), advance=lambda: done.append(1))
    assert len(done) == 3
