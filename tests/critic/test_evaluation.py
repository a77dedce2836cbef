"""What is counted of a critic's findings: one that knows the mistakes, and one that sees none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critic import evaluation
from critic.evaluation import evaluate, told
from critic.mistakes.rows import Mistake
from tests.evaluation.leases import LEASES, blind, knowing, lease

if TYPE_CHECKING:
    import pytest


def test_a_critic_that_knows_finds_all_of_every_kind() -> None:
    """Each lease has the wrong law in place of the right one."""
    found = evaluate(knowing(), LEASES)
    assert found.rows == len(LEASES)
    assert (found.redundant.tp, found.redundant.fp, found.redundant.fn) == (len(LEASES), 0, 0)
    assert (found.missing.tp, found.missing.fp, found.missing.fn) == (len(LEASES), 0, 0)
    assert found.mistakes == dict.fromkeys((Mistake.MISPLACED, Mistake.OMITTED_VALUE), (12, 12))


def test_a_critic_that_is_blind_finds_none() -> None:
    """What it overlooks is counted by kind."""
    found = evaluate(blind(), LEASES)
    assert found.redundant.tp == found.missing.tp == 0
    assert found.mistakes == dict.fromkeys((Mistake.MISPLACED, Mistake.OMITTED_VALUE), (0, 12))
    assert found.to_dict()["redundant"] == {"mistakes": 12, "precision": 1.0, "recall": 0.0, "f1": 0.0}


def test_only_judged_fields_count() -> None:
    """Of the law nothing is known here, so nothing about it is found or overlooked."""
    found = evaluate(knowing(), [lease(1, judged=("/parties/*",))])
    assert found.mistakes == {}
    assert (found.redundant.fp, found.missing.fp) == (0, 0)


def test_where_it_takes_long_a_person_hears_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """All units come, in order; of the last one nothing is left to tell."""
    said: list[str] = []
    assert list(told("abc", "Measuring", said.append)) == ["a", "b", "c"]
    assert said == []
    monkeypatch.setattr(evaluation, "SILENCE", -1.0)
    assert list(told("abc", "Measuring", said.append)) == ["a", "b", "c"]
    assert said == ["Measuring: 1 of 3, 0.0 minutes left", "Measuring: 2 of 3, 0.0 minutes left"]
