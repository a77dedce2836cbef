"""Fields nested again, and data fitted to them."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from critic.fields import Field, flatten
from ie_pipeline.schema import load_schema
from ie_pipeline.shape import fit, json_schema, nest


@pytest.mark.parametrize("name", ["contract", "resume"])
def test_the_strict_schema_of_a_shipped_schema_has_the_same_fields(name: str) -> None:
    """Nesting and flattening again loses no field, and the result is a valid schema that nothing at all satisfies."""
    fields = flatten(load_schema(name))
    strict = json_schema(nest(fields))
    Draft202012Validator.check_schema(strict)
    assert [field.path for field in flatten(strict)] == [field.path for field in fields]
    empty: dict[str, Any] = {key: [] if part["type"] == "array" else None for key, part in strict["properties"].items()}
    Draft202012Validator(strict).validate(empty)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        (Field(("x",)), "  Acme ", "Acme"),
        (Field(("x",)), 2015, "2015"),
        (Field(("x",)), True, None),
        (Field(("x",)), "  ", None),
        (Field(("x",)), "\u2013", None),
        (Field(("x",), enum=("-", "+")), "-", "-"),
        (Field(("x",), "integer"), "12", 12),
        (Field(("x",), "integer"), 12.0, 12),
        (Field(("x",), "integer"), 12.5, None),
        (Field(("x",), "number"), "1e3", 1000.0),
        (Field(("x",), "number"), float("inf"), None),
        (Field(("x",), "number"), "a dozen", None),
        (Field(("x",), "number"), "$1,200.50", 1200.5),
        (Field(("x",), "number"), "1.200,50 €", 1200.5),
        (Field(("x",), "number"), "(1,200)", -1200),
        (Field(("x",), "number"), "USD 1.5 million", 1_500_000),
        (Field(("x",), "number"), "1 234,50", 1234.5),
        (Field(("x",), "integer"), "12 000", 12_000),
        (Field(("x",), "number"), "12 5", None),
        (Field(("x",)), float("nan"), None),
        (Field(("x",), "number"), "三千万元", 30_000_000),
        (Field(("x",), "number"), "5 %", None),
        (Field(("x",), "number"), "1,200 units", None),
        (Field(("x",), "number"), "1_0.5", None),
        (Field(("x",), "number"), "1e999", None),
        (Field(("x",), "integer"), "1,000", 1000),
        (Field(("x",), "integer"), "1_0", None),
        (Field(("x",), "integer"), "007", 7),
        (Field(("x",), "integer"), "2007-10-05", None),
        (Field(("x",), format="date"), "May 3, 2019", "2019-05-03"),
        (Field(("x",), format="date"), "2019-05-03", "2019-05-03"),
        (Field(("x",), format="date-time"), "20 July 2024, 7:30 pm", "2024-07-20T19:30:00"),
        (Field(("x",), format="date-time"), "19.30 Uhr am 20.07.2024", "19.30 Uhr am 20.07.2024"),
        (Field(("x",), format="date-time"), "2024-07-20T19:30:00+02:00", "2024-07-20T19:30:00+02:00"),
        (Field(("x",), format="date-time"), "03/04/2024 10:00", "03/04/2024 10:00"),
        (Field(("x",), format="date-time"), "20 July 2024", "20 July 2024"),
        (Field(("x",), format="date-time", verbatim=True), "20 July 2024, 7:30 pm", "20 July 2024, 7:30 pm"),
        (Field(("x",), format="time"), "6.45 pm", "18:45:00"),
        (Field(("x",), format="time"), "9:30", "09:30:00"),
        (Field(("x",), format="time"), "14:30 Uhr", "14:30:00"),
        (Field(("x",), format="time"), "14:30:00+02:00", "14:30:00+02:00"),
        (Field(("x",), format="time"), "noon", "noon"),
        (Field(("x",), format="date"), "next spring", "next spring"),
        (Field(("x",), format="date", verbatim=True), "May 3, 2019", "May 3, 2019"),
        (Field(("x",), numeric=True), "1.200,50 €", 1200.5),
        (Field(("x",), numeric=True), 19.99, 19.99),
        (Field(("x",), numeric=True), "on request", "on request"),
        (Field(("x",), numeric=True), "01067", "01067"),
        (Field(("x",), "boolean"), "True", True),
        (Field(("x",), "boolean"), "no", False),
        (Field(("x",), "boolean"), False, False),
        (Field(("x",), "boolean"), 1, None),
        (Field(("x",)), ["Ohio"], "Ohio"),
        (Field(("x",)), ["Ohio", "Utah"], None),
        (Field(("x",), enum=("Junior", "Senior")), "senior", "Senior"),
        (Field(("x",), enum=("Junior", "Senior")), "chief", None),
        (Field(("x",), enum=("FULL_TIME", "PART_TIME")), "Full-time", "FULL_TIME"),
        (Field(("x",), enum=("A", "A-")), "a-", "A-"),
        (Field(("x",), enum=("A-", "B")), "A", None),
        (Field(("x",), enum=(True, False, "unknown")), True, True),
        (Field(("x",), enum=(True, False, "unknown")), "Unknown", "unknown"),
        (Field(("x",), enum=("x", 1)), True, None),
        (Field(("x",), numeric=True, named=("unlimited",)), "Unlimited", "unlimited"),
        (Field(("x",), numeric=True, named=("unlimited",)), "25", 25),
        (Field(("x",), format="date", named=("present",)), "Present", "present"),
    ],
)
def test_leaves_are_mended_in_form_only(field: Field, value: Any, kept: Any) -> None:
    """A value in another notation is converted; one of another kind is dropped."""
    assert fit({"x": value}, nest([field])) == ({} if kept is None else {"x": kept})


def test_which_part_of_a_date_is_the_day_is_not_guessed() -> None:
    """A date that can be read in two ways waits for who knows the document; one with one reading does not."""
    shape = nest([Field(("x", "*"), format="date")])
    data = {"x": ["03/04/2024", "25/04/2024"]}
    assert fit(data, shape) == {"x": ["03/04/2024", "2024-04-25"]}
    assert fit(data, shape, day_first=True) == {"x": ["2024-04-03", "2024-04-25"]}
    assert fit(data, shape, day_first=False) == {"x": ["2024-03-04", "2024-04-25"]}


def test_the_strict_schema_has_the_types_of_what_it_allows() -> None:
    """Constrained decoding refuses a choice that is not of its type."""
    fields = [
        Field(("either",), enum=("a", 2)),
        Field(("price",), numeric=True),
        Field(("level",), "integer", enum=(1,)),
    ]
    properties = json_schema(nest(fields))["properties"]
    assert [properties[field.name]["type"] for field in fields] == [
        ["string", "integer", "null"],
        ["number", "string", "null"],
        ["integer", "null"],
    ]


def test_alternatives_keep_their_kinds() -> None:
    """A record of any alternative fits, whichever the schema names first."""
    kinds = [{"properties": {"kind": {"const": kind}, kind: {"type": "string"}}} for kind in "ab"]
    shape = nest(flatten({"type": "object", "oneOf": kinds}))
    for record in ({"kind": "a", "a": "x"}, {"kind": "b", "b": "x"}):
        assert fit(record, shape) == record


def test_nested_lists_and_objects_are_fitted() -> None:
    """Items that hold nothing disappear, and a lone item becomes a list."""
    shape = nest([Field(("jobs", "*", "firm", "name")), Field(("jobs", "*", "tools", "*")), Field(("city",))])
    data = {"jobs": {"firm": {"name": "Acme", "size": 3}, "tools": "SQL"}, "city": {"no": 1}, "more": 1}
    assert fit(data, shape) == {"jobs": [{"firm": {"name": "Acme"}, "tools": ["SQL"]}]}
    assert fit({"jobs": [{"firm": [{"name": "Acme"}]}]}, shape) == {"jobs": [{"firm": {"name": "Acme"}}]}
    assert fit({"jobs": [{"firm": [{"name": "Acme"}, {"name": "Beta"}]}]}, shape) == {}
    assert fit({"jobs": [{}, {"firm": {}}, None, "x"]}, shape) == {}
    assert fit([1], shape) is None
