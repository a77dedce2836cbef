"""What is rare is drawn more often, and nothing is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critic.mistakes.balancing import weights
from critic.mistakes.rows import Mistake, MistakeRow
from tests.critic.mistakes.examples import FLAWLESS, ROW, rows

INVENTED = replace(ROW, truths=ROW.truths[:1])


def several(row: MistakeRow, count: int, *, document: str | None = None) -> list[MistakeRow]:
    """Return a row of as many documents, or as many rows of one document."""
    return [replace(row, document=document or f"{row.truths} {number}") for number in range(count)]


@settings(max_examples=30, deadline=None)
@given(st.lists(rows(), max_size=6))
def test_every_row_has_its_share(made: list[MistakeRow]) -> None:
    """Weights are positive and 1 on average; an empty set has none."""
    found = weights(made)
    assert len(found) == len(made)
    assert all(weight > 0 for weight in found)
    assert not made or sum(found) == pytest.approx(len(made))


def test_what_is_four_times_as_common_is_drawn_twice_as_often() -> None:
    """Rows without a mistake against rows with one, and documents with many drafts against others."""
    for made in (
        [*several(FLAWLESS, 40), *several(INVENTED, 10)],
        [*several(INVENTED, 40, document="much drafted"), *several(INVENTED, 10, document="other")],
    ):
        found = weights(made)
        assert sum(found[:40]) == pytest.approx(2 * sum(found[40:]))


def test_a_row_counts_for_the_rarest_of_its_mistakes() -> None:
    """One with a common and a rare mistake is worth as much as one with the rare mistake alone."""
    rare = replace(ROW.truths[0], mistake=Mistake.DUPLICATED)
    both, alone = (replace(ROW, truths=truths) for truths in ((ROW.truths[1], rare), (rare,)))
    common = replace(ROW, truths=ROW.truths[1:2])
    found = weights([*several(common, 20), *several(both, 1), *several(alone, 1)])
    assert found[20] == pytest.approx(found[21])
    assert found[20] > 3 * found[0]
