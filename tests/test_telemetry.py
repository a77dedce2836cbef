"""Telemetry: what a program with OpenTelemetry's SDK sees of a pipeline, and what it must never see."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import pytest

from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.generators.base import Answer, Usage
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Record, Status
from ie_pipeline.telemetry import Telemetry
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"law": {"type": "string"}, "parties": {"type": "array", "items": {"type": "string"}}},
}
TEXT = "Agreement between Acme Inc. and Beta LLC under the laws of Delaware."


class Seen:
    """A real SDK that keeps everything in memory."""

    def __init__(self) -> None:
        metrics = pytest.importorskip("opentelemetry.sdk.metrics", reason="needs the package opentelemetry-sdk")
        trace = pytest.importorskip("opentelemetry.sdk.trace")
        export = pytest.importorskip("opentelemetry.sdk.trace.export")
        memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
        reading = pytest.importorskip("opentelemetry.sdk.metrics.export")
        self.exporter = memory.InMemorySpanExporter()
        self.reader = reading.InMemoryMetricReader()
        self.tracers = trace.TracerProvider()
        self.tracers.add_span_processor(export.SimpleSpanProcessor(self.exporter))
        self.meters = metrics.MeterProvider(metric_readers=[self.reader])

    def telemetry(self, generator: str, critic: str = "default") -> Telemetry:
        """Return telemetry that reports here."""
        return Telemetry(generator, critic, self.tracers.get_tracer("t"), self.meters.get_meter("t"))

    def spans(self) -> Sequence[Any]:
        """Return the spans that have ended."""
        spans: Sequence[Any] = self.exporter.get_finished_spans()
        return spans

    def points(self) -> dict[str, list[Any]]:
        """Return the data points of each metric."""
        data = self.reader.get_metrics_data()
        scopes = [scope for resource in data.resource_metrics for scope in resource.scope_metrics]
        return {metric.name: list(metric.data.data_points) for scope in scopes for metric in scope.metrics}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Give a fresh SDK, to which every pipeline of the test reports."""
    seen = Seen()
    monkeypatch.setattr(Telemetry, "find", staticmethod(seen.telemetry))
    return seen


def test_a_document_a_step_and_a_review_are_spans(seen: Seen) -> None:
    """The steps of the generator and the turns of the critic stand below their document's span, in their order."""
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.9})
    pipeline = Pipeline(SCHEMA, ScriptedGenerator({"law": "Ohio"}), critic, LoopSettings(error_rate=0.2))
    list(pipeline.stream([Document("a", TEXT), Document("b", TEXT)]))
    documents = [span for span in seen.spans() if span.parent is None]
    assert [span.attributes["ie_pipeline.document.id"] for span in documents] == ["a", "b"]
    assert {span.name for span in documents} == {"invoke_workflow ie_pipeline"}
    for document in documents:
        below = [span for span in seen.spans() if span.parent and span.parent.span_id == document.context.span_id]
        assert [span.name.split()[0] for span in below] == [
            "review", "text_completion", "review", "text_completion", "review"
        ]  # fmt: skip
        assert all(span.start_time <= span.end_time for span in below)
        assert document.attributes["ie_pipeline.record.status"] == "accepted"
        assert document.attributes["ie_pipeline.record.rounds"] == 1
        assert document.attributes["gen_ai.usage.input_tokens"] == 20


def test_a_step_bears_the_names_of_the_conventions(seen: Seen) -> None:
    """A model behind an endpoint is a client's span with its provider, its model and its tokens."""
    telemetry = seen.telemetry("openai:gpt-5-mini")
    watched = telemetry.watch(Document("a", TEXT))
    watched.asked([Answer(usage=Usage(1, 100, 7)), Answer(usage=Usage(2, 50, 3), error="cut")], 1.5)
    watched.ended(Record("a", Status.ACCEPTED))
    step, _ = seen.spans()
    assert (step.name, step.kind.name) == ("chat gpt-5-mini", "CLIENT")
    assert dict(step.attributes) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.usage.input_tokens": 150,
        "gen_ai.usage.output_tokens": 10,
        "ie_pipeline.requests": 2,
        "ie_pipeline.requests.failed": 1,
    }
    assert step.end_time - step.start_time == 1_500_000_000
    points = seen.points()
    (duration,) = points["gen_ai.client.operation.duration"]
    assert (duration.sum, duration.count) == (1.5, 1)
    assert {point.attributes["gen_ai.token.type"]: point.sum for point in points["gen_ai.client.token.usage"]} == {
        "input": 150,
        "output": 10,
    }


def test_a_clock_that_is_set_changes_no_duration(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document takes no hour because summer time, or somebody, moved the clock meanwhile."""
    watched = seen.telemetry("openai:gpt-5-mini").watch(Document("a", TEXT))
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_600_000_000_000)
    watched.ended(Record("a", Status.ACCEPTED))
    (duration,) = seen.points()["ie_pipeline.document.duration"]
    assert 0 <= duration.sum < 60


def test_what_failed_is_marked_without_its_reason(seen: Seen) -> None:
    """An unreadable document and a step without an answer are errors; the reason stays in the record."""
    generator = ScriptedGenerator(lambda _: Answer(error="SECRET of Acme"))
    list(Pipeline(SCHEMA, generator, "evidence").stream([Unreadable("scan.pdf", "SECRET"), Document("b", TEXT)]))
    failed = [span for span in seen.spans() if span.status.status_code.name == "ERROR"]
    assert sorted(span.name for span in failed) == [
        "invoke_workflow ie_pipeline",
        "invoke_workflow ie_pipeline",
        "text_completion scripted",
    ]
    assert {span.attributes["error.type"] for span in failed} == {"_OTHER"}
    assert "SECRET" not in "".join(span.to_json() for span in seen.spans())
    statuses = [point.attributes for point in seen.points()["ie_pipeline.document.duration"]]
    assert statuses == [{"ie_pipeline.record.status": "failed"}]


def test_a_document_that_nobody_waits_for_ends_its_span(seen: Seen) -> None:
    """Whoever takes one record and goes leaves no span open: those of the others end without a status."""
    documents = [Document(name, TEXT) for name in "abc"]
    stream = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence").stream(documents)
    next(stream)
    del stream
    spans = {span.attributes["ie_pipeline.document.id"]: span for span in seen.spans() if span.parent is None}
    assert sorted(spans) == ["a", "b", "c"]
    assert [name for name, span in spans.items() if "ie_pipeline.record.status" in span.attributes] == ["a"]


def test_no_text_and_no_value_of_a_document_is_told(seen: Seen) -> None:
    """Neither spans nor metrics have a word of the source or the record."""
    critic = ScriptedCritic(right={("law", "Delaware"): 0.9}, stated={("parties", "Acme Inc."): 0.9})
    list(Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), critic).stream([Document("a", TEXT)]))
    told = "".join(span.to_json() for span in seen.spans()) + seen.reader.get_metrics_data().to_json()
    assert [word for word in ("Delaware", "Acme", "Agreement") if word in told] == []


PROGRAM = """
import json, sys
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from ie_pipeline import Document, Pipeline

pipeline = Pipeline("resume", "replay:" + sys.argv[1], "evidence")
pipeline.extract(Document("before", "Ann Lee"))
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
with trace.get_tracer("job").start_as_current_span("nightly job"):
    pipeline.extract(Document("cv", "Ann Lee"))
print(json.dumps([json.loads(span.to_json()) for span in exporter.get_finished_spans()]))
"""


def test_a_program_that_sets_up_the_sdk_gets_the_spans_below_its_own(tmp_path: Any) -> None:
    """Nothing but the SDK is configured, also after the pipeline was made."""
    pytest.importorskip("opentelemetry.sdk", reason="needs the package opentelemetry-sdk")
    drafts = tmp_path / "drafts.jsonl"
    drafts.write_text('{"id": "cv", "data": {"name": "Ann Lee"}}\n', encoding="utf-8")
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(drafts)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    spans = {span["name"]: span for span in json.loads(done.stdout)}
    assert set(spans) == {
        "nightly job", "invoke_workflow ie_pipeline", "text_completion drafts.jsonl", "review evidence"
    }  # fmt: skip
    job = spans["nightly job"]["context"]
    assert spans["invoke_workflow ie_pipeline"]["parent_id"] == job["span_id"]
    assert {span["context"]["trace_id"] for span in spans.values()} == {job["trace_id"]}
    assert done.stderr == ""


def test_without_the_package_there_is_no_telemetry() -> None:
    """A program without OpenTelemetry extracts as ever."""
    program = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from ie_pipeline.telemetry import Telemetry\n"
        "print(Telemetry.find('embedded', 'default'))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("None\n", "")


def test_the_package_logs_how_documents_end_and_prints_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """One logger, ``ie_pipeline``; its lines have the document's id and its status."""
    with caplog.at_level(logging.INFO, logger="ie_pipeline"):
        Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence").extract(Document("a", TEXT))
    assert [(record.name, record.getMessage()) for record in caplog.records] == [("ie_pipeline", "a: accepted")]
    assert capfd.readouterr() == ("", "")
