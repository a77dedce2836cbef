"""Which database and table a target means; what is refused is refused without showing a password."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import pytest

from ie_pipeline.errors import UsageError
from ie_pipeline.runs.sinks import open_sink
from ie_pipeline.runs.sinks.database import Place, connect, sqlite_file

SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("sqlite:///out.db", Place("sqlite:///out.db", None, "records")),
        ("sqlite:////tmp/#1/out.db#contracts", Place("sqlite:////tmp/#1/out.db", None, "contracts")),
        ("postgresql://u:p@host/db", Place("postgresql://u:p@host/db", None, "records")),
        ("postgresql://u:p#w@host/db#shop.Deals_2", Place("postgresql://u:p#w@host/db", "shop", "Deals_2")),
        ("postgresql:///db?host=/run/pg#deals", Place("postgresql:///db?host=/run/pg", None, "deals")),
    ],
)
def test_the_table_stands_behind_the_last_hash(target: str, place: Place) -> None:
    """A hash in a folder or in a password is not taken for its mark."""
    assert Place.of(target) == place


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("sqlite:///out.db", "sqlite:///out.db#records"),
        ("sqlite:////var/out.db#deals", "sqlite:////var/out.db#deals"),
        (f"postgresql://bob:{SECRET}@host:5433/db#a.deals", "postgresql://host/db#a.deals"),
        (f"postgresql+psycopg://host/db?password={SECRET}", "postgresql://host/db#records"),
    ],
)
def test_a_place_is_called_by_what_may_be_shown(target: str, name: str) -> None:
    """No user and no password, wherever in the URL it stands."""
    assert connect(Place.of(target))[1] == name


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("sqlite:///my%20folder/100%/out.db?timeout=5#deals", "my folder/100%/out.db"),
        ("sqlite+pysqlite:////var/out.db", "/var/out.db"),
        ("sqlite:///file:out.db?uri=true", None),
    ],
)
def test_the_file_of_a_database_is_the_one_that_is_opened(target: str, file: str | None) -> None:
    """What is checked before the work begins is what is written to in the end."""
    assert sqlite_file(Place.of(target)) == file


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (f"postgresql://bob:{SECRET}@ss@host/db", "percent-encoded"),
        (f"postgresql://bob:x@{SECRET}@host/db", "percent-encoded"),
        (f"postgresql://bo/b:{SECRET}@host/db", "percent-encoded"),
        (f"postgresql://host:{SECRET}/db", "percent-encoded"),
        (f"://{SECRET}", "percent-encoded"),
        (f"postgresql://bob:{SECRET}@host/db#drop table", "not the name of a table"),
        (f"postgresql://bob:a/b#{SECRET}@host", "%23"),
        (f"s3://{SECRET}@bucket/out", "only to sqlite:// and postgresql://"),
        (f"mysql://bob:{SECRET}@host/db", "only to sqlite:// and postgresql://"),
        (f"postgresql+nothing://bob:{SECRET}@host/db", "no driver postgresql+nothing"),
        (f"postgresql+psycopg_async://bob:{SECRET}@host/db", "asynchronous"),
        (f"postgresql+pg8000://bob:{SECRET}@host/db", "pg8000"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
    ],
)
def test_promise_10_a_wrong_url_never_shows_its_password(
    monkeypatch: pytest.MonkeyPatch, target: str, said: str
) -> None:
    """Neither the message nor, with ``--debug``, the traceback has it."""
    monkeypatch.setitem(sys.modules, "pg8000", None)
    with pytest.raises(UsageError) as caught:
        open_sink(target, {}, fingerprint="f")
    assert said in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("more", "milliseconds"), [("", 60_000), ("?timeout=0.5", 500)])
def test_a_locked_sqlite_file_is_waited_for(tmp_path: Path, more: str, milliseconds: int) -> None:
    """Longer than the five seconds of Python: where a run keeps no journal, its records would be lost."""
    engine, _ = connect(Place.of(f"sqlite:///{tmp_path}/out.db{more}"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == milliseconds
