"""Fictional documents, damaged, compared with their records and put into a mistake set, all without a model."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from critic.corpus import LabelledDocument
from critic.findings import FindingKind
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.fiction import Fiction, write_contract, write_resume
from critic.mistakes.labelled import Labelling
from critic.mistakes.rows import MistakeRow
from critic.mistakes.synthetic import synthesise_nested

SCHEMAS = Path(__file__).parents[3] / "schemas"


def damaged(fiction: Fiction, schema: dict[str, Any], seed: int) -> MistakeRow:
    """Return a damaged draft of a document, with its mistakes."""
    document: LabelledDocument = fiction.labelled()
    return synthesise_nested(document, Labelling.of(schema, [document]), random.Random(seed), rate=0.4)


@pytest.fixture(scope="module")
def rows() -> list[MistakeRow]:
    """Make drafts of some resumes and contracts."""
    resume, contract = (json.loads((SCHEMAS / f"{n}.json").read_text(encoding="utf-8")) for n in ("resume", "contract"))
    made = [damaged(write_resume(random.Random(seed)), resume, seed) for seed in range(16)]
    return made + [damaged(write_contract(random.Random(seed), chars=3_000), contract, seed) for seed in range(16)]


def test_every_truth_has_true_evidence(rows: list[MistakeRow]) -> None:
    """A missing value is found where the writer put it; mistakes of both kinds are made."""
    kinds = set()
    for row in rows:
        for truth in row.truths:
            kinds.add(truth.mistake.kind)
            if truth.mistake.kind is FindingKind.MISSING:
                assert truth.start is not None
                assert row.text[truth.start : truth.end] == truth.value
        for right in row.right:
            assert right.start is not None
            assert row.text[right.start : right.end] == right.value
    assert kinds == set(FindingKind)


def test_a_set_of_them_is_saved_and_loaded(rows: list[MistakeRow], tmp_path: Path) -> None:
    """Nothing is lost or refused; what was built is what is read back, and no document is in both parts."""
    refused: list[str] = []
    built = MistakeSet.build(rows, seed=1, report=refused.append)
    assert refused == []
    assert len(built.train) + len(built.dev) == len(rows)
    assert built.dev
    assert {row.document for row in built.train}.isdisjoint(row.document for row in built.dev)
    built.save(tmp_path / "mistakes")
    assert MistakeSet.load(tmp_path / "mistakes", refused.append) == built
    assert refused == []
