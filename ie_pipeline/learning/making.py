"""Mistake rows from labelled documents: the drafts that a generator really writes, and synthetic ones beside them.

A generator drafts in a run like any other, whose record is never mended, so that what was drafted is journalled and an
interrupted run goes on. What a generator was tuned on it copies from memory, so such documents are left to others: see
`ie_pipeline.learning.seen` for the embedded one as it ships, and `ie_pipeline.learning.folds` for one tuned anew.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from critic.corpus import LabelledDocument
from critic.mistakes.labelled import Labelling, compare_labelled
from critic.mistakes.planting import Pool
from critic.mistakes.rows import MistakeRow, Origin
from critic.mistakes.synthetic import synthesise
from critic.text.languages import language_of
from ie_pipeline.documents import Document
from ie_pipeline.runs.journal import Journal, Key, Logged

__all__ = ["as_documents", "drafted_rows", "synthetic_rows"]

_RATES = (0.1, 0.5)
"""Between these shares of a synthetic draft's values are damaged; real generators err at such rates."""


def as_documents(labelled: Iterable[LabelledDocument]) -> Iterator[Document]:
    """Return labelled documents as a pipeline reads them, without their labels; those without text are left out."""
    return (_document(document) for document in labelled if document.text.strip())


def drafted_rows(
    journal: Journal,
    labelled: Iterable[LabelledDocument],
    labelling: Labelling,
    generator: str,
    report: Callable[[str], object],
) -> Iterator[MistakeRow]:
    """Yield what is wrong with the drafts in a journal; documents of which it holds none are left out.

    A draft that lacks an answer because a question failed would have its gaps taken for the generator's mistakes; it is
    told to ``report`` and left out.
    """
    texts = {(document.id, Key.of(_document(document)).text_sha256): document for document in labelled}
    for logged in journal.logged():
        document = texts.get((logged.id, logged.text_sha256))
        if document is None or logged.entry.line is None:
            continue
        if trouble := _trouble(logged):
            report(f"{document.id}: its draft is left out: {trouble}")
            continue
        yield compare_labelled(
            document,
            labelling,
            logged.draft or {},
            origin=Origin.GENERATOR,
            generator=generator,
        )


def synthetic_rows(
    labelled: Iterable[LabelledDocument], labelling: Labelling, count: int, rng: random.Random
) -> Iterator[MistakeRow]:
    """Yield ``count`` drafts of each document that a program made from its labels, with what is wrong with each.

    Some wrong values are other documents' and put into the text of the row (see `critic.mistakes.planting`).
    """
    chosen = list(labelled)
    pool = Pool.of(chosen, list(labelling.labels.values()))
    for document in chosen:
        for _ in range(count):
            rate, language = rng.uniform(*_RATES), language_of(document.text)
            yield synthesise(document, labelling, rng, rate=rate, pool=pool, language=language)


def _document(labelled: LabelledDocument) -> Document:
    return Document(labelled.id, labelled.text)


def _trouble(logged: Logged) -> str | None:
    """Say which question about a draft was not answered; None where all were."""
    drafts = [step for step in logged.steps if step.number == 0]
    if not drafts:
        return "it was never asked for"
    failed = (answer for answer in drafts[-1].answers if answer["error"] and not answer["data"])
    return next((str(answer["error"]) for answer in failed), None)
