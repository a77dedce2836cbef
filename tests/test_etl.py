"""Batches of rows to batches of records, in the forms that ETL engines hand them over."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.documents import Document
from ie_pipeline.errors import UsageError
from ie_pipeline.etl import COLUMNS, BatchExtractor
from ie_pipeline.record import Record, Status

ROWS: dict[str, list[Any]] = {
    "id": ["a", 7, "c", None, "e", "f"],
    "text": ["Ann Lee, nurse", "Bo Chen。贺殷", None, "No name", 3.5, " "],
}
DRAFTS = {"a": {"name": "Ann Lee"}, "7": {"name": "贺殷"}}
ENDS = ["accepted", "accepted", "failed", "failed", "failed", "failed"]
ERRORS = [
    "",
    "",
    "'text' is null",
    "row 3 of its batch has no 'id'",
    "'text' is of type float, not a string",
    "'text' holds no text",
]


@pytest.fixture
def extractor(tmp_path: Path) -> BatchExtractor:
    """Return an extractor that replays drafts of two rows."""
    path = tmp_path / "drafts.jsonl"
    lines = [json.dumps({"id": name, "data": data}) + "\n" for name, data in DRAFTS.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return BatchExtractor("resume", f"replay:{path}", "evidence")


def check(columns: dict[str, list[str]]) -> None:
    """Assert that columns are the records of ``ROWS``."""
    assert tuple(columns) == COLUMNS
    assert columns["id"] == ["a", "7", "c", "", "e", "f"]
    assert columns["status"] == ENDS
    assert columns["error"] == ERRORS
    assert [json.loads(data) for data in columns["data"]] == [*DRAFTS.values(), {}, {}, {}, {}]
    records = [Record.from_dict(json.loads(record)) for record in columns["record"]]
    assert records[1].evidence["/name"].quote == "贺殷"
    assert [record.status is Status.FAILED for record in records] == [end == "failed" for end in ENDS]


def test_a_mapping_of_lists(extractor: BatchExtractor) -> None:
    """One row in, one out, in order; what cannot be read fails alone and says why."""
    check(extractor(ROWS))


def test_a_record_is_that_of_the_pipeline(extractor: BatchExtractor) -> None:
    """The batch adds nothing and loses nothing; Chinese stays readable."""
    columns = extractor(ROWS)
    alone = extractor.spec.load().extract(Document("7", ROWS["text"][1]))
    assert columns["record"][1] == alone.to_json()
    assert "贺殷" in columns["data"][1]


def test_a_copy_by_pickle_does_the_same(extractor: BatchExtractor) -> None:
    """What goes to a worker is the arguments."""
    extractor(ROWS)
    sent = pickle.dumps(extractor)
    assert len(sent) < 20_000
    check(pickle.loads(sent)(ROWS))  # noqa: S301 - its own


def test_a_dataframe_of_pandas(extractor: BatchExtractor) -> None:
    """Index and nulls of any kind are understood."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(ROWS, index=list("uvwxyz"))
    records = extractor(frame)
    assert list(records.index) == list("uvwxyz")
    check({name: records[name].tolist() for name in records})
    nulls = extractor(pd.DataFrame({"id": ["a", "b"], "text": pd.array(["Ann Lee", None], dtype="string")}))
    assert nulls["error"].tolist() == ["", "'text' is null"]


@pytest.mark.parametrize("kind", ["Table", "RecordBatch"])
def test_a_table_of_arrow(extractor: BatchExtractor, kind: str) -> None:
    """The result is a table of text columns."""
    pa = pytest.importorskip("pyarrow")
    rows = {"id": ["a", "7", "c"], "text": ROWS["text"][:3]}
    records = extractor(getattr(pa, kind).from_pydict(rows))
    assert type(records).__name__ == kind
    assert records.schema == pa.schema([(name, pa.string()) for name in COLUMNS])
    assert records.to_pydict()["error"] == ERRORS[:3]


def test_a_dataset_is_mapped(extractor: BatchExtractor, tmp_path: Path) -> None:
    """Also where the first failure comes after many rows without one, by which columns got their types."""
    datasets = pytest.importorskip("datasets", reason="needs the extra `train`")
    datasets.disable_progress_bars()
    rows = {"id": ["a"] * 2000 + ["b"], "text": ["Ann Lee"] * 2000 + [None]}
    dataset = datasets.Dataset.from_dict(rows)
    options = {"cache_file_name": str(tmp_path / "cache.arrow"), "batch_size": 100, "writer_batch_size": 100}
    mapped = dataset.map(extractor, batched=True, **options)
    assert mapped.column_names == ["id", "text", "status", "data", "record", "error"]
    assert mapped["status"][1999:] == ["accepted", "failed"]


def test_frames_of_spark_are_read_one_by_one(extractor: BatchExtractor) -> None:
    """A partition need not fit into memory; the description of the output has its columns."""
    pd = pytest.importorskip("pandas")
    frames = (pd.DataFrame({"id": ["a"], "text": ["Ann Lee"]}) for _ in iter(int, 1))  # without end
    assert next(extractor.map_in_pandas(frames))["status"].tolist() == ["accepted"]
    assert extractor.spark_schema == "id string, status string, data string, record string, error string"


def test_columns_of_different_lengths_are_refused(extractor: BatchExtractor) -> None:
    """The message names both and says how long they are."""
    with pytest.raises(UsageError, match="'id' has 2 rows and 'text' has 1"):
        extractor({"id": ["ada", "b"], "text": ["Ann Lee"]})


def test_columns_may_bear_other_names(tmp_path: Path) -> None:
    """The names are the caller's; the output has its own."""
    (tmp_path / "drafts.jsonl").write_text('{"id": 1, "data": {"name": "Ann Lee"}}', encoding="utf-8")
    extractor = BatchExtractor(
        "resume", f"replay:{tmp_path}/drafts.jsonl", "evidence", id_column="number", text_column="body"
    )
    assert extractor({"number": [1], "body": ["Ann Lee"]})["data"] == ['{"name": "Ann Lee"}']
    with pytest.raises(UsageError, match="no column 'number'; it has 'id', 'body'"):
        extractor({"id": [1], "body": ["Ann Lee"]})


def test_an_empty_batch_gives_an_empty_batch(extractor: BatchExtractor) -> None:
    """Engines send them at the ends of partitions."""
    assert extractor({"id": [], "text": []}) == {name: [] for name in COLUMNS}


def test_characters_that_cannot_be_encoded_do_not_break_a_batch(extractor: BatchExtractor) -> None:
    """Halves of surrogate pairs are replaced in what is read."""
    columns = extractor({"id": ["a", "\ud800"], "text": ["Ann Lee \ud83d", "x"]})
    assert [value for values in columns.values() for value in values if "\ud800" in value or "\ud83d" in value] == []
    assert columns["id"] == ["a", "\ufffd"]


def test_something_that_is_no_batch_is_refused(extractor: BatchExtractor) -> None:
    """The message says what would do."""
    with pytest.raises(UsageError, match="type list cannot be read; pass a mapping"):
        extractor([{"id": "a", "text": "Ann Lee"}])


def test_nulls_of_numpy_and_pandas_are_nulls_in_lists_too(extractor: BatchExtractor) -> None:
    """None of them becomes the name of a document."""
    np, pd = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    nulls = [pd.NA, pd.NaT, np.float32("nan"), np.datetime64("NaT")]
    assert extractor({"id": nulls, "text": ["Ann Lee"] * 4})["id"] == [""] * 4
    texts = extractor({"id": list("abcd"), "text": nulls})
    assert texts["error"] == ["'text' is null"] * 4


def test_a_row_is_no_batch(extractor: BatchExtractor) -> None:
    """A text is not taken for a column of letters; the message says what was forgotten."""
    with pytest.raises(UsageError, match=r"'id' is a single value, not a column; pass batches, .* batched=True"):
        extractor({"id": "a", "text": "b"})
    with pytest.raises(UsageError, match="'text' is a single value"):
        extractor({"id": ["a"], "text": None})


def test_two_columns_of_one_name_are_refused(extractor: BatchExtractor) -> None:
    """As a join leaves them; neither the one nor their names are taken for the texts."""
    pd, pa = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    frame = pd.DataFrame([["a", "Ann Lee", "x"], ["b", "Bo", "y"]], columns=["id", "text", "text"])
    table = pa.Table.from_arrays([pa.array(["a"])] * 3, names=["id", "text", "text"])
    for batch in (frame, table):
        with pytest.raises(UsageError, match="the batch has 2 columns 'text'"):
            extractor(batch)


def test_a_whole_number_is_the_same_id_beside_a_null(extractor: BatchExtractor) -> None:
    """Pandas and Ray turn the whole numbers of such a batch into floats; only what is no whole number is written so."""
    np, pd = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    frame = pd.DataFrame({"id": [7, None, 8.5], "text": ["Bo Chen。贺殷"] * 3})
    records = extractor(frame)
    assert records["id"].tolist() == ["7", "", "8.5"]
    assert records["data"][0] == extractor({"id": [7], "text": ["Bo Chen。贺殷"]})["data"][0]
    ids = np.array([1.0, -2.0, 2.0**60, np.inf])
    assert extractor({"id": ids, "text": ["x"] * 4})["id"] == ["1", "-2", "1.152921504606847e+18", "inf"]
    assert extractor({"id": [10**30, True], "text": ["x"] * 2})["id"] == [str(10**30), "True"]


def test_a_generator_that_is_made_already_is_refused(extractor: BatchExtractor) -> None:
    """It could not be sent; the message says so when the extractor is made, not at the first batch."""
    generator = extractor.spec.load().generator
    with pytest.raises(UsageError, match=r"generator is of type ReplayGenerator and cannot be sent .*; name it"):
        BatchExtractor("resume", generator)  # type: ignore[arg-type] # as it is meant
