"""One round's mends: a record and what was proposed for it become a better record and the list of changes.

Everything is decided by probability: of the draft's values, of what the critic points at and of what the generator
answered when it was asked again, a single-valued field takes the likeliest, a list takes all that are worth having.
Knows neither critic nor generator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from critic import pointers
from critic.examination import key_of
from critic.fields import Field, Leaf
from critic.places import NEAR
from ie_pipeline.record import Change

__all__ = ["Held", "Proposal", "mend"]


@dataclass(frozen=True, slots=True)
class Held:
    """A value of the record: its probability (None for "cannot be told") and where it stands."""

    leaf: Leaf
    probability: float | None
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value proposed for a field, by ``generator`` or ``critic``."""

    field: Field
    value: Any
    probability: float
    span: tuple[int, int] | None
    by: str


def mend(
    record: Mapping[str, Any], held: Sequence[Held], proposals: Sequence[Proposal], keep: float
) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """Return the mended record and what changed. ``keep`` is the probability from which a value is worth having."""
    changes: list[Change] = []
    edited = dict(record)
    dropped: list[Held] = []
    taken: list[Proposal] = []
    replaced: list[Proposal] = []
    for field in dict.fromkeys([h.leaf.field for h in held] + [p.field for p in proposals]):
        mine = [h for h in held if h.leaf.field == field]
        offered = sorted((p for p in proposals if p.field == field and p.probability >= keep), key=_rank)
        if field.many:
            lost, won = _choose_many(mine, offered, keep)
        else:
            lost, won = _choose_one(mine, offered, keep)
        dropped += lost
        taken += sorted(won, key=_start) if field.path[-1] == "*" else won
    for proposal in list(taken):
        rival = next((h for h in dropped if h.leaf.field == proposal.field and _replaces(proposal, h)), None)
        if rival is not None:
            edited, pointer = pointers.replace(edited, rival.leaf.pointer, proposal.value)
            changes.append(Change(pointer, rival.leaf.value, proposal.value, proposal.by))
            dropped.remove(rival)
            taken.remove(proposal)
            replaced.append(proposal)
    for gone in sorted(dropped, key=lambda h: _order(h.leaf.pointer), reverse=True):
        edited, pointer = pointers.remove(edited, gone.leaf.pointer)
        changes.append(Change(gone.leaf.pointer, gone.leaf.value, None, "critic"))
    places = {key_of(h.leaf.value): h.span for h in held if h.span and h not in dropped}
    places |= {key_of(proposal.value): proposal.span for proposal in replaced if proposal.span}
    # What opens a new item comes first, or the title of a job that is not there yet would go to its neighbour.
    for proposal in sorted(taken, key=lambda p: p.field.path[-1] != "*" and _item_for(edited, p, places) is not None):
        item = _item_for(edited, proposal, places)
        edited, pointer = pointers.add(edited, proposal.field.path, proposal.value, item)
        if proposal.span:
            places[key_of(proposal.value)] = proposal.span
        changes.append(Change(pointer, None, proposal.value, proposal.by))
    return edited, tuple(changes)


def _start(proposal: Proposal) -> tuple[bool, int]:
    """Return a key that sorts proposals in reading order, those that stand nowhere last."""
    return (False, proposal.span[0]) if proposal.span else (True, 0)


def _rank(proposal: Proposal) -> tuple[float, bool]:
    return -proposal.probability, proposal.by != "generator"


def _choose_one(held: Sequence[Held], offered: Sequence[Proposal], keep: float) -> tuple[list[Held], list[Proposal]]:
    current = held[0] if held else None
    best = offered[0] if offered else None
    if current is None:
        return [], [best] if best else []
    if current.probability is None:
        return [], []
    if best is not None and best.probability > current.probability and key_of(best.value) != key_of(current.leaf.value):
        return [current], [best]
    return ([current] if current.probability < keep else []), []


def _choose_many(held: Sequence[Held], offered: Sequence[Proposal], keep: float) -> tuple[list[Held], list[Proposal]]:
    lost = [h for h in held if h.probability is not None and h.probability < keep]
    won: list[Proposal] = []
    staying = [h for h in held if h not in lost]
    seen = {key_of(h.leaf.value) for h in staying}
    for proposal in offered:
        if key_of(proposal.value) in seen or any(_overlap(proposal.span, other.span) for other in won):
            continue
        rivals = [h for h in staying if _overlap(proposal.span, h.span)]
        if any(h.probability is None or h.probability >= proposal.probability for h in rivals):
            continue
        lost += rivals
        staying = [h for h in staying if h not in rivals]
        seen.add(key_of(proposal.value))
        won.append(proposal)
    return lost, won


def _replaces(proposal: Proposal, gone: Held) -> bool:
    """Whether a proposal takes the very place of a dropped value: the only one, or one that overlaps it."""
    return not proposal.field.many or _overlap(proposal.span, gone.span)


def _item_for(record: Mapping[str, Any], proposal: Proposal, places: Mapping[str, tuple[int, int]]) -> int | None:
    """Return the number at which a proposal enters the outermost list on its path; None for a new item at the end."""
    path, span = proposal.field.path, proposal.span
    if "*" not in path or span is None:
        return None
    outer, below = path[: path.index("*")], path[path.index("*") + 1 :]
    try:
        items = pointers.get(record, pointers.join(outer)) or ()
    except KeyError:
        return None
    return _nearest(items, below, span, places) if below else _next(items, span, places)


def _next(items: Sequence[Any], span: tuple[int, int], places: Mapping[str, tuple[int, int]]) -> int | None:
    """Return the first scalar of a list that is known to stand after a span: before it, the reading order is kept."""
    standing = [places.get(key_of(item)) for item in items]
    return next((number for number, place in enumerate(standing) if place and place > span), None)


def _nearest(
    items: Sequence[Any], path: tuple[str, ...], span: tuple[int, int], places: Mapping[str, tuple[int, int]]
) -> int | None:
    """Return the object of a list whose values stand nearest to a span, if one is near that has room at the path."""
    nearest: tuple[int, int] | None = None
    for number, item in enumerate(items):
        for _, value in pointers.scalars(item) if _has_room(item, path) else ():
            place = places.get(key_of(value))
            if place is not None:
                distance = max(place[0] - span[1], span[0] - place[1], 0)
                if distance <= NEAR and (nearest is None or distance < nearest[0]):
                    nearest = (distance, number)
    return None if nearest is None else nearest[1]


def _has_room(item: Any, path: tuple[str, ...]) -> bool:
    """Whether one more value can stand at a path below an object: in a list, or where there is none yet."""
    for part in path:
        if part == "*":
            return True
        if item is None:
            break
        if not isinstance(item, Mapping):
            return False
        item = item.get(part)
    return item is None


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _order(pointer: str) -> tuple[tuple[int, str], ...]:
    """Return a key under which later list items come later, so that removals do not move what is still to go."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in pointers.parts(pointer))
