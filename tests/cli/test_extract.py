"""``ie-pipeline extract``: where data goes, what is said beside it, and how it ends."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ie_pipeline.cli import main
from ie_pipeline.cli.options import PipelineOptions
from ie_pipeline.record import Status
from tests.cli.pipelines import Scripted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three documents."""
    source = tmp_path / "in"
    source.mkdir()
    for name in ("one", "two", "three"):
        (source / f"{name}.txt").write_text(f"Title of {name}")
    return source


def run(monkeypatch: pytest.MonkeyPatch, pipeline: Scripted, *arguments: object, **options: Any) -> Result:
    """Run ``extract`` with a pipeline that loads no model."""
    monkeypatch.setattr(PipelineOptions, "build", lambda _options, _schema: pipeline)
    call = ["extract", "--schema", "contract", *map(str, arguments)]
    return CliRunner().invoke(main, call, **options)


def lines(path: Path) -> list[dict[str, Any]]:
    """Read a file of records."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_all_accepted_is_success(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    """One record a document, in order; the summary is on stderr and nothing else on stdout."""
    out = tmp_path / "out.jsonl"
    result = run(monkeypatch, Scripted(), folder, "-o", out)
    assert result.exit_code == 0, result.output
    assert [record["id"] for record in lines(out)] == ["one.txt", "three.txt", "two.txt"]
    assert result.stdout == ""
    assert "accepted" in result.stderr
    assert "out.jsonl" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.jsonl", "out.jsonl.run"]


def test_one_that_needs_review_ends_with_3(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    """A script can tell from the exit code that a person has to look."""
    out = tmp_path / "out.jsonl"
    result = run(monkeypatch, Scripted(two=Status.NEEDS_REVIEW), folder, "-o", out)
    assert result.exit_code == 3
    assert [record["status"] for record in lines(out)] == ["accepted", "accepted", "needs_review"]


def test_an_unreadable_file_is_a_failed_record(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    """The others are read, and the reason stands in the record and on stderr."""
    (folder / "empty.txt").touch()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    out = tmp_path / "out.jsonl"
    result = run(monkeypatch, Scripted(), folder, "-o", out)
    assert result.exit_code == 3
    records = {record["id"]: record for record in lines(out)}
    assert len(records) == 5
    assert records["empty.txt"]["status"] == "failed"
    assert "0 bytes" in records["empty.txt"]["error"]
    assert "Failed: empty.txt: is empty" in result.stderr
    assert records["one.txt"]["status"] == "accepted"


def test_stdin_to_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shell pipe only records reach stdout, whatever else is said."""
    line = json.dumps({"id": "a", "text": "Vertrag\u2028über 5 €"}) + "\n"
    result = run(monkeypatch, Scripted(), "-", "-o", "-", input=line)
    assert result.exit_code == 0, result.output
    (record,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert record["data"] == {"document_name": "Vertrag\u2028über 5 €"}
    assert "accepted" in result.stderr


def test_a_bad_line_on_stdin_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is no document has a failed record in its place."""
    result = run(monkeypatch, Scripted(), "-", "-o", "-", input='{"id": "a", "text": "x"}\n{oops\n')
    assert result.exit_code == 3
    assert [json.loads(line)["status"] for line in result.stdout.splitlines()] == ["accepted", "failed"]


def test_an_interrupt_keeps_what_is_finished(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    """Ctrl-C at the third document leaves two records and a report on both."""
    out, html = tmp_path / "out.jsonl", tmp_path / "report.html"
    result = run(monkeypatch, Scripted(two=KeyboardInterrupt()), folder, "-o", out, "--html", html)
    assert result.exit_code == 130
    assert [record["id"] for record in lines(out)] == ["one.txt", "three.txt"]
    assert "three.txt" in html.read_text(encoding="utf-8")
    assert "interrupted" in result.stderr


def test_a_broken_program_keeps_what_is_finished(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    """An internal error costs no finished record and says how to see more."""
    out = tmp_path / "out.jsonl"
    result = run(monkeypatch, Scripted(two=ZeroDivisionError("oops")), folder, "-o", out)
    assert result.exit_code == 1
    assert "Internal error: ZeroDivisionError: oops" in result.stderr
    assert "--debug" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(lines(out)) == 2


def test_an_early_error_leaves_the_last_output_alone(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    """Yesterday's records are not replaced by nothing."""
    out = tmp_path / "out.jsonl"
    out.write_text("yesterday\n")
    result = run(monkeypatch, Scripted(one=ZeroDivisionError()), folder, "-o", out)
    assert result.exit_code == 1
    assert out.read_text() == "yesterday\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.jsonl"]


def test_records_are_on_disk_as_soon_as_they_are_done(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    """A process that is killed at the third document leaves two records in the partial file."""
    seen: list[int] = []

    class Watching(Scripted):
        def record(self, document: Any) -> Any:
            partial = tmp_path / "out.jsonl.partial"
            seen.append(len(partial.read_text(encoding="utf-8").splitlines()))
            return super().record(document)

    run(monkeypatch, Watching(), folder, "-o", tmp_path / "out.jsonl")
    assert seen == [0, 1, 2]


def test_the_report_shows_each_document_beside_its_record(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    """Documents and records are paired also when the pipeline reads ahead."""
    html = tmp_path / "report.html"
    result = run(monkeypatch, Scripted(), folder, "-o", tmp_path / "out.jsonl", "--html", html)
    assert result.exit_code == 0, result.output
    assert "Title of three" in html.read_text(encoding="utf-8")
    assert "report.html" in result.stderr


def test_a_report_on_many_files_has_a_short_heading(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    """A shell writes a glob out; the names of a thousand files would leave no room for the page."""
    for number in range(1000, 1120):
        (folder / f"{number}.txt").write_text("Title")
    html = tmp_path / "report.html"
    places = ("-o", tmp_path / "out.jsonl", "--html", html)
    assert run(monkeypatch, Scripted(), *sorted(folder.glob("1*.txt")), *places).exit_code == 0
    heading = html.read_text(encoding="utf-8").partition("<h1>")[2].partition("</h1>")[0]
    assert heading.endswith(f"{folder}/1002.txt and 117 more")
    assert "1003.txt" not in heading


def test_a_document_cannot_write_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id with escape codes and markup is shown, not obeyed."""
    line = json.dumps({"id": "\x1b[2J[bold]x", "text": ""}) + "\n"
    result = run(monkeypatch, Scripted(), "-", "-o", "-", input=line)
    assert "\x1b" not in result.stderr
    assert "[bold]x" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.txt", "-o", "out.jsonl"], "no such input: missing.txt"),
        (["*.nothing", "-o", "out.jsonl"], "no file matches *.nothing"),
        (["in", "-o", "nowhere/out.jsonl"], "cannot write nowhere/out.jsonl"),
        (["in", "-o", "out.jsonl", "--html", "nowhere/r.html"], "cannot write nowhere/r.html"),
        (["in/one.txt", "-o", "out.jsonl", "--html", "in"], "cannot write in: it is a folder"),
        (["in", "-o", "out.jsonl", "--html", "-"], "the report is a page and does not go to stdout"),
        (["in/one.txt", "-o", "in/one.txt"], "is an input"),
        (["in/*.txt", "-o", "in/one.txt"], "is an input"),
        (["in", "-o", "out.jsonl", "--html", "in/one.txt"], "in/one.txt is an input"),
        (["in", "-o", "out.jsonl", "--html", "in/r.HTML"], "the next run would read in/r.HTML"),
        (["in/*.txt", "-o", "out.jsonl", "--html", "in/new.txt"], "the next run would read in/new.txt"),
        (["in/**/*.txt", "-o", "out.jsonl", "--html", "in/new.txt"], "the next run would read in/new.txt"),
        (["in", "-o", "out.jsonl", "--html", "out.jsonl"], "records and report cannot both be written to out.jsonl"),
        (["in", "-o", "sqlite:///out.db", "--html", "out.db"], "cannot both be written to out.db"),
        (["in", "-o", "sqlite:///nowhere/out.db#table"], "cannot write nowhere/out.db"),
        (["in/one.txt", "-o", "sqlite:///in/one%2Etxt"], "in/one.txt is an input"),
        (["in", "-o", "out.jsonl", "--critic", "in"], "in: not a critic"),
        (["in", "-o", "out.jsonl", "--generator", "hf:in"], "in: not a model"),
        (["in"], "Missing option '-o'"),
        (["-o", "out.jsonl"], "Missing argument"),
        (["in", "-o", "out.jsonl", "--max-rounds", "-1"], "--max-rounds"),
        (["in", "-o", "out.jsonl", "--max-passages", "0"], "--max-passages"),
        (["in", "-o", "out.jsonl", "--error-rate", "7"], "--error-rate"),
        (["in", "-o", "out.jsonl", "--copy", "maybe"], "--copy"),
    ],
)
def test_a_wrong_call_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    """It is said before anything is loaded, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    result = run(monkeypatch, Scripted(), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert (folder / "one.txt").read_text() == "Title of one"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.jsonl", "--html", "shape.json"], "shape.json is the schema; it would be overwritten"),
        (["-o", "drafts.jsonl"], "drafts.jsonl is the file of drafts; it would be overwritten"),
        (["-o", "out.jsonl", "--html", "./drafts.jsonl"], "./drafts.jsonl is the file of drafts"),
    ],
)
def test_what_a_run_is_made_from_is_not_overwritten(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    """The schema and the drafts to replay are refused as places, as an input is."""
    monkeypatch.chdir(tmp_path)
    Path("shape.json").write_text('{"type": "object", "properties": {"name": {"type": "string"}}}')
    Path("drafts.jsonl").write_text('{"id": "one.txt", "data": {}}\n')
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    made_from = ("--schema", "shape.json", "--generator", "replay:drafts.jsonl")
    result = run(monkeypatch, Scripted(), folder, *made_from, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_files_of_other_kinds_in_a_directory_are_told_of(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """How many and of which kinds, once, at the end; what a run writes into the directory is none of them."""
    for name in ("a.rtf", "sub/b.xyz", "LICENSE", ".hidden.rtf", "more.jsonl"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("text")
    for _ in range(2):
        result = run(monkeypatch, Scripted(), folder, "-o", folder / "out.csv", "--run", folder / "journal")
        assert result.exit_code == 0, result.output
        said = f"Skipped in {folder}: 3 files of kinds that are not read (.rtf, .xyz, no suffix)\n"
        assert result.stderr.count(said) == result.stderr.count("Skipped") == 1


def test_a_link_to_a_document_is_no_place_for_a_report(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    """It would be replaced by the report, which the next run would read."""
    (tmp_path / "elsewhere.html").write_text("text")
    (folder / "a.html").symlink_to(tmp_path / "elsewhere.html")
    result = run(monkeypatch, Scripted(), folder, "-o", tmp_path / "out.jsonl", "--html", folder / "a.html")
    assert result.exit_code == 2
    assert "is an input" in result.stderr
    assert (folder / "a.html").is_symlink()


def test_records_may_lie_beside_the_documents(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """What a directory does not read may be written into it, and the same command gives the same again."""
    for _ in range(2):
        places = ("-o", folder / "out.jsonl", "--html", folder / ".report.html")
        assert run(monkeypatch, Scripted(), folder, *places).exit_code == 0
        assert [record["id"] for record in lines(folder / "out.jsonl")] == ["one.txt", "three.txt", "two.txt"]


def test_an_unknown_schema_ends_with_2(folder: Path, tmp_path: Path) -> None:
    """The hint names the schemas there are."""
    result = CliRunner().invoke(main, ["extract", str(folder), "--schema", "invoice", "-o", str(tmp_path / "o.jsonl")])
    assert result.exit_code == 2
    assert "Error: no such schema: invoice" in result.stderr
    assert "contract, resume" in result.stderr


def test_a_device_can_be_written_to(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Output that is to be thrown away needs no file beside the device."""
    assert run(monkeypatch, Scripted(), folder, "-o", "/dev/null").exit_code == 0


def test_records_that_the_next_run_would_read_are_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A glob whose ``**`` is no folder at all matches them; a run that could not be resumed should not begin."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "a" / "b").mkdir(parents=True)
    Path("in/a/b/documents.jsonl").write_text('{"id": "a", "text": "Title"}\n')
    for place in ("in/out.jsonl", "in/a/out.jsonl", "in/a/b/out.jsonl"):
        result = run(monkeypatch, Scripted(), "in/**/*.jsonl", "-o", place)
        assert result.exit_code == 2
        assert f"the next run would read {place} as a document" in result.stderr
    assert run(monkeypatch, Scripted(), "in/**/*.jsonl", "-o", "out.jsonl").exit_code == 0


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="elsewhere open files have no names")
def test_a_pipe_of_the_shell_can_be_written_to(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    """Records as in ``-o /dev/stdout | cat``, and a page as in ``--html >(gzip > page.gz)``; no run lies beside."""
    (records, records_end), (page, page_end) = os.pipe(), os.pipe()
    with open(records, "rb") as lines, open(page, "rb") as html:  # noqa: PTH123 - they are open already
        with ThreadPoolExecutor() as reading:
            read = reading.submit(html.read)  # more than a pipe holds
            places = ("-o", f"/dev/fd/{records_end}", "--html", f"/dev/fd/{page_end}")
            result = run(monkeypatch, Scripted(), folder, *places)
            os.close(records_end)
            os.close(page_end)
        assert result.exit_code == 0, result.output
        assert [json.loads(line)["id"] for line in lines] == ["one.txt", "three.txt", "two.txt"]
        assert b"Title of three" in read.result()
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a pipe has no path")
def test_that_nobody_reads_the_records_is_no_fault_of_the_report(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    """As in ``-o - --html page.html | head``: no file is said to be at fault that is not."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    class Left(Scripted):
        def record(self, document: Any) -> Any:
            if document.id == "one.txt":
                os.close(reader)
            return super().record(document)

    result = run(monkeypatch, Left(), folder, "-o", tmp_path / "pipe", "--html", tmp_path / "page.html")
    assert result.exit_code == 1
    assert "page.html" not in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "pipe"]


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX systems do")
@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ([], "The same command goes on from here."),
        (["--fresh"], "The same command without --fresh goes on from here."),
    ],
)
def test_an_interrupt_says_what_goes_on_without_paying_twice(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, flags: list[str], said: str
) -> None:
    """A run that began afresh would forget itself, so the flag is to be left out."""

    class Interrupted(Scripted):
        def record(self, document: Any) -> Any:
            signal.raise_signal(signal.SIGINT)
            return super().record(document)

    result = run(monkeypatch, Interrupted(), folder, "-o", tmp_path / "out.jsonl", *flags)
    assert result.exit_code == 130, result.output
    assert said in result.stderr
