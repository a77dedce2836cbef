"""What flat answers say once and several items have: the employer of two jobs, a title that was held twice.

A generator that lists each value of a field once leaves some item of a list without it. Where the source states it
again, the other items tell where it is to be sought: on the line of the period and before it, say. Where it does not,
it may stand as a heading above several of them. Knows no model; takes nothing away, and gives an item only what is
certain of another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from critic import pointers
from critic.evidence import Source, occurrences
from critic.fields import Field
from critic.findings import EvidenceKind, Judgement, Review, Verdict
from critic.places import apart
from ie_pipeline.headings import headed, standing

__all__ = ["repeated"]

_LOOSE = 40
"""Characters by which a value may stand farther from its neighbour than in the item where both are nearest."""

_Span: TypeAlias = tuple[int, int]
_Layout: TypeAlias = tuple[str, str, bool, int]
"""How a field's value stands to another's, both by their patterns: before it or not, and how many lines away."""


def repeated(record: Mapping[str, Any], review: Review, fields: Sequence[Field], source: Source) -> dict[str, Any]:
    """Return a record whose items of lists have what other items have and the source states for them too.

    ``review`` is that of the record, with the values of each item settled where they stand together.
    """
    edited = dict(record)
    lists: dict[tuple[str, ...], list[Field]] = {}
    for field in fields:
        if field.path.count("*") == 1 and field.path[-1] != "*":
            lists.setdefault(field.path[: field.path.index("*")], []).append(field)
    for outer, attributes in lists.items():
        items = _Items.of(review, outer, attributes)
        again = list(items.lacking(source))
        given = {(number, field.pattern) for number, field, _ in again}
        below = headed(items.judged, attributes, source.text)
        for number, field, value in (*again, *(one for one in below if (one[0], one[1].pattern) not in given)):
            edited, _ = pointers.add(edited, field.path, value, number)
    return edited


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of a list by their numbers, and in each the judgement on the value of a field, by its pattern."""

    attributes: Sequence[Field]
    judged: Mapping[int, Mapping[str, Judgement]]
    elsewhere: Sequence[_Span]
    """Where the values stand that are in none of the items."""

    @classmethod
    def of(cls, review: Review, outer: Sequence[str], attributes: Sequence[Field]) -> _Items:
        """Take a list's values out of a review."""
        patterns = {field.pattern for field in attributes}
        judged: dict[int, dict[str, Judgement]] = {}
        elsewhere: list[_Span] = []
        for one in review.judgements:
            if one.pattern in patterns:
                judged.setdefault(int(pointers.parts(one.pointer)[len(outer)]), {})[one.pattern] = one
            elif one.evidence is not None:
                elsewhere.append((one.evidence.start, one.evidence.end))
        return cls(attributes, judged, elsewhere)

    def lacking(self, source: Source) -> Iterator[tuple[int, Field, Any]]:
        """Yield each value that an item lacks, with the item's number and the field."""
        text = source.text
        places = {number: standing(item) for number, item in self.judged.items()}
        nearest = _nearest_layouts(places.values(), text)
        for number, field in ((number, field) for number in self.judged for field in self.attributes):
            if field.pattern in self.judged[number]:
                continue
            others = [span for other, spans in places.items() if other != number for span in spans.values()]
            found: list[tuple[int, Any, _Span]] = []
            for value, span in self._free(field, source, [*others, *places[number].values()]):
                for neighbour, beside in places[number].items():
                    layout, distance = _layout(field.pattern, span, neighbour, beside, text)
                    low, high = min(span, beside)[1], max(span, beside)[0]
                    between = any(low <= start and end <= high for start, end in others)
                    if not between and distance <= nearest.get(layout, -_LOOSE - 1) + _LOOSE:
                        found.append((distance, value, span))
            if found:
                _, value, places[number][field.pattern] = min(found, key=lambda one: one[0])
                yield number, field, value

    def _free(self, field: Field, source: Source, used: Sequence[_Span]) -> Iterator[tuple[Any, _Span]]:
        """Yield the values of a field that are certain of an item, at each of their other places.

        The years of a job, which are the record's already, are not those of a degree.
        """
        certain = [item[field.pattern] for item in self.judged.values() if field.pattern in item]
        for value in dict.fromkeys(one.value for one in certain if one.verdict is Verdict.SUPPORTED):
            for place in occurrences(source, value):
                span = start, end = place.start, place.end
                taken = any(s < end and start < e for s, e in used)
                part = any(s <= start and end <= e and end - start < e - s for s, e in self.elsewhere)
                if place.kind is EvidenceKind.VERBATIM and not taken and not part:
                    yield value, span


def _nearest_layouts(items: Iterable[Mapping[str, _Span]], text: str) -> dict[_Layout, int]:
    """Return how any two values of an item stand to each other, and how near they are where they are nearest."""
    nearest: dict[_Layout, int] = {}
    for spans in items:
        for pattern, span in spans.items():
            for other, beside in spans.items():
                if pattern != other:
                    layout, distance = _layout(pattern, span, other, beside, text)
                    nearest[layout] = min(distance, nearest.get(layout, distance))
    return nearest


def _layout(pattern: str, span: _Span, other: str, beside: _Span, text: str) -> tuple[_Layout, int]:
    """Return how one value stands to another, and how far from it."""
    lines = text.count("\n", min(span[1], beside[1]), max(span[0], beside[0]))
    return (pattern, other, span < beside, lines), apart(text, span, beside)
