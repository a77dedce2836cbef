"""Rows of the mistake dataset from right records: a damaged draft, and the whole truth about what is wrong with it.

A flat gold record is damaged field by field. In a nested one, lists of objects are damaged item by item: a value may
turn up in another item, and items go missing or come twice. What is wrong is not remembered from the damage but found
by comparing the draft with the right record, as it is for real drafts.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from critic import pointers
from critic.corpus import LabelledDocument, Span
from critic.fields import Field, Leaf, dotted, flatten, leaves
from critic.mistakes.comparing import compare
from critic.mistakes.labelled import Labelling, compare_labelled, label_of, notes_of, typed
from critic.mistakes.planting import Pool, planted
from critic.mistakes.rows import MistakeRow, Origin
from critic.mistakes.slips import Hand
from critic.mistakes.splitting import cluster_of
from critic.mistakes.synthesis import DROPPED, TWICE, drafted
from critic.text.sameness import same

__all__ = ["synthesise", "synthesise_nested"]

_OTHER_ITEM: Final = (
    0.3  # of the damaged values in objects that are not dropped: how often another item's takes the place
)
_ITEM: Final = 0.2  # of the rate: how often a whole item is left out


def synthesise(
    document: LabelledDocument,
    labelling: Labelling,
    rng: random.Random,
    *,
    rate: float,
    pool: Pool | None = None,
    language: str | None = None,
) -> MistakeRow:
    """Return a damaged draft of a labelled document with its mistakes.

    Labels do not say what belongs to one item of a list of objects, so the first values of its fields make the first
    item, and so on.

    Args:
        document: a text and its flat gold record.
        labelling: which label speaks of which field of the schema.
        rng: where chance comes from.
        rate: the share of values to damage, in [0, 1].
        pool: values of the labels in other documents. With it, most wrong values that are left whole are such values,
            put into the text of the row where they are not what their field asks for.
        language: that of the explanations, an ISO 639-1 code; the document's, where none is named.

    """
    plants: dict[str, str] = {}
    fields = {labelling.labels[field.pattern]: field for field in labelling.fields}
    written = drafted(document, tuple(labelling.labels.values()), rate, rng, pool=pool, plants=plants, fields=fields)
    document = planted(_clustered(document), plants)
    draft: dict[str, Any] = {}
    for field in labelling.fields:
        values = written.get(labelling.labels[field.pattern], ())
        for number, entry in enumerate(values if field.many else values[:1]):
            item = number if "*" in field.path[:-1] and number < _count_items(draft, field) else None
            draft, _ = pointers.add(draft, field.path, typed(field, entry.value), item)
    return compare_labelled(document, labelling, draft, origin=Origin.SYNTHETIC, language=language)


def _clustered(document: LabelledDocument) -> LabelledDocument:
    """Return a document whose cluster is named, if after nothing else then after its text as it is before plants.

    Named after what was planted, it would be dealt anew, to train on or to hold out, whenever other values are.
    """
    named = document.cluster and document.cluster != document.id
    return document if named else replace(document, cluster=cluster_of(document.text))


def _count_items(draft: Mapping[str, Any], field: Field) -> int:
    """Return how many items the outermost list of a field has in a draft."""
    node: Any = draft
    for part in field.path[: field.path.index("*")]:
        node = node.get(part, {})
    return len(node)


def synthesise_nested(
    document: LabelledDocument,
    labelling: Labelling,
    rng: random.Random,
    *,
    rate: float,
    pool: Pool | None = None,
    language: str | None = None,
) -> MistakeRow:
    """Return a damaged draft of a document whose right record is nested, with its mistakes.

    Judged are the fields that the record states a value of, and those that are labelled and have none, in the labels
    either. Of labels that several fields bear the record tells whose a value is.

    Args:
        document: a text, its right record and its labels.
        labelling: which label speaks of which field of the schema that the record is written under.
        rng: where chance comes from.
        rate: the share of values to damage, in [0, 1].
        pool: as for `synthesise`.
        language: that of the explanations, an ISO 639-1 code; the document's, where none is named.

    """
    right = document.record or {}
    fields = [field for field in flatten(labelling.schema) if _is_judged(field, document, labelling)]
    flat = _flattened(document, labelling, right)
    if pool is not None:
        pool = _by_pattern(pool, labelling)
    plants: dict[str, str] = {}
    outside = {field.pattern: field for field in fields if "*" not in field.path[:-1]}
    written = drafted(flat, list(outside), rate, rng, pool=pool, plants=plants, fields=outside)
    inside = [field for field in fields if field.pattern not in outside]
    draft = _Items(flat, inside, right, rate, rng, pool, plants).damaged()
    for pattern, entries in written.items():
        field = outside[pattern]
        for entry in entries if field.many else entries[:1]:
            draft, _ = pointers.add(draft, field.path, typed(field, entry.value))
    document = planted(_clustered(document), plants)
    return compare(
        document.id,
        document.text,
        labelling.schema,
        {name: draft[name] for name in dict.fromkeys(field.path[0] for field in fields) if name in draft},
        right,
        judged=[field.pattern for field in fields],
        origin=Origin.SYNTHETIC,
        spans=document.spans,
        cluster=document.cluster,
        language=language,
        notes=notes_of(document),
    )


def _is_judged(field: Field, document: LabelledDocument, labelling: Labelling) -> bool:
    """Return whether a document's right record and its labels say the whole truth about a field."""
    label = label_of(field, document.names) or dotted(field)
    stated = bool(leaves(document.record, (field,)))
    return document.judged(label) and (stated or (field.pattern in labelling.labels and not document.gold.get(label)))


def _flattened(document: LabelledDocument, labelling: Labelling, right: Mapping[str, Any]) -> LabelledDocument:
    """Return the document with the right record flat: the values of each field under its pattern."""
    fields = flatten(labelling.schema)
    gold = {field.pattern: tuple(str(leaf.value) for leaf in leaves(right, (field,))) for field in fields}
    forms = {
        pattern: (*document.gold.get(label, ()), *document.normalised.get(label, ()))
        for pattern, label in labelling.labels.items()
    }
    spans = [
        Span(field.pattern, span.start, span.end)
        for field in fields
        for span in document.spans
        if span.field in (field.name, dotted(field))
    ]
    return LabelledDocument(document.id, document.text, {**document.gold, **gold}, tuple(spans), forms)


def _by_pattern(pool: Pool, labelling: Labelling) -> Pool:
    """Return a pool of the values of labels as one of the fields that they speak of."""
    values = {pattern: pool.values.get(label, ()) for pattern, label in labelling.labels.items()}
    return Pool(values, {pattern: pool.stated.get(label, 0.0) for pattern, label in labelling.labels.items()})


class _Items:
    """The lists of objects of a right record, and what becomes of their values."""

    def __init__(
        self,
        flat: LabelledDocument,
        fields: Sequence[Field],
        right: Mapping[str, Any],
        rate: float,
        rng: random.Random,
        pool: Pool | None,
        plants: dict[str, str],
    ) -> None:
        self._fields = fields
        self._right = right
        self._rate = rate
        self._rng = rng
        self._leaves = [leaf for field in fields for leaf in leaves(right, (field,))]
        self._lost = {leaf.pointer for leaf in self._leaves if rng.random() < rate}
        lost = {
            field.pattern: tuple(leaf.pointer in self._lost for leaf in self._leaves if leaf.field == field)
            for field in fields
        }
        gold = {field.pattern: flat.gold[field.pattern] for field in fields}
        self._hand = Hand(
            flat, gold, lost, rate, rng, pool, plants=plants, fields={field.pattern: field for field in fields}
        )

    def damaged(self) -> dict[str, Any]:
        """Return the lists of objects of a draft, by the name of their property; those left empty are not there."""
        written = {leaf.pointer: self._written(leaf) for leaf in self._leaves}
        draft: dict[str, Any] = {}
        for name in dict.fromkeys(field.path[0] for field in self._fields):
            items = _rebuilt(self._right.get(name), pointers.join((name,)), written)
            if isinstance(items, list):
                items = [item for item in items if self._rng.random() >= self._rate * _ITEM]
                for number, item in reversed(tuple(enumerate(items))):
                    if self._rng.random() < self._rate * TWICE:
                        items.insert(self._rng.randint(number + 1, len(items)), item)
            if items:
                draft[name] = items
        return draft

    def _written(self, leaf: Leaf) -> Any:
        """Return what the draft has in the place of a right value; None where it has nothing."""
        if leaf.pointer not in self._lost:
            return leaf.value
        if self._rng.random() < DROPPED:
            return None
        if self._rng.random() < _OTHER_ITEM and (others := self._of_other_items(leaf)):
            return self._rng.choice(others)
        wrong = self._hand.wrong(leaf.field.pattern, str(leaf.value), (), replaces=True)
        return typed(leaf.field, wrong[0].value) if wrong else None

    def _of_other_items(self, leaf: Leaf) -> list[Any]:
        """Return what other items have for the field, if they lost it; else what they have and keep."""
        others = [
            other
            for other in self._leaves
            if other.field == leaf.field
            and other.pointer.rpartition("/")[0] != leaf.pointer.rpartition("/")[0]
            and not same(str(other.value), str(leaf.value))
        ]
        return [other.value for other in others if other.pointer in self._lost] or [other.value for other in others]


def _rebuilt(node: Any, pointer: str, written: Mapping[str, Any]) -> Any:
    """Return a part of a record with what was written in the place of its values; None where nothing was."""
    if isinstance(node, Mapping):
        parts = {name: _rebuilt(part, f"{pointer}/{pointers.escape(name)}", written) for name, part in node.items()}
        return {name: part for name, part in parts.items() if part is not None} or None
    if isinstance(node, list):
        items = [_rebuilt(item, f"{pointer}/{number}", written) for number, item in enumerate(node)]
        return [item for item in items if item is not None] or None
    return written.get(pointer)
