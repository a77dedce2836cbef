"""The end of a document's way: what is still open in its record, and the one reason why it may not pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from critic.fields import flatten, leaves
from critic.findings import Finding, FindingKind, Review
from ie_pipeline.demands import unmet, violations
from ie_pipeline.documents import Document
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import OpenFinding, Record, Status
from ie_pipeline.schema import load_schema, rules
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
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


@pytest.mark.parametrize(
    ("data", "pointers"),
    [
        ({}, ["/positions/-", "/address", "/tags/-"]),
        ({"positions": [], "address": {}, "tags": None}, ["/positions/-", "/address", "/tags/-"]),
        ({"positions": [{"company": "A"}], "address": {"city": "B"}, "tags": ["C"]}, []),
        (
            {"positions": [{"notes": [{"by": "A"}]}], "address": {"geo": {"lat": "1"}}, "tags": ["C"]},
            ["/address/geo/on/at"],
        ),
        ({"positions": [{"notes": [{}]}], "address": {"geo": {}}, "tags": ["C"]}, ["/address/geo/on/at"]),
    ],
)
def test_what_asks_for_nothing_inside_is_asked_for_itself(data: dict[str, Any], pointers: list[str]) -> None:
    """A required list or object of which no part is required is found absent, once, at its own place."""
    geo = {
        "type": "object",
        "required": ["on"],
        "properties": {
            "lat": TEXT_TYPE,
            "on": {"type": "object", "required": ["at"], "properties": {"at": TEXT_TYPE, "by": TEXT_TYPE}},
        },
    }
    notes = {"type": "array", "items": {"type": "object", "properties": {"by": TEXT_TYPE, "on": TEXT_TYPE}}}
    schema = {
        "type": "object",
        "required": ["positions", "address", "tags"],
        "properties": {
            "positions": {
                "type": "array",
                "items": {"type": "object", "properties": {"company": TEXT_TYPE, "notes": notes}},
            },
            "address": {"type": "object", "properties": {"city": TEXT_TYPE, "geo": geo}},
            "tags": {"type": "array", "items": TEXT_TYPE},
        },
    }
    assert [finding.pointer for finding in unmet(data, SILENT, flatten(schema))] == pointers


def missing(*pointers: str) -> Review:
    """Return a review that found values missing at these places."""
    findings = [Finding(FindingKind.MISSING, at, "Delaware", 0, 8, "Delaware", 0.9, "stated") for at in pointers]
    return Review((), tuple(findings), (), 1.0, 0.0)


def test_what_the_critic_found_missing_is_not_reported_twice() -> None:
    """The source does state it, so the schema's complaint would be false."""
    assert [found.pointer for found in unmet({}, missing("/law"), flatten(SCHEMA))] == ["/signed", "/parties/-"]


@pytest.mark.parametrize(
    ("found", "pointers"),
    [
        ("/jobs/0/company", ["/jobs/2/company"]),
        ("/jobs/-/company", []),
        ("/jobs/0/period", ["/jobs/0/company", "/jobs/2/company"]),
    ],
)
def test_what_is_missing_in_one_item_says_nothing_of_the_others(found: str, pointers: list[str]) -> None:
    """A finding speaks of the item that it names; what belongs to a new item may belong to any."""
    data = {**WHOLE, "jobs": [{"period": "2010"}, {"company": "Acme"}, {"period": "2012"}]}
    assert [finding.pointer for finding in unmet(data, missing(found), flatten(SCHEMA))] == pointers


def test_what_the_source_states_inside_is_no_absent_list() -> None:
    """A list of which the critic found an item missing is stated in the source."""
    jobs = {"type": "array", "items": {"type": "object", "properties": {"note": TEXT_TYPE}}}
    fields = flatten({"type": "object", "required": ["jobs"], "properties": {"jobs": jobs}})
    assert list(unmet({}, missing("/jobs/-/note"), fields)) == []
    assert [finding.pointer for finding in unmet({}, SILENT, fields)] == ["/jobs/-"]


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


def concluded(schema: dict[str, Any], draft: dict[str, Any]) -> Record:
    """Return the record of a draft that a critic finds to be right throughout."""
    values = {(leaf.field.name, str(leaf.value)): 1.0 for leaf in leaves(draft, flatten(schema))}
    text = ". ".join(value for _, value in values)
    return Pipeline(schema, ScriptedGenerator(draft), ScriptedCritic(values)).extract(Document("d", text))


RULES: dict[str, Any] = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "signed": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "printed": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "x-verbatim": True},
        "amount": {"type": "integer", "minimum": 1, "maximum": 100},
        "tags": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
        "jobs": {
            "type": "array",
            "items": {"type": "object", "properties": {"mail": {"format": "email"}, "begun": {"format": "time"}}},
        },
    },
    "if": {"properties": {"code": {"const": "DE"}}, "required": ["code"]},
    "then": {"properties": {"amount": {"maximum": 10}}, "required": ["amount"]},
}


@pytest.mark.parametrize(
    ("draft", "pointer", "rule"),
    [
        ({"code": "Paris"}, "/code", "pattern"),
        ({"signed": "in May 2020"}, "/signed", "format"),
        ({"amount": 0}, "/amount", "minimum"),
        ({"code": "DE", "amount": 11}, "/amount", "maximum"),
        ({"tags": ["one", "two", "three"]}, "/tags", "maxItems"),
        ({"jobs": [{"mail": "a@b.c"}, {"mail": "nowhere"}]}, "/jobs/1/mail", "format"),
        ({"jobs": [{"begun": "at noon"}]}, "/jobs/0/begun", "format"),
    ],
)
def test_a_record_that_breaks_its_schema_is_not_accepted(draft: dict[str, Any], pointer: str, rule: str) -> None:
    """Whatever the critic thinks of it: the finding names the place and the rule, and the values stay as they are."""
    record = concluded(RULES, draft)
    assert (record.status, record.data) == (Status.NEEDS_REVIEW, draft)
    (finding,) = record.findings
    assert (finding.kind, finding.pointer) == ("invalid", pointer)
    assert pointer in finding.explanation
    assert rule in finding.explanation


def test_of_alternatives_the_one_that_was_meant_is_named() -> None:
    """A record of kind b is told which rule of kind b it breaks, not that it is no a."""
    kinds = [
        {"properties": {"kind": {"const": kind}, "when": {"type": "string", "maxLength": longest}}}
        for kind, longest in (("a", 2), ("b", 3), ("c", 9))
    ]
    schema = {"type": "object", "oneOf": kinds}
    assert concluded(schema, {"kind": "c", "when": "2020"}).status is Status.ACCEPTED
    (finding,) = concluded({**schema, "oneOf": kinds[1:]}, {"kind": "b", "when": "2020"}).findings
    assert (finding.pointer, finding.value) == ("/when", "2020")
    assert "maxLength: 3" in finding.explanation


def test_of_an_optional_choice_the_broken_rule_is_named() -> None:
    """Nobody who gave a value meant null, so that is not what is asked for."""
    kinds = [
        {
            "type": "object",
            "properties": {"kind": {"const": kind}, name: {"type": "string"}},
            "required": ["kind", name],
        }
        for kind, name in (("card", "number"), ("wire", "iban"))
    ]
    method = {"anyOf": [{"oneOf": kinds}, {"type": "null"}]}
    (finding,) = concluded({"type": "object", "properties": {"method": method}}, {"method": {"kind": "wire"}}).findings
    assert finding.pointer == "/method"
    assert 'required: ["iban"]' in finding.explanation


@pytest.mark.parametrize(
    "draft",
    [
        {"code": "FR", "signed": "2020-05-05", "amount": 100, "tags": ["one", "two"]},
        {"code": "DE", "amount": 10},
        {"printed": "5 May 2020"},
    ],
)
def test_a_record_that_keeps_its_schema_is_accepted(draft: dict[str, Any]) -> None:
    """What may be absent breaks no rule, and what must be copied as it is printed need not have a format."""
    record = concluded(RULES, draft)
    assert (record.status, record.findings, record.data) == (Status.ACCEPTED, (), draft)


WANTED: dict[str, Any] = dict.fromkeys("abc", TEXT_TYPE) | {"tags": {"type": "array", "items": TEXT_TYPE}}
KINDS = [
    {"properties": {"kind": {"const": kind}, name: TEXT_TYPE}, "required": ["kind", name]}
    for kind, name in (("one", "a"), ("two", "b"))
]


@pytest.mark.parametrize(
    ("demand", "draft", "pointer", "rule"),
    [
        (
            {"properties": {**WANTED, "tags": {**WANTED["tags"], "minItems": 2}}},
            {"tags": ["x"]},
            "/tags",
            "minItems: 2",
        ),
        (
            {"properties": {**WANTED, "tags": {**WANTED["tags"], "contains": {"const": "y"}}}},
            {"tags": ["x"]},
            "/tags",
            "contains",
        ),
        ({"minProperties": 2}, {"a": "x"}, "", "minProperties: 2"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": "x"}, "", "dependentRequired"),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": "x"}, "", 'required: ["b"]'),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"c": "x"}, "", "anyOf"),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": "x", "b": "y"}, "", "oneOf"),
        ({"oneOf": KINDS}, {"kind": "two", "c": "x"}, "", 'required: ["b"]'),
        ({"required": ["a", "misspelt"]}, {"a": "x"}, "", 'required: ["misspelt"]'),
    ],
)
def test_what_a_schema_wants_to_be_there_is_told(
    demand: dict[str, Any], draft: dict[str, Any], pointer: str, rule: str
) -> None:
    """In numbers, under a condition or as one of several, a record that lacks it is no record of that schema."""
    record = concluded({"type": "object", "properties": WANTED, **demand}, draft)
    assert (record.status, record.data) == (Status.NEEDS_REVIEW, draft)
    (finding,) = record.findings
    assert (finding.kind, finding.pointer) == ("invalid", pointer)
    assert rule in finding.explanation


@pytest.mark.parametrize(
    "seller", [SCHEMA["properties"]["seller"], {"anyOf": [SCHEMA["properties"]["seller"], {"type": "null"}]}]
)
def test_what_is_missing_is_told_once(seller: dict[str, Any]) -> None:
    """Not a second time as a broken rule, in an alternative either."""
    record = concluded({"type": "object", "properties": {"seller": seller}}, {"seller": {"city": "Dover"}})
    assert [(finding.kind, finding.pointer) for finding in record.findings] == [("missing", "/seller/name")]


def test_what_may_belong_to_any_item_is_told_once() -> None:
    """What the critic finds missing in a list stands for each item that lacks it."""
    data = {**WHOLE, "jobs": [{"company": "Acme"}, {"period": "2012"}]}
    found = OpenFinding("missing", "/jobs/-/company", "Beta", None, None, None, None, 0.9, "stated")
    assert list(violations(data, rules(SCHEMA), [found])) == []


def test_what_may_be_null_may_be_absent() -> None:
    """A record has no nulls: to leave a value out is its way to say so."""
    schema = {"type": "object", "required": ["b"], "properties": WANTED | {"b": {"type": ["string", "null"]}}}
    draft = {"a": "x"}
    record = concluded(
        {**schema, "if": {"required": ["a"]}, "then": {"properties": schema["properties"], "required": ["b"]}}, draft
    )
    assert (record.status, record.data) == (Status.ACCEPTED, draft)


def test_a_broken_rule_is_explained_in_the_language_of_the_document() -> None:
    """Chinese documents have Chinese explanations."""
    schema = {"type": "object", "properties": {"place": {"type": "string", "maxLength": 2}}}
    (finding,) = concluded(schema, {"place": "北京市"}).findings
    assert finding.explanation == "“/place”处的值不符合模式的规则（maxLength: 2）。"


@pytest.mark.parametrize("kind", ["contract", "resume"])
def test_the_samples_break_no_rule_of_the_shipped_schemas(kind: str) -> None:
    """Records that are right pass."""
    validator = rules(load_schema(kind))
    lines = (SAMPLES / "gold" / f"{kind}s.jsonl").read_text(encoding="utf-8").splitlines()
    assert [list(violations(json.loads(line)["data"], validator)) for line in lines] == [[]] * len(lines)
