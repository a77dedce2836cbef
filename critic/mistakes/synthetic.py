"""Rows of the mistake dataset from right records: a damaged draft, and the whole truth about what is wrong with it.

A flat gold record is damaged field by field. In a nested one, lists of objects are damaged item by item: a value may
turn up in another item, and items go missing or come twice. What is wrong is not remembered from the damage but found
by comparing the draft with the right record, as it is for real drafts.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

from critic import pointers
from critic.corpus import LabelledDocument, Span
from critic.fields import Field, Leaf, dotted, flatten, leaves
from critic.mistakes.comparing import compare
from critic.mistakes.labelled import Labelling, compare_labelled, typed
from critic.mistakes.planting import Pool, planted
from critic.mistakes.rows import MistakeRow, Origin
from critic.mistakes.slips import Hand
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
    written = drafted(document, tuple(labelling.labels.values()), rate, rng, pool=pool, plants=plants)
    document = planted(document, plants)
    draft: dict[str, Any] = {}
    for field in labelling.fields:
        values = written.get(labelling.labels[field.pattern], ())
        for number, entry in enumerate(values if field.many else values[:1]):
            items = draft.get(field.path[0], ()) if "*" in field.path[:-1] else ()
            item = number if number < len(items) else None
            draft, _ = pointers.add(draft, field.path, typed(field, entry.value), item)
    return compare_labelled(document, labelling, draft, origin=Origin.SYNTHETIC, language=language)


def synthesise_nested(
    document: LabelledDocument,
    schema: Mapping[str, Any],
    right: Mapping[str, Any],
    rng: random.Random,
    *,
    rate: float,
    language: str | None = None,
) -> MistakeRow:
    """Return a damaged draft of a document whose right record is nested, with its mistakes.

    Args:
        document: the text, and the places of values by the fields' names or dotted names; its flat record is not read.
        schema: the JSON Schema of the record; all of its fields are judged.
        right: the right record.
        rng: where chance comes from.
        rate: the share of values to damage, in [0, 1].
        language: that of the explanations, an ISO 639-1 code; the document's, where none is named.

    Raises:
        SchemaError: if the schema cannot be flattened.

    """
    fields = flatten(schema)
    flat = _flattened(document, fields, right)
    outside = [field for field in fields if "*" not in field.path[:-1]]
    draft: dict[str, Any] = {}
    for pattern, entries in drafted(flat, [field.pattern for field in outside], rate, rng).items():
        field = next(field for field in outside if field.pattern == pattern)
        for entry in entries if field.many else entries[:1]:
            draft, _ = pointers.add(draft, field.path, typed(field, entry.value))
    inside = [field for field in fields if field not in outside]
    draft |= _Items(flat, inside, right, rate, rng).damaged()
    return compare(
        document.id,
        document.text,
        schema,
        {name: draft[name] for name in dict.fromkeys(field.path[0] for field in fields) if name in draft},
        right,
        judged=[field.pattern for field in fields],
        origin=Origin.SYNTHETIC,
        spans=document.spans,
        cluster=document.cluster,
        language=language,
    )


def _flattened(document: LabelledDocument, fields: Sequence[Field], right: Mapping[str, Any]) -> LabelledDocument:
    """Return the document with the right record flat: the values of each field under its pattern."""
    gold = {field.pattern: tuple(str(leaf.value) for leaf in leaves(right, (field,))) for field in fields}
    names = {name: field.pattern for field in fields for name in (field.name, dotted(field))}
    spans = tuple(Span(names[s.field], s.start, s.end) for s in document.spans if s.field in names)
    return LabelledDocument(document.id, document.text, gold, spans)


class _Items:
    """The lists of objects of a right record, and what becomes of their values."""

    def __init__(
        self,
        flat: LabelledDocument,
        fields: Sequence[Field],
        right: Mapping[str, Any],
        rate: float,
        rng: random.Random,
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
        self._hand = Hand(flat, gold, lost, rate, rng, None)

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
