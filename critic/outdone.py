"""Values that stand nowhere in the source, where it states others in their place.

A number or a choice that stands nowhere may still be right, as a sum is, or a class that was inferred. But a field that
holds one value holds no second one, and nor does a field of one item of a list, such as the quantity of an order line.
"""

from __future__ import annotations

from collections.abc import Sequence

from critic.fields import Leaf
from critic.findings import Candidate
from critic.places import NEAR
from critic.pointers import parts

__all__ = ["Standing", "outdone"]

Standing = tuple[Leaf, tuple[int, int]]
"""A value of the record, and where it stands."""


def outdone(leaf: Leaf, standing: Sequence[Standing], candidates: Sequence[Candidate]) -> float:
    """Return the probability of the likeliest candidate that would stand in the very place of a value; 0 without any.

    Of the items of a list a candidate is of the nearest, by where their other values stand, that has no standing value
    of the field yet. In a list of scalars no value stands in the place of another.
    """
    path = leaf.field.path
    rivals = [candidate for candidate in candidates if candidate.pattern == leaf.field.pattern]
    if rivals and "*" in path:
        depth = len(path) - path[::-1].index("*")
        taken = {_item(other, depth) for other, _ in standing if other.field.path == path}
        beside = [
            (_item(other, depth), place)
            for other, place in standing
            if other.field.path[:depth] == path[:depth] and _item(other, depth) not in taken
        ]
        rivals = [c for c in rivals if depth < len(path) and _nearest(c, beside) == _item(leaf, depth)]
    return max((candidate.probability for candidate in rivals), default=0.0)


def _item(leaf: Leaf, depth: int) -> tuple[str, ...]:
    """Return the steps to the item of a list that a value is in."""
    return parts(leaf.pointer)[:depth]


def _nearest(candidate: Candidate, beside: Sequence[tuple[tuple[str, ...], tuple[int, int]]]) -> tuple[str, ...] | None:
    """Return the item of which a value stands nearest to a candidate; None if none is near."""
    distances = [(max(start - candidate.end, candidate.start - end, 0), item) for item, (start, end) in beside]
    distance, item = min(distances, default=(NEAR + 1, None))
    return item if distance <= NEAR else None
