"""Which item of a list of objects in a draft is which item of the right record.

Items are paired before their values are compared, so that a title at the wrong employer is a misplaced title and not
two wrong jobs. Knows no schema and no source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz

from critic.pointers import escape
from critic.text.folding import fold
from critic.text.sameness import same

__all__ = ["align"]

_ALIKE = 60.0
"""``rapidfuzz.fuzz.ratio``, in percent, from which two values speak for one item, though less than equal ones."""


def align(draft: Any, right: Any) -> dict[str, str]:
    """Pair the items of lists of objects, lists within them included: pointers in the draft to those in the right one.

    The pair that has the most values in common is taken first, of equal ones that which stands at the same place; an
    item that shares nothing with any stays alone. Greedy, so a better sum over all pairs may be missed.
    """
    return dict(_pairs(draft, right, "", ""))


def _pairs(draft: Any, right: Any, here: str, there: str) -> Iterator[tuple[str, str]]:
    if isinstance(draft, Mapping) and isinstance(right, Mapping):
        for name in draft.keys() & right.keys():
            step = f"/{escape(name)}"
            yield from _pairs(draft[name], right[name], here + step, there + step)
    elif isinstance(draft, list) and isinstance(right, list):
        for one, other in _items(draft, right):
            yield f"{here}/{one}", f"{there}/{other}"
            yield from _pairs(draft[one], right[other], f"{here}/{one}", f"{there}/{other}")


def _items(draft: list[Any], right: list[Any]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of indices of objects, or of lists, that belong together, the surest first."""
    nested = [
        [(index, item) for index, item in enumerate(items) if isinstance(item, Mapping | list)]
        for items in (draft, right)
    ]
    values = [[list(_values(item, ())) for _, item in items] for items in nested]
    indices = [[index for index, _ in items] for items in nested]
    scored = [
        (_likeness(ours, theirs), one, other)
        for one, ours in zip(indices[0], values[0], strict=True)
        for other, theirs in zip(indices[1], values[1], strict=True)
    ]
    scored.sort(key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1]))
    taken: tuple[set[int], set[int]] = set(), set()
    for score, one, other in scored:
        if score and one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield one, other


def _values(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the scalars below a node, each with its path, ``*`` for an index."""
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _values(child, (*path, name))
    elif isinstance(node, list):
        for child in node:
            yield from _values(child, (*path, "*"))
    elif node is not None:
        yield path, str(node)


def _likeness(ours: list[tuple[tuple[str, ...], str]], theirs: list[tuple[tuple[str, ...], str]]) -> float:
    """Return how many values two items share; a pair that is only alike counts for half its likeness."""
    free, total = list(theirs), 0.0
    for path, value in ours:
        rivals = [(_alike(value, other[1]), other) for other in free if other[0] == path]
        score, best = max(rivals, key=lambda rival: rival[0], default=(0.0, None))
        if best is not None and score:
            free.remove(best)
            total += score
    return total


def _alike(one: str, other: str) -> float:
    return 1.0 if same(one, other) else fuzz.ratio(fold(one), fold(other), score_cutoff=_ALIKE) / 200
