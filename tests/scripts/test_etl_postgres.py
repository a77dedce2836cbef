"""The ETL job over PostgreSQL as a user starts it, against a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.postgres import postgres_server

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "etl_postgres.py"
STATES = ("Ohio", "Delaware", "Texas", "Utah", "Maine")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run a PostgreSQL for the tests of this module."""
    with postgres_server() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """Return the URL of a database that has documents and no records."""
    sql(
        server,
        "DROP TABLE IF EXISTS documents, records",
        "CREATE TABLE documents (id int PRIMARY KEY, text text)",
        "INSERT INTO documents SELECT i - 1, 'This agreement is governed by the law of ' || state || '.' "
        "FROM unnest(string_to_array('Ohio Delaware Texas Utah Maine', ' ')) WITH ORDINALITY AS s (state, i)",
    )
    return server


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """Return a file with what the generator answers."""
    lines = [{"id": str(number), "data": {"governing_law": state}} for number, state in enumerate(STATES)]
    path = tmp_path / "drafts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def sql(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one transaction and return the rows of the last."""
    rows: list[tuple[Any, ...]] = []
    with create_engine(url, poolclass=NullPool).begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
    return rows


def job(url: str, drafts: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the job to its end."""
    command = [sys.executable, "-W", "error", str(SCRIPT), "--schema", "contract", "--critic", "evidence", *options]
    command += ["--generator", f"replay:{drafts}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)


def laws(url: str) -> list[tuple[Any, ...]]:
    """Return what each record says, and the transaction that wrote its row."""
    return sql(url, "SELECT document_id, data ->> 'governing_law', xmin::text FROM records ORDER BY 1")


def test_each_document_becomes_a_row_and_stays_one(database: str, drafts: Path) -> None:
    """A second run works on what is new alone, and writes no other row."""
    done = job(database, drafts)
    assert done.returncode == 0, done.stderr
    before = laws(database)
    assert [row[:2] for row in before] == [(str(number), state) for number, state in enumerate(STATES)]
    sql(database, "INSERT INTO documents VALUES (7, NULL)")
    assert job(database, drafts).stdout == "1 failed\n"
    assert laws(database)[: len(before)] == before
    assert sql(database, "SELECT error FROM records WHERE status = 'failed'") == [("there is no text",)]
    assert job(database, drafts).stdout == "nothing to do\n"


def test_a_job_that_breaks_off_goes_on_where_it_was(database: str, drafts: Path) -> None:
    """Of two documents a transaction, those of the first stay; the password is not in what is said."""
    sql(
        database,
        "CREATE TABLE records (document_id text, fingerprint text, occurrence int, status text, data jsonb, "
        "record json, coverage float, error text, PRIMARY KEY (document_id, fingerprint, occurrence), "
        "CONSTRAINT capacity CHECK (document_id <> '3'))",
    )
    broken = job(database, drafts, "--transaction", "2")
    assert broken.returncode == 1
    assert "OutputError: cannot write postgresql://127.0.0.1/postgres#records: " in broken.stderr
    assert database.partition("@")[0].rpartition(":")[2] not in broken.stderr + broken.stdout
    before = laws(database)
    assert [row[0] for row in before] == ["0", "1"]
    sql(database, "ALTER TABLE records DROP CONSTRAINT capacity")
    done = job(database, drafts, "--transaction", "2")
    assert done.returncode == 0, done.stderr
    assert [row[:2] for row in laws(database)] == [(str(number), state) for number, state in enumerate(STATES)]
    assert laws(database)[:2] == before
