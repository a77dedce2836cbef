"""Records as JSON lines: each is whole on the disk as soon as it is written."""

from __future__ import annotations

import json
from pathlib import Path

from ie_pipeline.record import Record, Status
from ie_pipeline.runs.sinks import open_sink
from tests.runs.sinks.records import ALL, FLAT


def test_a_record_is_a_line(tmp_path: Path) -> None:
    """The file is UTF-8 and holds what `Record.to_json` gives."""
    target = tmp_path / "out.jsonl"
    with open_sink(str(target), FLAT, fingerprint="f") as sink:
        for record in ALL:
            sink.write(record)
    assert target.read_text(encoding="utf-8") == "".join(record.to_json() + "\n" for record in ALL)


def test_a_killed_run_leaves_whole_lines_aside(tmp_path: Path) -> None:
    """Each record is handed to the operating system before the next document is worked on."""
    target = tmp_path / "out.jsonl"
    partial = target.with_name("out.jsonl.partial")
    with open_sink(str(target), FLAT, fingerprint="f") as sink:
        for number, record in enumerate(ALL, start=1):
            sink.write(record)
            assert len(partial.read_text(encoding="utf-8").splitlines()) == number


def test_no_text_breaks_a_line(tmp_path: Path) -> None:
    """Line separators and halves of surrogate pairs are escaped."""
    target = tmp_path / "out.jsonl"
    record = Record("a\u2028\x85\0\ud800", Status.ACCEPTED, {"law": "x\r\ny"})
    with open_sink(str(target), FLAT, fingerprint="f") as sink:
        sink.write(record)
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == record.id
