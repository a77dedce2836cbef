"""Puts the partial records of a document's passages together into one draft.

Neighbouring passages overlap, so the same item is often read twice, and sometimes once whole and once cut by the
passage's edge. Knows neither the source nor the critic: where passages disagree it lists the rivals and leaves the
decision to the critic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from critic.fields import Field
from critic.text.folding import fold
from ie_pipeline.shape import ListShape, ObjectShape, Shape, fit, nest

__all__ = ["merge"]

_Stated: TypeAlias = tuple[int, Any]
"""A value and the index of the part that states it."""


def merge(
    parts: Sequence[Mapping[str, Any]], fields: tuple[Field, ...], *, day_first: bool = False
) -> tuple[dict[str, Any], dict[str, tuple[Any, ...]]]:
    """Merge partial records in reading order.

    Lists are united: an item read twice (case, whitespace and the like folded) is one item, and so is an item of which
    a neighbouring part holds only the beginning or the end, unless some part states both. Numbers may be equal and are
    not one for that: of each there are as many as a part states. Two objects are one item when they share a text and
    contradict each other nowhere. What is not in the schema is left out. ``day_first`` says how the document writes
    dates that can be read in two ways.

    Returns:
        The draft, and for each single-valued field on which the parts disagree its pattern (``/governing_law``) with
        every value that some part states, the first of which stands in the draft.

    """
    shape = nest(fields)
    rivals: dict[str, tuple[Any, ...]] = {}
    stated = [(index, fit(part, shape, day_first=day_first) or {}) for index, part in enumerate(parts)]
    return _merge_object(stated, shape, rivals), rivals


def _merge_object(stated: Sequence[_Stated], shape: ObjectShape, rivals: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
    """Merge objects property by property."""
    merged: dict[str, Any] = {}
    for name, part in shape.properties.items():
        values = [(index, data[name]) for index, data in stated if name in data]
        if values:
            merged[name] = _merge(values, part, rivals)
    return merged


def _merge(stated: Sequence[_Stated], shape: Shape, rivals: dict[str, tuple[Any, ...]]) -> Any:
    """Merge what several parts state for one place."""
    if isinstance(shape, ObjectShape):
        return _merge_object(stated, shape, rivals)
    if isinstance(shape, ListShape):
        readings = [reading for index, data in stated for reading in _readings(index, data, shape.item)]
        groups = _Groups(readings).groups
        return [_merge([(one.index, one.item) for one in group], shape.item, rivals) for group in groups]
    if shape.many:
        return max((value for _, value in stated), key=lambda value: len(_tokens(value)))
    distinct: dict[str, Any] = {}
    for _, value in stated:
        distinct.setdefault(_key(value), value)
    if len(distinct) > 1:
        rivals[shape.pattern] = tuple(distinct.values())
    return stated[0][1]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A list item as one part states it, with what it is compared by: its key, and those of its single values."""

    index: int
    item: Any
    key: str
    singles: Mapping[tuple[str, ...], Any]

    @property
    def texts(self) -> set[tuple[tuple[str, ...], str]]:
        """The texts by which an object is known again, each with its place in it."""
        texts = {(path, _key(value)) for path, value in self.singles.items() if isinstance(value, str)}
        return {(path, key) for path, key in texts if any(character.isalpha() for character in key)}


def _readings(index: int, items: Sequence[Any], shape: Shape) -> Iterator[_Reading]:
    """Yield the items of a list as a part states them; of equal numbers each is an item of its own."""
    often: Counter[str] = Counter()
    for item in items:
        key = _key(item)
        if not isinstance(item, str | Mapping):
            often[key] += 1
            key = f"{key} {often[key]}"
        yield _Reading(index, item, key, _singles(item, shape) if isinstance(shape, ObjectShape) else {})


class _Groups:
    """The readings of each list item together, in the order of their first.

    A reading is compared with those groups alone that it could belong to: those that share a text with it, or whose
    passage is next to its own.
    """

    def __init__(self, readings: Sequence[_Reading]) -> None:
        self.groups: list[list[_Reading]] = []
        self._of_key: dict[str, int] = {}
        self._of_text: dict[tuple[tuple[str, ...], str], list[int]] = {}
        self._of_part: dict[int, list[int]] = {}
        self._parts: list[set[int]] = []
        self._together: dict[int, set[str]] = {}
        for reading in readings:
            self._together.setdefault(reading.index, set()).add(reading.key)
        for reading in readings:
            self._add(reading)

    def _add(self, reading: _Reading) -> None:
        number = self._home(reading)
        if number == len(self.groups):
            self.groups.append([])
            self._parts.append(set())
        self.groups[number].append(reading)
        self._parts[number].add(reading.index)
        self._of_key.setdefault(reading.key, number)
        self._of_part.setdefault(reading.index, []).append(number)
        for text in reading.texts:
            self._of_text.setdefault(text, []).append(number)

    def _home(self, reading: _Reading) -> int:
        """Return the number of the first group that a reading belongs to, or that of a new one."""
        alike = self._of_key.get(reading.key, len(self.groups))
        if reading.singles:
            sharing = {number for text in reading.texts for number in self._of_text.get(text, ())}
            near = {number for number in sharing if reading.index not in self._parts[number]}
            belongs = self._is_object_of
        elif reading.key in self._of_key:
            return alike  # taken for a part of a longer text, it would be held twice
        else:
            near = {number for step in (-1, 1) for number in self._of_part.get(reading.index + step, ())}
            belongs = self._is_cut_from
        others = (number for number in sorted(near) if number < alike and belongs(reading, self.groups[number]))
        return next(others, alike)

    def _is_object_of(self, reading: _Reading, group: Sequence[_Reading]) -> bool:
        """Say whether an object that shares a text with a group of other parts contradicts none of its readings."""
        may_be_cut = _neighbours(reading, group)
        return all(
            _key(mine) == _key(theirs) or (may_be_cut and _cut(mine, theirs))
            for other in group
            for path, theirs in other.singles.items()
            if (mine := reading.singles.get(path)) is not None
        )

    def _is_cut_from(self, reading: _Reading, group: Sequence[_Reading]) -> bool:
        """Say whether a value is a neighbour's without its beginning or its end, and no part states both."""
        whole = max(group, key=lambda other: len(other.key.split()))
        if not (_cut(reading.item, whole.item) and _neighbours(reading, group)):
            return False
        return not any({reading.key, whole.key} <= keys for keys in self._together.values())


def _neighbours(reading: _Reading, group: Sequence[_Reading]) -> bool:
    """Say whether one of a group's readings comes from a part next to this one's, with which it may overlap."""
    return any(abs(other.index - reading.index) == 1 for other in group)


def _singles(item: Mapping[str, Any], shape: ObjectShape, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """List the values of an object, also in objects within it but not in lists, by their paths."""
    found: dict[tuple[str, ...], Any] = {}
    for name, part in shape.properties.items():
        if name in item and isinstance(part, ObjectShape):
            found |= _singles(item[name], part, (*path, name))
        elif name in item and isinstance(part, Field):
            found[*path, name] = item[name]
    return found


def _cut(one: object, other: object) -> bool:
    """Say whether one text is the other without its beginning or without its end, in whole words."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    short, long = sorted((_tokens(one), _tokens(other)), key=len)
    return 0 < len(short) < len(long) and short in (long[: len(short)], long[-len(short) :])


def _tokens(value: object) -> list[str]:
    """Return the words of a value, folded."""
    return _key(value).split()


def _key(value: object) -> str:
    """Return the form in which two readings of one value are alike; a number keeps its sign."""
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_key(part)}" for name, part in value.items())
    if isinstance(value, list):
        return " ".join(map(_key, value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return text if isinstance(value, int | float) else fold(text) or text
