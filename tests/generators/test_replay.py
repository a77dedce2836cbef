"""Drafts played back from a file."""

from __future__ import annotations

import json
from math import nan
from pathlib import Path

import pytest

from critic.fields import Field
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Complaint, Generator, Request
from ie_pipeline.generators.replay import ReplayGenerator

FIELDS = (Field(("name",)), Field(("tools", "*")))


def write(folder: Path, *lines: object) -> Path:
    """Write lines to a file; what is no text is written as JSON."""
    path = folder / "drafts.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    return path


def test_each_document_gets_its_own_draft(tmp_path: Path) -> None:
    """Drafts are found by the document's id, in any order, and values are left as they are."""
    path = write(
        tmp_path, {"id": "a", "data": {"name": "Ada"}}, "", {"id": 7, "data": {"tools": ["SQL"]}, "status": "x"}
    )
    replay = ReplayGenerator(path)
    answers = replay.generate([Request("7", "text", 0, FIELDS), Request("a", "text", 0, FIELDS)])
    assert [answer.data for answer in answers] == [{"tools": ["SQL"]}, {"name": "Ada"}]
    assert all(answer.error is None and answer.usage.calls == 0 for answer in answers)
    assert isinstance(replay, Generator)


def test_an_unknown_document_is_an_error_of_that_document(tmp_path: Path) -> None:
    """A missing draft names the file and the id and leaves the others alone."""
    replay = ReplayGenerator(write(tmp_path, {"id": "a", "data": {}}))
    known, unknown = replay.generate([Request("a", "", 0, FIELDS), Request("b", "", 0, FIELDS)])
    assert known.error is None
    assert "drafts.jsonl" in (unknown.error or "")
    assert "'b'" in (unknown.error or "")


def test_a_replay_cannot_mend(tmp_path: Path) -> None:
    """A complaint gets no second draft, so that the mends are the critic's own."""
    replay = ReplayGenerator(write(tmp_path, {"id": "a", "data": {"name": "Ada"}}))
    complaint = Complaint("redundant", "name", "Ada", "not stated")
    (answer,) = replay.generate([Request("a", "", 0, FIELDS, (complaint,))])
    assert answer.data == {}
    assert answer.error == "a replay cannot be asked again"


def test_what_the_schema_does_not_know_is_left_out_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No value reaches a record that the critic would have no field to judge by, and none vanishes without a word."""
    nothing = {"none": None, "blank": " ", "no": nan, "dash": "\u2013"}
    drafts = [{"id": name, "data": {"name": "Ada", "secret": 1, **nothing}} for name in "ab"]
    replay = ReplayGenerator(write(tmp_path, *drafts))
    answers = replay.generate([Request(name, "", 0, FIELDS) for name in "ab"])
    assert [answer.data for answer in answers] == [{"name": "Ada"}] * 2
    (told,) = caplog.messages
    assert told == "drafts.jsonl: of the draft of 'a' the schema does not take all of secret"


@pytest.mark.parametrize(
    ("line", "problem"),
    [("{oops", "not JSON"), ('["a"]', '"id"'), ('{"data": {}}', '"id"'), ('{"id": "b", "data": []}', '"data"')],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    """An error in the file says where it is and what a line should be."""
    path = write(tmp_path, {"id": "a", "data": {}}, line)
    with pytest.raises(UsageError, match=rf"drafts\.jsonl, line 2: .*{problem}"):
        ReplayGenerator(path)


def test_two_drafts_for_one_document_are_refused(tmp_path: Path) -> None:
    """Which of two drafts is meant is not guessed."""
    path = write(tmp_path, {"id": "a", "data": {}}, {"id": "a", "data": {"name": "Ada"}})
    with pytest.raises(UsageError, match="line 2: a second draft with the id 'a'"):
        ReplayGenerator(path)


def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    """A missing file and one that is no text are told apart."""
    with pytest.raises(UsageError, match="No such file"):
        ReplayGenerator(tmp_path / "none.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        ReplayGenerator(tmp_path / "binary.jsonl")
