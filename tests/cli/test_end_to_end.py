"""The real command over real files: replayed drafts and the deterministic critic, so no model is loaded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
COMMAND = [sys.executable, "-m", "ie_pipeline"]


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    call = [*COMMAND, *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, check=False, encoding="utf-8", timeout=120)


def lines(path: Path) -> dict[str, Any]:
    """Read a file of records by id."""
    return {entry["id"]: entry for entry in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


@pytest.fixture(scope="module")
def resumes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the sample resumes have become records."""
    folder = tmp_path_factory.mktemp("resumes")
    drafts = SAMPLES / "replay" / "resumes.jsonl"
    call = ["--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence"]
    done = command("extract", SAMPLES / "resumes", *call, "-o", folder / "out.jsonl", "--html", folder / "report.html")
    assert done.returncode in (0, 3), done.stderr
    assert done.stdout == ""
    return folder


def test_every_resume_has_its_record(resumes: Path) -> None:
    """Text, Markdown, HTML, PDF and Word files, one record each."""
    names = {path.name for path in (SAMPLES / "resumes").iterdir()}
    assert set(lines(resumes / "out.jsonl")) == names
    report = (resumes / "report.html").read_text(encoding="utf-8")
    assert all(name in report for name in names)


def test_what_the_resume_does_not_say_does_not_survive(resumes: Path) -> None:
    """Django and SQL came in with the draft; no value of any record stands without evidence."""
    record = lines(resumes / "out.jsonl")["resume_flask.md"]
    assert {"Python", "Flask"} <= set(record["data"]["tech_tools"])
    assert not {"Django", "SQL"} & set(record["data"]["tech_tools"])
    assert record["rounds"][0]["changes"]


def test_evidence_quotes_the_source(resumes: Path) -> None:
    """An offset counts the characters of the text."""
    text = (SAMPLES / "resumes" / "marketing_manager.txt").read_text(encoding="utf-8")
    evidence = lines(resumes / "out.jsonl")["marketing_manager.txt"]["evidence"]
    assert evidence
    assert all(text[found["start"] : found["end"]] == found["quote"] for found in evidence.values())


def test_the_same_input_gives_the_same_bytes(resumes: Path, tmp_path: Path) -> None:
    """A record holds no clock time and no chance."""
    drafts = SAMPLES / "replay" / "resumes.jsonl"
    call = ["--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence"]
    command("extract", SAMPLES / "resumes", *call, "-o", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (resumes / "out.jsonl").read_bytes()


def test_a_bad_replay_line_is_a_usage_error(tmp_path: Path) -> None:
    """The message names the file and the line, and there is no traceback."""
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text('{"id": "a", "data": {}}\n{oops\n')
    call = ["--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence"]
    done = command("extract", SAMPLES / "resumes", *call, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 2
    assert "drafts.jsonl, line 2: not JSON" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_a_critic_that_is_none_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    """The folder is named, and so is what would do instead."""
    drafts = SAMPLES / "replay" / "resumes.jsonl"
    call = ["--schema", "resume", "--generator", f"replay:{drafts}", "--critic", tmp_path]
    done = command("extract", SAMPLES / "resumes", *call, "-o", tmp_path / "out.jsonl")
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "Hint:" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_evaluation_from_end_to_end(tmp_path: Path) -> None:
    """Two invented values are dropped: precision rises from 2/4 to 1 and recall stays at 2/3."""
    rows = [
        {"id": "a", "text": "I am Ada and know SQL.", "gold": {"name": ["Ada"], "tech_tools": ["SQL"]}},
        {"id": "b", "text": "I am Bob.", "gold": {"name": ["Bob"]}, "uncertain_fields": ["email"]},
    ]
    drafts = [
        {"id": "a", "data": {"name": "Ada", "tech_tools": ["SQL", "Django"]}},
        {"id": "b", "data": {"name": "Eve"}},
    ]
    for name, entries in (("gold.jsonl", rows), ("drafts.jsonl", drafts)):
        (tmp_path / name).write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    generator = f"replay:{tmp_path / 'drafts.jsonl'}"
    call = ["--schema", "resume", "--generator", generator, "--critic", "evidence", "--report", "-"]
    done = command("evaluate", tmp_path / "gold.jsonl", *call)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["draft"]["precision"], report["draft"]["recall"]) == (0.5, 0.6667)
    assert (report["final"]["precision"], report["final"]["recall"]) == (1.0, 0.6667)
    assert report["critic"]["redundant"]["f1"] == 1.0
    assert report["critic"]["missing"]["recall"] == 0.0
    assert report["settings"]["fields"] == ["name", "email", "tech_tools"]
    assert "oracle" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX systems do")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_is_finished(sent: signal.Signals, tmp_path: Path) -> None:
    """A run that waits for its next document is interrupted; the records so far are in the output."""
    drafts, out = tmp_path / "drafts.jsonl", tmp_path / "out.jsonl"
    names = [str(number) for number in range(30)]
    drafts.write_text("".join(json.dumps({"id": name, "data": {"name": "Ada"}}) + "\n" for name in names))
    call = ["extract", "-", "--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence", "-o", out]
    with subprocess.Popen(
        [*COMMAND, *map(str, call)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("".join(json.dumps({"id": name, "text": "I am Ada."}) + "\n" for name in names))
        process.stdin.flush()
        partial = Path(f"{out}.partial")
        deadline = time.monotonic() + 60
        while not (partial.exists() and partial.read_bytes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(sent)
        process.wait(timeout=30)
        said = process.stderr.read()
    assert process.returncode == 130, said
    assert list(lines(out)) == names[: len(lines(out))]
    assert lines(out)
    assert not partial.exists()
    assert "interrupted" in said


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux only")
def test_a_locale_without_accents_reads_a_name_that_has_some(tmp_path: Path) -> None:
    """As in a container or a cron job, where no locale is set."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Zoë.txt").write_text("I am Zoë.", encoding="utf-8")
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text('{"id": "Zoë.txt", "data": {"name": "Zoë"}}', encoding="utf-8")
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    call = ["extract", tmp_path / "in", "--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence"]
    done = subprocess.run(
        [*COMMAND, *map(str, call), "-o", "-"], capture_output=True, check=False, env=plain, timeout=120
    )
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert (record["id"], record["data"]) == ("Zoë.txt", {"name": "Zoë"})


@pytest.mark.skipif(os.name == "nt", reason="a shell closes streams so")
@pytest.mark.parametrize(("closed", "code", "said"), [("<&-", 2, "input is closed"), (">&-", 1, "output is closed")])
def test_a_closed_stream_is_named(closed: str, code: int, said: str, tmp_path: Path) -> None:
    """As of a service that was started without them."""
    (tmp_path / "a.txt").write_text("I am Ada.")
    named = "-" if closed == "<&-" else "a.txt"
    call = f"'{sys.executable}' -m ie_pipeline extract {named} --schema resume --generator none --critic evidence -o -"
    done = subprocess.run(
        ["sh", "-c", f"{call} {closed}"], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120
    )
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Internal error" not in done.stderr
