"""Fictional papers: every kind can be written, what is stated is true, and each is asked for what it does not state."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from critic.fields import leaves
from critic.mistakes.fiction import Paper, write_paper

PLAN: dict[str, Any] = json.loads((Path(__file__).parents[3] / "data" / "seeds" / "papers.json").read_text("utf-8"))
KINDS = PLAN["kinds"]


def write(seed: int) -> Paper:
    """Write a paper of some kind."""
    return write_paper(random.Random(seed), KINDS, PLAN["words"])


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    """Write many papers."""
    return [write(seed) for seed in range(200)]


def test_every_span_is_the_value_at_its_pointer(papers: list[Paper]) -> None:
    """What the record has stands where the spans say, and every value of the record has a span."""
    for paper in papers:
        stated = {leaf.pointer: leaf.value for leaf in leaves(paper.fiction.record, paper.fields)}
        for span in paper.fiction.spans:
            assert paper.fiction.text[span.start : span.end] == stated[span.pointer]
        assert stated.keys() == {span.pointer for span in paper.fiction.spans}


def test_the_schema_asks_for_more_than_is_stated(papers: list[Paper]) -> None:
    """No two fields have one name; some are stated and, but for rare papers, some are not."""
    lacking = 0
    for paper in papers:
        names = [field.name for field in paper.fields]
        assert len(names) == len(set(names))
        assert all(field.description for field in paper.fields)
        assert set(paper.fiction.record) <= set(names)
        lacking += set(paper.fiction.record) < set(names)
    assert lacking > len(papers) * 0.95


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_slot_of_a_kind_is_drawn_and_told_of(kind: str, papers: list[Paper]) -> None:
    """Its names belong to no other slot of the kind, and its sentences tell of its slots alone."""
    slots = KINDS[kind]["slots"]
    names = Counter(name for _, names, _, _ in slots.values() for name in names)
    assert max(names.values()) == 1
    drawn = {field.name for paper in papers for field in paper.fields}
    assert all(drawn & set(names) for _, names, _, _ in slots.values())
    assert {*KINDS[kind]["head"]} <= {*slots}
    for line in KINDS[kind]["prose"]:
        line.format(**dict.fromkeys(slots, ""))


def test_the_same_seed_gives_the_same_paper() -> None:
    """Nothing but the given source of choices decides."""
    assert write(3) == write(3)
    assert write(3) != write(4)
