"""A schema as a flat list of fields, a record as a flat list of leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from critic.fields import Field, SchemaError, dotted, field_of, flatten, leaves, pattern_of, subset

SCHEMAS = Path(__file__).parents[2] / "schemas"
RESUME: dict[str, Any] = json.loads((SCHEMAS / "resume.json").read_text(encoding="utf-8"))


def obj(**properties: Any) -> dict[str, Any]:
    """Return an object schema."""
    return {"type": "object", "properties": properties}


def only(schema: Any) -> Field:
    """Return the one field of an object whose only property has this schema."""
    (field,) = flatten(obj(value=schema))
    return field


@pytest.mark.parametrize("name", ["contract", "resume"])
def test_shipped_schemas_flatten(name: str) -> None:
    """Every field of the shipped schemas is described and verbatim."""
    fields = flatten(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))
    assert fields
    assert all(field.description and field.verbatim for field in fields)


def test_nested_fields_keep_schema_order() -> None:
    """Nested lists become patterns, in the order of the schema."""
    patterns = [field.pattern for field in flatten(RESUME)]
    assert patterns[:4] == ["/name", "/email", "/positions/*/designation", "/positions/*/company"]
    assert patterns[-1] == "/tech_tools/*"


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": ["integer", "null"]}, "integer"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number"),
        ({"oneOf": [{"type": "null"}, {"type": "boolean"}]}, "boolean"),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, "number"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "string"),
        ({"anyOf": [{"anyOf": [{"type": "integer"}, {"type": "number"}]}, {"type": "null"}]}, "number"),
        ({"anyOf": [{"oneOf": [{"const": 1}, {"const": 2}]}, {"type": "null"}]}, "integer"),
        ({"enum": [1, 2, None]}, "integer"),
        ({"const": "yes"}, "string"),
        (True, "string"),
        ({}, "string"),
    ],
)
def test_type_of_a_scalar(schema: Any, kind: str) -> None:
    """Null never counts as a field's type."""
    assert only(schema).type == kind


def test_enum_const_and_format() -> None:
    """Allowed values and formats are kept, null is not an allowed value."""
    assert only({"enum": ["a", "b", None]}).enum == ("a", "b")
    assert only({"const": 3}).enum == (3,)
    assert only({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}).format == "date"


@pytest.mark.parametrize(
    ("kinds", "field"),
    [
        (({"const": "a"}, {"const": "b"}), Field(("kind",), enum=("a", "b"))),
        (({"enum": ["a", "b"]}, {"enum": ["b", "c"]}), Field(("kind",), enum=("a", "b", "c"))),
        (({"const": "a"}, {"type": "string"}), Field(("kind",), named=("a",))),
        (({"const": 1}, {"const": "b"}), Field(("kind",), enum=(1, "b"))),
        (({"type": "integer"}, {"type": "number"}), Field(("kind",), "number")),
    ],
)
def test_alternatives_share_their_fields(kinds: tuple[Any, Any], field: Field) -> None:
    """A field of several alternatives takes what any of them allows."""
    first, second = kinds
    union = {"oneOf": [obj(kind=first, a={"type": "string"}), obj(kind=second, b={"type": "string"})]}
    assert flatten({"type": "object", **union}) == (field, Field(("a",)), Field(("b",)))


def test_what_stands_beside_alternatives_is_not_lost() -> None:
    """The object's own properties are fields too, and alternatives that only demand some of them add none."""
    assert [f.path for f in flatten({**obj(x={}), "anyOf": [obj(y={}), obj(z={})]})] == [("x",), ("y",), ("z",)]
    payment = {**obj(iban={}, card={}), "type": "object", "oneOf": [{"required": ["iban"]}, {"required": ["card"]}]}
    assert [f.path for f in flatten(obj(payment=payment))] == [("payment", "iban"), ("payment", "card")]


def test_alternatives_beside_alternatives_are_not_lost() -> None:
    """Each of two choices adds its fields."""
    either = {"anyOf": [obj(a={}), obj(b={})]}, {"anyOf": [obj(c={}), obj(d={})]}
    assert {f.name for f in flatten({"type": "object", "allOf": list(either)})} == {"a", "b", "c", "d"}


def test_a_record_owes_what_all_alternatives_demand() -> None:
    """Who pays by card need not give an account."""
    both = [
        {**obj(sum={}, iban={}), "required": ["sum", "iban"]},
        {**obj(sum={}, card={}), "required": ["sum", "card"]},
    ]
    fields = flatten({**obj(payment={"oneOf": both}), "required": ["payment"]})
    assert {field.name: field.owed for field in fields} == {"sum": (1, 2), "iban": (1,), "card": (1,)}


@pytest.mark.parametrize(
    ("schema", "enum", "named", "numeric"),
    [
        ({"anyOf": [{"type": "integer"}, {"const": "unlimited"}, {"type": "null"}]}, (), ("unlimited",), True),
        ({"anyOf": [{"enum": ["USD", "EUR"]}, {"type": "string"}]}, (), ("USD", "EUR"), False),
        ({"anyOf": [{"type": "boolean"}, {"const": "unknown"}]}, (True, False, "unknown"), (), False),
        ({"anyOf": [{"enum": ["a", "b"]}, {"anyOf": [{"const": "c"}, {"type": "null"}]}]}, ("a", "b", "c"), (), False),
    ],
)
def test_a_choice_that_is_left_open_is_none(
    schema: Any, enum: tuple[Any, ...], named: tuple[Any, ...], numeric: bool
) -> None:
    """A number, or the word "unlimited": whoever names some values beside a type allows all of that type."""
    field = only(schema)
    assert (field.enum, field.named, field.numeric) == (enum, named, numeric)


def test_true_is_not_one() -> None:
    """Python calls them equal, and JSON does not."""
    assert flatten(obj(a={"enum": [1, True, "1", 1]}))[0].enum == (1, True, "1")


def test_description_falls_back_to_the_list() -> None:
    """The items of a list are described by themselves or else by the list."""
    silent = only({"type": "array", "description": "Of the list.", "items": {"type": "string"}})
    speaking = only({"type": "array", "description": "Of the list.", "items": {"description": "Own."}})
    assert (silent.description, speaking.description) == ("Of the list.", "Own.")


def test_an_optional_choice_of_objects_keeps_their_fields() -> None:
    """Pydantic writes an optional discriminated union as a choice within a choice."""
    kinds = [{**obj(kind={"const": kind}, **{name: {}}), "required": ["kind"]} for kind, name in ("aα", "bβ")]
    for keyword in ("anyOf", "oneOf"):
        method = {keyword: [{"oneOf": kinds, "discriminator": {"propertyName": "kind"}}, {"type": "null"}]}
        fields = flatten({**obj(method=method), "required": ["method"]})
        assert [(field.pattern, field.enum) for field in fields] == [
            ("/method/kind", ("a", "b")),
            ("/method/α", ()),
            ("/method/β", ()),
        ]
        assert [field.owed for field in fields] == [(2,), (), ()]


def test_what_may_be_left_undefined_is_no_alternative() -> None:
    """In zod ``.optional().nullable()`` makes an alternative that nothing fits, and of ``z.undefined()`` a property."""
    undefined: dict[str, Any] = {"not": {}}
    person = {"type": "object", "properties": {"name": {"type": "string"}}}
    tags = {"type": "array", "items": {"type": "string"}}
    choices = [{"anyOf": [{"anyOf": [undefined, part]}, {"type": "null"}]} for part in (person, tags)]
    schema = {"type": "object", "properties": {"seller": choices[0], "tags": choices[1], "fax": undefined}}
    assert [field.pattern for field in flatten(schema)] == ["/seller/name", "/tags/*"]


def test_what_is_said_of_each_value_is_not_said_of_the_field() -> None:
    """Values with a description or a title each, as code generators and form builders write them, keep them apart."""
    values = [
        {"const": "o", "title": "Open", "description": "not yet handled"},
        {"enum": ["c", "s"], "title": "Closed"},
        {"const": "x"},
    ]
    listing = "o: not yet handled; c, s: Closed"
    assert only({"oneOf": values}).description == listing
    assert only({"oneOf": values, "description": "Where it stands"}).description == f"Where it stands ({listing})"
    assert only({"anyOf": [{"enum": ["o", "c"], "description": "State."}, {"type": "null"}]}).description == "State."


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"title": "Governing law"}, "Governing law"),
        ({"title": "Governing law", "description": "State whose law governs."}, "State whose law governs."),
        ({"type": "array", "title": "Skills", "items": {"type": "string", "title": "A skill"}}, "Skills"),
        ({"anyOf": [{"type": "string", "title": "Law"}, {"type": "null"}]}, "Law"),
        ({"title": "VALUE"}, ""),
    ],
)
def test_a_title_describes_what_has_no_description(schema: Any, said: str) -> None:
    """Unless it is the name over again, which is all that Pydantic has for a title."""
    assert only(schema).description == said


def test_a_field_knows_what_is_said_of_its_surroundings() -> None:
    """Of the record, of the lists and objects in it, and of what a reference names in this place."""
    line = {**obj(text={"description": "What was bought."}), "description": "A line."}
    schema = {
        **obj(
            lines={"type": "array", "items": line, "description": "One a row."},
            bill={"$ref": "#/$defs/address", "description": "Where the bill goes."},
            tags={"type": "array", "items": {"type": "string"}, "description": "Labels."},
        ),
        "description": "An invoice.",
        "$defs": {"address": obj(city={})},
    }
    assert [(field.name, field.within) for field in flatten(schema)] == [
        ("text", ((0, "An invoice."), (1, "One a row."), (2, "A line."))),
        ("city", ((0, "An invoice."), (1, "Where the bill goes."))),
        ("tags", ((0, "An invoice."),)),
    ]


@pytest.mark.parametrize(
    ("schema", "numeric"),
    [
        ({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}, {"type": "null"}]}, True),
        ({"type": ["string", "number"]}, True),
        ({"type": ["string", "number"], "x-verbatim": True}, False),
        ({"anyOf": [{"type": "number"}, {"type": "string", "format": "date"}]}, False),
        ({"type": ["string", "integer"]}, False),
        ({"type": "number"}, False),
    ],
)
def test_a_decimal_is_a_text_or_a_number(schema: Any, numeric: bool) -> None:
    """Which a number or a reference such as 4711 is not."""
    field = only(schema)
    assert (field.numeric, field.type) == (numeric, "number" if schema == {"type": "number"} else "string")


def test_older_words_are_understood() -> None:
    """Anchors of draft 7, ids that form builders number everything with, and what OpenAPI 3.0 calls nullable."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "http://example.org/root.json",
        **obj(
            a={"$id": "#/properties/a", "$ref": "#here"},
            b={"$id": "#/properties/b", "$ref": "#/definitions/x"},
            c={"type": "string", "nullable": True},
            d={"enum": ["x"], "nullable": True},
            e={"oneOf": [{"const": "x"}, {"const": "y"}], "nullable": True},
            f={"allOf": [{"$ref": "#/definitions/x"}], "nullable": False},
        ),
        "required": ["c", "d", "e", "f"],
        "definitions": {"x": {"$id": "#here", "type": "integer"}},
    }
    fields = flatten(schema)
    assert [field.type for field in fields] == ["integer", "integer", "string", "string", "string", "integer"]
    assert [field.name for field in fields if field.required] == ["f"]


def test_required_is_reported() -> None:
    """What the schema requires is reported per field."""
    first, second = flatten({**obj(a={"type": "string"}, b={"type": "string"}), "required": ["b"]})
    assert (first.required, second.required) == (False, True)


@pytest.mark.parametrize(
    "null",
    [
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"enum": ["a", None]},
        {"anyOf": [{"type": "object", "required": ["x"], "properties": {"x": {}}}, {"type": "null"}]},
        {"type": ["array", "null"], "items": {"type": "string"}},
    ],
)
def test_what_may_be_null_is_not_required(null: dict[str, Any]) -> None:
    """A schema that names every property as required, as some makers of models ask for, demands no value by that."""
    fields = flatten({"type": "object", "required": ["a"], "properties": {"a": null}})
    assert not any(1 in field.owed for field in fields)


def test_local_references_are_followed() -> None:
    """A reference is replaced by its target, and words beside it win."""
    schema = {
        **obj(boss={"$ref": "#/$defs/person", "description": "The boss."}, note={"$ref": "#/$defs/note"}),
        "$defs": {
            "person": {"type": "object", "properties": {"name": {"$ref": "#/$defs/note"}}},
            "note": {"type": ["string", "null"], "description": "A note.", "x-verbatim": True},
        },
    }
    assert [(field.pattern, field.description, field.verbatim) for field in flatten(schema)] == [
        ("/boss/name", "A note.", True),
        ("/note", "A note.", True),
    ]


def test_anchors_and_embedded_ids_are_followed() -> None:
    """A reference by anchor or by the id of an embedded schema stays inside the schema."""
    schema = {
        "$id": "https://example.org/root",
        **obj(a={"$ref": "#here"}, b={"$ref": "https://example.org/part"}),
        "$defs": {
            "x": {"$anchor": "here", "type": "integer"},
            "y": {"$id": "https://example.org/part", "type": "number"},
        },
    }
    assert [field.type for field in flatten(schema)] == ["integer", "number"]


def test_all_of_is_merged() -> None:
    """The parts of an allOf make one object."""
    schema = {
        "allOf": [obj(a={"type": "string"}), {**obj(b={"type": "integer"}, a={"description": "A."}), "required": ["a"]}]
    }
    fields = flatten(schema)
    assert [(field.name, field.description, field.required) for field in fields] == [
        ("a", "A.", True),
        ("b", "", False),
    ]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({**obj(a={"$ref": "#/$defs/node"}), "$defs": {"node": obj(next={"$ref": "#/$defs/node"})}}, "#/$defs/node"),
        (obj(a={"$ref": "#"}), "recursive"),
        (obj(a={"$ref": "https://example.org/s.json"}), "not fetched"),
        (obj(a={"$ref": "other.json#/x"}), "not fetched"),
        (obj(a={"$ref": "#/$defs/nowhere"}), "#/$defs/nowhere"),
        (obj(), "no fields"),
        ({"type": "string"}, "not an object"),
        ({"type": "array", "items": obj(a={})}, "not an object.*under a property"),
        (obj(a=obj()), "field a"),
        (obj(a={"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}), "field a.*choose"),
        (obj(a={"anyOf": [obj(b={}), {"type": "array", "items": obj(b={})}]}), "field a.*list.*choose"),
        (obj(a={"anyOf": [{"type": "array", "items": obj(b={})}, obj(c=obj(d={}))]}), "field a.*list.*choose"),
        (obj(a=obj(**{"*": {"type": "string"}})), r"field a.*'\*'.*another name"),
        (obj(a={"type": "array", "prefixItems": [{"type": "string"}]}), "field a"),
        (obj(a={"type": "array", "items": [{"type": "string"}]}), "field a.*tuple"),
        (obj(a={"type": ["string", "array"], "items": {"type": "string"}}), "field a.*several kinds.*choose"),
        (obj(a={"type": ["string", "object"], "properties": {"b": {}}}), "field a.*several kinds.*choose"),
        (obj(a="string"), "field a: is str, and no schema"),
        ({"allOf": [obj(a={"type": "string"}), obj(a={"type": "integer"})]}, "exclude"),
        (True, "not bool"),
        (Field, r"not type.*model_json_schema\(\)"),
        (["law"], "not list"),
    ],
)
def test_unusable_schemas_are_refused_by_name(schema: dict[str, Any], words: str) -> None:
    """A schema that cannot be used is refused with the place at fault."""
    with pytest.raises(SchemaError, match=words.replace("$", r"\$")):
        flatten(schema)


@pytest.mark.parametrize("schema", [{"not": {}}, {"allOf": [False]}])
def test_a_schema_that_allows_nothing_is_refused(schema: dict[str, Any]) -> None:
    """No record fits it, so nothing can be extracted under it."""
    with pytest.raises(SchemaError, match="allows nothing"):
        flatten(schema)


def test_recursion_in_an_unused_definition_is_harmless() -> None:
    """Only definitions that the schema uses are followed."""
    schema = {**obj(a={"type": "string"}), "$defs": {"loop": {"$ref": "#/$defs/loop"}}}
    assert [field.name for field in flatten(schema)] == ["a"]


def test_doubling_references_stop() -> None:
    """References that double at every step are refused instead of filling the memory."""
    doubling = {f"d{i}": obj(l={"$ref": f"#/$defs/d{i + 1}"}, r={"$ref": f"#/$defs/d{i + 1}"}) for i in range(40)}
    schema = {**obj(a={"$ref": "#/$defs/d0"}), "$defs": {**doubling, "d40": {"type": "string"}}}
    with pytest.raises(SchemaError, match="unfolds"):
        flatten(schema)


def test_leaves_come_in_schema_order_with_escaped_pointers() -> None:
    """Values come field by field, item by item; nulls and misshapen parts are left out."""
    fields = flatten(
        obj(**{"a/b~": {"type": "string"}}, l={"type": "array", "items": obj(x={}, y={"type": "integer"})})
    )
    record = {"l": [{"y": 0, "x": "p"}, "odd", {"x": None}, {"x": "q"}], "a/b~": "v", "stray": 1}
    assert [(leaf.pointer, leaf.value) for leaf in leaves(record, fields)] == [
        ("/a~1b~0", "v"),
        ("/l/0/x", "p"),
        ("/l/3/x", "q"),
        ("/l/0/y", 0),
    ]


def test_pointers_lead_back_to_their_fields() -> None:
    """A pointer into a record, or at a place to be filled, belongs to a field."""
    fields = flatten(RESUME)
    found = field_of("/positions/3/company", fields)
    assert found is not None
    assert dotted(found) == "positions.company"
    assert pattern_of("/positions/-/company", fields) == "/positions/*/company"
    assert field_of("/positions/3", fields) is None
    with pytest.raises(KeyError):
        pattern_of("/nothing", fields)


def test_subset_keeps_what_is_named() -> None:
    """Fields are named by name, dotted path or pattern; the rest of the schema goes."""
    kept = subset({**RESUME, "required": ["name", "email"]}, ["email", "positions.company", "/tech_tools/*"])
    assert [field.pattern for field in flatten(kept)] == ["/email", "/positions/*/company", "/tech_tools/*"]
    assert kept["required"] == ["email"]
    assert all(field in flatten({**RESUME, "required": ["email"]}) for field in flatten(kept))


def test_subset_through_references_and_alternatives() -> None:
    """A subset of a schema with references stands alone."""
    schema = {
        **obj(boss={"anyOf": [{"$ref": "#/$defs/person"}, {"type": "null"}]}, other={"type": "string"}),
        "$defs": {"person": obj(name={"type": "string"}, age={"type": "integer"})},
    }
    assert subset(schema, ["boss.age"]) == {
        "type": "object",
        "properties": {"boss": {"anyOf": [obj(age={"type": "integer"}), {"type": "null"}]}},
    }


@pytest.mark.parametrize("names", [["nmae", "email"], []])
def test_subset_refuses_unknown_names(names: list[str]) -> None:
    """A misspelt field is named, with those that the schema has."""
    with pytest.raises(ValueError, match=r"nmae.*schema has name" if names else "at least one"):
        subset(RESUME, names)
