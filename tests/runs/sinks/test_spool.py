"""Records held on the disk until there are all of them."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine

from ie_pipeline.errors import OutputError
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.sinks.spool import Spool
from ie_pipeline.runs.sinks.sql import SqlSink
from tests.runs.sinks.records import FULL


def test_records_come_back_by_id_and_counted() -> None:
    """Those of one id keep their order."""
    records = [Record(name, Status.ACCEPTED, {"number": number}) for number, name in enumerate("bacab")]
    with closing(Spool()) as spool:
        for record in records:
            spool.add(record.id, record)
        assert [(name, occurrence) for name, occurrence, _ in spool] == [
            ("a", 1),
            ("a", 2),
            ("b", 1),
            ("b", 2),
            ("c", 1),
        ]
        assert [line for _, _, line in spool] == [records[number].to_json() for number in (1, 3, 0, 4, 2)]


def test_a_closed_spool_holds_nothing() -> None:
    """The file is gone."""
    spool = Spool()
    spool.close()
    with pytest.raises(sqlite3.ProgrammingError):
        list(spool)


def test_a_disk_that_is_full_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    """SQLite's own limit stands for the disk's; what was held aside is not written by halves.

    It is said which disk that is: not the one that the table lies on.
    """
    url = f"sqlite:///{tmp_path}/out.db"
    sink = SqlSink(url, "f")

    def fill_the_disk() -> None:
        with sink:
            assert sink._spool is not None
            sink._spool._records.execute("PRAGMA max_page_count = 10")
            while True:
                sink.write(FULL)

    with pytest.raises(OutputError, match=r"aside, where temporary files are: database or disk is full; .*TMPDIR$"):
        fill_the_disk()
    assert sink.written > 10
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM records").scalar_one() == 0


def test_records_may_come_from_several_threads() -> None:
    """As where a job writes beside its event loop."""
    spool = Spool()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(spool.add, "a", Record("a", Status.FAILED)).result()
    assert [name for name, _, _ in spool] == ["a"]
    spool.close()
