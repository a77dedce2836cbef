"""Journals of workers: each knows what the run knew before it, and all become one without anything counted twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.documents import Document
from ie_pipeline.errors import JournalError, UsageError
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.journal import Journal, Key, State
from ie_pipeline.runs.merging import WorkerJournal, forget_workers, merge_workers
from ie_pipeline.runs.run import Run
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"law": {"type": "string"}}}
THIS, OTHER = Fingerprint({"generator": "scripted"}), Fingerprint({"generator": "another"})
DOCUMENTS = [Document(name, f"{name} is under the laws of Delaware.") for name in "abcd"]


class Killed(BaseException):
    """The end of a process, seen from within."""


class Mortal(ScriptedGenerator):
    """Answer all drafts, and die when asked a second time."""

    def generate(self, requests: Any) -> list[Answer]:
        """Answer, or die."""
        if self.requests:
            raise Killed
        return super().generate(requests)


def pipeline(generator: ScriptedGenerator) -> Pipeline:
    """Return a pipeline that asks a second time about every document whose draft is empty."""
    critic = ScriptedCritic({("law", "Delaware"): 0.9}, {("law", "Delaware"): 0.9})
    return Pipeline(SCHEMA, generator, critic, LoopSettings(error_rate=0.2))


@contextmanager
def run_of(folder: Path, fingerprint: Fingerprint = THIS) -> Iterator[Journal]:
    """Open a run as an engine does: what workers left is merged when it is opened, and at the end."""
    with open_run(folder, fingerprint) as journal:
        yield journal
        merge_workers(folder, journal)


def work(folder: Path, worker: str, documents: list[Document], positions: list[int], generator: Any) -> list[str]:
    """Do what a worker does with a batch."""
    with WorkerJournal(folder, worker, THIS) as journal:
        journal.positions = positions
        run = Run(journal, lambda: pipeline(generator))
        return [record.to_json() for _, record in run.records(documents)]


def state(journal: Journal) -> list[tuple[str, State, int]]:
    """Return ids, states and numbers of steps, in the order of the documents."""
    return [(logged.id, logged.entry.state, len(logged.steps)) for logged in journal.logged()]


def test_what_workers_wrote_becomes_one_journal_in_the_order_of_the_documents(tmp_path: Path) -> None:
    """Steps, bills, texts and records are all there, and the workers' files are gone."""
    folder = tmp_path / "run"
    with run_of(folder) as journal:
        work(folder, "one", DOCUMENTS[2:], [2, 3], ScriptedGenerator({"law": "Delaware"}))
        work(folder, "two", DOCUMENTS[:2], [0, 1], ScriptedGenerator({"law": "Delaware"}))
        merge_workers(folder, journal)
        assert state(journal) == [(name, State.DONE, 1) for name in "abcd"]
        assert journal.usage() == Usage(4, 40, 8)
        assert [logged.text for logged in journal.logged()] == [document.text for document in DOCUMENTS]
        assert list((folder / "workers").iterdir()) == []


def test_a_worker_goes_on_where_another_was_cut_off(tmp_path: Path) -> None:
    """What the other had drafted is not drafted again, and what is done is not worked on again."""
    folder = tmp_path / "run"
    alone = [record.to_json() for record in pipeline(ScriptedGenerator({}, {"law": "Delaware"})).stream(DOCUMENTS)]
    with run_of(folder), pytest.raises(Killed):
        work(folder, "one", DOCUMENTS, [0, 1, 2, 3], Mortal({}))
    with run_of(folder) as journal:
        assert state(journal) == [(name, State.BEGUN, 1) for name in "abcd"]
        asked_once_more = ScriptedGenerator({"law": "Delaware"})
        assert work(folder, "two", DOCUMENTS[:2], [0, 1], asked_once_more) == alone[:2]
        assert work(folder, "two", DOCUMENTS[:2], [0, 1], None) == alone[:2]
    with run_of(folder) as journal:
        assert state(journal) == [(name, State.DONE, 2) for name in "ab"] + [(name, State.BEGUN, 1) for name in "cd"]
        assert work(folder, "three", DOCUMENTS[:2], [0, 1], None) == alone[:2]
        assert journal.usage() == Usage(6, 60, 12)


def test_a_worker_that_dies_again_recalls_both_journals(tmp_path: Path) -> None:
    """The draft is in the run's journal and the question in the worker's own; nothing is left to ask."""
    folder = tmp_path / "run"
    with run_of(folder), pytest.raises(Killed):
        work(folder, "one", DOCUMENTS[:1], [0], Mortal({}))
    with run_of(folder) as journal:
        with WorkerJournal(folder, "two", THIS) as mine:
            mine.positions = [0]
            run = Run(mine, lambda: pipeline(ScriptedGenerator({"law": "Delaware"})))
            mine.end = _killed  # type: ignore[method-assign]
            with pytest.raises(Killed):
                list(run.records(DOCUMENTS[:1]))
        silent = ScriptedGenerator({})
        (line,) = work(folder, "two", DOCUMENTS[:1], [0], silent)
        assert '"law": "Delaware"' in line
        assert silent.requests == []
        merge_workers(folder, journal)
        assert state(journal) == [("a", State.DONE, 2)]


@pytest.mark.parametrize("earlier", [False, True], ids=["this version", "an earlier one"])
def test_merging_twice_counts_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, earlier: bool) -> None:
    """As when a process dies between the merging and the removal of the worker's file, whose steps may bear no mark."""
    folder = tmp_path / "run"
    with run_of(folder) as journal:
        work(folder, "one", DOCUMENTS, [0, 1, 2, 3], ScriptedGenerator({"law": "Delaware"}))
        if earlier:
            with WorkerJournal(folder, "one", THIS) as mine:
                mine._db.execute("UPDATE steps SET mark = NULL")
        monkeypatch.setattr("ie_pipeline.runs.merging.shutil.rmtree", lambda *_, **__: None)
        merge_workers(folder, journal)
        before = state(journal), journal.usage()
        merge_workers(folder, journal)
        assert (state(journal), journal.usage()) == before


def test_what_workers_wrote_is_read_along(tmp_path: Path) -> None:
    """A run that goes on in their documents' order asks the file a few times, not once for each document."""
    folder = tmp_path / "run"
    documents = [Document(str(number), "under the laws of Delaware") for number in range(200)]
    with run_of(folder):
        pass
    with WorkerJournal(folder, "one", THIS) as mine:
        for document in documents:
            mine.positions = [int(document.id)]
            mine.end(Key.of(document), 0, State.DONE, Record(document.id, Status.ACCEPTED), {}, None)
    with open_run(folder, THIS) as journal:
        asked: list[str] = []
        journal._db.set_trace_callback(asked.append)
        assert all(journal.find(Key.of(document)) for document in documents)
    assert len(asked) < 20


def test_a_step_that_is_asked_in_vain_again_is_billed_again(tmp_path: Path) -> None:
    """Workers of two runs that are given the very same errors have paid for them twice."""
    folder, down = tmp_path / "run", Answer({}, Usage(5), "it is down", retryable=True)
    for spent in (10, 20):
        with run_of(folder):
            work(folder, "one", DOCUMENTS[:1], [0], ScriptedGenerator(lambda _: down, lambda _: down))
        with run_of(folder) as journal:
            assert journal.usage() == Usage(spent)


def test_a_worker_asks_for_what_another_was_not_answered(tmp_path: Path) -> None:
    """The others' answers are recalled, the merged bill has every answer once, and so has the record's."""
    folder, long = tmp_path / "run", Document("long", "It is under the laws of Delaware. " * 9)

    def hurried(request: Request) -> Answer:
        return Answer(error="it is down", retryable=True) if request.start else Answer({"law": "Delaware"}, Usage(1))

    with run_of(folder):
        work(folder, "one", [long], [0], ScriptedGenerator(hurried, passage_chars=120))
    with run_of(folder):
        late = ScriptedGenerator({"law": "Delaware"}, passage_chars=120)
        (line,) = work(folder, "two", [long], [0], late)
    asked = [request.start for request in late.requests]
    assert asked
    assert 0 not in asked
    with run_of(folder) as journal:
        assert journal.usage() == Usage(1) + Usage(len(asked), 10 * len(asked), 2 * len(asked))
        assert json.loads(line)["usage"] == journal.usage().to_dict()


def test_a_worker_whose_journal_is_broken_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening it again says again what is wrong with it, and goes well once that is mended."""
    monkeypatch.setattr("ie_pipeline.runs.merging._DYING_S", 0.1)
    folder, told = tmp_path / "run", list[JournalError]()
    for broken in (folder / "workers" / "one" / "journal.sqlite", folder / "journal.sqlite"):
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_bytes(b"this is no database, but a letter to a friend")
        for _ in range(2):
            with pytest.raises(JournalError, match="not a database") as caught:
                WorkerJournal(folder, "one", THIS)
            told.append(caught.value)  # as whoever tells of it does, and with it all that its traceback holds
        broken.unlink()
        WorkerJournal(folder, "one", THIS).close()


def test_workers_of_another_run_are_not_merged(tmp_path: Path) -> None:
    """The message names what differs, and their journals are left where they are until a fresh start."""
    folder = tmp_path / "run"
    folder.mkdir()
    work(folder, "one", DOCUMENTS, [0, 1, 2, 3], ScriptedGenerator({"law": "Delaware"}))
    with pytest.raises(UsageError, match="one was part of a run with another generator"), run_of(folder, OTHER):
        pass
    assert list((folder / "workers").iterdir()) != []
    forget_workers(folder)
    with run_of(folder, OTHER) as journal:
        assert state(journal) == []


def test_a_worker_at_work_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its journal is merged the next time; a second process cannot be the same worker."""
    monkeypatch.setattr("ie_pipeline.runs.merging._DYING_S", 0.1)
    folder = tmp_path / "run"
    with run_of(folder) as journal:
        with WorkerJournal(folder, "one", THIS) as busy:
            merge_workers(folder, journal)
            assert busy.path.is_file()
            with pytest.raises(UsageError, match="another process is at work"):
                WorkerJournal(folder, "one", THIS)
        merge_workers(folder, journal)
        assert not busy.path.exists()


def _killed(*_: object) -> Any:
    raise Killed
