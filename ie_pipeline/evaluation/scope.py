"""What is scored: the fields that a schema and a set of labelled documents share, and the values they hold.

People label flat, a field's name and its values; records are nested. The two meet in a field's last name
(``company``), or in its dotted one (``positions.company``) where the labels use that. Within a document the values
of one name are a set: a company that two positions bear is one company.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from critic.corpus import LabelledDocument, names_of
from critic.fields import Field, dotted, flatten, leaves, subset
from critic.mistakes.labelled import label_of
from critic.text.normalise import dates
from critic.text.sameness import same
from ie_pipeline.errors import UsageError
from ie_pipeline.matching import match

__all__ = ["Gold", "Scope", "distinct", "pairs"]


@dataclass(frozen=True, slots=True)
class Gold:
    """One right answer, and other ways to write it that are as right."""

    value: str
    alternatives: tuple[str, ...] = ()

    def matches(self, value: str) -> bool:
        """Return whether an extracted value is this answer."""
        return same(value, self.value, alternatives=self.alternatives)


@dataclass(frozen=True, slots=True)
class Scope:
    """The schema that a system is run with, and the name under which each of its scored fields is labelled.

    ``labels`` maps a field's pattern (``/positions/*/company``) to its label (``company``); two fields may share one.
    ``fields`` are those with a label, in schema order; others are extracted and not scored.
    """

    schema: Mapping[str, Any]
    fields: tuple[Field, ...]
    labels: Mapping[str, str]

    @classmethod
    def of(
        cls,
        schema: Mapping[str, Any],
        documents: Iterable[LabelledDocument],
        *,
        only: Collection[str] = (),
        whole_schema: bool = False,
    ) -> Scope:
        """Choose the fields to score: those that the labels speak of and the schema has.

        Args:
            schema: the JSON Schema to extract by.
            documents: everything that was labelled, also what is not going to be scored.
            only: score these fields alone, named by name, dotted path or pattern.
            whole_schema: run the schema as it is; otherwise it is narrowed to the scored fields.

        Raises:
            UsageError: if a named field is not in the schema or not labelled, or labels and schema share no field.

        """
        labelled = names_of(documents)
        fields = flatten(schema)
        labels = {field.pattern: label for field in fields if (label := label_of(field, labelled)) is not None}
        if only:
            chosen = {field.pattern for field in flatten(_subset(schema, only))}
            unlabelled = sorted(dotted(field) for field in fields if field.pattern in chosen - labels.keys())
            if unlabelled:
                message = f"no document is labelled with {', '.join(unlabelled)}"
                raise UsageError(message, hint=f"labelled are {', '.join(sorted(labelled)) or 'no fields'}")
            labels = {pattern: label for pattern, label in labels.items() if pattern in chosen}
        if not labels:
            known = ", ".join(dotted(field) for field in fields)
            message = f"the labels ({', '.join(sorted(labelled)) or 'none'}) and the schema ({known}) share no field"
            raise UsageError(message, hint="name the schema that the documents were labelled by")
        return cls(
            schema if whole_schema else subset(schema, labels.keys()),
            tuple(field for field in fields if field.pattern in labels),
            MappingProxyType(labels),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The labels of the scored fields, in schema order, each once."""
        return tuple(dict.fromkeys(self.labels.values()))

    @property
    def single(self) -> frozenset[str]:
        """The labels of which a record can hold only one value."""
        bearers = Counter(self.labels.values())
        alone = (field for field in self.fields if not field.many and bearers[self.labels[field.pattern]] == 1)
        return frozenset(self.labels[field.pattern] for field in alone)

    def values(self, record: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return the scored values of a record by label, as text, equal ones once."""
        found: dict[str, list[str]] = {name: [] for name in self.names}
        for leaf in leaves(record, self.fields):
            found[self.labels[leaf.field.pattern]].append(str(leaf.value))
        return {name: distinct(values) for name, values in found.items()}

    def gold(self, document: LabelledDocument) -> dict[str, tuple[Gold, ...]]:
        """Return the right answers by label, equal ones once; labels that are not judged are left out.

        A normalised date counts as another way to write the date that stands at the same place in the list.
        """
        return {name: _gold(document, name) for name in self.names if document.judged(name)}


def distinct(values: Iterable[str]) -> list[str]:
    """Return the values without those that say the same as an earlier one."""
    kept: list[str] = []
    for value in values:
        if not any(same(value, earlier) for earlier in kept):
            kept.append(value)
    return kept


def pairs(values: Sequence[str], answers: Sequence[Gold]) -> list[tuple[int, int]]:
    """Pair distinct values with distinct right answers, one to one; return the pairs of indices."""
    by_value = {answer.value: answer for answer in answers}
    return match(values, list(by_value), lambda value, answer: by_value[answer].matches(value))


def _subset(schema: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    try:
        return subset(schema, names)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _gold(document: LabelledDocument, name: str) -> tuple[Gold, ...]:
    """Return the right answers for one label."""
    answers: list[Gold] = []
    for value, norm in document.values(name):
        if not any(answer.matches(value) for answer in answers):
            answers.append(Gold(value, (norm,) if dates(norm) else ()))
    return tuple(answers)
