"""The journal: what is written in it, what is found again, and what it refuses."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from critic.fields import Field
from ie_pipeline.documents import Document, Page, Unreadable
from ie_pipeline.errors import JournalError
from ie_pipeline.generators.base import Answer, Complaint, Request, Usage
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.journal import Entry, Journal, Key, State
from ie_pipeline.runs.migrations import MIGRATIONS
from tests.runs.worlds import FINGERPRINT

DOCUMENT = Document("a.txt", "Between Acme Inc. and Beta LLC.")
KEY = Key.of(DOCUMENT)
PARTIES = Field(("parties", "*"), description="Who signs.")
REQUEST = Request(
    "a.txt", "Acme Inc. and", 8, (PARTIES,), (Complaint("missing", "parties", "Beta LLC", "it is there"),)
)
ANSWER = Answer({"parties": ["Acme \ud83d Inc.", 1.5]}, Usage(2, 30, 4), "cut", retryable=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a journal."""
    return tmp_path / "journal.sqlite"


def entry(journal: Journal, key: Key = KEY) -> Entry:
    """Return what must be known of a document."""
    found = journal.find(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "other",
    [
        Document("b.txt", DOCUMENT.text),
        Document("a.txt", DOCUMENT.text + " "),
        Document("a.txt", DOCUMENT.text, (Page(1, 0, 31),)),
        Unreadable("a.txt", DOCUMENT.text),
        Document("a.txtB", DOCUMENT.text.removeprefix("B")),
    ],
)
def test_a_document_is_the_same_one_only_if_all_that_is_read_is_the_same(other: Document | Unreadable) -> None:
    """Its id, its text, its pages; no two documents run together."""
    assert Key.of(other) != KEY
    assert Key.of(Document("a.txt", DOCUMENT.text)) == KEY


def test_halves_of_surrogate_pairs_have_keys_too(path: Path) -> None:
    """What UTF-8 cannot hold costs no document its place."""
    key = Key.of(Document("a\ud83d", "b\ud83d"))
    with Journal(path) as journal:
        journal.end(key, 0, State.DONE, Record("a\ud83d", Status.FAILED), {}, None)
        assert entry(journal, key).record == Record("a\ud83d", Status.FAILED)


def test_steps_are_recalled_by_what_was_asked(path: Path) -> None:
    """The same requests get the same answers in a later process; any other request gets none."""
    with Journal(path) as journal:
        journal.keep(KEY, 0, 0, [REQUEST], [ANSWER], ANSWER.usage)
    with Journal(path) as journal:
        found = entry(journal)
        assert (found.state, found.record) == (State.BEGUN, None)
        assert journal.recall(found, 0, [REQUEST]) == [ANSWER]
        assert journal.recall(found, 1, [REQUEST]) is None
        assert journal.recall(found, 0, [REQUEST, REQUEST]) is None
        other = Request("a.txt", "Acme Inc. and", 9, (PARTIES,), REQUEST.complaints)
        assert journal.recall(found, 0, [other]) is None


def test_the_last_of_several_answers_counts_and_all_are_billed(path: Path) -> None:
    """A step that was asked again has cost twice."""
    with Journal(path) as journal:
        journal.keep(KEY, 0, 0, [REQUEST], [ANSWER], ANSWER.usage)
        journal.keep(KEY, 0, 0, [REQUEST], [Answer({}, Usage(1, 10, 2))], Usage(1, 10, 2))
        journal.keep(Key.of(Document("b", "")), 1, 0, [REQUEST], [Answer({}, Usage(1, 1, 1))], Usage(1, 1, 1))
        assert journal.recall(entry(journal), 0, [REQUEST]) == [Answer({}, Usage(1, 10, 2))]
        assert journal.usage(entry(journal)) == Usage(3, 40, 6)
        assert journal.usage() == Usage(4, 41, 7)


def test_the_first_end_of_equal_documents_counts(path: Path) -> None:
    """Whichever of two ends last, both have the record that a later run will read; a failure may be mended."""
    good, better = Record("a.txt", Status.ACCEPTED, {"n": 1}), Record("a.txt", Status.ACCEPTED, {"n": 2})
    with Journal(path) as journal:
        assert journal.end(KEY, 0, State.DONE, Record("a.txt", Status.FAILED), {}, None).status is Status.FAILED
        assert journal.end(KEY, 0, State.DONE, good, {}, None) == good
        assert journal.end(KEY, 0, State.DONE, better, {}, None) == good
        assert journal.counts() == {(State.DONE, Status.ACCEPTED): 1}


def test_the_log_holds_each_text_once_and_steps_by_their_places(path: Path) -> None:
    """Places, fields, complaints, answers and texts are there for whoever trains on them; two documents share one."""
    with Journal(path) as journal:
        journal.keep(KEY, 7, 0, [REQUEST], [ANSWER], ANSWER.usage)
        journal.end(Key.of(Unreadable("z", "encrypted")), 3, State.DONE, Record("z", Status.FAILED), {}, None)
        for position, name in enumerate(["a.txt", "copy.txt"], 7):
            key = Key.of(Document(name, DOCUMENT.text))
            journal.end(key, position, State.DONE, Record(name, Status.ACCEPTED), {}, None)
        unreadable, first, copy = journal.logged()
        (texts,) = journal._db.execute("SELECT count(*) FROM texts").fetchone()
    assert [unreadable.id, first.id, copy.id] == ["z", "a.txt", "copy.txt"]
    assert (unreadable.text_sha256, unreadable.text, unreadable.steps) == (None, None, ())
    (step,) = first.steps
    complaint = {"kind": "missing", "field": "parties", "value": "Beta LLC", "reason": "it is there"}
    assert step.requests == [{"start": 8, "end": 21, "fields": ["/parties/*"], "complaints": [complaint]}]
    assert step.answers[0]["data"] == ANSWER.data
    assert first.text == copy.text == DOCUMENT.text
    assert texts == 1


@pytest.mark.parametrize("text", ["", "合同 \u2028 e\u0301 👩‍👩‍👧", "half a pair: \ud83d", "x" * 1_000_000])
def test_texts_come_back_as_they_were(path: Path, text: str) -> None:
    """Whatever characters they are made of."""
    with Journal(path) as journal:
        journal.end(Key.of(Document("a", text)), 0, State.DONE, Record("a", Status.ACCEPTED), {}, None)
        (logged,) = journal.logged()
    assert logged.text == text


def test_the_schema_is_kept_and_may_come_later(path: Path) -> None:
    """As where a journal was begun by a version that did not keep it; the first one stands."""
    with Journal(path) as journal:
        journal.begin(FINGERPRINT)
        assert journal.fingerprint is not None
        assert journal.fingerprint.schema is None
        for title in ("one", "two"):
            journal.begin(Fingerprint(FINGERPRINT.settings, {"title": title}))
        assert journal.fingerprint.schema == {"title": "one"}
        assert journal.fingerprint == FINGERPRINT


def test_a_journal_of_the_first_format_is_brought_up_to_date(path: Path) -> None:
    """Its documents are there, without the texts that it did not keep."""
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
        connection.execute("INSERT INTO run VALUES (1, 'x', '{}')")
        line = Record("a", Status.ACCEPTED).to_json()
        connection.execute(
            "INSERT INTO documents (key, position, id, text_sha256, state, status, record) "
            "VALUES (x'00', 0, 'a', 'ff', 'done', 'accepted', ?)",
            (line,),
        )
    connection.close()
    with Journal(path) as journal:
        (logged,) = journal.logged()
        assert (logged.id, logged.text_sha256, logged.text) == ("a", "ff", None)
        assert journal.fingerprint == Fingerprint({})


def test_steps_of_an_earlier_format_are_recalled(path: Path) -> None:
    """What was paid for under an earlier version is not paid for again."""
    with Journal(path) as journal:
        journal.keep(KEY, 0, 0, [REQUEST], [ANSWER], ANSWER.usage)
        journal._db.execute("ALTER TABLE steps DROP COLUMN mark")
        journal._db.execute("PRAGMA user_version = 2")
    with Journal(path) as journal:
        assert journal.recall(entry(journal), 0, [REQUEST]) == [ANSWER]
        assert journal.usage() == ANSWER.usage


@pytest.mark.parametrize("order", ["same", "reversed", "every third", "with others between"])
def test_every_document_is_found_in_whatever_order_it_comes(path: Path, order: str) -> None:
    """Reading ahead is a matter of speed alone."""
    documents = [Document(str(number), "x") for number in range(300)]
    with Journal(path) as journal:
        for position, document in enumerate(documents):
            journal.end(Key.of(document), position, State.DONE, Record(document.id, Status.ACCEPTED), {}, None)
    others = [Document(f"other {number}", "x") for number in range(300)]
    asked: list[Document] = {
        "same": documents,
        "reversed": documents[::-1],
        "every third": [*documents[::3], *documents[1::3], *documents[2::3]],
        "with others between": [document for pair in zip(documents, others, strict=True) for document in pair],
    }[order]
    with Journal(path) as journal:
        for document in asked:
            found = journal.find(Key.of(document))
            assert (found is not None) == (document in documents)
            assert found is None or found.record == Record(document.id, Status.ACCEPTED)


def test_what_ends_while_reading_ahead_is_found_as_it_is_now(path: Path) -> None:
    """A document that was under way in an earlier run and ends in this one is done from then on."""
    keys = [Key.of(Document(str(number), "x")) for number in range(4)]
    with Journal(path) as journal:
        for position, key in enumerate(keys):
            journal.keep(key, position, 0, [REQUEST], [ANSWER], ANSWER.usage)
    with Journal(path) as journal:
        assert [entry(journal, key).state for key in keys[:2]] == [State.BEGUN] * 2
        journal.end(keys[0], 0, State.DONE, Record("0", Status.ACCEPTED), {}, None)
        journal.end(keys[3], 3, State.DEFERRED, Record("3", Status.FAILED), {}, None)
        assert entry(journal, keys[0]).state is State.DONE
        assert entry(journal, keys[3]).state is State.DEFERRED


def test_a_reader_may_look_while_a_run_writes(path: Path) -> None:
    """What is committed is seen; what is not is not."""
    with Journal(path) as writer, Journal(path) as reader:
        writer.begin(FINGERPRINT)
        writer.keep(KEY, 0, 0, [REQUEST], [ANSWER], ANSWER.usage)
        assert reader.fingerprint == FINGERPRINT
        assert reader.counts() == {(State.BEGUN, None): 1}


def test_who_may_not_write_may_look_into_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another account, or whoever has it on a read-only disk, also while the run is on; nothing is left beside it."""
    with Journal(path) as writer:
        writer.begin(FINGERPRINT)
    files = list(path.parent.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Journal(path) as reader:
        assert reader.fingerprint == FINGERPRINT
        assert list(path.parent.iterdir()) == files
        with pytest.raises(JournalError, match="readonly"):
            reader.begin(FINGERPRINT)
    monkeypatch.undo()
    with Journal(path) as writer:
        writer.keep(KEY, 0, 0, [REQUEST], [ANSWER], ANSWER.usage)
        monkeypatch.setattr(os, "access", lambda *_: False)
        with Journal(path) as reader:
            assert reader.counts() == {(State.BEGUN, None): 1}


def test_a_journal_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    """The message names the versions."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(JournalError, match=rf"format {len(MIGRATIONS) + 1}, .* knows {len(MIGRATIONS)}"):
        Journal(path)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(b"this is no database, but a letter to a friend"), "not a database"),
        (lambda path: path.mkdir(), "unable to open"),
    ],
)
def test_what_is_no_journal_is_named(path: Path, spoil: Any, said: str) -> None:
    """The file and the reason, in one sentence."""
    spoil(path)
    with pytest.raises(JournalError, match=rf"{path.name} cannot be used: .*{said}"):
        Journal(path)


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    """Nothing is written to it, as by `runs list` in a folder that has one of this name."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")
    before = path.read_bytes()
    with pytest.raises(JournalError, match=r"is the database of another program; .*without --fresh"):
        Journal(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_full_disk_loses_nothing_that_was_written(path: Path) -> None:
    """The first transaction that finds no room is undone as a whole, and the journal goes on when there is room."""
    with Journal(path) as journal:
        journal.begin(FINGERPRINT)
        journal._db.execute("PRAGMA max_page_count = 40")
        kept = 0

        def fill() -> None:
            nonlocal kept
            for kept in range(1000):
                key = Key.of(Document(str(kept), "x"))
                journal.keep(key, kept, 0, [REQUEST] * 10, [ANSWER] * 10, Usage(20, 300, 40))

        with pytest.raises(JournalError, match=r"full; what is finished is kept"):
            fill()
    with Journal(path) as journal:
        assert 0 < kept < 1000
        assert journal.counts() == {(State.BEGUN, None): kept}
        assert journal.usage() == Usage(20 * kept, 300 * kept, 40 * kept)
        journal.keep(Key.of(Document("more", "x")), kept, 0, [REQUEST], [ANSWER], ANSWER.usage)
