"""A spaCy component: ``nlp.add_pipe("ie_pipeline", config={"schema": "resume"})``.

The record is ``doc._.ie_record``, and each value that stands in the text is a span of ``doc.spans["ie_pipeline"]``.
spaCy finds the factory through the package's entry point; only who uses it needs spaCy.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from critic.fields import dotted, field_of, flatten
from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.documents.characters import scrub
from ie_pipeline.loop import LoopSettings
from ie_pipeline.record import LeafEvidence, Record
from ie_pipeline.schema import load_schema
from ie_pipeline.specification import PipelineSpec

__all__ = ["ExtractionComponent", "make_component"]

_KEY = "ie_pipeline.record"


class ExtractionComponent:
    """Add a record and its spans to each doc.

    Its extensions are ``doc._.ie_id``, which a program may set beforehand (otherwise a document's id is a digest of its
    text), ``doc._.ie_record``, the `Record` or None, and ``span._.ie_evidence``, the `LeafEvidence` of a span.

    A span bears the field's dotted name as its label and the value's JSON Pointer as its id. It covers whole tokens;
    the exact characters are those of its evidence. The record is kept as JSON, so that docs can be stored and sent to
    other processes. One doc holds one record: that of the last such component.

    Args:
        spec: the pipeline, whose models are loaded on the first doc.
        spans_key: where in ``doc.spans`` the spans go.

    """

    def __init__(self, spec: PipelineSpec, spans_key: str) -> None:
        """Name the pipeline; nothing is loaded yet."""
        self.spec = spec
        self.spans_key = spans_key
        self.fields = flatten(load_schema(spec.schema))

    def __call__(self, doc: Doc) -> Doc:
        """Extract one doc's record."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:  # noqa: ARG002 - spaCy's signature
        """Extract the records of docs, several of which go through the loop together; the order is kept.

        The pipeline sees to batches itself, so ``batch_size`` makes no difference.
        """
        read: deque[Doc] = deque()

        def documents() -> Iterator[Document | Unreadable]:
            for doc in stream:
                read.append(doc)
                yield _document(doc)

        for record in self.spec.load().stream(documents()):
            doc = read.popleft()
            doc.user_data[_KEY] = record.to_json()
            doc.spans[self.spans_key] = list(self._spans(doc, record))
            yield doc

    def _spans(self, doc: Doc, record: Record) -> Iterator[Span]:
        for pointer, evidence in record.evidence.items():
            field = field_of(pointer, self.fields)
            if field is None or evidence.start is None or evidence.end is None:
                continue
            label = dotted(field)
            span = doc.char_span(evidence.start, evidence.end, label=label, span_id=pointer, alignment_mode="expand")
            if span is not None:
                yield span


def make_component(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001 - spaCy's signature
    schema: str | dict[str, Any],
    generator: str,
    critic: str | None,
    settings: dict[str, Any],
    spans_key: str,
) -> ExtractionComponent:
    """Make the component from its configuration.

    Args:
        nlp: the pipeline that it becomes part of.
        name: its name there.
        schema: the name of a shipped schema, a JSON Schema file, or a JSON Schema as a dict.
        generator: a specification such as ``embedded`` or ``openai:gpt-5-mini``.
        critic: a directory, ``evidence``, or None for the critic that ships.
        settings: those of `LoopSettings` that are not to have their defaults.
        spans_key: where in ``doc.spans`` the spans go.

    Raises:
        UsageError: if the schema is none.

    """
    given = _as_given(schema) if isinstance(schema, dict) else schema
    spec = PipelineSpec(given, generator, critic, LoopSettings(**settings))
    return ExtractionComponent(spec, spans_key)


def _as_given(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as it was before a pipeline was stored: spaCy's configuration doubles each ``$`` of a text.

    That is one of ``#/$defs/Company`` or of a pattern, and one that stands alone tells that nothing was doubled.
    """
    signs = [run for text in _texts(schema) for run in re.findall(r"\$+", text)]
    if not signs or any(len(run) % 2 for run in signs):
        return schema
    halved: dict[str, Any] = _halved(schema)
    return _as_given(halved)


def _texts(node: Any) -> Iterator[str]:
    """Yield the texts of a schema, which are no names of properties."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _texts(part)


def _halved(node: Any) -> Any:
    """Make one ``$`` of each two."""
    if isinstance(node, dict):
        return {name: _halved(part) for name, part in node.items()}
    if isinstance(node, list):
        return [_halved(part) for part in node]
    return node.replace("$$", "$") if isinstance(node, str) else node


def _document(doc: Doc) -> Document | Unreadable:
    """Return a doc's text as a document. Every character keeps its offset."""
    text = scrub(doc.text)
    name = doc._.ie_id
    identifier = hashlib.sha256(text.encode()).hexdigest()[:16] if name is None else scrub(str(name))
    return Document(identifier, text) if text.strip() else Unreadable(identifier, "holds no text")


def _record(doc: Doc) -> Record | None:
    line = doc.user_data.get(_KEY)
    return None if line is None else Record.from_dict(json.loads(line))


def _evidence(span: Span) -> LeafEvidence | None:
    record = _record(span.doc)
    evidence = None if record is None else record.evidence.get(span.id_)
    if evidence is None or evidence.start is None or evidence.end is None:
        return None
    # One that lies elsewhere is that of another component, whose record came after the span.
    return evidence if span.start_char <= evidence.start and evidence.end <= span.end_char else None


Doc.set_extension("ie_id", default=None, force=True)
Doc.set_extension("ie_record", getter=_record, force=True)
Span.set_extension("ie_evidence", getter=_evidence, force=True)
Language.factory(
    "ie_pipeline",
    assigns=["doc._.ie_record", "doc.spans", "span._.ie_evidence"],
    default_config={
        "generator": "embedded",
        "critic": None,
        "settings": {},
        "spans_key": "ie_pipeline",
    },
    func=make_component,
)
