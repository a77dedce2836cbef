"""Ctrl-C as the system sends it: once and twice."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Sequence

import pytest
from rich.console import Console

from ie_pipeline.cli.interrupts import graceful
from ie_pipeline.generators.base import Request
from ie_pipeline.runs.run import Run
from tests.runs.worlds import Drafting, documents, lines, pipeline

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX systems do")


def interrupted(*, times: int) -> tuple[Run, Console]:
    """Return a run whose generator is interrupted so many times while it answers for the first time."""
    left = [signal.SIGINT] * times

    def before(_: Sequence[Request]) -> None:
        while left:
            signal.raise_signal(left.pop())

    return Run(None, lambda: pipeline(Drafting(before))), Console(file=io.StringIO(), width=100)


def test_the_first_finishes_what_is_under_way_and_says_so() -> None:
    """The handler that was there before is back afterwards."""
    before = signal.getsignal(signal.SIGINT)
    run, console = interrupted(times=1)
    with graceful(run, console):
        assert len(lines(run.records(documents(20)))) == 4
    assert run.interrupted
    assert "Ctrl-C again stops at once" in console.file.getvalue()  # type: ignore[attr-defined]
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_stops_at_once() -> None:
    """In the midst of an answer."""
    run, console = interrupted(times=2)
    with graceful(run, console), pytest.raises(KeyboardInterrupt):
        lines(run.records(documents(20)))
