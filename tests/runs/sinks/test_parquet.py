"""Records as Parquet: typed columns beside the record, as the tools of data people read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ie_pipeline.record import Record, Status
from ie_pipeline.runs.sinks import open_sink, parquet
from tests.runs.sinks.records import ALL, FAILED, FLAT, FULL, NESTED, SPARE


def write(target: Path, schema: dict[str, Any], *records: Record) -> pa.Table:
    """Write records to a file and read it back."""
    with open_sink(str(target), schema, fingerprint="f00d") as sink:
        for record in records:
            sink.write(record)
    return pq.read_table(target)


def test_each_field_is_a_typed_column(tmp_path: Path) -> None:
    """Values keep their types; what a record does not have is null."""
    table = write(tmp_path / "out.parquet", FLAT, *ALL)
    assert {field.name: str(field.type) for field in table.schema} == {
        "id": "string",
        "status": "string",
        "coverage": "double",
        "error": "string",
        "law": "string",
        "parties": "list<element: string>",
        "pages": "int64",
        "price": "double",
        "signed": "bool",
        "seat.city": "string",
        "record": "string",
    }
    full, spare, failed = table.drop_columns("record").to_pylist()
    assert full == {
        "id": "contracts/a.txt",
        "status": "accepted",
        "coverage": 1.0,
        "error": None,
        "law": "Délaware 法",
        "parties": ["Acme, Inc.", 'The "Beta" LLC'],
        "pages": 12,
        "price": 2.5,
        "signed": True,
        "seat.city": "Ohio\nUSA",
    }
    assert (spare["coverage"], spare["parties"], spare["law"]) == (0.9999, ["Gamma"], None)
    assert (failed["status"], failed["error"], failed["parties"]) == ("failed", "is encrypted", None)


def test_the_record_is_beside_its_columns(tmp_path: Path) -> None:
    """Nothing is lost: it is the line that a JSON file would have."""
    table = write(tmp_path / "out.parquet", FLAT, *ALL)
    assert table["record"].to_pylist() == [record.to_json() for record in ALL]
    assert [Record.from_dict(json.loads(line)) for line in table["record"].to_pylist()] == [FULL, read(SPARE), FAILED]


def read(record: Record) -> Record:
    """Return a record as it is after it was written, with what is rounded."""
    return Record.from_dict(json.loads(record.to_json()))


def test_a_list_of_objects_is_a_list_of_structs(tmp_path: Path) -> None:
    """It can be unnested by SQL, without parsing JSON."""
    positions = [{"company": "Acme", "years": [2001, 2002]}, {"company": "Beta"}]
    table = write(tmp_path / "out.parquet", NESTED, Record("a", Status.ACCEPTED, {"positions": positions}), FAILED)
    assert str(table.schema.field("positions").type) == (
        "list<element: struct<company: string, years: list<element: int64>>>"
    )
    assert table["positions"].to_pylist() == [[positions[0], {"company": "Beta", "years": None}], None]


def test_pandas_reads_it(tmp_path: Path) -> None:
    """A data frame has a row for each record."""
    pandas = pytest.importorskip("pandas")
    write(tmp_path / "out.parquet", FLAT, *ALL)
    frame = pandas.read_parquet(tmp_path / "out.parquet")
    assert list(frame.loc[frame.status == "accepted", "law"]) == ["Délaware 法"]
    assert [list(parties) for parties in frame.parties.dropna()] == [["Acme, Inc.", 'The "Beta" LLC'], ["Gamma"]]


def test_records_are_written_in_groups_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a group is held in memory, by the number of records and by their length."""
    records = [Record(str(number), Status.ACCEPTED, {"law": "x" * 1000}) for number in range(7)]
    monkeypatch.setattr(parquet, "GROUP_RECORDS", 3)
    target = tmp_path / "out.parquet"
    assert write(target, FLAT, *records)["id"].to_pylist() == [record.id for record in records]
    assert pq.ParquetFile(target).num_row_groups == 3
    monkeypatch.setattr(parquet, "GROUP_CHARS", 2000)
    write(target, FLAT, *records)
    assert pq.ParquetFile(target).num_row_groups == 4


def test_the_file_knows_its_run(tmp_path: Path) -> None:
    """Two files with one fingerprint hold the outcome of the same run, byte for byte."""
    first, second = tmp_path / "1.parquet", tmp_path / "2.parquet"
    assert write(first, FLAT, *ALL).schema.metadata[b"ie_pipeline.fingerprint"] == b"f00d"
    write(second, FLAT, *ALL)
    assert first.read_bytes() == second.read_bytes()


def test_a_choice_of_several_types_is_text_as_json_has_it(tmp_path: Path) -> None:
    """A truth value reads as in the record and as in CSV, not as in Python."""
    schema = {"type": "object", "properties": {"signed": {"enum": [True, False, "unknown", 1.5]}}}
    choices = [True, False, "unknown", 1.5]
    records = [Record(str(choice), Status.ACCEPTED, {"signed": choice}) for choice in choices]
    table = write(tmp_path / "out.parquet", schema, *records)
    assert table["signed"].to_pylist() == ["true", "false", "unknown", "1.5"]


def test_no_value_can_break_the_file(tmp_path: Path) -> None:
    """A number that its column cannot hold, a type that is not the schema's and broken characters cost no record."""
    data = {"pages": 10**30, "price": 10**400, "law": ["not", "a string"], "seat": "nor an object", "unknown": {"a": 1}}
    table = write(tmp_path / "out.parquet", FLAT, Record("a\0\ud800", Status.ACCEPTED, data), FULL)
    first = table.to_pylist()[0]
    assert first["id"] == "a\ufffd\ufffd"
    assert [first[name] for name in ("pages", "price", "law", "seat.city")] == [None] * 4
    assert json.loads(first["record"])["data"] == data
    assert table["pages"].to_pylist() == [None, 12]
