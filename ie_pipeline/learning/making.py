"""Mistake rows from labelled documents: the drafts that a generator really writes, and synthetic ones beside them.

A generator drafts in a run like any other, whose record is never mended, so that what was drafted is journalled and an
interrupted run goes on. What a generator was tuned on it copies from memory, so such documents are left to others: see
`ie_pipeline.learning.seen` for the embedded one as it ships, and `ie_pipeline.learning.folds` for one tuned anew.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from critic.corpus import LabelledDocument
from critic.fields import flatten, leaves
from critic.mistakes.labelled import Labelling, compare_labelled
from critic.mistakes.planting import Pool
from critic.mistakes.rows import MistakeRow, Origin
from critic.mistakes.synthetic import synthesise, synthesise_nested
from critic.text.languages import language_of
from critic.text.sameness import same
from ie_pipeline.documents import Document
from ie_pipeline.runs.journal import Journal, Key, Logged

__all__ = ["as_documents", "drafted_rows", "synthetic_rows", "without_contradicted"]

_RATES = (0.1, 0.5)
"""Between these shares of a synthetic draft's values are damaged; real generators err at such rates."""


def as_documents(labelled: Iterable[LabelledDocument]) -> Iterator[Document]:
    """Return labelled documents as a pipeline reads them, without their labels; those without text are left out."""
    return (_document(document) for document in labelled if document.text.strip())


def without_contradicted(
    labelled: Sequence[LabelledDocument], labelling: Labelling, report: Callable[[str], object]
) -> list[LabelledDocument]:
    """Return labelled documents without those that a later one of the same id and text contradicts.

    Each is told to ``report``. The last stands, as of several corrections: whoever labels again means that.
    """
    later: dict[tuple[str, str], list[LabelledDocument]] = defaultdict(list)
    kept: list[LabelledDocument] = []
    for document in reversed(labelled):
        again = later[document.id, document.text]
        if at := next(filter(None, (_differences(document, other, labelling) for other in again)), None):
            report(f"{document.id}: labelled again with other values of {', '.join(at)}; the last labels stand")
        else:
            again.append(document)
            kept.append(document)
    return kept[::-1]


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

    Some wrong values are other documents' and put into the text of the row (see `critic.mistakes.planting`). Where a
    document has a nested right record under the schema, that is damaged, so that values turn up in other items too.
    """
    chosen = list(labelled)
    pool = Pool.of(chosen, list(labelling.labels.values()))
    fields = flatten(labelling.schema)
    for document in chosen:
        made = synthesise_nested if leaves(document.record, fields) else synthesise
        for _ in range(count):
            rate, language = rng.uniform(*_RATES), language_of(document.text)
            yield made(document, labelling, rng, rate=rate, pool=pool, language=language)


def _document(labelled: LabelledDocument) -> Document:
    return Document(labelled.id, labelled.text)


def _differences(one: LabelledDocument, other: LabelledDocument, labelling: Labelling) -> list[str]:
    """Return the labels that two documents differ in where both say something."""
    labels = [name for name in labelling.labels.values() if one.judged(name) and other.judged(name)]
    differ = [name for name in labels if not _alike(one.gold.get(name, ()), other.gold.get(name, ()))]
    records = one.record is not None and other.record is not None and one.record != other.record
    return differ or (["record"] if records else [])


def _alike(some: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether each of some values is among the others, and the other way round."""
    pairs = ((some, others), (others, some))
    return all(any(same(value, twin) for twin in there) for here, there in pairs for value in here)


def _trouble(logged: Logged) -> str | None:
    """Say which question about a draft was not answered; None where all were."""
    drafts = [step for step in logged.steps if step.number == 0]
    if not drafts:
        return "it was never asked for"
    failed = (answer for answer in drafts[-1].answers if answer["error"] and not answer["data"])
    return next((str(answer["error"]) for answer in failed), None)
