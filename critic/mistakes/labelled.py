"""The right record of a labelled document, whose labels are flat, and drafts compared with that.

People label a field's name and its values; records are nested. Where a schema has a list of objects, flat labels do not
say which title belongs to which employer: such fields are compared as sets over all items, and a draft that mixes two
jobs up is not found wrong. Labels by dotted names (``positions.company``) come before those by the last name alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from critic import pointers
from critic.corpus import LabelledDocument, names_of
from critic.evidence import Source
from critic.fields import Field, dotted, flatten
from critic.mistakes.comparing import compare
from critic.mistakes.rows import MistakeRow, Origin
from critic.text.normalise import as_number
from critic.text.sameness import same
from critic.values import json_number, truth

__all__ = ["Labelling", "compare_labelled", "label_of", "notes_of", "right_record", "typed"]


@dataclass(frozen=True, slots=True)
class RightRecord:
    """What the labels of one document say, under a schema; see `critic.mistakes.comparing.compare`."""

    data: Mapping[str, Any]
    judged: tuple[str, ...]
    ungrouped: tuple[str, ...]
    alternatives: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labelling:
    """Which label of a set of documents speaks of which field of a schema.

    ``labels`` has it by pattern. A field without a label is judged in no document. So is one whose label several
    fields bear, for it says not in which of them a value belongs.
    """

    schema: Mapping[str, Any]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, schema: Mapping[str, Any], documents: Iterable[LabelledDocument]) -> Labelling:
        """Find the fields that the labels of some documents speak of.

        Raises:
            SchemaError: if the schema cannot be flattened.

        """
        known = names_of(documents)
        found = {entry.pattern: label for entry in flatten(schema) if (label := label_of(entry, known)) is not None}
        bearers = Counter(found.values())
        return cls(schema, {pattern: label for pattern, label in found.items() if bearers[label] == 1})

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields with a label, in schema order."""
        return tuple(entry for entry in flatten(self.schema) if entry.pattern in self.labels)


def right_record(document: LabelledDocument, labelling: Labelling) -> RightRecord:
    """Return a document's right record, nested as the schema is, each value in an item of its own.

    Equal values are taken once. Of several values of a field that can hold one the first is taken, and the others are
    alternatives to it, as are normalised dates.
    """
    data: dict[str, Any] = {}
    judged: list[Field] = []
    alternatives: dict[str, Mapping[str, Sequence[str]]] = {}
    for entry in labelling.fields:
        label = labelling.labels[entry.pattern]
        if not document.judged(label):
            continue
        judged.append(entry)
        forms = _forms(document, label)
        if not entry.many and forms:
            first, *others = forms
            forms = {first: (*forms[first], *others, *(form for other in others for form in forms[other]))}
        alternatives[entry.pattern] = {str(typed(entry, value)): others for value, others in forms.items() if others}
        for value in forms:
            data, _ = pointers.add(data, entry.path, typed(entry, value))
    return RightRecord(
        data,
        tuple(entry.pattern for entry in judged),
        tuple(entry.pattern for entry in judged if "*" in entry.path[:-1]),
        alternatives,
    )


def compare_labelled(
    document: LabelledDocument,
    labelling: Labelling,
    draft: Mapping[str, Any],
    *,
    origin: Origin,
    source: Source | None = None,
    generator: str = "",
    language: str | None = None,
) -> MistakeRow:
    """Return the row that says what is wrong with a draft of a labelled document.

    Args:
        document: the labelled document.
        labelling: which label speaks of which field.
        draft: a record under the labelling's schema.
        origin: where the draft's mistakes come from.
        source: the document's text prepared, where several drafts of one document are compared.
        generator: who wrote the draft.
        language: that of the explanations, an ISO 639-1 code; the document's, where none is named.

    """
    right = right_record(document, labelling)
    return compare(
        document.id,
        source or document.text,
        labelling.schema,
        draft,
        right.data,
        judged=right.judged,
        origin=origin,
        spans=document.spans,
        ungrouped=right.ungrouped,
        alternatives=right.alternatives,
        generator=generator,
        cluster=document.cluster,
        language=language,
        notes=notes_of(document),
    )


def label_of(entry: Field, known: Collection[str]) -> str | None:
    """Return the name that a field is labelled by, the more exact one first."""
    return next((name for name in (dotted(entry), entry.name) if name in known), None)


def notes_of(document: LabelledDocument) -> dict[str, str]:
    """Return what a row of a document keeps of where it comes from."""
    return {name: said for name, said in (("dataset", document.dataset), ("licence", document.licence)) if said}


def _forms(document: LabelledDocument, label: str) -> dict[str, tuple[str, ...]]:
    """Return the distinct right values with the other ways to write each that the labels have."""
    forms: dict[str, tuple[str, ...]] = {}
    for value, form in document.values(label):
        if not any(same(value, known, alternatives=others) for known, others in forms.items()):
            forms[value] = (form,) if form and not same(form, value) else ()
    return forms


def typed(entry: Field, value: str) -> str | int | float | bool:
    """Return a label as the schema has the value, where it can be read so."""
    if entry.enum:
        alike = [known for known in entry.enum if same(str(known), value)]
        return next((known for known in alike if str(known) == value), alike[0] if alike else value)
    if entry.type == "boolean" and (stated := truth(value)) is not None:
        return stated
    number = as_number(value) if entry.type in ("integer", "number") else None
    return value if number is None else json_number(number)
