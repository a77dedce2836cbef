"""A generator tuned anew for each fold of labelled documents, on the other folds.

So each document gets a draft from an adapter that never saw it, and all documents can serve. It is how predictions are
made to be stacked (Wolpert 1992, "Stacked Generalization"). Only the embedded generator is tuned; a fold takes as long
as `ie_pipeline.learning.sft` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from critic.corpus import LabelledDocument, Span
from critic.evidence import Source, locate
from critic.mistakes.labelled import Labelling
from critic.passages import split
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.compact import Ask
from ie_pipeline.generators.nesting import labels
from ie_pipeline.learning.examples import Family
from ie_pipeline.loop import OVERLAP

__all__ = ["Fold", "adapter_of", "family_of", "folds_of"]

_ADAPTER = "adapter"
_WEIGHTS = "adapter_model.safetensors"


@dataclass(frozen=True, slots=True)
class Fold:
    """A part of the documents, numbered from 0, and the others, which its adapter learns from."""

    number: int
    documents: tuple[LabelledDocument, ...]
    others: tuple[LabelledDocument, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of what the adapter learns from, in hexadecimal."""
        told = sorted(
            json.dumps([d.text, {name: list(values) for name, values in d.gold.items()}]) for d in self.others
        )
        return sha256("\n".join(told).encode()).hexdigest()


def folds_of(documents: Sequence[LabelledDocument], count: int) -> list[Fold]:
    """Deal documents into folds; near-duplicates, which share a cluster, share the fold. Empty folds are left out.

    Raises:
        UsageError: if all documents fall into one fold, so that there is nothing to tune on.

    """
    dealt = [[d for d in documents if d.fold(count) == number] for number in range(count)]
    if max(len(part) for part in dealt) == len(documents):
        message = f"{len(documents)} documents cannot be dealt into {count} folds: all fall into one"
        raise UsageError(message, hint="label more documents, or draft them with a generator that is not tuned on them")
    return [
        Fold(number, tuple(part), tuple(d for d in documents if d.fold(count) != number))
        for number, part in enumerate(dealt)
        if part
    ]


def adapter_of(fold: Fold, labelling: Labelling, folder: Path) -> Path:
    """Return the adapter of a fold, tuned if ``folder`` does not hold it yet; a tuning that was cut off goes on.

    Raises:
        WeightsUnavailable: if the embedded model cannot be obtained.

    """
    done = folder / _ADAPTER
    if not (done / _WEIGHTS).is_file():
        from ie_pipeline.generators.weights import generator_dir
        from ie_pipeline.learning.sft import Settings, train

        partial = folder / f"{_ADAPTER}.partial"
        plan = [(family_of(fold.others, labelling), 1.0)]
        train(generator_dir(), plan, partial, folder / "checkpoints", Settings())
        partial.replace(done)
    return done


def family_of(documents: Sequence[LabelledDocument], labelling: Labelling) -> Family:
    """Return labelled documents as a kind of document to tune on: fields by the names in which they will be asked for.

    A value without an annotated place is given the first at which the text has it. The share of examples that state
    nothing is that of the documents' passages.
    """
    names = labels(labelling.fields)
    spoken = {labelling.labels[entry.pattern]: name for entry, name in zip(labelling.fields, names, strict=True)}
    asks = tuple(Ask(name, entry.description) for entry, name in zip(labelling.fields, names, strict=True))
    family = Family(asks, tuple(_prepared(document, spoken) for document in documents), empty=0.0)
    return replace(family, empty=_empty_share(family))


def _prepared(document: LabelledDocument, spoken: Mapping[str, str]) -> LabelledDocument:
    """Return a document with its labels renamed and every value in its place."""
    spans = [Span(spoken[span.field], span.start, span.end) for span in document.spans if span.field in spoken]
    source, placed = Source(document.text), {span.field for span in spans}
    for label, name in spoken.items():
        if name not in placed:
            found = [locate(source, value) for value in document.gold.get(label, ())]
            spans += [Span(name, place.start, place.end) for place in found if place]
    unsure = frozenset(name for label, name in spoken.items() if not document.judged(label))
    gold = {name: document.gold[label] for label, name in spoken.items() if label in document.gold}
    return replace(document, gold=gold, spans=tuple(spans), uncertain=unsure, asked=None, normalised={})


def _empty_share(family: Family) -> float:
    """Return the share of passages that state no value at all, at most nine in ten: some must state one."""
    passages = stated = 0
    for document in family.documents:
        for passage in split(document.text, family.passage_chars, OVERLAP):
            end = passage.start + len(passage.text)
            passages += 1
            stated += any(passage.start <= span.start and span.end <= end for span in document.spans)
    return min(0.9, 1 - stated / passages) if passages else 0.0
