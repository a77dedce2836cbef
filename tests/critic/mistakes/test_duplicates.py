"""What is said twice is kept once, by whoever is to be trusted most."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from critic.mistakes.duplicates import fingerprint, without_duplicates
from critic.mistakes.rows import Origin, Passage
from tests.critic.mistakes.examples import DRAFT, FLAWLESS, ROW, TEXT

OWN_WORDS = replace(ROW.truths[0], explanation="She told us: no Basque.")


def test_a_person_comes_before_a_generator_and_this_before_a_program() -> None:
    """In whatever order they come; the person's own explanation is kept with the row."""
    human = replace(ROW, origin=Origin.HUMAN, document="other id", truths=(*ROW.truths[1:], OWN_WORDS))
    synthetic = replace(ROW, origin=Origin.SYNTHETIC)
    for order in permutations((synthetic, human, ROW)):
        assert without_duplicates(order) == [human]
    assert without_duplicates([synthetic, ROW]) == without_duplicates([ROW, synthetic]) == [ROW]


def test_of_two_rows_that_are_trusted_alike_the_better_explained_one_is_kept() -> None:
    """A correction that was given reasons for later."""
    bare = replace(ROW, truths=tuple(replace(truth, explanation="") for truth in ROW.truths))
    assert without_duplicates([bare, ROW]) == without_duplicates([ROW, bare]) == [ROW]


@pytest.mark.parametrize(
    "other",
    [
        replace(ROW, passages=(Passage(0, f"{TEXT} "),)),
        replace(ROW, draft={**DRAFT, "name": "Mira"}),
        replace(ROW, truths=ROW.truths[1:]),
        replace(FLAWLESS, judged=("/name", "/skills/*")),
    ],
)
def test_rows_that_say_something_else_are_kept(other: object) -> None:
    """Of another text or draft, with other mistakes, or about other fields."""
    assert len(without_duplicates([ROW, FLAWLESS, other, ROW])) == 3  # type: ignore[list-item]


def test_a_fingerprint_changes_with_anything_a_row_says() -> None:
    """And not with the order in which a record or a schema names things."""
    others = [
        replace(ROW, document="x"),
        replace(ROW, passages=(Passage(0, TEXT[:20]), Passage(20, TEXT[20:]))),
        replace(ROW, truths=(OWN_WORDS, *ROW.truths[1:])),
        replace(ROW, cluster="x"),
        replace(ROW, notes={}),
    ]
    assert len({fingerprint(row) for row in (ROW, *others)}) == 6
    turned = replace(ROW, draft=dict(reversed(DRAFT.items())), schema=dict(reversed(ROW.schema.items())))
    assert fingerprint(turned) == fingerprint(ROW)


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    """It names the content in model cards, so it may change only with a new format."""
    assert fingerprint(FLAWLESS) == "5e41c6b1bbd9bd9a7d9de13eb257ee6e79f42c9b986afb38d7e72948da1b1f1a"
