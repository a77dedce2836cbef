"""Labelled documents: texts with the values that people found in them.

One JSON object a line, with ``id``, ``text``, ``gold`` (field name to list of values) and, where they are known,
``spans`` (where each value stands), ``gold_norm`` (normalised answers), ``uncertain_fields`` (left out of training
and scoring), ``schema_fields`` (the fields that were asked for), and the ``dataset`` and ``license`` of the document.
Objects, such as relations and events, are read as one field for each of their properties, by its dotted name:
``spouse.head``. A line may have the right ``record`` beside them, nested as a schema has it: it alone says which values
belong to one item of a list of objects. Knows fields by their names alone; nothing about schemas.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["CorpusError", "LabelledDocument", "Span", "names_of", "read_corpus"]


class CorpusError(ValueError):
    """A line that is no labelled document; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Span:
    """One annotated mention: ``text[start:end]`` of the document, in characters."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A text and its gold record, flat: field name to values."""

    id: str
    text: str
    gold: Mapping[str, tuple[str, ...]]
    spans: tuple[Span, ...] = ()
    normalised: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uncertain: frozenset[str] = frozenset()
    asked: frozenset[str] | None = None
    cluster: str = ""
    dataset: str = ""
    licence: str = ""
    record: Mapping[str, Any] | None = None
    """The right record as a schema nests it, where it is known."""

    @property
    def names(self) -> frozenset[str]:
        """Every field that the labels say something about, if only that it is uncertain."""
        return self.uncertain.union(self.gold, self.asked or ())

    def values(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the right values of a field, each with its normalised form; that is empty where none is known."""
        values = self.gold.get(name, ())
        normalised = self.normalised.get(name, ())
        yield from zip(values, normalised if len(normalised) == len(values) else ("",) * len(values), strict=True)

    def judged(self, name: str) -> bool:
        """Whether the gold says something reliable about this field, its absence included."""
        names = {name, name.partition(".")[0]}
        return not names & self.uncertain and (self.asked is None or bool(names & self.asked))

    def fold(self, folds: int) -> int:
        """Return this document's fold, in [0, folds); near-duplicates, which share a cluster, share the fold."""
        return int(hashlib.sha256(self.cluster.encode()).hexdigest()[:8], 16) % folds


def names_of(documents: Iterable[LabelledDocument]) -> frozenset[str]:
    """Return every field that the labels of documents say something about."""
    return frozenset[str]().union(*(document.names for document in documents))


def read_corpus(
    path: Path, *, limit: int | None = None, report: Callable[[str], object] | None = None
) -> Iterator[LabelledDocument]:
    """Yield the labelled documents of a JSONL file, those of its first ``limit`` lines.

    Raises:
        CorpusError: A line is not JSON or lacks ``id``, ``text`` or ``gold``; with ``report``, that is told the line
            is skipped, and nothing is raised.

    """
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if limit is not None and number > limit:
                return
            if not line.strip():
                continue
            try:
                yield _document(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                reason = f"it lacks {error}" if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"
                message = f"{path}, line {number}: not a labelled document ({reason})"
                if report is None:
                    raise CorpusError(message) from error
                report(f"{message}; skipped")


def _document(row: dict[str, Any]) -> LabelledDocument:
    asked = row.get("schema_fields")
    if not isinstance(row["text"], str):
        message = "its text is no text"
        raise TypeError(message)
    if not isinstance(record := row.get("record"), dict | None):
        message = "its record is no object"
        raise TypeError(message)
    return LabelledDocument(
        id=str(row["id"]),
        text=row["text"],
        gold=_flat(row["gold"]),
        spans=tuple(Span(span["field"], int(span["start"]), int(span["end"])) for span in row.get("spans") or ()),
        normalised={name: _strings(values) for name, values in (row.get("gold_norm") or {}).items()},
        uncertain=frozenset(row.get("uncertain_fields") or ()),
        asked=None if asked is None else frozenset(asked),
        cluster=str(row.get("cluster") or row["id"]),
        dataset=str(row.get("dataset") or ""),
        licence=str(row.get("licence") or row.get("license") or ""),
        record=record,
    )


def _flat(gold: dict[str, Any], above: str = "") -> dict[str, tuple[str, ...]]:
    """Return the values by field name, those in objects by dotted name; a blank one says that there is none."""
    flat: dict[str, tuple[str, ...]] = {}
    for name, values in gold.items():
        objects = [value for value in (values if isinstance(values, list) else [values]) if isinstance(value, dict)]
        for below in (_flat(entry, f"{above}{name}.") for entry in objects):
            flat |= {key: (*flat.get(key, ()), *found) for key, found in below.items()}
        plain = tuple(value for value in _strings(values) if value.strip())
        flat |= {above + name: plain} if plain or not objects else {}
    return flat


def _strings(values: Any) -> tuple[str, ...]:
    """Keep the plain values."""
    listed = values if isinstance(values, list) else [values]
    return tuple(str(value) for value in listed if isinstance(value, (str, int, float)))
