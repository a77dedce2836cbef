"""A program that spreads a batch over a local Ray, for the tests; what it saw goes to FOLDER/seen.json.

    python spread.py FOLDER COUNT

The batch is run twice in one directory. The first time one of the workers is killed when the first record has come.
Between the two, workers are given a generator that does not exist.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import ray

from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.engines.ray import RayOptions, extract_with_ray
from ie_pipeline.errors import UsageError
from ie_pipeline.specification import PipelineSpec

FILLER = "Nothing of note is said in this sentence of the resume. " * 600


def documents(count: int) -> Iterator[Document | Unreadable]:
    """Yield documents, of which the eighth cannot be read and the ninth has two pages."""
    for number in range(count):
        if number == 7:
            yield Unreadable("cv-7", "a scan")
        elif number == 8:
            yield Document.from_pages("cv-8", ["Curriculum vitae", "Ann Lee 8 \U0001f469\U0001f3fd, nurse"])
        else:
            yield Document(f"cv-{number}", f"{FILLER}Ann Lee {number}, nurse. {FILLER}")


def journalled(folder: Path) -> int:
    """Count the documents that the workers have journalled."""
    total = 0
    for path in folder.glob("workers/*/journal.sqlite"):
        with closing(sqlite3.connect(path)) as journal:
            total += journal.execute("SELECT count(*) FROM documents WHERE state = 'done'").fetchone()[0]
    return total


def kill_one() -> int:
    """Kill a worker and return how many there were."""
    children = psutil.Process().children(recursive=True)
    workers = [child for child in children if child.cmdline() and child.cmdline()[0].startswith("ray::MapWorker")]
    workers[0].kill()
    return len(workers)


def main(folder: Path, count: int) -> None:
    """Run the batch twice and tell."""
    ray.init(num_cpus=2, object_store_memory=100 * 2**20, include_dashboard=False, log_to_driver=False)
    drafts = folder / "drafts.jsonl"
    entries = [{"id": f"cv-{number}", "data": {"name": f"Ann Lee {number}"}} for number in range(count)]
    drafts.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    spec, options, run = (
        PipelineSpec("resume", f"replay:{drafts}", "evidence"),
        RayOptions(batch_size=4),
        folder / "run",
    )
    seen: dict[str, object] = {}
    first: list[str] = []
    for record in extract_with_ray(documents(count), spec, options, work_dir=run):
        if not first:
            seen = {"done_when_killed": journalled(run), "workers": kill_one()}
        first.append(record.to_json())
    try:
        list(extract_with_ray(documents(1), PipelineSpec("resume", "replay:nowhere", "evidence"), options))
    except UsageError as error:
        seen["refusal"] = str(error)
    again = [record.to_json() for record in extract_with_ray(documents(count), spec, options, work_dir=run)]
    (folder / "seen.json").write_text(json.dumps({**seen, "first": first, "again": again}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
