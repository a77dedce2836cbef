"""Examples for the network: windows of a document behind a question, with what is right and wrong in them.

A task is a labelled document, the fields to judge and where its drafts come from: synthetic damage drawn anew each
time, or the drafts that a generator really wrote. Half of the damage takes its wrong values from a pool of other
documents' and puts them into the text, so that nothing but their place betrays them. What the gold does not judge is
not asked, and a mention of which nothing is known is neither right nor wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from critic.corpus import LabelledDocument, Span
from critic.encoding import EncodedText, Question, Window
from critic.evidence import Source
from critic.fields import Field, dotted
from critic.labels import AnswerKey, Places, unplaced
from critic.mistakes.planting import Pool, planted
from critic.mistakes.synthesis import damage, drafted
from critic.reading import FieldReader, questions
from critic.text.naming import in_words, spoken_name

__all__ = ["Example", "Task", "by_pattern", "draw"]

FEWER, SHUFFLED = 0.4, 0.3
"""The share of draws that ask for some of the fields only, and in another order."""
BARE = 0.1
"""The share of draws without descriptions."""
PLANTED = 0.5
"""The share of synthetic drafts, of documents with a pool, whose wrong values are put into the text."""
RENAMED, REWORDED = 0.15, 0.35
"""The share of fields that are asked for by another name, and with another description, of those that have any."""
MISLED = 0.8
"""The share of draws that a misleading place is put among, of documents that have any; half as often it is drafted."""


@dataclass(slots=True)
class Task:
    """One labelled document with its fields, its real drafts (may be none) and its weight in the draw.

    ``other_names`` and ``descriptions`` say what else a field, by its name, may be called and described as in a schema.
    ``varied`` makes a new variant of the document each time it is drawn; of one that is not ``taught`` no teacher is
    asked, the labels alone count; ``pool`` has values of other documents, by pattern; ``misleading`` has runs of
    characters, by pattern, at which a network pointed in vain: they are read more often than others, and drafted now
    and then. Labelled corpora and their drafts are keyed by field names, which nested schemas may use twice: a task
    holds both by the fields' patterns.
    """

    document: LabelledDocument
    fields: tuple[Field, ...]
    drafts: tuple[Mapping[str, Sequence[str]], ...] = ()
    weight: float = 1.0
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    descriptions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    varied: Callable[[LabelledDocument, random.Random], LabelledDocument] | None = None
    taught: bool = True
    pool: Pool | None = None
    misleading: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    source: Source | None = None
    text: EncodedText | None = None
    unplaced: Places | None = None

    def __post_init__(self) -> None:
        """Key the document and the drafts by pattern."""
        self.document = by_pattern(self.document, self.fields)
        self.drafts = tuple(_merged(draft, self.fields) for draft in self.drafts)

    def prepared(self, reader: FieldReader) -> tuple[Source, EncodedText, Places]:
        """Return the text prepared for the search and for the network, and its right values annotated nowhere."""
        self.source = self.source or Source(self.document.text)
        self.text = self.text or reader.encoder.text(self.document.text)
        if self.unplaced is None:
            self.unplaced = unplaced(self.document, self.fields, self.source)
        return self.source, self.text, self.unplaced


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its labels.

    ``support`` has a label for each of the window's values; ``spans`` the marked runs as (row of the field, first
    token, last token, label), tokens counted from the window's first. ``known`` says of each of the window's fields
    whether all its right values stand in the text: where one does not, nobody knows which run states it. ``meanings``
    has the embedding (H,) of each field's description, by the field's index. ``taught`` is that of the task.
    """

    window: Window
    text: EncodedText
    meanings: Mapping[int, Tensor]
    support: tuple[int, ...]
    spans: tuple[tuple[int, int, int, int], ...]
    known: tuple[bool, ...]
    taught: bool = True


def by_pattern(document: LabelledDocument, fields: Sequence[Field]) -> LabelledDocument:
    """Return the document with everything that its gold says of these fields keyed by their patterns.

    A key is a field's pattern, its dotted name or, where no other field bears it, its plain name. Of a name that
    several fields bear nobody can say which is meant, so none of them is judged.
    """
    borne = Counter(entry.name for entry in fields)
    doubtful = {entry.pattern for entry in fields if borne[entry.name] > 1 and entry.name in document.gold}
    patterns = {key: entry.pattern for entry in fields for key in _keys(entry, borne)}
    judged = {
        entry.pattern
        for entry in fields
        if entry.pattern not in doubtful and _judged(document, {*_keys(entry, borne), dotted(entry).partition(".")[0]})
    }
    return replace(
        document,
        gold=_merged(document.gold, fields),
        spans=tuple(
            Span(patterns[span.field], span.start, span.end) for span in document.spans if span.field in patterns
        ),
        normalised=_merged(document.normalised, fields),
        uncertain=frozenset(),
        asked=frozenset(judged),
    )


def draw(reader: FieldReader, task: Task, real_share: float, rng: random.Random) -> list[Example]:
    """Return up to three windows of a document, of a long header's fields several each; none if nothing is judged.

    Of the drafts, a real one is taken with probability ``real_share``.
    """
    if task.varied:
        task = replace(task, document=task.varied(task.document, rng), varied=None, misleading={})
    fields = _asked(task, rng)
    if not fields:
        return []
    task, draft = _drafted(task, [entry.pattern for entry in fields], real_share, rng)
    if rng.random() < MISLED / 2:
        draft = _misled(draft, task, fields, rng)
    source, text, stray = task.prepared(reader)
    if not text.ids:
        return []
    values = [(index, value) for index, entry in enumerate(fields) for value in draft.get(entry.pattern, ())]
    question, _ = questions(fields, values, source)
    others = [_other_name(entry, task, rng) for entry in fields]
    named = zip(question.names, others, strict=True)
    question = replace(question, names=tuple(spoken_name(other) if other else name for name, other in named))
    firsts = _choose(text, *_worth_reading(task, fields, question), rng)
    meanings = _meanings(reader, task, fields, others, rng)
    key = AnswerKey(task.document, source, text, fields, values, stray)
    return [
        Example(window, text, meanings, key.support(window), tuple(key.spans(window)), key.known(window), task.taught)
        for window in reader.encoder.windows(text, question, firsts)
    ]


def _asked(task: Task, rng: random.Random) -> list[Field]:
    """Return fields that the gold judges, at times some or in another order, so that others' schemas work too."""
    fields = [entry for entry in task.fields if task.document.judged(entry.pattern)]
    if fields and rng.random() < FEWER:
        fields = rng.sample(fields, rng.randint(1, len(fields)))
    if fields and rng.random() < SHUFFLED:
        rng.shuffle(fields)
    return fields


def _worth_reading(task: Task, fields: Sequence[Field], question: Question) -> tuple[list[list[int]], list[int]]:
    """Return where each field is stated and the draft's values stand, and where a network would be misled."""
    starts = {entry.pattern: [s.start for s in task.document.spans if s.field == entry.pattern] for entry in fields}
    starts[""] = [place.start for place in question.mentions]
    misleading = [start for entry in fields for start, _ in task.misleading.get(entry.pattern, ())]
    return [places for places in starts.values() if places], misleading


def _meanings(
    reader: FieldReader, task: Task, fields: Sequence[Field], others: Sequence[str | None], rng: random.Random
) -> dict[int, Tensor]:
    """Return what each field means, by its index; at times nothing, as where a schema has no descriptions."""
    spoken = zip(fields, others, strict=True)
    meanings = reader.meant([in_words(other or entry.name, _described(entry, task, rng)) for entry, other in spoken])
    bare = rng.random() < BARE
    return {index: torch.zeros_like(meaning) if bare else meaning for index, meaning in enumerate(meanings)}


def _keys(entry: Field, borne: Mapping[str, int]) -> set[str]:
    return {entry.pattern, dotted(entry), *([entry.name] if borne[entry.name] == 1 else ())}


def _judged(document: LabelledDocument, keys: set[str]) -> bool:
    return not keys & document.uncertain and (document.asked is None or bool(keys & document.asked))


def _merged(keyed: Mapping[str, Sequence[str]], fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    """Return the values of these fields by pattern; a field without a key has no entry."""
    borne = Counter(entry.name for entry in fields)
    merged: dict[str, tuple[str, ...]] = {}
    for entry in fields:
        held = [keyed[key] for key in sorted(_keys(entry, borne)) if key in keyed]
        if held:
            merged[entry.pattern] = tuple(dict.fromkeys(value for values in held for value in values))
    return merged


def _drafted(
    task: Task, patterns: Sequence[str], real_share: float, rng: random.Random
) -> tuple[Task, Mapping[str, Sequence[str]]]:
    """Return a draft of these fields and the task that it is a draft for: where values are planted, another text."""
    if task.drafts and rng.random() < real_share:
        return task, rng.choice(task.drafts)
    if rng.random() < 0.12:  # noqa: PLR2004 - nothing drafted: the critic as an extractor
        return task, {}
    rate = rng.choice((0.05, 0.15, 0.3, 0.5, 0.7))
    if task.pool is None or rng.random() >= PLANTED:
        return task, damage(task.document, patterns, rate, rng)
    plants: dict[str, str] = {}
    written = drafted(task.document, patterns, rate, rng, pool=task.pool, plants=plants)
    if plants:
        task = replace(
            task, document=planted(task.document, plants), misleading={}, source=None, text=None, unplaced=None
        )
    return task, {pattern: tuple(entry.value for entry in entries) for pattern, entries in written.items()}


def _misled(
    draft: Mapping[str, Sequence[str]], task: Task, fields: Sequence[Field], rng: random.Random
) -> Mapping[str, Sequence[str]]:
    """Return the draft with a value from a misleading place; in a field of one value it takes the place of that."""
    misled = [entry for entry in fields if task.misleading.get(entry.pattern)]
    if not misled:
        return draft
    entry = rng.choice(misled)
    start, end = rng.choice(task.misleading[entry.pattern])
    others = [value for value in draft.get(entry.pattern, ()) if entry.many]
    return {**draft, entry.pattern: [*others, " ".join(task.document.text[start:end].split())]}


def _choose(
    text: EncodedText, starts: Sequence[Sequence[int]], misleading: Sequence[int], rng: random.Random
) -> list[int]:
    """Choose up to three windows: where something is stated or drafted, rare fields as likely as common ones, and any.

    ``starts`` has the places of each field and of the draft's values, in characters; now and then one of the
    ``misleading`` ones joins them.
    """
    firsts = list(text.windows())
    if len(firsts) <= 2:  # noqa: PLR2004
        return firsts
    chosen = {rng.choice(firsts)}
    places = [rng.choice(its) for its in rng.sample(starts, min(2, len(starts)))]
    if misleading and rng.random() < MISLED:
        places.append(rng.choice(misleading))
    else:
        chosen.add(firsts[0] if rng.random() < 0.25 else rng.choice(firsts))  # noqa: PLR2004
    for at in places:
        if holding := [first for first in firsts if text.holds(first, [(at, at)])]:
            chosen.add(rng.choice(holding))
    return rng.sample(sorted(chosen), min(3, len(chosen)))


def _other_name(entry: Field, task: Task, rng: random.Random) -> str | None:
    """Return one of the other names of a field, now and then; None otherwise."""
    others = task.other_names.get(entry.name, ())
    return rng.choice(others) if others and rng.random() < RENAMED else None


def _described(entry: Field, task: Task, rng: random.Random) -> str:
    """Return the description of a field, or now and then another of the same meaning."""
    others = task.descriptions.get(entry.name, ())
    return rng.choice(others) if others and rng.random() < REWORDED else entry.description
