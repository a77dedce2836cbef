"""Rows from labelled documents: real drafts out of a journal, and synthetic ones."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from critic.corpus import LabelledDocument
from critic.mistakes.checking import check
from critic.mistakes.labelled import Labelling
from critic.mistakes.rows import Mistake, MistakeRow, Origin
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.learning.making import as_documents, drafted_rows, synthetic_rows, without_contradicted
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.run import Run
from tests.generators.scripted import ScriptedGenerator
from tests.runs.worlds import FINGERPRINT

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"law": {"type": "string"}, "parties": {"type": "array", "items": {"type": "string"}}},
}
DOCUMENTS = [
    LabelledDocument(
        f"d{number}",
        f"Agreement {number} between Orrin Bay Ltd and Quill House AG under the law of Norland.",
        {"law": ("Norland",), "parties": ("Orrin Bay Ltd", "Quill House AG")},
        cluster=f"c{number}",
        dataset="fiction",
        licence="CC0 1.0",
    )
    for number in range(4)
]
LABELLING = Labelling.of(SCHEMA, DOCUMENTS)


def drafted(folder: Path, script: Any) -> tuple[list[MistakeRow], list[str]]:
    """Draft all documents in a run; return the rows, each seen to hold together, and what was reported."""
    told: list[str] = []
    pipeline = Pipeline(SCHEMA, ScriptedGenerator(script, passage_chars=60), "evidence", LoopSettings(max_rounds=0))
    with open_run(folder, FINGERPRINT) as journal:
        list(Run(journal, lambda: pipeline).records(as_documents(DOCUMENTS)))
        rows = list(drafted_rows(journal, DOCUMENTS[:3], LABELLING, "scripted", told.append))
    for row in rows:
        check(row)
    return rows, told


def test_a_generators_drafts_are_compared_with_the_labels(tmp_path: Path) -> None:
    """One row for each document that is asked for, with its cluster and its set."""
    rows, told = drafted(tmp_path / "r", {"law": "Quill House AG", "parties": ["Orrin Bay Ltd"]})
    assert [(row.document, row.cluster) for row in rows] == [("d0", "c0"), ("d1", "c1"), ("d2", "c2")]
    assert {(truth.mistake, truth.value) for truth in rows[0].truths} == {
        (Mistake.MISPLACED, "Quill House AG"),
        (Mistake.OMITTED_VALUE, "Norland"),
        (Mistake.OMITTED_ITEM, "Quill House AG"),
    }
    assert (rows[0].origin, rows[0].generator) == (Origin.GENERATOR, "scripted")
    assert rows[0].notes == {"dataset": "fiction", "licence": "CC0 1.0"}
    assert told == []


def test_a_draft_with_a_question_unanswered_is_left_out(tmp_path: Path) -> None:
    """Its gaps are none of the generator's mistakes; an answer that was cut short is its own."""

    def answer(request: Request) -> Answer:
        if request.document == "d1" and request.start:
            return Answer(error="the endpoint is gone")
        return Answer({"law": "Norland"}, error="cut at 320 tokens")

    rows, told = drafted(tmp_path / "r", answer)
    assert [row.document for row in rows] == ["d0", "d2"]
    assert told == ["d1: its draft is left out: the endpoint is gone"]


def test_a_document_that_has_changed_is_drafted_anew(tmp_path: Path) -> None:
    """A journal also holds what the document was before."""
    with open_run(tmp_path / "r", FINGERPRINT) as journal:
        assert list(drafted_rows(journal, DOCUMENTS, LABELLING, "scripted", print)) == []


def test_synthetic_drafts_stand_beside_real_ones() -> None:
    """As many for each document as were asked for, the same for the same seed."""
    rows = list(synthetic_rows(DOCUMENTS, LABELLING, 3, random.Random(1)))
    assert [row.document for row in rows] == [f"d{number}" for number in range(4) for _ in range(3)]
    assert {row.origin for row in rows} == {Origin.SYNTHETIC}
    assert any(row.truths for row in rows)
    for row in rows:
        check(row)
    assert rows == list(synthetic_rows(DOCUMENTS, LABELLING, 3, random.Random(1)))


LINES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "seller": {"type": "string"},
        "lines": {
            "type": "array",
            "items": {"type": "object", "properties": {"item": {"type": "string"}, "weight": {"type": "string"}}},
        },
    },
}
BILL = LabelledDocument(
    "bill",
    "Orrin Bay Ltd sells a Boat of Oak of 90 kilos, an Oar of Ash of 4 kilos and a Sail of Hemp of 12 kilos.",
    {
        "seller": ("Orrin Bay Ltd",),
        "item": ("Boat of Oak", "Oar of Ash", "Sail of Hemp"),
        "weight": ("90 kilos", "4 kilos", "12 kilos"),
    },
    record={
        "seller": "Orrin Bay Ltd",
        "lines": [
            {"item": "Boat of Oak", "weight": "90 kilos"},
            {"item": "Oar of Ash", "weight": "4 kilos"},
            {"item": "Sail of Hemp", "weight": "12 kilos"},
        ],
    },
)


def of_other_items(document: LabelledDocument) -> int:
    """Count the values of synthetic drafts of a document that belong to another item, by their explanations."""
    rows = list(synthetic_rows([document], Labelling.of(LINES, [document]), 30, random.Random(1)))
    for row in rows:
        check(row)
    said = [truth.explanation for row in rows for truth in row.truths if truth.mistake is Mistake.MISPLACED]
    return sum("belongs to another item, the one with" in words or "not of this one" in words for words in said)


def test_a_nested_right_record_gives_values_in_wrong_items() -> None:
    """Flat labels do not say which weight is whose, and neither does a record that has nothing of the schema."""
    assert of_other_items(BILL)
    assert not of_other_items(replace(BILL, record=None))
    assert not of_other_items(replace(BILL, record={"vendor": "Orrin Bay Ltd"}))


def test_of_labels_that_contradict_each_other_the_last_stand() -> None:
    """It is told which; the same labels in other words, of another text or about other fields are no contradiction."""
    first, second, *_ = DOCUMENTS
    again = replace(first, gold={**first.gold, "law": ("Westmark",)})
    alike = [
        replace(second, gold={"law": ("NORLAND",), "parties": second.gold["parties"][::-1]}),
        replace(second, text="Westmark.", gold={"law": ("Westmark",)}),
        replace(second, gold={"law": ("Norland",)}, asked=frozenset({"law"})),
    ]
    told: list[str] = []
    kept = without_contradicted([first, second, again, *alike], LABELLING, told.append)
    assert kept == [second, again, *alike]
    assert told == ["d0: labelled again with other values of law; the last labels stand"]
    other = replace(BILL, record={"seller": "Orrin Bay Ltd"})
    assert without_contradicted([BILL, other], Labelling.of(LINES, [BILL]), told.append) == [other]
    assert told[1:] == ["bill: labelled again with other values of record; the last labels stand"]
