"""Splits by document: near-duplicates, and all rows of one document, stand on one side.

A split that parts versions of one contract measures what a critic has learned by heart (Lee et al. 2022, "Deduplicating
Training Data Makes Language Models Better"). An excerpt shares too little with the whole for its text to betray it:
give both the same ``cluster``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from critic.mistakes.near_duplicates import Groups, sketch, sketches_alike
from critic.mistakes.rows import MistakeRow

__all__ = ["apart", "cluster_of", "split"]


def split(rows: Sequence[MistakeRow], *, seed: int, dev_share: float) -> tuple[list[MistakeRow], list[MistakeRow]]:
    """Return the rows for training and those to hold out, each with the name of its cluster.

    Rows are of one cluster that share a document's id, a cluster's name or nearly their text; a chain of such likeness
    makes one cluster. The name of a cluster and ``seed`` decide where it goes, so about ``dev_share`` of the clusters,
    not of the rows, are held out. Two clusters or more give at least one to either side, a single one is trained on.

    The rows that come back have the names of their clusters. Given again with the same seed and share, and new rows
    beside them, they stay where they are: the names hold, and where a new document joins two clusters into one, the
    part that was trained on decides for both, so that nothing that a critic has learned from is ever used to measure
    it. Only in a set so small that the names leave one side empty is a cluster put there that may move later.
    """
    clusters = _clusters(rows)
    places = {name: _place(name, seed) for name in frozenset().union(*clusters)}
    named = [_name(names, places, dev_share) for names in clusters]
    held_out = _held_out({name: places[name] for name in named}, dev_share)
    train: list[MistakeRow] = []
    dev: list[MistakeRow] = []
    for row, name in zip(rows, named, strict=True):
        (dev if name in held_out else train).append(replace(row, cluster=name))
    return train, dev


def apart(rows: Sequence[MistakeRow], others: Sequence[MistakeRow]) -> list[MistakeRow]:
    """Return the rows of no cluster that the others are of, so that nothing is trained on and measured by."""
    clusters = _clusters([*rows, *others])
    known = set(clusters[len(rows) :])
    return [row for row, cluster in zip(rows, clusters, strict=False) if cluster not in known]


def _clusters(rows: Sequence[MistakeRow]) -> list[frozenset[str]]:
    """Return for each row the names that its cluster may have: those it brings, else one made from its texts.

    Many name a cluster after its only document. Such a name says nothing, so it is brought by no one.
    """
    groups = Groups(len(rows))
    texts = [row.text for row in rows]
    for keys in ((row.document for row in rows), (row.cluster for row in rows), texts):
        firsts: dict[str, int] = {}
        for number, key in enumerate(keys):
            if key:
                groups.link(firsts.setdefault(key, number), number)
    numbers = {text: number for number, text in enumerate(texts)}
    distinct = sorted(numbers.items(), key=lambda entry: _digest(entry[0]))
    alike = Groups(len(distinct))
    sketches_alike([sketch(text) for text, _ in distinct], alike)
    for place, (_, number) in enumerate(distinct):
        groups.link(distinct[alike.root(place)][1], number)
    brought: dict[int, set[str]] = defaultdict(set)
    made: dict[int, str] = {}
    for number, (row, text) in enumerate(zip(rows, texts, strict=True)):
        root = groups.root(number)
        if row.cluster and row.cluster != row.document:
            brought[root].add(row.cluster)
        else:
            made[root] = min(made.get(root, "~"), cluster_of(text))
    roots = [groups.root(number) for number in range(len(rows))]
    return [frozenset(brought.get(root) or {made[root]}) for root in roots]


def _name(names: Iterable[str], places: Mapping[str, float], dev_share: float) -> str:
    """Choose among the names of a cluster: one that is trained on, if there is any."""
    ordered = sorted(names)
    return next((name for name in ordered if places[name] >= dev_share), ordered[0])


def _held_out(places: Mapping[str, float], dev_share: float) -> set[str]:
    """Return the clusters to hold out: those that fall below the share in [0, 1), though never none and never all."""
    ordered = sorted(places, key=lambda name: (places[name], name))
    count = sum(place < dev_share for place in places.values())
    return set(ordered[: min(max(count, 1), len(ordered) - 1)])


def _place(name: str, seed: int) -> float:
    """Return where in [0, 1) a name falls, the same on every machine."""
    return int(_digest(f"{seed}/{name}")[:12], 16) / 16**12


def cluster_of(text: str) -> str:
    """Return the name that a text gives to a cluster that has no other."""
    return _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
