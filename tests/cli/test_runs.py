"""``ie-pipeline runs``: what a run was, how it stands, and what it holds."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ie_pipeline.cli import main
from ie_pipeline.errors import JournalError
from ie_pipeline.runs.journal import Journal

DOCUMENTS = [("a", "I am Ada."), ("b", "I am Bob."), ("c", "")]
DRAFTS = [("a", {"name": "Ada"}), ("b", {"name": "Eve"})]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which three documents were extracted: one well, one badly, one not at all."""
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in DOCUMENTS))
    Path("drafts.jsonl").write_text("".join(json.dumps({"id": name, "data": data}) + "\n" for name, data in DRAFTS))
    call = ["in.jsonl", "--schema", "resume", "--generator", "replay:drafts.jsonl", "--critic", "evidence"]
    assert runs("extract", *call, "--max-rounds", "0", "-o", "out.jsonl").exit_code == 3
    return tmp_path


def runs(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.mark.usefixtures("folder")
def test_runs_are_listed_with_how_they_stand() -> None:
    """One line each; a folder without any has none."""
    result = runs("runs", "list")
    assert result.stdout == "out.jsonl.run: 1 accepted, 1 needs review, 1 failed; 0 calls, 0 tokens read, 0 written\n"
    Path("empty").mkdir()
    assert runs("runs", "list", "empty").stdout == ""


@pytest.mark.usefixtures("folder")
def test_a_run_that_cannot_be_read_hides_no_other() -> None:
    """One that a newer version or another account wrote is named, and the rest is listed."""
    Path("newer.run").mkdir()
    Path("newer.run", "journal.sqlite").write_bytes(b"this is no database, but a letter to a friend")
    result = runs("runs", "list")
    assert result.exit_code == 1
    assert result.stdout.startswith("out.jsonl.run: 1 accepted")
    assert result.stderr.startswith("Error: the journal newer.run/journal.sqlite cannot be used: ")


@pytest.mark.usefixtures("folder")
def test_a_run_is_shown_with_what_it_was_made_of() -> None:
    """Fingerprint, parts, documents and why they failed."""
    shown = runs("runs", "show", "out.jsonl.run").stdout
    assert "fingerprint: " in shown
    assert "generator: name replay:drafts.jsonl, drafts " in shown
    assert "critic: name evidence\n" in shown
    assert "loop: max_rounds 0, " in shown
    assert "documents: 1 accepted, 1 needs review, 1 failed\n" in shown
    assert "failed: c: line 3 holds no text\n" in shown


def test_exported_records_are_those_of_the_output(folder: Path) -> None:
    """Byte for byte, to a file or to stdout."""
    expected = (folder / "out.jsonl").read_bytes()
    assert runs("runs", "export", "out.jsonl.run", "-o", "again.jsonl").exit_code == 0
    assert (folder / "again.jsonl").read_bytes() == expected
    assert runs("runs", "export", "out.jsonl.run", "-o", "-").stdout.encode() == expected


@pytest.mark.usefixtures("folder")
def test_the_log_of_errors_says_how_each_record_came_about() -> None:
    """Draft, findings, questions and answers, and no text of the document."""
    log = runs("runs", "export", "out.jsonl.run", "--steps", "-o", "-").stdout
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c"]
    bad = lines[1]
    assert bad["draft"] == {"name": "Eve"}
    assert [(finding["kind"], finding["value"]) for finding in bad["review"]["findings"]] == [("redundant", "Eve")]
    assert bad["steps"][0]["requests"][0]["end"] == len("I am Bob.")
    assert bad["steps"][0]["answers"][0]["data"] == {"name": "Eve"}
    assert bad["record"]["status"] == "needs_review"
    assert "I am Bob." not in log
    assert (lines[2]["draft"], lines[2]["steps"]) == ({}, [])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nowhere/out.jsonl", "cannot write nowhere/out.jsonl: there is no nowhere"),
        ("out.jsonl.run", "out.jsonl.run does not end in .jsonl"),
        ("out.txt", "out.txt does not end in .jsonl"),
        ("out.parquet", "out.parquet does not end in .jsonl"),
    ],
)
def test_an_export_goes_to_a_file_of_json_lines(place: str, said: str) -> None:
    """Another place is refused as by `extract`, and nothing is written."""
    before = sorted(Path().iterdir())
    result = runs("runs", "export", "out.jsonl.run", "-o", place)
    assert result.exit_code == 2
    assert said in result.stderr
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), JournalError("torn")]
)
def test_an_export_that_breaks_off_leaves_the_earlier_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """A full disk, a journal that cannot be read on, Ctrl-C: there is no half of a file, and nothing beside it."""
    Path("again.jsonl").write_text("earlier\n")
    before = sorted(folder.iterdir())
    lines = Journal.lines

    def breaking(journal: Journal) -> Iterator[str]:
        yield next(lines(journal))
        raise error

    monkeypatch.setattr(Journal, "lines", breaking)
    assert runs("runs", "export", "out.jsonl.run", "-o", "again.jsonl").exit_code in (1, 130)
    assert Path("again.jsonl").read_text() == "earlier\n"
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("folder")
def test_an_export_of_a_damaged_journal_says_one_thing() -> None:
    """Not also that the journal was closed while it was read."""
    with closing(sqlite3.connect("out.jsonl.run/journal.sqlite")) as journal, journal:
        journal.execute("UPDATE documents SET record = '{half' WHERE id = 'b'")
    Path("again.jsonl").write_text("earlier\n")
    result = runs("runs", "export", "out.jsonl.run", "--steps", "-o", "again.jsonl")
    assert result.exit_code == 1
    assert "JSONDecodeError" in result.stderr
    assert Path("again.jsonl").read_text() == "earlier\n"


def test_an_export_may_go_to_a_pipe(folder: Path) -> None:
    """It can be called anything, and is written to, not replaced by a file."""
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert runs("runs", "export", "out.jsonl.run", "-o", "pipe").exit_code == 0
        assert Path("pipe").is_fifo()
        assert os.read(reader, 1 << 16) == (folder / "out.jsonl").read_bytes()
    finally:
        os.close(reader)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", ["show", "export"])
def test_what_is_no_run_is_said_to_be_none(command: str) -> None:
    """And nothing is made of it."""
    Path("empty").mkdir()
    result = runs("runs", command, "empty", *(["-o", "-"] if command == "export" else []))
    assert result.exit_code == 2
    assert "empty is no run" in result.stderr
    assert list(Path("empty").iterdir()) == []
