"""Schemas are found, checked and made to allow absence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from critic.fields import flatten
from ie_pipeline.errors import UsageError
from ie_pipeline.schema import load_schema, relax, rules, shipped_schemas


def valid(schema: dict[str, Any], record: Any) -> bool:
    """Say whether a record fits a schema."""
    return bool(Draft202012Validator(schema).is_valid(record))


def test_shipped_schemas_load_by_name() -> None:
    """Every shipped schema has its name and loads."""
    assert {"contract", "resume"} <= set(shipped_schemas())
    assert load_schema("contract")["title"] == "Contract"


def test_a_file_or_a_dict(tmp_path: Path) -> None:
    """A file, also one with a byte-order mark, and a dict give the same schema."""
    schema = {"type": "object", "properties": {"città": {"type": "string"}}}
    path = tmp_path / "own.json"
    path.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8-sig")
    assert load_schema(path) == load_schema(str(path)) == load_schema(schema) == schema


def test_a_pydantic_model() -> None:
    """A Pydantic model class is a schema, its nested models and optional fields included."""
    pydantic: Any = pytest.importorskip("pydantic")
    company: Any = pydantic.create_model("Company", name=(str, ...), since=(int | None, None))
    job = pydantic.create_model("Job", employers=(list.__class_getitem__(company), ...))
    assert [(field.pattern, field.type) for field in flatten(load_schema(job))] == [
        ("/employers/*/name", "string"),
        ("/employers/*/since", "integer"),
    ]


def test_a_model_that_makes_no_schema_is_refused_in_words() -> None:
    """A filled model in the place of its class, a class that waits for another, and what JSON has no type for."""
    pydantic: Any = pytest.importorskip("pydantic")
    job = pydantic.create_model("Job", title=(str, ...))
    with pytest.raises(UsageError, match="an instance of Job is no schema") as refused:
        load_schema(job(title="Baker"))
    assert "Baker" not in str(refused.value)
    with pytest.raises(UsageError, match=r"the model Job has no JSON Schema: .*Company"):
        load_schema(pydantic.create_model("Job", employer=("Company", ...)))
    with pytest.raises(UsageError, match=r"the model Job has no JSON Schema: .*Callable"):
        load_schema(pydantic.create_model("Job", duties=(Callable[[], str], ...)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ('{"type": "objekt"}', r"not a valid JSON Schema: at \$.type: 'objekt' is not one of"),
        ('{"$schema": 7, "type": "object"}', r"not a valid JSON Schema: at .*schema.*7 is not"),
        ('{"properties": {"a": {"pattern": "("}}}', r"not a valid JSON Schema: at \$.properties.a.pattern"),
        ('{"type": "object"}', "no fields"),
        ('{"type": "object", "properties": {"a": {"$ref": "https://example.org/a.json"}}}', "not fetched"),
        ('{"type": "object", "properties": {"a": {"$ref": "#"}}}', "recursive"),
        ("\xff", "not JSON"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, text: str, words: str) -> None:
    """The message names the file and what is wrong with it."""
    path = tmp_path / "own.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=f"own.json.*{words}"):
        load_schema(path)


@pytest.mark.parametrize("source", ["invoice", Path("nowhere.json"), int, "a\0b"])
def test_what_is_no_schema(source: Any) -> None:
    """A wrong name lists the right ones."""
    with pytest.raises(UsageError, match=r"contract, resume|a dict or a Pydantic|not JSON"):
        load_schema(source)


def test_a_folder_is_no_schema(tmp_path: Path) -> None:
    """A folder is refused like a missing file."""
    with pytest.raises(UsageError, match="which is a folder"):
        load_schema(tmp_path)


STRICT = {
    "type": "object",
    "required": ["name", "kind", "jobs", "owner", "fixed"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "kind": {"enum": ["a", "b"], "description": "Kind."},
        "amount": {"type": ["integer", "string"], "enum": [1, "x"]},
        "fixed": {"const": "yes"},
        "jobs": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}},
        },
        "owner": {"$ref": "#/$defs/person"},
        "both": {"allOf": [{"$ref": "#/$defs/person"}]},
        "either": {"anyOf": [{"$ref": "#/$defs/person"}, {"type": "object", "properties": {"no": {}}}]},
    },
    "$defs": {"person": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}},
}


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"name": None, "kind": None, "amount": None, "fixed": None, "jobs": None, "owner": None, "either": None},
        {"jobs": []},
        {"jobs": [{}], "owner": {}, "both": {}, "either": {}},
        {"jobs": [{"title": None}], "owner": {"id": None}, "either": {"id": None}},
    ],
)
def test_an_absent_value_is_always_expressible(record: dict[str, Any]) -> None:
    """Whatever the schema requires, a record without it is valid under the relaxed one."""
    assert valid(relax(STRICT), record)


@pytest.mark.parametrize(
    "record",
    [
        {"name": "x"},
        {"kind": "c"},
        {"amount": 2},
        {"fixed": "no"},
        {"jobs": [{"title": 3}]},
        {"jobs": "none"},
        {"jobs": [None]},
        {"owner": {"id": "7"}},
        {"stray": 1},
    ],
)
def test_a_value_that_is_there_still_has_to_fit(record: dict[str, Any]) -> None:
    """Relaxing a schema lets no wrong value in."""
    assert not valid(relax(STRICT), record)


def test_relaxing_keeps_the_fields() -> None:
    """The relaxed schema is valid and has the same fields, no longer required."""
    relaxed = relax(STRICT)
    Draft202012Validator.check_schema(relaxed)
    fields = flatten(relaxed)
    assert [(f.pattern, f.type, f.description, f.enum) for f in fields] == [
        (f.pattern, f.type, f.description, f.enum) for f in flatten(STRICT)
    ]
    assert not any(field.required for field in fields)


CONDITIONS: list[dict[str, Any]] = [
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"if": {"required": ["b"]}, "else": {"required": ["c"], "properties": {"c": {"type": "string"}}}},
    {"dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"minLength": 2}}}}},
    {"allOf": [{"if": {"required": ["a"]}, "then": {"required": ["c"]}}, {"if": {}, "then": {"minProperties": 3}}]},
    {"oneOf": [{"required": ["b"]}, {"required": ["c"]}]},
    {"oneOf": [{"properties": {"b": {"type": "string"}}}, {"properties": {"c": {"type": "string"}}}]},
    {"anyOf": [{"required": ["b"]}, {"required": ["c"]}], "oneOf": [{"minProperties": 2}, {"required": ["c"]}]},
]
ANY = {name: {"type": "string"} for name in "abc"}


@pytest.mark.parametrize("conditions", CONDITIONS, ids="-".join)
@pytest.mark.parametrize("record", [{}, {"a": "x"}, {"a": None}, {"a": "x", "b": None, "c": None}])
def test_no_condition_asks_for_a_value(conditions: dict[str, Any], record: dict[str, Any]) -> None:
    """What a schema requires under a condition only, or in one alternative, may be absent too."""
    assert valid(relax({"type": "object", "properties": ANY, **conditions}), record)


@pytest.mark.parametrize(
    ("conditions", "record"),
    [
        ({"if": {"required": ["a"]}, "then": {"properties": {"b": {"maxLength": 1}}}}, {"a": "x", "b": "long"}),
        ({"dependentSchemas": {"a": {"properties": {"b": {"maxLength": 1}}}}}, {"a": "x", "b": "long"}),
        ({"allOf": [{"properties": {"b": {"pattern": "l"}}}, {"properties": {"b": {"pattern": "x"}}}]}, {"b": "long"}),
        (
            {"allOf": [{"if": {"required": [name]}, "then": {"properties": {"c": {"const": name}}}} for name in "ab"]},
            {"b": "x", "c": "a"},
        ),
        ({"properties": {"b": {"oneOf": [{"maxLength": 5}, {"minLength": 3}]}}}, {"b": "long"}),
        ({"oneOf": [{"properties": {"b": {"const": "x"}}}, {"properties": {"b": {"const": "y"}}}]}, {"b": "long"}),
    ],
)
def test_a_condition_on_a_value_that_is_there_stands(conditions: dict[str, Any], record: dict[str, Any]) -> None:
    """Also where several conditions are joined: none is lost."""
    assert not valid(relax({"type": "object", "properties": ANY, **conditions}), record)


@pytest.mark.parametrize(
    "envelop",
    [
        lambda schema: {"name": "record", "strict": True, "schema": schema},
        lambda schema: {"type": "json_schema", "json_schema": {"name": "record", "schema": schema}},
    ],
)
def test_a_schema_is_taken_out_of_a_request(envelop: Callable[[Any], Any]) -> None:
    """What an OpenAI request gives with a schema is no part of it; a property of that name is."""
    schema = {"type": "object", "properties": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}}
    assert load_schema(envelop(schema)) == load_schema(schema) == schema


def test_a_pattern_that_takes_too_long_is_not_found() -> None:
    """A document may hold a text that keeps a careless pattern busy for minutes; its record waits for a person."""
    schema = {"type": "object", "properties": {"row": {"type": "string", "pattern": "^(.*?,){11}P"}}}
    assert not list(rules(schema).values.iter_errors({"row": "1," * 11 + "P"}))
    assert [error.json_path for error in rules(schema).values.iter_errors({"row": "1," * 40})] == ["$.row"]


@pytest.mark.parametrize("pattern", [r"^[\w-\.]+@", r"^\p{Lu}", r"^(?<first>A)"])
def test_a_pattern_is_read_as_javascript_has_it(pattern: str) -> None:
    """The regular expressions of JSON Schema are those of ECMA-262, of values and of names."""
    schema = {
        "properties": {"a": {"type": "string", "pattern": pattern}},
        "patternProperties": {pattern: {"type": "null"}},
    }
    validator = rules(load_schema(schema)).values
    assert validator.is_valid({"a": "A@b", "": 1})
    assert not validator.is_valid({"a": " "})
    assert not validator.is_valid({"A@b": 1})


def test_older_drafts_are_valid_and_keep_their_rules() -> None:
    """A schema is checked by the draft that it names, and what that says in other words is asked of records."""
    schema = load_schema(
        {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "id": "http://example.org/root.json",
            "properties": {
                "above": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
                "upto": {"type": "number", "maximum": 9, "exclusiveMaximum": False},
                "card": {"type": "string"},
            },
            "dependencies": {"card": ["code"], "upto": {"properties": {"card": {"maxLength": 1}}}},
        }
    )
    asked = rules(schema)
    assert [asked.values.is_valid({"above": value}) for value in (0, 0.5)] == [False, True]
    assert [asked.values.is_valid({"upto": value}) for value in (9, 10)] == [True, False]
    assert not asked.values.is_valid({"upto": 1, "card": "no"})
    assert asked.values.is_valid({"card": "x"})
    assert not asked.whole.is_valid({"card": "x"})


@pytest.mark.parametrize("choice", [{"enum": ["x", "y"]}, {"type": "string", "enum": ["x", "y"]}, {"const": "x"}])
def test_a_choice_without_a_type_takes_what_it_names(choice: dict[str, Any]) -> None:
    """And null for an absent value, and nothing else."""
    validator = rules({"type": "object", "properties": {"a": choice}}).values
    assert [validator.is_valid({"a": value}) for value in ("x", None, "z")] == [True, True, False]


def test_cents_are_multiples_of_a_hundredth() -> None:
    """A sum is taken as it is written; as a float 19.99 is no multiple of 0.01."""
    validator = rules({"type": "object", "properties": {"sum": {"type": "number", "multipleOf": 0.01}}}).values
    assert all(validator.is_valid({"sum": value}) for value in (19.99, 1.1, 7, 1e300, float("nan"), None))
    assert not validator.is_valid({"sum": 19.995})


def test_a_format_is_no_rule_for_what_must_be_copied() -> None:
    """A date as it is printed seldom has the format, whatever part of the schema asks for it."""
    date = {"type": "string", "format": "date"}
    schema = {
        "type": "object",
        "properties": {
            "own": date,
            "copied": {**date, "x-verbatim": True},
            "list": {"type": "array", "x-verbatim": True, "items": {"anyOf": [date, {"type": "null"}]}},
        },
        "dependentSchemas": {"own": {"properties": {"copied": date}}},
    }
    validator = rules(schema).values
    assert validator.is_valid({"own": "2020-05-05", "copied": "5 May 2020", "list": ["5 May 2020"]})
    assert not validator.is_valid({"own": "5 May 2020"})
