"""Drafts of labelled documents: how their making ends, and what is said of going on with it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from ie_pipeline.cli import main
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.generators.replay import ReplayGenerator


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX systems do")
@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ([], "The same command goes on from here."),
        (["--fresh"], "The same command without --fresh goes on from here."),
    ],
)
def test_an_interrupt_says_what_goes_on_without_drafting_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: list[str], said: str
) -> None:
    """A command that began afresh would forget its drafts, so the flag is to be left out."""
    monkeypatch.chdir(tmp_path)
    document = {"id": "a", "text": "Signed in Norland.", "gold": {"governing_law": "Norland"}}
    Path("labelled.jsonl").write_text(json.dumps(document) + "\n")
    Path("drafts.jsonl").write_text(json.dumps({"id": "a", "data": {}}) + "\n")
    generate = ReplayGenerator.generate

    def interrupted(generator: ReplayGenerator, requests: Sequence[Request]) -> list[Answer]:
        signal.raise_signal(signal.SIGINT)
        return generate(generator, requests)

    monkeypatch.setattr(ReplayGenerator, "generate", interrupted)
    call = "mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl -o made"
    result = CliRunner().invoke(main, [*call.split(), *flags])
    assert result.exit_code == 130, result.output
    assert said in result.stderr
