"""Ctrl-C and SIGTERM as the system sends them: once and twice."""

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


def interrupted(*sent: signal.Signals) -> tuple[Run, Console]:
    """Return a run that is sent these signals while its generator answers for the first time."""
    coming = list(sent)

    def before(_: Sequence[Request]) -> None:
        while coming:
            signal.raise_signal(coming.pop())

    return Run(None, lambda: pipeline(Drafting(before))), Console(file=io.StringIO(), width=100)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_first_finishes_what_is_under_way_and_says_so(sent: signal.Signals) -> None:
    """The handler that was there before is back afterwards."""
    before = signal.getsignal(sent)
    run, console = interrupted(sent)
    with graceful(run, console):
        assert len(lines(run.records(documents(20)))) == 4
    assert run.interrupted
    assert "Ctrl-C again stops at once" in console.file.getvalue()  # type: ignore[attr-defined]
    assert signal.getsignal(sent) is before


def test_the_second_stops_at_once() -> None:
    """In the midst of an answer."""
    run, console = interrupted(signal.SIGINT, signal.SIGINT)
    with graceful(run, console), pytest.raises(KeyboardInterrupt):
        lines(run.records(documents(20)))
