"""Promise 2 by force: a batch in a process of its own, killed at random instants, again and again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from ie_pipeline.generators.base import Request
from ie_pipeline.runs.directory import open_run, read_run
from ie_pipeline.runs.run import Run
from ie_pipeline.runs.sinks import open_sink
from tests.runs.worlds import FINGERPRINT, SCHEMA, Drafting, documents, pipeline

DOCUMENTS, KILLS = 50, 200


def work(folder: Path) -> None:
    """Run the batch, and put a line into ``asked`` for each question before it is answered."""

    def before(requests: Sequence[Request]) -> None:
        with (folder / "asked").open("a") as log:
            log.write("".join(f"{request.document} {int(len(request.fields) == 1)}\n" for request in requests))

    with (
        open_run(folder / "run", FINGERPRINT) as journal,
        open_sink(str(folder / "out.jsonl"), SCHEMA, fingerprint=FINGERPRINT.digest) as sink,
    ):
        for _, record in Run(journal, lambda: pipeline(Drafting(before))).records(documents(DOCUMENTS)):
            sink.write(record)


def start(folder: Path) -> int:
    """Run the batch in a child that has everything imported; return its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work(folder)
        status = 0
    finally:
        os._exit(status)


def asked(folder: Path) -> list[str]:
    """Return what was asked so far."""
    path = folder / "asked"
    return path.read_text().splitlines() if path.exists() else []


def journalled(folder: Path, spare: Path) -> set[str]:
    """Return the steps that a run has in its journal, from a copy: the next process finds what the dead one left."""
    if not (folder / "run" / "journal.sqlite").exists():
        return set()
    shutil.rmtree(spare, ignore_errors=True)
    shutil.copytree(folder / "run", spare)
    with read_run(spare) as journal:
        return {f"{logged.id} {step.number}" for logged in journal.logged() for step in logged.steps}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork, to be quick")
def test_promise_2_a_run_that_is_killed_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Whenever it dies, the output is that of a run that did not, and no journalled step is asked a second time."""
    whole = tmp_path / "whole"
    whole.mkdir()
    began = time.monotonic()
    assert os.waitstatus_to_exitcode(os.waitpid(start(whole), 0)[1]) == 0
    longest = 0.5 * (time.monotonic() - began)
    expected = (whole / "out.jsonl").read_bytes()
    assert expected.count(b"\n") == DOCUMENTS
    assert len(asked(whole)) == 2 * DOCUMENTS

    chance, kills, runs, repeated = random.Random(2), 0, 0, 0
    while kills < KILLS:
        folder = tmp_path / str(runs)
        folder.mkdir()
        runs, ended = runs + 1, False
        while not ended:
            known, before = journalled(folder, tmp_path / "copy"), len(asked(folder))
            child = start(folder)
            time.sleep(chance.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert code in (0, -signal.SIGKILL)
            ended, kills = code == 0, kills + (code != 0)
            repeated += len(known & set(asked(folder)[before:]))
            out = folder / "out.jsonl"
            assert out.exists() or not ended
            assert not out.exists() or out.read_bytes() == expected
    assert repeated == 0
