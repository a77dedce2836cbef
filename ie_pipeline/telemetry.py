"""OpenTelemetry spans and metrics of a pipeline, named by the GenAI semantic conventions where those have a name.

A document is a span; each step of the generator and each turn of the critic is one below it. Where the package
``opentelemetry-api`` is not installed there is no telemetry; where no SDK is set up, its spans go nowhere. A document's
text, values and errors are in none of them: attributes are names, numbers and states.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self
from weakref import finalize

from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.generators.base import Answer, Usage
from ie_pipeline.record import Record, Status

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter
    from opentelemetry.trace import Span, Tracer

__all__ = ["DocumentSpan", "Telemetry"]

_SCOPE = "ie_pipeline"
# The conventions ask for these boundaries, so that histograms of different programs can be added up.
_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = tuple(4.0**power for power in range(14))


class Telemetry:
    """The spans and metrics of one pipeline.

    Args:
        generator: the generator's name, such as ``openai:gpt-5-mini``: the conventions' provider and model.
        critic: the critic's name.
        tracer: makes the spans.
        meter: makes the instruments.

    """

    def __init__(self, generator: str, critic: str, tracer: Tracer, meter: Meter) -> None:
        """Name the models and make the instruments."""
        kind, _, model = generator.partition(":")
        self.remote = kind == "openai"
        self.model = model or kind
        self.model_attributes = {
            "gen_ai.operation.name": "chat" if self.remote else "text_completion",
            "gen_ai.provider.name": kind if self.remote else _SCOPE,
            "gen_ai.request.model": self.model,
        }
        self.critic = critic
        self.tracer = tracer
        self.instruments = _instruments(meter)

    @classmethod
    def find(cls, generator: str, critic: str) -> Self | None:
        """Return telemetry through the providers that the program has set up; None without ``opentelemetry-api``."""
        providers = _providers()
        return cls(generator, critic, *providers) if providers else None

    def watch(self, document: Document | Unreadable) -> DocumentSpan:
        """Begin the span of a document, below the caller's current span if there is one."""
        text = document.text if isinstance(document, Document) else ""
        attributes: dict[str, Any] = {
            "gen_ai.operation.name": "invoke_workflow",
            "gen_ai.workflow.name": _SCOPE,
            "ie_pipeline.document.id": document.id,
            "ie_pipeline.document.characters": len(text),
        }
        return DocumentSpan(self, self.tracer.start_span(f"invoke_workflow {_SCOPE}", attributes=attributes))


class DocumentSpan:
    """One document's span, which hears how it comes along (see `ie_pipeline.driving.Watcher`).

    When nobody waits for the document any more, the span ends without a status.
    """

    def __init__(self, telemetry: Telemetry, span: Span) -> None:
        """Take the span that has begun."""
        self._telemetry = telemetry
        self._span = span
        self._end = finalize(self, span.end)
        self._began = time.monotonic()

    def asked(self, answers: Sequence[Answer], seconds: float) -> None:
        """Add a span for a step of the generator, and count its tokens and its time."""
        from opentelemetry.trace import SpanKind

        telemetry = self._telemetry
        usage = sum((answer.usage for answer in answers), Usage())
        failed = sum(answer.error is not None for answer in answers)
        attributes: dict[str, Any] = {
            **telemetry.model_attributes,
            "gen_ai.usage.input_tokens": usage.prompt_tokens,
            "gen_ai.usage.output_tokens": usage.completion_tokens,
            "ie_pipeline.requests": len(answers),
            "ie_pipeline.requests.failed": failed,
        }
        kind = SpanKind.CLIENT if telemetry.remote else SpanKind.INTERNAL
        name = f"{telemetry.model_attributes['gen_ai.operation.name']} {telemetry.model}"
        self._add(name, kind, attributes, seconds, failed=0 < failed == len(answers))
        instruments = telemetry.instruments
        instruments.operation_seconds.record(seconds, telemetry.model_attributes)
        for side, tokens in (("input", usage.prompt_tokens), ("output", usage.completion_tokens)):
            if tokens:
                instruments.tokens.record(tokens, {**telemetry.model_attributes, "gen_ai.token.type": side})

    def reviewed(self, seconds: float) -> None:
        """Add a span for a turn of the critic, and count its time."""
        from opentelemetry.trace import SpanKind

        attributes = {"ie_pipeline.critic.name": self._telemetry.critic}
        self._add(f"review {self._telemetry.critic}", SpanKind.INTERNAL, attributes, seconds)
        self._telemetry.instruments.review_seconds.record(seconds, attributes)

    def ended(self, record: Record) -> None:
        """Say how the document ended, and end its span."""
        self._span.set_attributes(
            {
                "gen_ai.usage.input_tokens": record.usage.get("prompt_tokens", 0),
                "gen_ai.usage.output_tokens": record.usage.get("completion_tokens", 0),
                "ie_pipeline.record.status": record.status.value,
                "ie_pipeline.record.findings": len(record.findings),
                "ie_pipeline.record.rounds": len(record.rounds),
                "ie_pipeline.record.coverage": record.coverage,
            }
        )
        if record.status is Status.FAILED:
            _mark_failed(self._span)
        self._end()
        seconds = time.monotonic() - self._began
        self._telemetry.instruments.document_seconds.record(seconds, {"ie_pipeline.record.status": record.status.value})

    def _add(self, name: str, kind: Any, attributes: dict[str, Any], seconds: float, *, failed: bool = False) -> None:
        """Add a span that ends now and took some seconds."""
        from opentelemetry.trace import set_span_in_context

        now = time.time_ns()
        span = self._telemetry.tracer.start_span(
            name,
            context=set_span_in_context(self._span),
            kind=kind,
            attributes=attributes,
            start_time=now - int(seconds * 1e9),
        )
        if failed:
            _mark_failed(span)
        span.end(end_time=now)


@dataclass(frozen=True, slots=True)
class _Instruments:
    """Histograms, whose counts are also the numbers of documents, steps and reviews."""

    tokens: Any
    operation_seconds: Any
    review_seconds: Any
    document_seconds: Any


@cache
def _providers() -> tuple[Tracer, Meter] | None:
    """Return what makes spans and instruments; of an SDK that is set up later too, for the API puts proxies here."""
    try:
        from opentelemetry import metrics, trace
    except ImportError:
        return None
    return trace.get_tracer(_SCOPE), metrics.get_meter(_SCOPE)


@cache
def _instruments(meter: Meter) -> _Instruments:
    """Make the instruments of a meter, once."""

    def seconds(name: str, description: str) -> Any:
        return meter.create_histogram(name, "s", description, explicit_bucket_boundaries_advisory=_SECONDS)

    return _Instruments(
        tokens=meter.create_histogram(
            "gen_ai.client.token.usage",
            "{token}",
            "Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=_TOKENS,
        ),
        operation_seconds=seconds("gen_ai.client.operation.duration", "GenAI operation duration."),
        review_seconds=seconds("ie_pipeline.review.duration", "What the critic took for one turn of one document."),
        document_seconds=seconds("ie_pipeline.document.duration", "What a document took from first to last."),
    )


def _mark_failed(span: Span) -> None:
    """Mark a span as failed, without the reason: that may quote the document."""
    from opentelemetry.trace import StatusCode

    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", "_OTHER")  # the conventions' word for a cause that has no class of its own
