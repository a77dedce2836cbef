"""Measure what a run costs beside its models: documents a second, peak memory, and the scan of a large journal.

    python scripts/benchmark_runs.py [--documents 1000 100000] [--rows 1000000] [--folder DIR]

The documents are short and their drafts replayed; the critic is the deterministic one and mends nothing. Each number
stands beside what was asked of it. Takes some minutes and a gigabyte or two in FOLDER, which is a temporary one by
default.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ie_pipeline.documents import Document
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.journal import Journal, Key

RATE, GROWTH, SCAN_S = 300, 1.2, 5
"""Asked for: documents a second, peak memory of the long run over that of the short one, seconds of the scan."""
FACTS = {"name": "{name} Miller", "email": "{name}@example.org", "tech_tools": ["Python", "SQL", "Docker"]}
TEXT = (
    "{name} Miller\n{name}@example.org\n\nSkills: Python, SQL and Docker.\n\nExperience: five years as an engineer at "
    "Example Inc., where {name} looked after the pipelines, the people who wrote them and the people who read them.\n"
)


@dataclass(frozen=True)
class Cost:
    """What a process took: wall time in seconds and the peak of its memory in MB."""

    seconds: float
    peak_mb: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs=2, default=[1_000, 100_000], metavar=("FEW", "MANY"))
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the journal that is scanned")
    parser.add_argument("--folder", type=Path, help="where the files of the benchmark go")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        few, many = chosen.documents
        short, long = (extract(Path(folder), count) for count in (few, many))
        rate = (many - few) / (long.seconds - short.seconds)
        print(f"documents a second, without model time: {rate:,.0f} (asked: {RATE:,} or more)")
        peaks = f"{short.peak_mb:,.0f} MB at {few:,} documents, {long.peak_mb:,.0f} MB at {many:,}"
        print(f"peak memory: {peaks}: x {long.peak_mb / short.peak_mb:.2f} (asked: {GROWTH} or less)")
        again = extract(Path(folder), many)
        print(f"the same command again: {again.seconds:,.1f} s instead of {long.seconds:,.1f} s")
        seconds = scan(Path(folder) / "journal.sqlite", chosen.rows)
        print(f"scan of a journal of {chosen.rows:,} rows: {seconds:.1f} s (asked: less than {SCAN_S} s)")


def extract(folder: Path, count: int) -> Cost:
    """Run the command over some documents in a process of its own."""
    inputs, drafts = folder / f"{count}.jsonl", folder / f"{count}.drafts.jsonl"
    names = [f"Person{number}" for number in range(count)]
    write(inputs, ({"id": name, "text": TEXT.format(name=name)} for name in names))
    write(drafts, ({"id": name, "data": json.loads(json.dumps(FACTS).replace("{name}", name))} for name in names))
    names.clear()
    call = ["extract", inputs, "--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence"]
    call += ["--max-rounds", "0", "-o", folder / f"{count}.out.jsonl"]
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - the command of this very project
        [sys.executable, "-m", "ie_pipeline", *map(str, call)], stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        sys.exit(f"extract ended with {process.returncode}")
    return Cost(time.perf_counter() - began, usage.ru_maxrss / 1024)


def write(path: Path, entries: Iterator[object]) -> None:
    """Write JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry) + "\n" for entry in entries)


def scan(path: Path, rows: int) -> float:
    """Fill a journal, open it as a run that goes on does, and look up every document; return the seconds of that."""
    keys = [Key.of(Document(f"document {number}", f"text {number}")) for number in range(rows)]
    line = Record("document", Status.ACCEPTED, {"name": "Ada Miller"}, usage={"calls": 1}, coverage=1.0).to_json()
    Journal(path).close()
    with sqlite3.connect(path) as connection:  # one transaction, where a run has one for each document
        connection.executemany(
            "INSERT INTO documents (key, position, id, state, status, record) VALUES (?, ?, ?, 'done', 'accepted', ?)",
            ((key.digest, position, key.id, line) for position, key in enumerate(keys)),
        )
    connection.close()
    began = time.perf_counter()
    with Journal(path) as journal:
        found = sum(journal.find(key) is not None for key in keys)
        counted = sum(journal.counts().values())
    seconds = time.perf_counter() - began
    if not found == counted == rows:
        sys.exit(f"{found:,} of {rows:,} documents were found")
    return seconds


if __name__ == "__main__":
    main()
