"""The pipeline: documents in, one record each out, with reasons that a user can act on."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Barrier, Event
from typing import Any
from weakref import ref

import pytest

from critic.calibration import Profile
from critic.critic import EvidenceCritic
from critic.examination import Examination
from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.errors import CriticError, UsageError
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import IN_FLIGHT, Known, Pipeline
from ie_pipeline.record import LeafEvidence, OpenFinding, Record, Status
from tests.critics import ScriptedCritic, plain
from tests.generators.scripted import ScriptedGenerator

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "law": {"type": "string"},
        "parties": {"type": "array", "items": {"type": "string"}},
        "pages": {"type": "integer"},
    },
}
SETTINGS = LoopSettings(error_rate=0.2)
TEXT = "Agreement between Acme Inc. and Beta LLC under the laws of Delaware."
CONTRACT = Document("c", TEXT)


def record_of(critic: ScriptedCritic, draft: dict[str, Any], document: Document = CONTRACT, **again: Any) -> Record:
    """Return the record that a scripted pipeline makes of one document."""
    return Pipeline(SCHEMA, ScriptedGenerator(draft, again), critic, SETTINGS).extract(document)


def test_a_record_that_passes_is_accepted_with_evidence_for_every_value() -> None:
    """No reason is given, every value points at its characters and bears its probability."""
    critic = ScriptedCritic(right={("law", "Delaware"): 0.9, ("parties", "Acme Inc."): 0.8})
    record = record_of(critic, {"law": "Delaware", "parties": ["Acme Inc."]})
    assert (record.status, record.error, record.findings) == (Status.ACCEPTED, None, ())
    assert record.coverage == 1.0
    assert record.usage == {"calls": 1, "prompt_tokens": 10, "completion_tokens": 2}
    assert replace(record.evidence["/law"], probability=None) == LeafEvidence(
        59, 67, None, "Delaware", "verbatim", None
    )
    assert record.evidence["/law"].probability == pytest.approx(0.9)
    assert set(record.evidence) == {"/law", "/parties/0"}


def test_a_record_has_its_properties_in_the_order_of_the_schema() -> None:
    """Whatever was found first: records of one run are read one below the other."""
    critic = ScriptedCritic(right={("parties", "Acme Inc."): 0.8}, stated={("law", "Delaware"): 0.9})
    assert [*record_of(critic, {"parties": ["Acme Inc."]}).data] == ["law", "parties"]


def test_evidence_and_findings_name_their_pages() -> None:
    """Where a document has pages, a place is a page too, counted from 1."""
    document = Document.from_pages("c", ["Title page", TEXT])
    critic = ScriptedCritic(
        right={("parties", "Acme Inc."): 0.9}, stated={("law", "Delaware"): 0.6, ("law", "Acme Inc."): 0.55}
    )
    settings = LoopSettings(max_rounds=0, error_rate=0.2)
    record = Pipeline(SCHEMA, ScriptedGenerator({"parties": ["Acme Inc."]}), critic, settings).extract(document)
    assert record.evidence["/parties/0"].page == 2
    assert [(finding.kind, finding.pointer, finding.page) for finding in record.findings] == [("missing", "/law", 2)]
    finding = record.findings[0]
    assert isinstance(finding, OpenFinding)
    assert document.text[finding.start : finding.end] == finding.quote == "Delaware"
    stated = f"The source states 'Delaware' for law at character {finding.start}"
    assert finding.explanation == f"{stated}, and the record lacks it."


def test_a_document_whose_critic_breaks_down_says_what_it_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft was paid for, whatever became of it."""

    def broken(*_: object) -> Any:
        raise RuntimeError("out of numbers")

    monkeypatch.setattr(Examination, "review", broken)
    record = record_of(ScriptedCritic(), {"law": "Delaware"})
    assert (record.status, record.error) == (Status.FAILED, "RuntimeError: out of numbers")
    assert record.usage == {"calls": 1, "prompt_tokens": 10, "completion_tokens": 2}


def test_open_findings_send_a_record_to_review() -> None:
    """The reason counts them."""
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.9})
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"parties": ["Gamma"]}), critic, LoopSettings(max_rounds=0))
    record = pipeline.extract(Document("c", TEXT))
    assert record.status is Status.NEEDS_REVIEW
    assert record.error == "2 findings are open"


def test_an_empty_record_is_not_accepted() -> None:
    """Nothing found is nothing to pass off as good."""
    record = record_of(ScriptedCritic(), {})
    assert (record.status, record.error) == (Status.NEEDS_REVIEW, "nothing was found")


def test_a_record_below_the_wanted_precision_is_not_accepted() -> None:
    """Values that are passable one by one are not good enough together; the message has both numbers."""
    critic = ScriptedCritic(right={("law", "Delaware"): 0.6}, calibration=plain(accept=0.85))
    record = record_of(critic, {"law": "Delaware"})
    assert record.status is Status.NEEDS_REVIEW
    assert record.error == "the values are right with probability 0.60 on average, 0.85 is asked for"


def test_a_critic_that_promises_nothing_says_so() -> None:
    """That a sure value is right with probability 1.00 where 1.00 is asked for would help nobody."""
    critic = ScriptedCritic(right={("law", "Delaware"): 0.999}, calibration=plain(accept=1.0))
    record = record_of(critic, {"law": "Delaware"})
    assert record.status is Status.NEEDS_REVIEW
    assert record.error == "this critic can promise nothing by which a record could be accepted"
    sure = ScriptedCritic(right={("law", "Delaware"): 0.95}, calibration=plain(accept=0.85))
    assert record_of(sure, {"law": "Delaware"}).status is Status.ACCEPTED


def test_a_passage_that_the_generator_failed_on_is_told() -> None:
    """A record drafted in part is not accepted, and says why it is not whole."""
    document = Document("c", TEXT + " " + "More text follows here. " * 10)
    critic = ScriptedCritic(right={("law", "Delaware"): 0.99})
    generator = ScriptedGenerator(
        lambda request: {"law": "Delaware"} if "Delaware" in request.passage else Answer(error="timed out"),
        passage_chars=120,
    )
    record = Pipeline(SCHEMA, generator, critic, SETTINGS).extract(document)
    assert record.data == {"law": "Delaware"}
    assert record.error == "the generator failed on a passage: timed out"
    assert record.status is Status.NEEDS_REVIEW


def test_a_document_that_the_generator_gave_nothing_for_is_failed() -> None:
    """The generator's own words are the reason."""
    generator = ScriptedGenerator(lambda _: Answer(error="401: no such key"))
    record = Pipeline(SCHEMA, generator, ScriptedCritic(), SETTINGS).extract(Document("c", TEXT))
    assert (record.status, record.error, record.data) == (Status.FAILED, "401: no such key", {})


def test_records_come_in_the_order_of_the_documents() -> None:
    """Also where some cannot be read, and over more documents than go in step."""
    documents = [Document(str(n), TEXT) if n % 3 else Unreadable(str(n), "encrypted") for n in range(2 * IN_FLIGHT + 1)]
    critic = ScriptedCritic(right={("law", "Delaware"): 0.9})
    records = list(Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), critic, SETTINGS).stream(documents))
    assert [record.id for record in records] == [document.id for document in documents]
    assert [record.error for record in records] == [None if n % 3 else "encrypted" for n in range(2 * IN_FLIGHT + 1)]


@pytest.mark.parametrize("ahead", [1, IN_FLIGHT])
def test_a_stream_reads_only_a_few_documents_ahead(ahead: int) -> None:
    """A million documents need not fit into memory; and one of a queue need not wait for the next."""
    read: list[int] = []

    def documents() -> Iterator[Document]:
        for number in count():
            read.append(number)
            yield Document(str(number), TEXT)

    pipeline = Pipeline(SCHEMA, ScriptedGenerator({}), ScriptedCritic(), SETTINGS, in_flight=ahead)
    stream = pipeline.stream(documents())
    assert [next(stream).id for _ in range(ahead)] == list(map(str, range(ahead)))
    assert len(read) == ahead


def test_documents_in_step_share_a_batch() -> None:
    """One call to the generator carries the passages of several documents."""
    batches: list[int] = []

    class Counting(ScriptedGenerator):
        def generate(self, requests: Any) -> list[Answer]:
            batches.append(len(requests))
            return super().generate(requests)

    pipeline = Pipeline(SCHEMA, Counting({}), ScriptedCritic(), SETTINGS)
    list(pipeline.stream(Document(str(n), TEXT) for n in range(IN_FLIGHT)))
    assert batches == [IN_FLIGHT]


def test_a_document_is_judged_by_itself() -> None:
    """The same document in a crowd and alone gives the same record."""
    critic = ScriptedCritic(right={("law", "Delaware"): 0.9}, stated={("parties", "Acme Inc."): 0.7})

    def records(*texts: str) -> list[str]:
        pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), critic, SETTINGS)
        return [record.to_json() for record in pipeline.stream(Document(text, text) for text in texts)]

    alone = records(TEXT)
    assert records("Some other text.", TEXT, "Acme Inc. only.")[1:2] == alone


def test_a_file_is_read_and_extracted(tmp_path: Path) -> None:
    """A path will do; a file that cannot be read is a failed record."""
    path = tmp_path / "contract.txt"
    path.write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence")
    assert pipeline.extract(str(path)).data == {"law": "Delaware"}
    assert pipeline.extract(tmp_path / "empty.txt").status is Status.FAILED


def test_the_deterministic_critic_drops_what_stands_nowhere() -> None:
    """Without a network the loop still removes inventions."""
    generator = ScriptedGenerator({"law": "Delaware", "parties": ["Acme Inc.", "Gamma AG"]})
    record = Pipeline(SCHEMA, generator, "evidence").extract(Document("c", TEXT))
    assert record.data == {"law": "Delaware", "parties": ["Acme Inc."]}
    assert record.status is Status.ACCEPTED


def test_a_folder_that_is_no_critic_is_refused_with_its_name(tmp_path: Path) -> None:
    """The error names the folder and says what else could be named."""
    with pytest.raises(CriticError, match="nothing-here") as caught:
        Pipeline(SCHEMA, ScriptedGenerator({}), tmp_path / "nothing-here")
    assert caught.value.hint is not None
    assert "evidence" in caught.value.hint


def test_a_generator_that_nobody_knows_is_refused() -> None:
    """A misspelt name is a mistake of the user, told before anything is read."""
    with pytest.raises(UsageError, match="embeded"):
        Pipeline(SCHEMA, "embeded", ScriptedCritic())


def test_a_trace_tells_how_the_record_came_about() -> None:
    """Draft, what the critic alone would say, all candidates, the review of the draft, and where the time went."""
    ticks = count()
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.9})
    generator = ScriptedGenerator({"law": "Ohio"})
    pipeline = Pipeline(SCHEMA, generator, critic, SETTINGS, clock=lambda: float(next(ticks)))
    (trace,) = pipeline.trace([Document("c", TEXT)])
    assert (trace.draft, trace.critic_only, trace.record.data) == (
        {"law": "Ohio"},
        {"law": "Delaware"},
        {"law": "Delaware"},
    )
    assert set(trace.candidates) == {("/law", "Ohio"), ("/law", "Delaware")}
    assert trace.reviewed is not None
    assert {finding.value for finding in trace.reviewed.findings} == {"Ohio", "Delaware"}
    assert (trace.generator_seconds, trace.draft_seconds) == (2.0, 1.0)  # two batches, the first of which was the draft
    assert (trace.critic_seconds, trace.review_seconds) == (3.0, 2.0)  # three turns: survey, review, after the answer


def test_the_generators_measured_profile_is_used_and_the_users_figure_goes_before_it() -> None:
    """A value is doubted more when its generator is known to err more."""

    def probability(error_rate: float | None, profiles: dict[str, Profile]) -> float:
        calibration = plain()
        calibration = type(calibration)(calibration.proposed, calibration.pointed, 0.2, 0.0, Profile(0.2), profiles)
        critic = ScriptedCritic({("law", "Delaware"): 0.9}, calibration=calibration)
        pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), critic, LoopSettings(error_rate=error_rate))
        found = pipeline.extract(Document("c", TEXT)).evidence["/law"].probability
        assert found is not None
        return found

    erring = {"scripted": Profile(0.5)}
    assert probability(None, {}) == pytest.approx(0.9)
    assert probability(None, erring) == pytest.approx(9 / (9 + 4))  # odds of 9:1, four times as many errors to one
    assert probability(0.2, erring) == pytest.approx(0.9)


def test_a_request_carries_its_document_and_its_fields() -> None:
    """What a generator is given is enough to answer: the passage as data, the fields, where it stands."""
    generator = ScriptedGenerator({})
    Pipeline(SCHEMA, generator, ScriptedCritic(), SETTINGS).extract(Document("c", TEXT))
    (request,) = generator.requests
    assert isinstance(request, Request)
    assert (request.document, request.passage, request.start) == ("c", TEXT, 0)
    assert [field.pattern for field in request.fields] == ["/law", "/parties/*", "/pages"]


def test_a_document_whose_record_is_known_goes_through_in_its_place() -> None:
    """Nothing is asked about it, and the others come before and after it as they stand."""
    critic, generator = ScriptedCritic(right={("law", "Delaware"): 0.9}), ScriptedGenerator({"law": "Delaware"})
    known = Known(Document("b", TEXT), Record("b", Status.ACCEPTED, {"law": "Ohio"}))
    documents = [Document("a", TEXT), known, Document("c", TEXT), Unreadable("d", "encrypted")]
    traces = list(Pipeline(SCHEMA, generator, critic, SETTINGS).trace(documents))
    assert [trace.record.id for trace in traces] == ["a", "b", "c", "d"]
    assert traces[1].record is known.record
    assert {request.document for request in generator.requests} == {"a", "c"}


def test_documents_that_are_awaited_together_wait_together() -> None:
    """The generator has all of them at once, each gets its own record, and the event loop goes on meanwhile."""
    together = Barrier(3, timeout=10)

    class Meeting(ScriptedGenerator):
        def generate(self, requests: Any) -> list[Answer]:
            together.wait()
            return super().generate(requests)

    generator = Meeting(lambda request: {"parties": [request.document]})
    pipeline = Pipeline(SCHEMA, generator, "evidence")
    ticks: list[int] = []

    async def tick() -> None:
        while True:
            ticks.append(1)
            await asyncio.sleep(0)

    async def main() -> list[Record]:
        ticking = asyncio.create_task(tick())
        documents = (Document(name, f"Between {name} and others.") for name in ("Acme", "Beta", "Gamma"))
        records = await asyncio.gather(*map(pipeline.aextract, documents))
        ticking.cancel()
        return records

    records = asyncio.run(main())
    assert [record.data for record in records] == [{"parties": [name]} for name in ("Acme", "Beta", "Gamma")]
    assert ticks


class Endless(ScriptedGenerator):
    """An endpoint that serves nobody for as long as it hangs; ``full`` says that it has 50 questions."""

    def __init__(self) -> None:
        super().__init__({"law": "Delaware"}, {})
        self.full, self.back = asyncio.Event(), asyncio.Event()
        self.under_way, self.most, self.called_off = 0, 0, 0

    async def agenerate(self, requests: Any) -> list[Answer]:
        """Answer when it is back."""
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if self.under_way == 50:
            self.full.set()
        try:
            await self.back.wait()
        except asyncio.CancelledError:
            self.called_off += 1
            raise
        finally:
            self.under_way -= 1
        return self.generate(requests)


def test_whoever_goes_away_is_no_longer_waited_for() -> None:
    """A service whose endpoint hangs serves the next when it is back: what is given up holds no thread and no place."""
    generator = Endless()
    pipeline = Pipeline(SCHEMA, generator, "evidence")

    async def main() -> Record:
        late = [asyncio.create_task(pipeline.aextract(Document(f"d{n}", TEXT))) for n in range(50)]
        await asyncio.wait_for(generator.full.wait(), 30)
        for task in late:
            task.cancel()
        await asyncio.wait(late)
        assert all(task.cancelled() for task in late)
        generator.back.set()
        return await asyncio.wait_for(pipeline.aextract(CONTRACT), 5)

    assert asyncio.run(main()).data == {"law": "Delaware"}
    assert generator.most == generator.called_off == 50
    assert len(generator.requests) == 1


def test_documents_whose_critic_waits_for_its_turn_leave_threads_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What else the program does in threads, as to look up a host, does not wait until all critics are done."""
    critic, done = EvidenceCritic(), Event()

    def examine(*arguments: Any, **options: Any) -> Any:
        assert done.wait(10)
        return examined(*arguments, **options)

    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), critic)
    examined = critic.examine
    monkeypatch.setattr(critic, "examine", examine)

    async def main() -> list[Record]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        extracting = [asyncio.create_task(pipeline.aextract(Document(f"d{n}", TEXT))) for n in range(8)]
        await asyncio.sleep(0.5)  # for as many of them to take a thread as will
        await asyncio.wait_for(asyncio.to_thread(done.set), 5)
        return await asyncio.gather(*extracting)

    assert [record.data for record in asyncio.run(main())] == [{"law": "Delaware"}] * 8


def test_an_event_loop_that_has_ended_is_not_kept() -> None:
    """As of a service that runs one for each of its requests."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence")

    async def main() -> Any:
        await asyncio.gather(*(pipeline.aextract(Document(f"d{n}", TEXT)) for n in range(4)))
        return ref(asyncio.get_running_loop())

    first, _ = asyncio.run(main()), asyncio.run(main())
    gc.collect()
    assert first() is None


@pytest.mark.parametrize("answers", [ValueError("no luck"), []])
def test_an_endpoint_that_breaks_down_while_it_is_awaited_fails_one_document(answers: Any) -> None:
    """As where it is not awaited, the record has the reason."""

    class Broken(ScriptedGenerator):
        async def agenerate(self, _: Any) -> list[Answer]:
            if isinstance(answers, Exception):
                raise answers
            return list(answers)

        def generate(self, _: Any) -> list[Answer]:
            if isinstance(answers, Exception):
                raise answers
            return list(answers)

    pipeline = Pipeline(SCHEMA, Broken({}), "evidence")
    record = asyncio.run(pipeline.aextract(CONTRACT))
    assert record.status is Status.FAILED
    assert record == pipeline.extract(CONTRACT)


FORKING = """
import multiprocessing
import torch
from ie_pipeline.pipeline import Pipeline
from tests.generators.scripted import ScriptedGenerator

def work(_=None):
    return float(torch.ones(600, 600).matmul(torch.ones(600, 600)).exp().log().mean())

if __name__ == "__main__":
    torch.set_num_threads(2)
    Pipeline({"type": "object", "properties": {"law": {"type": "string"}}}, ScriptedGenerator({}), "evidence")
    work()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map_async(work, range(2)).get(timeout=30)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_forked_workers_do_not_wait_for_threads_that_they_lack(tmp_path: Path) -> None:
    """As of a service that loads and tries a pipeline before it forks, or of multiprocessing's default on Linux."""
    script = tmp_path / "forking.py"
    script.write_text(FORKING, encoding="utf-8")
    paths = os.pathsep.join(filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "2"},
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_number_that_pandas_made_a_float_stays_the_id_that_it_was() -> None:
    """A row of a table whose other ids are null is found again by its own."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({}), "evidence")
    ids: list[Any] = [7, 7.0, 7.5, "7.0"]
    assert [pipeline.extract(Document(name, TEXT)).id for name in ids] == ["7", "7", "7.5", "7.0"]


def test_paths_are_streamed_as_documents_are(tmp_path: Path) -> None:
    """One that cannot be read is one failed record, and the others come."""
    path = tmp_path / "a.txt"
    path.write_text("Between Acme and others.", encoding="utf-8")
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({}), "evidence")
    records = list(pipeline.stream([path, str(tmp_path / "missing.txt"), Document("b", "Between Beta and others.")]))
    assert [record.status for record in records][1] is Status.FAILED
    assert [record.id for record in records] == ["a.txt", "missing.txt", "b"]


def test_what_is_no_document_is_refused_in_words() -> None:
    """A mapping, a text that would be taken for a path, and a path where several documents are meant."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({}), "evidence")
    with pytest.raises(TypeError, match=r"dict is no document: give a path, or a text as Document\(id, text\)"):
        pipeline.extract({"id": "a", "text": "Between Acme and others."})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a text of several lines is no document"):
        pipeline.extract("Between Acme\nand others.")
    with pytest.raises(TypeError, match=r"for the one at 'a\.txt' there is extract"):
        list(pipeline.stream("a.txt"))


@pytest.mark.parametrize("name", ["missing.txt", "missing.unknown"])
def test_a_path_that_is_awaited_fails_as_a_record(tmp_path: Path, name: str) -> None:
    """As with ``extract``, one bad file is one failed record."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({}), "evidence")
    assert asyncio.run(pipeline.aextract(tmp_path / name)).status is Status.FAILED


def test_fields_that_the_critic_was_never_tried_on_are_told_beforehand(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever wonders why every record waits for a person reads it in the first line; tried on all, nothing is told."""
    tried = plain()
    tried = replace(tried, proposed=replace(tried.proposed, offsets={"law": 0.0}))
    Pipeline(SCHEMA, ScriptedGenerator({}, {}), ScriptedCritic(calibration=tried))
    assert "never tried on parties, pages: there it only advises" in caplog.text
    caplog.clear()
    Pipeline(SCHEMA, ScriptedGenerator({}, {}), ScriptedCritic())
    assert not caplog.text


def test_a_row_without_a_text_is_one_failed_record() -> None:
    """A null in a table ends no stream, and a number is a name too."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({}), "evidence")
    rows: list[tuple[Any, Any]] = [(1, "Between Acme and others."), (2, None), (3, b"Between"), (4, "Between Beta.")]
    records = list(pipeline.stream(Document(*row) for row in rows))
    assert [record.id for record in records] == ["1", "2", "3", "4"]
    assert records[1].error == "its text is of type NoneType, not a string"
    assert records[2].error == "its text is of type bytes, not a string"


def test_half_an_emoji_is_replaced_in_its_place() -> None:
    """A text that was cut between the halves of a pair can be encoded like any other, and offsets hold in it."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence")
    record = pipeline.extract(Document("a\ud83d", "Governed \ud83d by the laws of Delaware."))
    assert record.id == "a\ufffd"
    assert record.evidence["/law"].start == 26
    assert pipeline.extract(Unreadable("b\ud83d", "is empty")).id == "b\ufffd"


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_blank_text_is_a_failed_record_for_which_nothing_is_asked(text: str) -> None:
    """As a blank file is."""
    generator = ScriptedGenerator({"law": "Delaware"})
    record = Pipeline(SCHEMA, generator, "evidence").extract(Document("a", text))
    assert (record.status, record.error) == (Status.FAILED, "holds no text")
    assert not generator.requests


def test_no_document_in_flight_is_refused() -> None:
    """Instead of waiting for ever."""
    with pytest.raises(UsageError, match="0 documents cannot be in flight"):
        Pipeline(SCHEMA, ScriptedGenerator({}), "evidence", in_flight=0)


def test_a_pipeline_that_is_sent_to_another_process_is_refused_in_words() -> None:
    """Whoever hands its method to a pool of processes is told what to hand over instead."""
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence")
    with pytest.raises(UsageError, match=r"cannot be sent to another process; .*BatchExtractor"):
        pickle.dumps(pipeline.extract)
