"""The directory of a run: who may go on in it, and what it leaves behind."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from ie_pipeline.errors import JournalError, UsageError
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.directory import find_runs, open_run, read_run
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.journal import Journal, Key, State
from tests.runs.worlds import FINGERPRINT, documents

OTHER = Fingerprint({**FINGERPRINT.settings, "critic": "another", "loop": {"max_rounds": 1}})


def finish(journal: Journal, number: int = 0) -> None:
    """Let one document end."""
    journal.end(Key.of(documents(9)[number]), number, State.DONE, Record(f"d{number}", Status.ACCEPTED), {}, None)


def test_promise_11_a_run_refuses_to_go_on_in_another_s(tmp_path: Path) -> None:
    """The message names what differs and what to do, and the other run is left as it is."""
    with open_run(tmp_path / "run", FINGERPRINT) as journal:
        finish(journal)
    with (
        pytest.raises(
            UsageError, match=r"run holds a run with another critic and another setting of the loop; .*--fresh"
        ),
        open_run(tmp_path / "run", OTHER),
    ):
        pass
    with open_run(tmp_path / "run", FINGERPRINT) as journal:
        assert len(journal.counts()) == 1


def test_a_fresh_run_forgets_the_earlier_one(tmp_path: Path) -> None:
    """Whatever that was."""
    with open_run(tmp_path / "run", FINGERPRINT) as journal:
        finish(journal)
    with open_run(tmp_path / "run", OTHER, fresh=True) as journal:
        assert journal.counts() == {}
        assert journal.fingerprint == OTHER
        finish(journal)
    (tmp_path / "run" / "journal.sqlite").write_bytes(b"spoilt" * 1000)
    with open_run(tmp_path / "run", OTHER, fresh=True) as journal:
        assert journal.counts() == {}


@pytest.mark.parametrize("fresh", [False, True])
def test_a_run_among_other_files_removes_none_of_them(tmp_path: Path, *, fresh: bool) -> None:
    """``--run .`` in a project that has workers of its own costs that nothing, though the run leaves nothing behind."""
    workers = tmp_path / "workers"
    for name in ("mine/code.py", "left/worker.lock", "left/journal.sqlite"):
        (workers / name).parent.mkdir(parents=True, exist_ok=True)
        (workers / name).touch()
    with open_run(tmp_path, FINGERPRINT, fresh=fresh):
        pass
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "workers/mine/code.py"
    ]


def test_a_second_process_is_kept_out(tmp_path: Path) -> None:
    """It is told so at once, and may come in when the first is gone."""
    program = (
        "import sys; from tests.runs.test_directory import *\n"
        "try:\n"
        "    with open_run(sys.argv[1], FINGERPRINT): print('in')\n"
        "except UsageError as error: print(error)"
    )

    def second() -> str:
        root = Path(__file__).parents[2]
        call = [sys.executable, "-c", program, str(tmp_path / "run")]
        return subprocess.run(call, cwd=root, check=True, capture_output=True, text=True).stdout

    with open_run(tmp_path / "run", FINGERPRINT) as journal:
        finish(journal)
        assert second().startswith(f"another process is at work in {tmp_path / 'run'}; wait")
    assert second() == "in\n"


def test_a_run_in_which_nothing_happened_leaves_nothing(tmp_path: Path) -> None:
    """A wrong call is not found again as a run; files of the user's own stay."""

    def fail(folder: Path) -> None:
        with pytest.raises(ZeroDivisionError), open_run(folder, FINGERPRINT):
            raise ZeroDivisionError

    fail(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "notes.txt").touch()
    fail(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Before anything is read."""
    (tmp_path / "file").touch()
    for place in (tmp_path / "nowhere" / "run", tmp_path / "file"):
        with pytest.raises(UsageError, match=f"cannot write {place}"), open_run(place, FINGERPRINT):
            pass


def test_runs_are_found_and_looked_into(tmp_path: Path) -> None:
    """Those of a folder, and the folder itself if it is one; what is none is said to be none."""
    for name in ("b.run", "a.run"):
        with open_run(tmp_path / name, FINGERPRINT) as journal:
            finish(journal)
    assert [path.name for path in find_runs(tmp_path)] == ["a.run", "b.run"]
    assert find_runs(tmp_path / "a.run") == [tmp_path / "a.run"]
    with read_run(tmp_path / "a.run") as journal:
        assert journal.fingerprint == FINGERPRINT
    with pytest.raises(UsageError, match="is no run"):
        read_run(tmp_path)


def test_a_run_that_only_its_owner_may_look_into_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one, whatever is in there."""

    def refuse(*_: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(
        JournalError, match=r"the journal .*private\.run/journal\.sqlite cannot be used: Permission denied"
    ):
        read_run(tmp_path / "private.run")
