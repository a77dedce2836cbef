"""Folds of labelled documents, and what an adapter of each is tuned on."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from critic.corpus import LabelledDocument, Span
from critic.mistakes.labelled import Labelling
from ie_pipeline.errors import UsageError
from ie_pipeline.learning.examples import examples
from ie_pipeline.learning.folds import adapter_of, family_of, folds_of

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "law": {"type": "string", "description": "Whose law governs."},
        "seller": {"type": "object", "properties": {"name": {"type": "string"}}},
        "buyer": {"type": "object", "properties": {"name": {"type": "string"}}},
    },
}


def document(number: int, **more: Any) -> LabelledDocument:
    """Return a short contract in a cluster that two share."""
    text = (
        f"Contract {number}: Orrin Bay Ltd sells to Quill House AG under the law of Norland. " + "Nothing more. " * 100
    )
    gold = {"law": ("Norland",), "seller.name": ("Orrin Bay Ltd",), "buyer.name": ("Quill House AG",)}
    return LabelledDocument(f"d{number}", text, more.pop("gold", gold), cluster=f"c{number // 2}", **more)


DOCUMENTS = [document(number) for number in range(20)]


def test_every_document_is_in_one_fold_and_none_learns_from_its_like() -> None:
    """Near-duplicates share the fold."""
    folds = folds_of(DOCUMENTS, 4)
    assert sorted(one.id for fold in folds for one in fold.documents) == sorted(one.id for one in DOCUMENTS)
    for fold in folds:
        assert len(fold.documents) + len(fold.others) == len(DOCUMENTS)
        assert {one.cluster for one in fold.documents}.isdisjoint(one.cluster for one in fold.others)


def test_a_fold_is_known_by_what_its_adapter_learns_from() -> None:
    """Other labels or other texts make another fold; their order does not."""
    first = folds_of(DOCUMENTS, 4)[0]
    assert folds_of(DOCUMENTS[::-1], 4)[0].digest == first.digest
    other = [document(number, gold={"law": ("Westmark",)}) for number in range(20)]
    assert folds_of(other, 4)[0].digest != first.digest


def test_documents_that_cannot_be_parted_are_refused() -> None:
    """There would be nothing to tune on."""
    with pytest.raises(UsageError, match="all fall into one"):
        folds_of([document(1)], 3)


def test_a_family_asks_by_the_names_that_the_generator_will_hear() -> None:
    """Labels by dotted names are renamed, values without a place are found, and examples can be drawn."""
    at = DOCUMENTS[0].text.index("Norland")
    documents = [document(0, spans=(Span("law", at, at + 7),)), document(1, uncertain=frozenset({"law"}))]
    family = family_of(documents, Labelling.of(SCHEMA, documents))
    assert [ask.name for ask in family.asks] == ["law", "seller name", "buyer name"]
    first, second = family.documents
    assert {(span.field, first.text[span.start : span.end]) for span in first.spans} == {
        ("law", "Norland"),
        ("seller name", "Orrin Bay Ltd"),
        ("buyer name", "Quill House AG"),
    }
    assert not second.judged("law")
    assert second.judged("seller name")
    assert family.empty == 0.5  # of two passages one
    (example,) = examples(family, 1, random.Random(0))
    assert example.asks


def test_an_adapter_that_is_there_is_not_tuned_again(tmp_path: Path) -> None:
    """A command that goes on begins where it was cut off."""
    (tmp_path / "adapter").mkdir()
    (tmp_path / "adapter" / "adapter_model.safetensors").touch()
    fold = folds_of(DOCUMENTS, 4)[0]
    assert adapter_of(fold, Labelling.of(SCHEMA, DOCUMENTS), tmp_path) == tmp_path / "adapter"
