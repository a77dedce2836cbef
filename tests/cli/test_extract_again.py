"""``extract`` a second time: it goes on, it refuses, it starts anew. Replayed drafts or a real endpoint, no model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ie_pipeline.cli import main
from ie_pipeline.runs.directory import open_run, read_run
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.journal import State
from tests.generators.endpoint import KEY, Act, Endpoint, completion, failure

NAMES = ("Ada", "Bob", "Cyd")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to work in, with three documents and their drafts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name in NAMES:
        (tmp_path / "in" / f"{name}.txt").write_text(f"I am {name} Miller.")
    write_drafts(tmp_path, *NAMES)
    return tmp_path


def write_drafts(folder: Path, *names: str) -> None:
    """Write drafts for these documents."""
    lines = [json.dumps({"id": f"{name}.txt", "data": {"name": f"{name} Miller"}}) + "\n" for name in names]
    (folder / "drafts.jsonl").write_text("".join(lines))


def extract(*arguments: object, generator: str = "replay:drafts.jsonl", output: str = "out.jsonl") -> Result:
    """Run ``extract`` over the documents."""
    call = ["extract", "in", "--schema", "resume", "--critic", "evidence", "--generator", generator, "-o", output]
    return CliRunner().invoke(main, [*call, *map(str, arguments)])


def ends(path: str = "out.jsonl") -> list[str]:
    """Return how the documents ended."""
    return [json.loads(line)["status"] for line in Path(path).read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("folder")
def test_the_same_command_again_gives_the_same_bytes_for_nothing() -> None:
    """Output and report, also where both were lost, without a draft being read."""
    assert extract("--html", "report.html").exit_code == 0
    first = [Path(name).read_bytes() for name in ("out.jsonl", "report.html")]
    for name in ("out.jsonl", "report.html"):
        Path(name).unlink()
    again = extract("--html", "report.html")
    assert again.exit_code == 0
    assert "done before: 3" in again.stderr
    assert [Path(name).read_bytes() for name in ("out.jsonl", "report.html")] == first


@pytest.mark.parametrize(
    ("change", "named"),
    [(["--max-rounds", "1"], "another setting of the loop"), (["--schema", "contract"], "another schema")],
)
def test_promise_11_another_run_is_refused_until_it_is_to_begin_anew(
    folder: Path, change: list[str], named: str
) -> None:
    """The message says what is another and what to do; the output stays as it is."""
    extract()
    first = (folder / "out.jsonl").read_bytes()
    refused = extract(*change)
    assert refused.exit_code == 2
    assert f"out.jsonl.run holds a run with {named}" in refused.stderr
    assert "--fresh" in refused.stderr
    assert (folder / "out.jsonl").read_bytes() == first
    assert extract(*change, "--fresh").exit_code in (0, 3)
    assert extract().exit_code == 2


@pytest.mark.usefixtures("folder")
def test_drafts_that_changed_are_another_generator() -> None:
    """A replay is what it replays."""
    extract()
    write_drafts(Path(), "Ada")
    assert "holds a run with another generator" in extract().stderr
    (Path() / "drafts.jsonl").unlink()
    broken = extract("--fresh")
    assert "drafts.jsonl: cannot be read" in broken.stderr
    assert broken.exit_code == 2
    write_drafts(Path(), *NAMES)
    assert "done before: 3" in extract().stderr, "what cannot be had does not cost the earlier run"


@pytest.mark.usefixtures("folder")
def test_a_run_may_write_to_other_places() -> None:
    """A second output of the same run costs nothing; a run may lie anywhere."""
    assert extract("--run", "mine").exit_code == 0
    assert not Path("out.jsonl.run").exists()
    again = extract("--run", "mine", output="-")
    assert again.stdout.encode() == Path("out.jsonl").read_bytes()
    assert extract("--run", "mine", output="out.csv").exit_code == 2, "a nested schema has no flat table"
    assert "done before: 3" in extract("--run", "mine", output="sqlite:///out.db").stderr


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("flag", ["--fresh", "--retry-failed"])
def test_what_is_about_an_earlier_run_needs_one(flag: str) -> None:
    """Output that goes to a pipe has no journal beside it."""
    refused = extract(flag, output="-")
    assert refused.exit_code == 2
    assert "--run" in refused.stderr


@pytest.mark.usefixtures("folder")
def test_a_run_that_another_process_is_at_is_left_alone() -> None:
    """Nor is what that one has written of its output."""
    with open_run("out.jsonl.run", Fingerprint({})):
        Path("out.jsonl.partial").write_text("of the other\n")
        refused = extract()
    assert refused.exit_code == 2
    assert "another process is at work in out.jsonl.run" in refused.stderr
    assert Path("out.jsonl.partial").read_text() == "of the other\n"


@pytest.mark.usefixtures("folder")
def test_a_dry_run_writes_nothing() -> None:
    """An estimate on stdout; no output, no journal."""
    before = sorted(Path().iterdir())
    result = extract("--dry-run")
    assert result.exit_code == 0
    assert "3 documents, judged by 3" in result.stdout
    assert sorted(Path().iterdir()) == before
    call = ["extract", "-", "--schema", "resume", "--critic", "evidence", "--generator", "replay:drafts.jsonl"]
    assert CliRunner().invoke(main, [*call, "-o", "-", "--dry-run"]).exit_code == 2


class Model:
    """An endpoint that reads a name off the passage; calls to it are counted."""

    def __init__(self, served: Endpoint) -> None:
        self.served = served
        served.script = self.answer
        self.bad = ""

    def answer(self, body: dict[str, Any]) -> Act:
        """Answer one request, one of a name that is ``bad`` with nothing that can be used."""
        said = json.dumps(body["messages"])
        name = next(name for name in NAMES if f"I am {name}" in said)
        return failure(400, "no") if name == self.bad else completion(json.dumps({"name": f"{name} Miller"}))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    """Start an endpoint that answers, as the one that the environment names."""
    with Endpoint() as served:
        monkeypatch.setenv("OPENAI_BASE_URL", served.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield Model(served)


@pytest.mark.usefixtures("folder")
def test_promise_9_a_budget_ends_a_run_that_a_larger_one_goes_on_with(model: Model) -> None:
    """Not one call more than was allowed over both runs, and nothing twice."""
    first = extract("--max-calls", 2, "-j", 1, generator="openai:m")
    assert first.exit_code == 3, first.output
    assert (ends(), len(model.served.requests)) == (["accepted", "accepted", "failed"], 2)
    assert "budget of 2 calls is spent" in first.stderr
    again = extract("--max-calls", 2, "-j", 1, generator="openai:m")
    assert (ends(), len(model.served.requests)) == (["accepted", "accepted", "failed"], 2), again.output
    assert extract("--max-calls", 3, "-j", 1, generator="openai:m").exit_code == 0
    assert (ends(), len(model.served.requests)) == (["accepted"] * 3, 3)


@pytest.mark.usefixtures("folder")
def test_a_run_that_nobody_serves_ends_in_one_error(model: Model) -> None:
    """An earlier output stays as it is, and with the right key the same command goes on."""
    Path("out.jsonl").write_text("earlier\n", encoding="utf-8")
    model.served.script = [failure(401, "no such key")]
    stopped = extract(generator="openai:m")
    assert stopped.exit_code == 1
    assert "Error: openai:m: the endpoint answered 401: no such key; check the API key" in stopped.stderr
    assert Path("out.jsonl").read_text(encoding="utf-8") == "earlier\n"
    model.served.script = model.answer
    assert extract(generator="openai:m").exit_code == 0
    assert ends() == ["accepted"] * 3


@pytest.mark.usefixtures("folder")
def test_failures_are_tried_again_when_asked(model: Model) -> None:
    """And only they; until then they stand."""
    model.bad = "Bob"
    assert extract(generator="openai:m").exit_code == 3
    asked = len(model.served.requests)
    model.bad = ""
    extract(generator="openai:m")
    assert (ends(), len(model.served.requests)) == (["accepted", "failed", "accepted"], asked)
    assert extract("--retry-failed", generator="openai:m").exit_code == 0
    assert (ends(), len(model.served.requests)) == (["accepted"] * 3, asked + 1)


@pytest.mark.usefixtures("folder")
def test_promise_10_no_key_is_in_a_journal(model: Model) -> None:
    """Whatever the endpoint says of it."""
    model.bad = "Ada"
    extract("--base-url", model.served.url.replace("//", "//me:sk-in-the-url@"), generator="openai:m")
    with read_run("out.jsonl.run") as journal:
        assert sum(journal.counts().values()) == 3
        assert State.DONE in {state for state, _ in journal.counts()}
    for path in Path("out.jsonl.run").iterdir():
        assert b"sk-" not in path.read_bytes()
