"""Synthetic mistakes do not betray themselves, and the probe sees those that do."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from critic.corpus import LabelledDocument
from critic.fields import Leaf, flatten
from critic.mistakes.fiction import write_contract, write_resume
from critic.mistakes.labelled import Labelling
from critic.mistakes.planting import Pool
from critic.mistakes.probe import ProbeError, probe
from critic.mistakes.rows import Mistake, MistakeRow, Truth
from critic.mistakes.synthetic import synthesise

pytest.importorskip("sklearn", reason="the probe needs scikit-learn")
SCHEMAS = Path(__file__).parents[3] / "schemas"


def schema(name: str) -> dict[str, Any]:
    """Return one of the schemas that ship."""
    read: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def resumes() -> list[LabelledDocument]:
    """Return fictional resumes."""
    return [write_resume(random.Random(seed)).labelled() for seed in range(120)]


def drafts(documents: list[LabelledDocument], name: str) -> list[MistakeRow]:
    """Return two damaged drafts of each document."""
    labelling = Labelling.of(schema(name), documents)
    pool = Pool.of(documents, tuple(labelling.labels.values()))
    rng = random.Random(0)
    return [synthesise(document, labelling, rng, rate=0.3, pool=pool) for document in documents for _ in range(2)]


def test_wrong_values_of_resumes_look_like_right_ones(resumes: list[LabelledDocument]) -> None:
    """Who has not read the resume cannot tell which values are left whole and wrong."""
    assert probe(drafts(resumes, "resume")).auc <= 0.60


def test_wrong_values_of_contracts_look_like_right_ones() -> None:
    """Nor who has not read the contract."""
    contracts = [write_contract(random.Random(seed), chars=3_000).labelled() for seed in range(120)]
    assert probe(drafts(contracts, "contract")).auc <= 0.60


def test_a_wrong_value_that_is_always_written_twice_is_seen(resumes: list[LabelledDocument]) -> None:
    """So the mistakes of an early set of the kind were made: a wrong item was appended a second time."""
    tools = next(field for field in flatten(schema("resume")) if field.name == "tech_tools")
    rows = []
    for row in drafts(resumes, "resume"):
        listed = row.draft.get("tech_tools", [])
        if listed:
            places = [f"/tech_tools/{len(listed) - 1}", f"/tech_tools/{len(listed)}"]
            leaves = [Leaf(place, tools, listed[-1]) for place in places]
            truths = [
                Truth(Mistake.MISPLACED, leaf.pointer, tools.pattern, leaf.value, None, None, "") for leaf in leaves
            ]
            right = tuple(
                value for value in row.right if value.pattern == tools.pattern and value.pointer not in places
            )
            draft = {"tech_tools": [*listed, listed[-1]]}
            rows.append(replace(row, draft=draft, truths=tuple(truths), right=right, judged=(tools.pattern,)))
    found = probe(rows)
    assert found.auc > 0.95
    assert found.low <= found.auc <= found.high


def test_the_same_seed_gives_the_same_figures(resumes: list[LabelledDocument]) -> None:
    """Halves and intervals are drawn by the seed."""
    rows = drafts(resumes[:60], "resume")
    assert probe(rows, seed=3) == probe(rows, seed=3)


def test_too_few_mistakes_are_refused(resumes: list[LabelledDocument]) -> None:
    """A figure from a handful of values would say nothing."""
    with pytest.raises(ProbeError, match="give more documents"):
        probe(drafts(resumes[:2], "resume"))
