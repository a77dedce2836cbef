"""Records as rows: all of a run's or none, once each, in SQLite and in a real PostgreSQL."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from ie_pipeline.errors import OutputError, UsageError
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.sinks import open_sink
from tests.postgres import postgres_server
from tests.runs.sinks.records import ALL, FAILED, FLAT, FULL, SPARE

NUMBERS = count(1)
TYPES = {
    "document_id": "text",
    "fingerprint": "text",
    "occurrence": "integer",
    "status": "text",
    "data": "jsonb",
    "record": "json",
    "coverage": "float",
    "error": "text",
}
COLUMNS = ", ".join(f"{name} {type_}" for name, type_ in TYPES.items())
COLUMNS += ", PRIMARY KEY (document_id, fingerprint, occurrence)"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run a PostgreSQL for the tests of this module."""
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a target whose table is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/out.db?timeout=0.1#deals"
    return f"{request.getfixturevalue('server')}#deals_{next(NUMBERS)}"


@pytest.fixture
def postgres(server: str) -> str:
    """Return such a target in PostgreSQL."""
    return f"{server}#deals_{next(NUMBERS)}"


def write(target: str, records: Sequence[Record] = ALL, fingerprint: str = "f1") -> None:
    """Write records to a table."""
    with open_sink(target, FLAT, fingerprint=fingerprint) as sink:
        for record in records:
            sink.write(record)


def sql(target: str, *statements: str) -> list[dict[str, Any]]:
    """Run statements in one transaction, with TABLE for the table, and return the rows of the last."""
    url, _, table = target.partition("#")
    rows: list[dict[str, Any]] = []
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement.replace("TABLE_", table)))
            rows = [dict(row) for row in result.mappings()] if result.returns_rows else []
    return rows


def read(target: str) -> list[dict[str, Any]]:
    """Return the rows of the table by their keys, with JSON as text."""
    return sql(
        target,
        "SELECT document_id, fingerprint, occurrence, status, CAST(data AS TEXT) AS data, "
        "CAST(record AS TEXT) AS record, coverage, error FROM TABLE_ ORDER BY 1, 2, 3",
    )


def test_each_record_is_a_row(target: str) -> None:
    """The columns are for queries; the record is as an output file has it."""
    write(target)
    spare, failed, full = read(target)
    assert full.pop("data") is not None
    assert full == {
        "document_id": "contracts/a.txt",
        "fingerprint": "f1",
        "occurrence": 1,
        "status": "accepted",
        "record": FULL.to_json(),
        "coverage": 1.0,
        "error": None,
    }
    assert (spare["coverage"], spare["error"], json.loads(spare["data"])) == (0.9999, SPARE.error, SPARE.data)
    assert (failed["status"], failed["data"], failed["record"]) == ("failed", "{}", FAILED.to_json())


def test_data_can_be_queried(postgres: str) -> None:
    """In PostgreSQL it is jsonb, with its operators and indexes."""
    write(postgres)
    (row,) = sql(postgres, """SELECT data ->> 'law' AS law FROM TABLE_ WHERE data @> '{"parties": ["Acme, Inc."]}'""")
    assert row == {"law": "Délaware 法"}


def test_data_can_be_queried_in_sqlite(tmp_path: Path) -> None:
    """There it is text for its JSON functions."""
    target = f"sqlite:///{tmp_path}/out.db#deals"
    write(target)
    assert sql(target, "SELECT data ->> '$.seat.city' AS city FROM TABLE_ WHERE status = 'accepted'") == [
        {"city": "Ohio\nUSA"}
    ]


def test_writing_again_changes_nothing(target: str) -> None:
    """A job may be run again: a row is updated where its key is there."""
    write(target)
    before = read(target)
    write(target)
    assert read(target) == before
    write(target, [Record(FAILED.id, Status.ACCEPTED, {"law": "Ohio"}, coverage=1.0)])
    assert [row["status"] for row in read(target)] == ["needs_review", "accepted", "accepted"]
    assert read(target)[1]["error"] is None


def test_runs_of_another_kind_stand_side_by_side(target: str) -> None:
    """Another model's records do not replace the first one's."""
    write(target)
    write(target, [SPARE], fingerprint="f2")
    assert [(row["document_id"], row["fingerprint"]) for row in read(target)][:2] == [("b", "f1"), ("b", "f2")]
    assert len(read(target)) == len(ALL) + 1


def test_documents_of_one_id_have_a_row_each(target: str) -> None:
    """They are counted in the order in which they came, so that a rerun finds the rows of the first run."""
    twins = [Record("twin", Status.ACCEPTED, {"law": law}, coverage=1.0) for law in ("Ohio", "Texas", "Utah")]
    write(target, [twins[0], SPARE, *twins[1:]])
    before = read(target)
    assert [(row["occurrence"], json.loads(row["data"])["law"]) for row in before[1:]] == [
        (1, "Ohio"),
        (2, "Texas"),
        (3, "Utah"),
    ]
    write(target, [twins[0], SPARE, *twins[1:]])
    assert read(target) == before


def test_no_text_breaks_a_row(target: str) -> None:
    """NUL and halves of surrogate pairs, which PostgreSQL refuses, are replaced; all else is as it was."""
    strange = "a\0b\ud800'; DROP TABLE deals; -- \\u0000 \U0001f600\u2028é:name%s"
    kept = strange.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    data = {"law": strange, "parties": [strange], "seat": {strange: 1}}
    write(target, [Record(strange, Status.FAILED, data, error=strange)])
    (row,) = read(target)
    assert (row["document_id"], row["error"]) == (kept, kept)
    assert json.loads(row["data"]) == {"law": kept, "parties": [kept], "seat": {kept: 1}}
    assert json.loads(row["record"])["id"] == strange


def test_promise_1_an_id_that_no_key_can_hold_costs_no_row(target: str) -> None:
    """Its beginning stands for it, and tells it from another that begins alike; the record has all of it."""
    beginning = "".join(f"é/{sha256(bytes([number])).hexdigest()}" for number in range(60))  # cannot be compressed
    names = [f"{beginning}{end}" for end in ("a.txt", "b.txt")]
    for _ in range(2):
        write(target, [Record(name, Status.FAILED, {}, error="no text") for name in names] + [FULL])
    rows = read(target)
    assert sorted(json.loads(row["record"])["id"] for row in rows) == sorted([*names, FULL.id])
    long = [row["document_id"] for row in rows if row["document_id"] != FULL.id]
    assert len(set(long)) == len(names)
    assert all(name[:1000] == beginning[:1000] and len(name.encode()) <= 2000 for name in long)


def test_a_reader_never_sees_half(target: str) -> None:
    """The rows of a run appear together, when it is done."""
    write(target, [FULL], fingerprint="yesterday")
    with open_sink(target, FLAT, fingerprint="f1") as sink:
        for record in ALL:
            sink.write(record)
            assert len(read(target)) == 1
    assert len(read(target)) == 1 + len(ALL)


REFUSING = {
    "sqlite": (
        "CREATE TABLE touched (n int)",
        """CREATE TRIGGER refuse_insert BEFORE INSERT ON TABLE_ BEGIN INSERT INTO touched VALUES (1);
        SELECT RAISE(ABORT, 'the disk is full') WHERE (SELECT count(*) FROM touched) >= NUMBER_; END""",
    ),
    "postgresql": (
        "DROP TABLE IF EXISTS touched",
        "CREATE TABLE touched (n int)",
        """CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO touched VALUES (1);
        IF (SELECT count(*) FROM touched) >= NUMBER_ THEN RAISE EXCEPTION 'the disk is full'; END IF;
        RETURN NEW; END $$""",
        "CREATE TRIGGER refuse BEFORE INSERT ON TABLE_ FOR EACH ROW EXECUTE FUNCTION refuse()",
    ),
}
"""What makes a database refuse the i-th row; a trigger before an insert fires also where it ends as an update."""


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_ith_row_fails(target: str, number: int) -> None:
    """The rows of an earlier run are as they were, and none is added; what is said is the database's reason alone."""
    write(target, [FULL, SPARE])
    before = read(target)
    statements = REFUSING[target.partition(":")[0]]
    sql(target, *(statement.replace("NUMBER_", str(number)) for statement in statements))
    changed = [Record(FULL.id, Status.FAILED, error="the text of a document"), SPARE, FAILED]
    with pytest.raises(OutputError) as caught:
        write(target, changed)
    assert str(caught.value).endswith(": the disk is full")
    assert "the text of a document" not in "".join(traceback.format_exception(caught.value))
    assert read(target) == before


def test_the_commit_fails_in_postgresql(postgres: str) -> None:
    """A constraint that is checked at the very end takes every row with it."""
    write(postgres, [FULL])
    sql(
        postgres,
        "CREATE OR REPLACE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'too late'; END $$",
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON TABLE_ DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION late()",
    )
    with pytest.raises(OutputError, match=r"too late$"):
        write(postgres)
    assert [row["document_id"] for row in read(postgres)] == [FULL.id]


def test_the_commit_fails_in_sqlite(tmp_path: Path) -> None:
    """Somebody who reads for longer than a writer waits for keeps it from committing."""
    target = f"sqlite:///{tmp_path}/out.db?timeout=0.1#deals"
    write(target, [FULL])
    with create_engine(f"sqlite:///{tmp_path}/out.db", poolclass=NullPool).connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT * FROM deals").first()
        with pytest.raises(OutputError, match=r"database is locked$"):
            write(target)
    assert [row["document_id"] for row in read(target)] == [FULL.id]


def test_the_server_goes_away_in_the_middle_of_the_rows(postgres: str) -> None:
    """A connection that is cut leaves no row behind."""
    write(postgres, [FULL])
    sql(
        postgres,
        "CREATE OR REPLACE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$",
        "CREATE TRIGGER cut AFTER INSERT ON TABLE_ FOR EACH ROW EXECUTE FUNCTION cut()",
    )
    with pytest.raises(OutputError, match=r"server closed the connection|terminating connection"):
        write(postgres)
    assert [row["document_id"] for row in read(postgres)] == [FULL.id]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_an_error_elsewhere_keeps_what_is_finished(target: str, error: type[BaseException]) -> None:
    """The records that were done are written, as they are to a file."""

    def break_off(after: int) -> None:
        with open_sink(target, FLAT, fingerprint="f1") as sink:
            for record in ALL[:after]:
                sink.write(record)
            raise error

    with pytest.raises(error):
        break_off(0)
    assert read(target) == []
    with pytest.raises(error):
        break_off(2)
    assert [row["document_id"] for row in read(target)] == ["b", "contracts/a.txt"]


def test_two_runs_at_once_wait_for_each_other(postgres: str) -> None:
    """The same rows in opposite orders are no deadlock, whoever comes first."""
    records = [Record(f"{number:04}", Status.ACCEPTED, {"law": "Ohio"}, coverage=1.0) for number in range(500)]
    write(postgres, records)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda order: write(postgres, order), [records, records[::-1]] * 4))
    assert len(read(postgres)) == len(records)


def test_two_runs_at_once_make_one_table(postgres: str) -> None:
    """Who comes second takes the table of the first."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda record: write(postgres, [record]), ALL * 3))
    assert len(read(postgres)) == len(ALL)


def test_a_user_need_not_be_allowed_to_make_tables(postgres: str) -> None:
    """Rights to read, insert and update rows are enough where the table is there; else the database says so."""
    write(postgres, [FULL])
    sql(
        postgres,
        "DROP ROLE IF EXISTS writer",
        "CREATE ROLE writer LOGIN PASSWORD 'wr1ter'",
        "GRANT SELECT, INSERT, UPDATE ON TABLE_ TO writer",
    )
    writer = "postgresql://writer:wr1ter@" + postgres.partition("@")[2]
    write(writer)
    assert len(read(postgres)) == len(ALL)
    with pytest.raises(OutputError, match=r"#elsewhere: permission denied for schema public$"):
        write(writer.partition("#")[0] + "#elsewhere")
    sql(postgres, "DROP OWNED BY writer", "DROP ROLE writer")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("id int", "no column document_id"),
        (
            """document_id text PRIMARY KEY, fingerprint text, occurrence int, status text, data text, record text,
            coverage float, error text""",
            "another primary key than document_id, fingerprint, occurrence",
        ),
    ],
)
def test_a_table_for_something_else_is_refused(target: str, columns: str, said: str) -> None:
    """It is said on entering, before a document is read."""
    sql(target, f"CREATE TABLE TABLE_ ({columns})")
    with pytest.raises(UsageError, match=f"{said}; name another table"):
        write(target)


def test_a_table_that_wants_more_of_a_row_is_refused(target: str) -> None:
    """It would refuse the rows at the end, when the models have done their work."""
    write(target, [])
    sql(target, "ALTER TABLE TABLE_ ADD COLUMN at text NOT NULL DEFAULT 'now'")
    write(target, [FULL])
    sql(target, "DROP TABLE TABLE_", f"CREATE TABLE TABLE_ (tenant text NOT NULL, {COLUMNS})")
    with pytest.raises(UsageError, match="with a column tenant that must not be null and has no default; name another"):
        write(target)


@pytest.mark.parametrize(
    ("column", "type_"),
    [("data", "text"), ("record", "text"), ("status", "integer"), ("coverage", "text"), ("document_id", "uuid")],
)
def test_a_table_of_other_types_is_refused_in_postgresql(postgres: str, column: str, type_: str) -> None:
    """It is said on entering, with the column and its type."""
    sql(postgres, f"CREATE TABLE TABLE_ ({COLUMNS.replace(f'{column} ' + TYPES[column], f'{column} {type_}')})")
    with pytest.raises(UsageError, match=f"with a column {column} of the type {type_}"):
        write(postgres)


def test_a_table_may_have_types_that_hold_as_much(postgres: str) -> None:
    """As somebody made it who has habits of their own."""
    habits = {"document_id": "varchar(900)", "occurrence": "bigint", "data": "json", "coverage": "numeric"}
    columns = COLUMNS
    for name, type_ in habits.items():
        columns = columns.replace(f"{name} {TYPES[name]}", f"{name} {type_}")
    sql(postgres, f"CREATE TABLE TABLE_ ({columns})")
    write(postgres)
    assert len(read(postgres)) == len(ALL)


def test_a_table_may_have_columns_more(target: str) -> None:
    """Such as the time when a row was added, which the database knows."""
    write(target, [])
    sql(target, "ALTER TABLE TABLE_ ADD COLUMN note text")
    write(target)
    assert len(read(target)) == len(ALL)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The database's own reason reaches the user."""
    with pytest.raises(OutputError, match="unable to open database file"):
        write(f"sqlite:///{tmp_path}/nowhere/out.db")


def test_promise_10_what_a_database_says_holds_no_password(server: str) -> None:
    """A password that is wrong, and a right one that a closed port never gets, stay unsaid."""
    address = server.partition("@")[2]
    password = server.partition("@")[0].rpartition(":")[2]
    host, _, port = address.partition("/")[0].partition(":")
    for url, secret in (
        (f"postgresql://tester:wr0ngpass@{address}", "wr0ngpass"),
        (f"postgresql://{address}?user=tester&password=wr0ngpass", "wr0ngpass"),
        (server.replace(f":{port}/", ":1/"), password),
        (server.replace(host, "nowhere.invalid"), password),
        (f"{server}?nonsense=1", password),
    ):
        sink = open_sink(url, FLAT, fingerprint="f")
        with pytest.raises(OutputError) as caught, sink:
            pass
        assert secret not in "".join(traceback.format_exception(caught.value)) + sink.name
