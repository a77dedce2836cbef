"""Puts the partial records of a document's passages together into one draft.

Neighbouring passages overlap, so the same item is often read twice, and sometimes once whole and once cut by the
passage's edge. Knows neither the source nor the critic: where passages disagree it lists the rivals and leaves the
decision to the critic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from critic.fields import Field
from critic.folding import fold
from ie_pipeline.shape import ListShape, ObjectShape, Shape, fit, nest

__all__ = ["merge"]

_Stated: TypeAlias = tuple[int, Any]
"""A value and the index of the part that states it."""


def merge(
    parts: Sequence[Mapping[str, Any]], fields: tuple[Field, ...]
) -> tuple[dict[str, Any], dict[str, tuple[Any, ...]]]:
    """Merge partial records in reading order.

    Lists are united: an item read twice (case, whitespace and the like folded) is one item, and so is an item of which
    a neighbouring part holds only the beginning or the end, unless some part states both. Two objects are one item
    when they share a text and contradict each other nowhere. What is not in the schema is left out.

    Returns:
        The draft, and for each single-valued field on which the parts disagree its pattern (``/governing_law``) with
        every value that some part states, the first of which stands in the draft.

    """
    shape = nest(fields)
    rivals: dict[str, tuple[Any, ...]] = {}
    stated = [(index, fit(part, shape) or {}) for index, part in enumerate(parts)]
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
        items = [(index, item) for index, data in stated for item in data]
        return [_merge(group.members, shape.item, rivals) for group in _groups(items, shape.item)]
    if shape.many:
        return max((value for _, value in stated), key=lambda value: len(_tokens(value)))
    distinct: dict[str, Any] = {}
    for _, value in stated:
        distinct.setdefault(_key(value), value)
    if len(distinct) > 1:
        rivals[shape.pattern] = tuple(distinct.values())
    return stated[0][1]


@dataclass(slots=True)
class _Group:
    """Readings of one and the same list item."""

    members: list[_Stated] = field(default_factory=list)

    def holds(self, index: int) -> bool:
        """Say whether one of the readings comes from the given part."""
        return any(other == index for other, _ in self.members)

    def touches(self, index: int) -> bool:
        """Say whether one of the readings comes from a part next to the given one, which may overlap with it."""
        return any(abs(other - index) == 1 for other, _ in self.members)


def _groups(items: Sequence[_Stated], shape: Shape) -> list[_Group]:
    """Group the readings of each item, in the order of their first."""
    together: dict[int, set[str]] = {}
    for index, item in items:
        together.setdefault(index, set()).add(_key(item))
    groups: list[_Group] = []
    for index, item in items:
        same = (group for group in groups if _belongs(index, item, group, shape, together))
        group = next(same, None)
        if group is None:
            groups.append(group := _Group())
        group.members.append((index, item))
    return groups


def _belongs(index: int, item: Any, group: _Group, shape: Shape, together: Mapping[int, set[str]]) -> bool:
    """Say whether an item is another reading of what a group reads."""
    key = _key(item)
    if any(_key(other) == key for _, other in group.members):
        return True
    if isinstance(shape, ObjectShape):
        return not group.holds(index) and _compatible(item, group, shape, may_be_cut=group.touches(index))
    whole = max((other for _, other in group.members), key=lambda value: len(_tokens(value)))
    apart = not any({key, _key(whole)} <= keys for keys in together.values())
    return apart and group.touches(index) and _cut(item, whole)


def _compatible(item: Mapping[str, Any], group: _Group, shape: ObjectShape, *, may_be_cut: bool) -> bool:
    """Say whether an object shares a text with every reading it could share one with, and contradicts none."""
    values = _singles(item, shape)
    shared = False
    for _, other in group.members:
        for path, theirs in _singles(other, shape).items():
            mine = values.get(path)
            if mine is None:
                continue
            if _key(mine) == _key(theirs):
                shared = shared or any(character.isalpha() for character in _key(mine) if isinstance(mine, str))
            elif not (may_be_cut and _cut(mine, theirs)):
                return False
    return shared


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
    """Return the form in which two readings of one value are alike."""
    text = str(value)
    return fold(text) or text
