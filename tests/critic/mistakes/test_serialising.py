"""Rows come back from JSON as they were, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from critic.mistakes.checking import MistakeSetError, RowError
from critic.mistakes.rows import MistakeRow, Passage
from critic.mistakes.serialising import from_plain, read_rows, scrubbed, to_plain, write_rows
from tests.critic.mistakes.examples import FLAWLESS, ROW, rows


def plain(**changes: Any) -> dict[str, Any]:
    """Return the example row as JSON has it, with some keys changed."""
    return {**json.loads(json.dumps(to_plain(ROW))), **changes}


@settings(deadline=None)
@given(rows())
def test_a_row_comes_back_from_json_as_it_was(row: MistakeRow) -> None:
    """Chinese, emoji, combining marks and control characters included."""
    assert from_plain(json.loads(json.dumps(to_plain(row)))) == row


def test_rows_come_back_from_a_file_as_they_were(tmp_path: Path) -> None:
    """One line each; nothing is reported, and nothing is left beside the file."""
    path, reports = tmp_path / "rows.jsonl", list[str]()
    write_rows(path, [ROW, FLAWLESS])
    assert list(read_rows(path, reports.append)) == [ROW, FLAWLESS]
    assert path.read_bytes().count(b"\n") == 2
    assert not reports
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "Expecting value"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "the row is not an object"),
        (b'{"document": "\xff"}', "can't decode"),
        (json.dumps(plain())[:300], "Unterminated|Expecting"),
        (json.dumps(plain(truth=[])), "the row has an unknown key: truth"),
        (json.dumps({key: value for key, value in plain().items() if key != "judged"}), "the row lacks judged"),
        (json.dumps(plain(truths=None)), "truths is not a list"),
        (json.dumps(plain(truths=[7])), "an entry of truths is not an object"),
        (json.dumps(plain(right=[{"pointer": "/name"}])), "an entry of right lacks pattern, value, start, end"),
        (json.dumps(plain(passages=[{"start": "0", "text": "x"}])), "a passage begins at '0'"),
        (json.dumps(plain(truths=[{**plain()["truths"][0], "mistake": "typo"}])), "'typo' is none of invented, "),
        (json.dumps(plain(origin=[])), r"\[\] is none of synthetic, generator, human"),
        (json.dumps(plain(draft={"name": float("nan")})), "NaN is no number of JSON"),
        (json.dumps(plain(draft={})), "the draft has no value there"),
    ],
)
def test_a_bad_line_is_reported_and_skipped(tmp_path: Path, line: str | bytes, said: str) -> None:
    """With the file and the number of the line; those around it are read."""
    path, reports = tmp_path / "rows.jsonl", list[str]()
    good = json.dumps(plain()).encode()
    bad = line if isinstance(line, bytes) else line.encode()
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join([good, b"", bad, good, b""]))
    assert list(read_rows(path, reports.append)) == [ROW, ROW]
    (report,) = reports
    assert report.startswith(f"{path}, line 3: skipped, not a row of a mistake dataset: ")
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(report)


def test_lone_surrogates_are_replaced_one_for_one(tmp_path: Path) -> None:
    """UTF-8 has none; offsets stay true, and draft and mistakes still agree."""
    broken = "Mira \ud83d Quell"
    row = replace(
        FLAWLESS,
        passages=(Passage(0, f"{broken}, pilot"),),
        draft={"name": broken},
        right=(replace(FLAWLESS.right[0], value=broken, end=12),),
    )
    for whole in (scrubbed(row), from_plain(to_plain(row)), *written_and_read(tmp_path, row)):
        assert whole.text == "Mira \ufffd Quell, pilot"
        assert whole.draft == {"name": whole.right[0].value} == {"name": whole.text[0:12]}
    assert scrubbed(ROW) is ROW


def written_and_read(folder: Path, row: MistakeRow) -> list[MistakeRow]:
    """Return a row as it comes back from a file, and from one that another program wrote."""
    write_rows(folder / "ours.jsonl", [row])
    (folder / "theirs.jsonl").write_text(json.dumps(to_plain(row)))
    return [found for name in ("ours", "theirs") for found in read_rows(folder / f"{name}.jsonl", pytest.fail)]


def test_a_row_that_is_no_plain_json_is_refused() -> None:
    """A set, as a program may have put it there by mistake."""
    with pytest.raises(RowError, match="draft: not plain JSON"):
        scrubbed(replace(ROW, draft={"skills": {"Norn"}}))


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    """With the next step; an earlier file stands when the writing fails half way."""
    with pytest.raises(MistakeSetError, match=r"none\.jsonl: cannot be read .*name a JSONL file"):
        list(read_rows(tmp_path / "none.jsonl", pytest.fail))
    with pytest.raises(MistakeSetError, match=r"rows\.jsonl: cannot be written .*name another file"):
        write_rows(tmp_path / "no" / "rows.jsonl", [ROW])
    path = tmp_path / "rows.jsonl"
    path.write_text("yesterday")

    def interrupted() -> Any:
        yield ROW
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(path, interrupted())
    assert path.read_text() == "yesterday"
    assert list(tmp_path.iterdir()) == [path]
