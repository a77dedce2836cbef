"""Between flat answers, one list of values per field name, and records nested as their schema is.

What belongs to one item of a list of objects is read off the passage: values that stand close together, no attribute
twice. It is the record segmentation that wrappers for web pages use, with distance as its cost. Knows no model; drops
no value of a list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from critic.fields import Field, leaves
from critic.text.words import joined
from ie_pipeline.shape import ListShape, ObjectShape, Shape, nest

__all__ = ["labels", "nested", "regrouped"]

_NEW_ITEM = 240
"""How many characters two values must be apart for two items to be likelier than one."""
_BLANK_LINE = 80
"""How many characters a blank line counts for."""
_LINE, _SENTENCE = 40, 10
"""How many characters the end of a line and that of a sentence count for. Where a line counts for no more, and some of
the values of fictional resumes are left out, more is put together that does not belong together.
"""
_USUAL = 0.4
"""Which part of the least gap between two attributes, where they follow each other repeatedly, counts for nothing."""
_MAX_PLACES = 50
"""The most places of one value that are looked at."""
_MAX_MENTIONS, _MAX_MOVES = 100, 100
"""The most values of a list of objects of which some are tried at other places, and how often that is done."""


def labels(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return each field's name in a flat answer: its own, with its parents' in front where two would be the same."""
    paths = [[part for part in field.path if part != "*"] for field in fields]
    depth = [1] * len(paths)
    while True:
        names = [" ".join(path[-used:]) for path, used in zip(paths, depth, strict=True)]
        often = Counter(names)
        longer = [
            min(used + (often[name] > 1), len(path)) for name, path, used in zip(names, paths, depth, strict=True)
        ]
        if longer == depth:
            return tuple(names)
        depth = longer


@dataclass(frozen=True, slots=True)
class _Mention:
    """A value of a field and where it stands in the passage; without a place it follows all others."""

    path: tuple[str, ...]
    value: Any
    start: int | None = None
    end: int | None = None


def nested(values: Mapping[Field, Sequence[Any]], passage: str) -> dict[str, Any]:
    """Nest the values that a passage states for some fields as their schema nests them.

    A single-valued field takes its first value, a list of scalars takes all, and a list of objects puts together what
    stands together in ``passage``.
    """
    return _nested(values, _by_property(values), passage)


def regrouped(record: Mapping[str, Any], fields: Sequence[Field], text: str) -> dict[str, Any]:
    """Put the items of lists of objects together anew, by where their values stand in the whole text.

    What was put together passage by passage, and value by value later on, may have parted what belongs together. A
    value that a list holds more often than the text has it was read twice, and is held once for each place. A list with
    a value that stands nowhere stays as it is.
    """
    new = dict(record)
    stated: dict[Field, list[Any]] = {}
    for leaf in leaves(record, fields):
        stated.setdefault(leaf.field, []).append(leaf.value)
    everything = _by_property(stated)
    for name, shape in nest(fields).properties.items():
        if name not in record or not (isinstance(shape, ListShape) and isinstance(shape.item, ObjectShape)):
            continue
        values = {field: found for field, found in stated.items() if field.path[0] == name}
        elsewhere = _of_others(everything, name)
        at = {str(value): _places(value, text) for found in values.values() for value in found}
        often = {value: len(_own_places(value, elsewhere, at, text)) for value in tuple(at)}
        if all(often.values()):
            kept = {
                field: [value for number, value in enumerate(found) if found[:number].count(value) < often[str(value)]]
                for field, found in values.items()
            }
            new |= _nested(kept, everything, text)
    return new


def _by_property(values: Mapping[Field, Sequence[Any]]) -> dict[str, list[str]]:
    """Return all values of each property of the record."""
    texts: dict[str, list[str]] = {}
    for field, found in values.items():
        texts.setdefault(field.path[0], []).extend(map(str, found))
    return texts


def _of_others(everything: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """Return the values of all properties but one."""
    return [text for other, texts in everything.items() if other != name for text in texts]


def _nested(
    values: Mapping[Field, Sequence[Any]], everything: Mapping[str, Sequence[str]], passage: str
) -> dict[str, Any]:
    """Nest values of some properties, of a record that holds ``everything``."""
    shape = nest(tuple(values))
    mentions = [
        mention
        for name, part in shape.properties.items()
        for mention in _mentions(
            {field: found for field, found in values.items() if field.path[0] == name},
            part,
            passage,
            _of_others(everything, name),
        )
    ]
    return _object(shape, mentions, 0, passage)


def _mentions(
    values: Mapping[Field, Sequence[Any]], shape: Shape, passage: str, elsewhere: Sequence[str]
) -> list[_Mention]:
    """Give each value its place, where places matter: the one nearest to its siblings.

    A place within a longer value of ``elsewhere``, the record's other properties, is that one's: the year in the period
    of a job is no year of a degree.
    """
    stated = [(field, value) for field, found in values.items() for value in found]
    if isinstance(shape, Field) or (isinstance(shape, ListShape) and isinstance(shape.item, Field)):
        return [_Mention(field.path, value) for field, value in stated]
    found_at = {str(value): _places(value, passage) for _, value in stated}
    places = {
        (field, value): _own_places(str(value), [*map(str, values[field]), *elsewhere], found_at, passage)
        for field, value in stated
    }
    mentions = _nearest(stated, places)
    if isinstance(shape, ListShape) and len(mentions) <= _MAX_MENTIONS:
        return _moved(mentions, [places[one] for one in stated], passage)
    return mentions


def _nearest(
    stated: Sequence[tuple[Field, Any]], places: Mapping[tuple[Field, Any], list[tuple[int, int]]]
) -> list[_Mention]:
    """Give each value the place that is nearest to one of another field that stands once."""
    anchors = [(field.path, found[0]) for (field, _), found in places.items() if len(found) == 1]
    mentions: list[_Mention] = []
    for field, value in stated:
        found = places[field, value]
        siblings = [start for path, (start, _) in anchors if path != field.path]
        taken = {mention.start for mention in mentions if mention.path == field.path}
        free = [place for place in found if place[0] not in taken] or found
        start, end = min(free, key=lambda place: _distance(place, siblings), default=(None, None))
        mentions.append(_Mention(field.path, value, start, end))
    return mentions


def _moved(mentions: Sequence[_Mention], places: Sequence[Sequence[tuple[int, int]]], passage: str) -> list[_Mention]:
    """Move values, one by one, to others of their places where the items are then put together at less cost.

    The year in which one degree ended and the next one above it began belongs to either line by itself; together with
    the years beside it, it belongs to one.
    """
    now, cost = list(mentions), _cost(mentions, passage)
    moves = [(number, place) for number, found in enumerate(places) for place in found if len(found) > 1]
    for number, (start, end) in moves[:_MAX_MOVES]:
        if all(mention.start != start for mention in now if mention.path == now[number].path):
            moved = [*now[:number], replace(now[number], start=start, end=end), *now[number + 1 :]]
            if (new := _cost(moved, passage)) < cost:
                now, cost = moved, new
    return now


def _own_places(
    value: str, others: Iterable[str], places: dict[str, list[tuple[int, int]]], passage: str
) -> list[tuple[int, int]]:
    """Return where a value stands by itself; where it only stands within longer ones of ``others``, all places."""
    longer: list[tuple[int, int]] = []
    for other in others:
        if len(other) > len(value) and value.casefold() in other.casefold():
            longer += places.setdefault(other, _places(other, passage))
    own = [
        (start, end) for start, end in places[value] if not any(low <= start and end <= high for low, high in longer)
    ]
    return own or places[value]


def _places(value: Any, passage: str) -> list[tuple[int, int]]:
    """Find a text in the passage, whatever its whitespace and case, as whole words where that is possible."""
    words = [re.escape(word) for word in str(value).split()]
    if not words:
        return []
    found = re.finditer(r"\s+".join(words), passage, re.IGNORECASE)
    places = [match.span() for match, _ in zip(found, range(_MAX_PLACES), strict=False)]
    whole = [(start, end) for start, end in places if _is_edge(passage, start) and _is_edge(passage, end)]
    return whole or places


def _is_edge(passage: str, at: int) -> bool:
    return not (0 < at < len(passage) and joined(passage[at - 1], passage[at]))


def _distance(place: tuple[int, int], siblings: Sequence[int]) -> tuple[int, int]:
    return min((abs(place[0] - start) for start in siblings), default=0), place[0]


def _object(shape: ObjectShape, mentions: Sequence[_Mention], depth: int, passage: str) -> dict[str, Any]:
    """Fill an object; ``depth`` is how many steps of the mentions' paths lead to it."""
    filled: dict[str, Any] = {}
    for name, part in shape.properties.items():
        inside = [mention for mention in mentions if mention.path[depth] == name]
        if inside:
            filled[name] = _fill(part, inside, depth + 1, passage)
    return filled


def _fill(shape: Shape, mentions: Sequence[_Mention], depth: int, passage: str) -> Any:
    if isinstance(shape, Field):
        return mentions[0].value
    if isinstance(shape, ObjectShape):
        return _object(shape, mentions, depth, passage)
    if isinstance(shape.item, Field):
        return [mention.value for mention in mentions]
    return [_fill(shape.item, item, depth + 1, passage) for item in _items(mentions, depth + 1, passage)]


def _items(mentions: Sequence[_Mention], depth: int, passage: str) -> list[list[_Mention]]:
    """Split mentions into the items of a list of objects, ``depth`` steps down their paths."""
    placed = sorted((mention for mention in mentions if mention.start is not None), key=_start)
    items = _segments(placed, depth, passage)
    for mention in mentions:
        if mention.start is None:
            home = next((item for item in items if not _repeats([*item, mention], depth)), None)
            if home is None:
                items.append(home := [])
            home.append(mention)
    return items


def _segments(placed: Sequence[_Mention], depth: int, passage: str) -> list[list[_Mention]]:
    """Cut mentions into runs without a repeated attribute, so that gaps within runs and the number of runs are small.

    As the items of one list are written alike, one attribute comes first in most of them that have it: before it, there
    is as if one more line ended. Which one that is is told by what costs least.
    """
    best = _best_cut(placed, _relative(placed, _gaps(placed, passage)), depth)
    runs: list[list[_Mention]] = []
    stop = len(placed)
    while stop:
        begin = best[stop][1]
        runs.append(list(placed[begin:stop]))
        stop = begin
    return runs[::-1]


def _cost(mentions: Sequence[_Mention], passage: str) -> float:
    """Return what it costs to put together the items of a list of objects at the top of a record."""
    placed = sorted((mention for mention in mentions if mention.start is not None), key=_start)
    return _best_cut(placed, _gaps(placed, passage), 2)[-1][0]


def _best_cut(placed: Sequence[_Mention], gaps: Sequence[float], depth: int) -> list[tuple[float, int]]:
    """Return the cheapest cut of those in which one attribute comes first."""
    leading = dict.fromkeys(mention.path for mention in placed)
    cuts = [_cut(placed, gaps, depth, path) for path in leading]
    return min(cuts, key=lambda cut: cut[-1][0], default=[(0.0, 0)])


def _cut(
    placed: Sequence[_Mention], gaps: Sequence[float], depth: int, first: tuple[str, ...]
) -> list[tuple[float, int]]:
    """Return the cost of the first i mentions, for each i, and where their last run begins.

    Dynamic programming over the last cut; ``first`` is the attribute that comes first.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for stop in range(1, len(placed) + 1):
        choices, within, held = [], 0.0, set[tuple[str, ...]]()
        for begin in range(stop - 1, -1, -1):
            path = placed[begin].path
            if path in held:
                break
            if begin < stop - 1:
                within += gaps[begin] + _LINE * (placed[begin + 1].path == first)
            if "*" not in path[depth:]:
                held.add(path)
            choices.append((best[begin][0] + within + _NEW_ITEM, begin))
        best.append(min(choices))
    return best


def _repeats(mentions: Sequence[_Mention], depth: int) -> bool:
    """Say whether an attribute that an item has once occurs twice; its own lists do not count."""
    single = [mention.path for mention in mentions if "*" not in mention.path[depth:]]
    return len(single) != len(set(single))


def _gaps(placed: Sequence[_Mention], passage: str) -> list[float]:
    return [_gap(one, other, passage) for one, other in pairwise(placed)]


def _relative(placed: Sequence[_Mention], gaps: Sequence[float]) -> list[float]:
    """Return gaps less a part of the least that such neighbours are apart.

    Where every title is a blank line away from its employer, that line parts nothing.
    """
    kinds = [(one.path, other.path) for one, other in pairwise(placed)]
    often, least = Counter(kinds), dict[object, float]()
    for kind, gap in zip(kinds, gaps, strict=True):
        least[kind] = min(gap, least.get(kind, gap))
    return [gap - _USUAL * least[kind] * (often[kind] > 1) for kind, gap in zip(kinds, gaps, strict=True)]


def _gap(one: _Mention, other: _Mention, passage: str) -> float:
    """Return the distance between two mentions in characters, with what separates items counted as more."""
    between = passage[one.end or 0 : other.start or 0]
    blank_lines = len(re.findall(r"\n[^\S\n]*\n", between))
    sentences = len(re.findall(r"[.;)][^\S\n]", between))
    return len(between) + _BLANK_LINE * blank_lines + _LINE * between.count("\n") + _SENTENCE * sentences


def _start(mention: _Mention) -> int:
    return mention.start or 0
