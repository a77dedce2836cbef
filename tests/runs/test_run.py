"""A run: what is asked again and what is not, in what order records come, and how it is cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from critic.passages import split
from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Answer, Generator, Request, Usage
from ie_pipeline.generators.metered import metered
from ie_pipeline.pipeline import IN_FLIGHT, Pipeline
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.budget import Budget, Limits
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.journal import State
from ie_pipeline.runs.run import Run
from tests.critics import ScriptedCritic
from tests.runs.worlds import FINGERPRINT, SCHEMA, Drafting, documents, lines, pipeline

LONG = Document("long", " ".join(f"Party {n} signs on a day of its own." for n in range(7)))
PASSAGES = [passage.start for passage in split(LONG.text, 60, 20)]


class Asked:
    """What was asked in one run: the document and how many fields, request by request."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, int]] = []

    def __call__(self, requests: Sequence[Request]) -> None:
        """Remember requests."""
        self.requests += [(request.document, len(request.fields)) for request in requests]


def run(
    folder: Path, sources: Any, generator: Generator | None = None, *, retry_failed: bool = False
) -> tuple[list[str], list[tuple[str, int]]]:
    """Run documents into a folder; return the lines of the output and what was asked."""
    asked = Asked()
    with open_run(folder, FINGERPRINT) as journal:
        made = pipeline(generator or Drafting(asked))
        return lines(Run(journal, lambda: made, retry_failed=retry_failed).records(sources)), asked.requests


def test_texts_that_are_not_to_be_kept_are_not(tmp_path: Path) -> None:
    """The run goes on all the same, and remembers by the hash which text it was."""
    for count, expected in ((2, 2), (3, 1)):
        made = pipeline(Drafting(asked := Asked()))
        with open_run(tmp_path / "r", FINGERPRINT) as journal:
            lines(Run(journal, lambda made=made: made, keep_texts=False).records(documents(count)))
            kept = [(logged.text, bool(logged.text_sha256)) for logged in journal.logged()]
        assert len({name for name, _ in asked.requests}) == expected
        assert kept == [(None, True)] * count


class Flaky(Drafting):
    """A generator that answers one document with an error; ``retryable`` as in an answer."""

    def __init__(self, document: str, *, retryable: bool) -> None:
        super().__init__()
        self.document = document
        self.retryable = retryable

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request."""
        error = Answer({}, Usage(1, 10, 0), "it is down", self.retryable)
        answers = zip(requests, super().generate(requests), strict=True)
        return [error if request.document == self.document else answer for request, answer in answers]


def test_a_finished_run_is_answered_by_its_journal(tmp_path: Path) -> None:
    """The same lines again, and the models are not even loaded."""
    first, asked = run(tmp_path, documents(9))
    assert len(asked) == 18

    def refuse() -> Any:
        raise AssertionError("nothing is left to do")

    with open_run(tmp_path, FINGERPRINT) as journal:
        again = Run(journal, refuse)
        assert lines(again.records(documents(9))) == first
        assert again.recalled == 9


def test_with_a_journal_or_without_the_records_are_the_same(tmp_path: Path) -> None:
    """Remembering changes nothing."""
    without = lines(Run(None, lambda: pipeline(Drafting())).records(documents(5)))
    assert run(tmp_path, documents(5))[0] == without


def test_documents_may_be_added_removed_and_reordered(tmp_path: Path) -> None:
    """Only what is new is asked about; every record stands at its document's place."""
    run(tmp_path, documents(12)[2:9:2])
    found, asked = run(tmp_path, documents(12)[::-1])
    assert found == lines(Run(None, lambda: pipeline(Drafting())).records(documents(12)[::-1]))
    assert {document for document, _ in asked} == {f"d{n}" for n in (0, 1, 3, 5, 7, 9, 10, 11)}


def test_a_document_that_was_changed_is_a_new_one(tmp_path: Path) -> None:
    """It is its text that was read, not its name."""
    run(tmp_path, documents(3))
    changed = Document("d1", "Agreement 1 between Acme 7 Inc. and Beta LLC under Ohio law.")
    found, asked = run(tmp_path, [documents(3)[0], changed])
    assert "Acme 7 Inc." in found[1]
    assert {document for document, _ in asked} == {"d1"}


def test_promise_1_equal_documents_have_a_record_each(tmp_path: Path) -> None:
    """Also when one is under way while the other begins."""
    found, _ = run(tmp_path, [*documents(3), *documents(3)])
    assert found[:3] == found[3:]
    assert run(tmp_path, [*documents(3), *documents(3)]) == (found, [])


def test_steps_of_an_unfinished_document_are_not_asked_again(tmp_path: Path) -> None:
    """A run that dies on second questions has its drafts when it goes on."""

    class DeathError(BaseException):
        """Ends a process."""

    def die(requests: Sequence[Request]) -> None:
        if len(requests[0].fields) == 1:
            raise DeathError

    with pytest.raises(DeathError):
        run(tmp_path, documents(6), Drafting(die))
    with open_run(tmp_path, FINGERPRINT) as journal:
        assert journal.counts() == {(State.BEGUN, None): IN_FLIGHT}
    found, asked = run(tmp_path, documents(6))
    assert found == lines(Run(None, lambda: pipeline(Drafting())).records(documents(6)))
    assert sorted(asked) == sorted([(f"d{n}", 1) for n in range(6)] + [("d4", 2), ("d5", 2)])


def test_an_answer_that_may_be_had_another_time_is_asked_for_again(tmp_path: Path) -> None:
    """A document that was refused or cut off from its endpoint has its record, and the next run goes on with it."""
    found, _ = run(tmp_path, documents(6), Flaky("d3", retryable=True))
    assert "it is down" in found[3]
    with open_run(tmp_path, FINGERPRINT) as journal:
        assert journal.counts() == {(State.DEFERRED, Status.FAILED): 1, (State.DONE, Status.ACCEPTED): 5}
    again, asked = run(tmp_path, documents(6))
    assert asked == [("d3", 2), ("d3", 1)]
    assert again == lines(Run(None, lambda: pipeline(Drafting())).records(documents(6)))


def test_a_failure_stands_until_it_is_to_be_tried_again(tmp_path: Path) -> None:
    """And only what failed is tried."""
    sources: list[Document | Unreadable] = [*documents(6), Unreadable("z", "encrypted")]
    found, _ = run(tmp_path, sources, Flaky("d3", retryable=False))
    assert run(tmp_path, sources) == (found, [])
    again, asked = run(tmp_path, sources, retry_failed=True)
    assert asked == [("d3", 2), ("d3", 1)]
    assert again == lines(Run(None, lambda: pipeline(Drafting())).records(sources))
    assert run(tmp_path, sources) == (again, [])


def test_a_retry_keeps_the_answers_that_were_good(tmp_path: Path) -> None:
    """A document that failed on its second question is not drafted a second time."""

    class Forgetful(Drafting):
        def generate(self, requests: Sequence[Request]) -> list[Answer]:
            answers = super().generate(requests)
            return [
                Answer(a.data, a.usage, "no" if len(r.fields) == 1 else None)
                for r, a in zip(requests, answers, strict=True)
            ]

    run(tmp_path, documents(1), Forgetful())
    with open_run(tmp_path, FINGERPRINT) as journal:
        (logged,) = journal.logged()
        journal._db.execute(
            "UPDATE documents SET status = 'failed', record = replace(record, 'needs_review', 'failed')"
        )
    assert [step.number for step in logged.steps] == [0, 1]
    assert run(tmp_path, documents(1), retry_failed=True)[1] == [("d0", 1)]


class Passages(Drafting):
    """Read one party off each of a document's passages, but those that it is given, which fail.

    ``starts`` holds which were asked for, ``spent`` what was answered to all of them has cost.
    """

    passage_chars = 60

    def __init__(self, failing: Sequence[int] = (), *, retryable: bool = True) -> None:
        super().__init__()
        self.failing = failing
        self.retryable = retryable
        self.starts: list[int] = []
        self.spent = Usage()

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request."""
        answers = [self._answered(PASSAGES.index(request.start), request.start) for request in requests]
        self.starts += [PASSAGES.index(request.start) for request in requests]
        self.spent = sum((answer.usage for answer in answers), self.spent)
        return answers

    def _answered(self, number: int, start: int) -> Answer:
        if number in self.failing:
            return Answer({}, Usage(1, 10, 0), f"passage {number} is lost", self.retryable)
        return Answer({"parties": [LONG.text[start : start + 7]]}, Usage(1, 10, 2 + number))


def read(
    folder: Path, generator: Passages, *, retry_failed: bool = False
) -> tuple[str, list[int], tuple[Usage, Usage, Usage]]:
    """Run the long document; return its line, what was asked, and the bills: asked, journalled and budgeted."""
    with open_run(folder, FINGERPRINT) as journal:
        budget = Budget(spent=journal.usage())
        made = Pipeline(SCHEMA, metered(generator, budget), "evidence")
        (line,) = lines(Run(journal, lambda: made, retry_failed=retry_failed, budget=budget).records([LONG]))
        return line, generator.starts, (generator.spent, journal.usage(), budget.spent)


def test_only_the_answers_that_are_missing_are_asked_for(tmp_path: Path) -> None:
    """Of seven passages four are not answered: the next run asks four, and pays for nothing twice."""
    whole, asked, (alone, *_) = read(tmp_path / "alone", Passages())
    assert asked == [*range(7)]
    line, asked, first = read(tmp_path / "run", Passages([1, 3, 4, 6]))
    assert line != whole
    assert first == (first[0],) * 3
    _, asked, (second, *bills) = read(tmp_path / "run", Passages([4]))
    assert asked == [1, 3, 4, 6]
    assert bills == [first[0] + second] * 2
    line, asked, (third, *bills) = read(tmp_path / "run", Passages())
    assert asked == [4]
    assert bills == [first[0] + second + third] * 2
    assert line == whole
    assert json.loads(line)["usage"] == alone.to_dict()


def test_failures_among_the_answers_are_tried_again_when_asked(tmp_path: Path) -> None:
    """Beside one that may be had another time; those that were good are kept."""

    class Both(Passages):
        def _answered(self, number: int, start: int) -> Answer:
            return replace(super()._answered(number, start), retryable=number == 2)

    for folder in ("plain", "retried"):
        read(tmp_path / folder, Both([2, 5]))
    assert read(tmp_path / "plain", Passages())[1] == [2]
    assert read(tmp_path / "retried", Passages(), retry_failed=True)[1] == [2, 5]


def test_an_answer_that_cannot_be_kept_costs_its_passage_alone(tmp_path: Path) -> None:
    """A generator of the user's own that answers with a date has no value there; what was paid is counted."""

    class Dating(Passages):
        def _answered(self, number: int, start: int) -> Answer:
            answer = super()._answered(number, start)
            return replace(answer, data={"law": date(2026, 1, 1)}) if number == 3 else answer

    line, asked, (spent, *bills) = read(tmp_path, Dating())
    assert asked == [*range(7)]
    assert "date is not JSON" in json.loads(line)["error"]
    assert len(json.loads(line)["data"]["parties"]) == 6
    assert bills == [spent] * 2
    assert read(tmp_path, Dating()) == (line, [], (Usage(), spent, spent))


def test_memory_holds_a_few_documents_however_many_are_done(tmp_path: Path) -> None:
    """Documents are read as their records are taken, also past a thousand that are done."""
    sources = documents(60)
    run(tmp_path, sources[1:59])
    read = 0

    def counted() -> Iterator[Document]:
        nonlocal read
        for document in sources:
            read += 1
            yield document

    with open_run(tmp_path, FINGERPRINT) as journal:
        for taken, _ in enumerate(Run(journal, lambda: pipeline(Drafting())).records(counted()), start=1):
            assert read <= taken + 2 * IN_FLIGHT
    assert read == 60


def test_an_interrupt_finishes_what_is_under_way(tmp_path: Path) -> None:
    """No document is begun after it, none that was begun is lost, and the next run has the rest."""
    asked = Asked()
    with open_run(tmp_path, FINGERPRINT) as journal:
        first = Run(journal, lambda: pipeline(Drafting(asked)))
        records = first.records(documents(20))
        found = lines([next(records), next(records)])
        begun = {document for document, _ in asked.requests}
        first.interrupt()
        found += lines(records)
        assert first.interrupted
        assert {document for document, _ in asked.requests} == begun
        assert len(found) == len(begun) < 20
    again, more = run(tmp_path, documents(20))
    assert again[: len(found)] == found
    assert len(again) == 20
    assert not begun & {document for document, _ in more}


def test_an_interrupt_while_the_next_document_is_waited_for(tmp_path: Path) -> None:
    """Input that never comes keeps nobody from stopping; those that came are finished."""
    with open_run(tmp_path, FINGERPRINT) as journal:
        first = Run(journal, lambda: pipeline(Drafting()))

        def endless() -> Iterator[Document]:
            yield from documents(IN_FLIGHT + 2)
            first.interrupt()

        assert len(lines(first.records(endless()))) == IN_FLIGHT + 2


def test_a_second_interrupt_stops_at_once(tmp_path: Path) -> None:
    """In the midst of whatever it is; the next run goes on from there."""
    with open_run(tmp_path, FINGERPRINT) as journal:

        def interrupt_twice(_: Sequence[Request]) -> None:
            first.interrupt()
            first.interrupt()

        first = Run(journal, lambda: pipeline(Drafting(interrupt_twice)))
        with pytest.raises(KeyboardInterrupt):
            lines(first.records(documents(9)))
    assert len(run(tmp_path, documents(9))[0]) == 9


def test_models_that_load_are_not_waited_for(tmp_path: Path) -> None:
    """The first interrupt is enough there."""
    with open_run(tmp_path, FINGERPRINT) as journal:

        def load() -> Any:
            first.interrupt()

        first = Run(journal, load)
        with pytest.raises(KeyboardInterrupt):
            lines(first.records(documents(9)))


def test_a_pipeline_that_cannot_be_had_ends_the_run(tmp_path: Path) -> None:
    """With its own reason."""

    def refuse() -> Any:
        raise UsageError("no such generator")

    with open_run(tmp_path, FINGERPRINT) as journal, pytest.raises(UsageError, match="no such generator"):
        lines(Run(journal, refuse).records(documents(1)))


def test_promise_9_a_document_s_budget_holds_over_several_runs(tmp_path: Path) -> None:
    """What an earlier run paid for a document counts in this one; its account is closed when it ends."""

    def limited(calls: int) -> list[str]:
        with open_run(tmp_path, FINGERPRINT) as journal:
            budget = Budget(document=Limits(max_calls=calls), spent=journal.usage())
            made = pipeline(metered(Drafting(), budget))
            found = lines(Run(journal, lambda: made, budget=budget).records(documents(3)))
            assert budget.spent == journal.usage()
            assert budget._documents == {}
        return found

    assert all("budget of 1 call is spent" in line for line in limited(1))
    assert all("budget of 1 call is spent" in line for line in limited(1))
    assert limited(2) == lines(Run(None, lambda: pipeline(Drafting())).records(documents(3)))


def test_once_the_budget_is_spent_no_critic_reads_what_cannot_be_drafted(tmp_path: Path) -> None:
    """The rest of the documents wait for another run, which goes on with them; their records say so."""
    read: list[str] = []

    class Reading(ScriptedCritic):
        def examine(self, text: str, fields: Any, **settings: Any) -> Any:
            read.append(text)
            return super().examine(text, fields, **settings)

    def take(calls: int) -> list[Record]:
        budget = Budget(Limits(max_calls=calls))
        made = pipeline(metered(Drafting(), budget))
        made.critic = Reading({}, {})
        read.clear()
        with open_run(tmp_path, FINGERPRINT) as journal:
            records = Run(journal, lambda: made, budget=budget).records([*documents(12), Unreadable("x", "a picture")])
            return [record for _, record in records]

    first = take(4)
    assert [record.status is Status.FAILED for record in first] == [False] * 4 + [True] * 9
    assert len(read) == 4
    assert {record.error for record in first[4:12]} == {
        "the run's budget of 4 calls is spent; run again with a larger budget to go on"
    }
    assert first[12].error == "a picture"
    second = take(6)
    assert [record.status is Status.FAILED for record in second] == [False] * 10 + [True] * 3
    assert second[:4] == first[:4]
    assert len(read) == 6 + 2  # those two were under way together with the last that there was a call for


def test_where_there_was_no_room_for_one_no_critic_reads_a_longer_one(tmp_path: Path) -> None:
    """What is left of a budget goes to documents that it has room for; the rest wait, unread."""
    read: list[str] = []

    class Reading(ScriptedCritic):
        def examine(self, text: str, fields: Any, **settings: Any) -> Any:
            read.append(text)
            return super().examine(text, fields, **settings)

    budget = Budget(Limits(max_tokens=4_000))
    made = pipeline(metered(Drafting(), budget))
    made.critic, made.in_flight = Reading({}, {}), 1
    long = [Document(f"long{n}", "Agreement under Ohio law. " * (200 + n)) for n in range(6)]
    with open_run(tmp_path, FINGERPRINT) as journal:
        sources = [*long, *documents(2)]
        records = [record for _, record in Run(journal, lambda: made, budget=budget).records(sources)]
    assert [record.status is Status.FAILED for record in records] == [True] * 6 + [False] * 2
    assert len({record.error for record in records[:6]}) == 1
    assert "and the next question may take" in (records[5].error or "")
    assert read == [long[0].text, *(document.text for document in documents(2))]


def test_a_record_of_an_earlier_run_outlasts_a_spent_budget(tmp_path: Path) -> None:
    """A failure that was to be tried again stands as it was told."""
    first, _ = run(tmp_path, documents(3), Flaky("d1", retryable=False))
    budget = Budget(Limits(max_seconds=1), seconds=2)
    made = pipeline(metered(Drafting(), budget))
    with open_run(tmp_path, FINGERPRINT) as journal:
        again = Run(journal, lambda: made, budget=budget, retry_failed=True)
        assert lines(again.records(documents(3))) == first
