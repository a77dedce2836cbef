"""The end of a document's way: what is still open in its record, and the one reason why it may not pass."""

from __future__ import annotations

from typing import Any

import pytest

from critic.fields import flatten
from critic.findings import Finding, FindingKind, Review
from ie_pipeline.conclusion import unmet
from ie_pipeline.documents import Document
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Status
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

TEXT_TYPE = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["law", "parties", "signed"],
    "properties": {
        "law": TEXT_TYPE,
        "signed": {"type": "boolean"},
        "parties": {"type": "array", "items": TEXT_TYPE},
        "note": TEXT_TYPE,
        "seller": {"type": "object", "required": ["name"], "properties": {"name": TEXT_TYPE, "city": TEXT_TYPE}},
        "jobs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["company"],
                "properties": {"company": TEXT_TYPE, "period": TEXT_TYPE},
            },
        },
    },
}
WHOLE: dict[str, Any] = {"law": "Delaware", "parties": ["Acme Inc."], "signed": False}
SILENT = Review((), (), (), 1.0, 0.0)


@pytest.mark.parametrize(
    ("data", "pointers"),
    [
        (WHOLE, []),
        ({}, ["/law", "/signed", "/parties/-"]),
        ({**WHOLE, "law": None, "parties": []}, ["/law", "/parties/-"]),
        ({**WHOLE, "seller": {"city": "Dover"}}, ["/seller/name"]),
        ({**WHOLE, "jobs": [{"company": "Acme"}, {"period": "2010"}]}, ["/jobs/1/company"]),
    ],
)
def test_what_is_required_and_absent_is_found(data: dict[str, Any], pointers: list[str]) -> None:
    """At the top always, in lists and nested objects for what is there; false is a value."""
    assert [finding.pointer for finding in unmet(data, SILENT, flatten(SCHEMA))] == pointers


@pytest.mark.parametrize(
    ("data", "pointers"),
    [
        ({}, ["/seller/name", "/jobs/-/company"]),
        ({"seller": {}, "jobs": []}, ["/seller/name", "/jobs/-/company"]),
        ({"seller": {"name": "Acme"}, "jobs": [{"company": "Beta"}]}, []),
    ],
)
def test_a_required_object_or_list_that_is_wholly_absent_is_found(data: dict[str, Any], pointers: list[str]) -> None:
    """By what it would have to hold; what may be left out with all around it is not asked for."""
    fields = flatten({**SCHEMA, "required": ["seller", "jobs"]})
    assert [finding.pointer for finding in unmet(data, SILENT, fields)] == pointers


def test_what_the_critic_found_missing_is_not_reported_twice() -> None:
    """The source does state it, so the schema's complaint would be false."""
    finding = Finding(FindingKind.MISSING, "/law", "Delaware", 0, 8, "Delaware", 0.9, "stated")
    review = Review((), (finding,), (), 1.0, 0.0)
    assert [found.pointer for found in unmet({}, review, flatten(SCHEMA))] == ["/signed", "/parties/-"]


def test_a_required_field_without_a_value_costs_no_expected_errors() -> None:
    """The critic has found nothing wrong, so no round is spent on it; only the record is not accepted."""
    schema = {"type": "object", "required": ["law"], "properties": {"law": TEXT_TYPE, "note": TEXT_TYPE}}
    critic = ScriptedCritic({("note", "Acme"): 1.0})
    generator = ScriptedGenerator({"note": "Acme"})
    pipeline = Pipeline(schema, generator, critic, LoopSettings(error_rate=0.2))
    (trace,) = pipeline.trace([Document("c", "Acme signs.")])
    record = trace.record
    assert (record.status, record.error, record.rounds) == (Status.NEEDS_REVIEW, "1 finding is open", ())
    assert record.data == {"note": "Acme"}
    assert len(generator.requests) == 1
    assert trace.reviewed is not None
    assert trace.reviewed.findings == ()
