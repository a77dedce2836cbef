"""Drafts that are there already, given to the pipeline by a generator that only hands them out. Knows no model."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from critic.corpus import LabelledDocument
from critic.critic import Examiner
from ie_pipeline.evaluation.report import Report, summarise
from ie_pipeline.evaluation.run import evaluate
from ie_pipeline.evaluation.scope import Scope
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.generators.nesting import nested
from ie_pipeline.pipeline import Pipeline

__all__ = ["KnownDrafts", "nested_record", "replayed"]


class KnownDrafts:
    """Answer each document with its draft, and no second question with anything else.

    Args:
        drafts: document id to a record under the schema.
        name: of the generator that wrote them, by which a critic knows how often it errs.

    """

    passage_chars = sys.maxsize
    whole_document = True

    def __init__(self, drafts: Mapping[str, Mapping[str, Any]], name: str = "replay") -> None:
        """Keep the drafts."""
        self.drafts = drafts
        self.name = name

    def __repr__(self) -> str:
        """Show how many there are."""
        return f"{type(self).__name__}({len(self.drafts)} drafts, {self.name!r})"

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request with its document's draft."""
        return [self._answer(request.document) for request in requests]

    def _answer(self, document: str) -> Answer:
        draft = self.drafts.get(document)
        return Answer(error=f"there is no draft of {document!r}") if draft is None else Answer(dict(draft))


def nested_record(document: LabelledDocument, scope: Scope, flat: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a record, nested as the schema is, of values by label.

    A single-valued field takes the first value; of several fields with one label the first takes them all.
    """
    bearers = {scope.labels[field.pattern]: field for field in reversed(scope.fields)}
    return nested({bearers[label]: values for label, values in flat.items() if label in bearers}, document.text)


def replayed(
    critic: Examiner,
    documents: Sequence[LabelledDocument],
    scope: Scope,
    drafts: Mapping[str, Mapping[str, Sequence[str]]],
    generator: str,
) -> Report:
    """Run the loop with a critic over drafts that ``generator`` once wrote, given flat by document id, and score it.

    Documents without a draft are left out.
    """
    documents = [document for document in documents if document.id in drafts]
    records = {document.id: nested_record(document, scope, drafts[document.id]) for document in documents}
    pipeline = Pipeline(scope.schema, KnownDrafts(records, generator), critic)
    return summarise(list(evaluate(documents, scope, pipeline)), {})
