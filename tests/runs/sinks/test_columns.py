"""The columns that a schema gives, and the cells of a record in them."""

from __future__ import annotations

from typing import Any

import pytest

from ie_pipeline.errors import UsageError
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.sinks.columns import Columns, storable


def schema(**properties: Any) -> dict[str, Any]:
    """Return a schema with some properties."""
    return {"type": "object", "properties": properties}


TEXT = {"type": "string"}


def test_columns_are_named_by_dotted_paths_in_schema_order() -> None:
    """Objects are taken apart; a list is one column whatever is in it."""
    columns = Columns(
        schema(
            seat=schema(city=TEXT, geo=schema(lat={"type": "number"})),
            parties={"type": "array", "items": schema(name=TEXT, role=TEXT)},
            law=TEXT,
        )
    )
    assert [column.name for column in columns.columns] == ["seat.city", "seat.geo.lat", "parties", "law"]


def test_a_field_never_hides_what_the_record_says_of_itself() -> None:
    """An invoice may have a status and an id of its own; Spark refuses a file in which ``ID`` stands beside ``id``."""
    columns = Columns(schema(id=TEXT, status=TEXT, Error=TEXT, RECORD=TEXT, law=TEXT))
    record = Record("a", Status.ACCEPTED, {"id": "INV-1", "status": "paid", "Error": "E7"})
    values = {"data.id": "INV-1", "data.status": "paid", "data.Error": "E7", "data.RECORD": None, "law": None}
    assert columns.values(record) == values
    assert columns.own(record) == {"id": "a", "status": "accepted", "coverage": 0.0, "error": None}


@pytest.mark.parametrize(
    "properties", [{"a.b": TEXT, "a": schema(b=TEXT)}, {"id": TEXT, "data": schema(id=TEXT)}], ids=["dot", "own"]
)
def test_two_fields_never_share_a_column(properties: dict[str, Any]) -> None:
    """The one would overwrite the other."""
    with pytest.raises(UsageError, match=r"two fields would share the column .*rename"):
        Columns(schema(**properties))


def test_what_does_not_fit_the_schema_has_no_cell() -> None:
    """Columns hold what they promise; the record beside them holds all."""
    columns = Columns(schema(seat=schema(city=TEXT), parties={"type": "array", "items": TEXT}))
    for data in ({"seat": "Ohio"}, {"seat": None}, {"parties": [{"a": "b"}]}, {"other": 1}):
        assert columns.values(Record("a", Status.ACCEPTED, data)) == {"seat.city": None, "parties": None}


def test_what_tables_cannot_hold_is_replaced_one_for_one() -> None:
    """The length stays, and so do the places of all other characters."""
    assert storable("a\0b\ud83dc\U0001f600") == "a\ufffdb\ufffdc\U0001f600"
