"""Right values written over in other forms: what a value is shall be known by its place, not by how it looks.

Annotated sets are of a kind: names of one list, companies for parties, schools with "University" in their name. A
document in whose text some values are exchanged says the same of others, and its gold is as sure as it was; Longpre
et al. 2021 (arXiv 2109.05052) substitute entities so to make a reader read. The counterpart is `critic.mistakes.
planting`, which writes likely values where they are wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from critic.corpus import LabelledDocument
from critic.mistakes.fiction.variety import MAKERS, Maker
from critic.mistakes.planting import planted
from critic.text.folding import fold

__all__ = ["exchanged"]

FIELDS, VALUES = 0.85, 0.85
"""The share of fields of which values are exchanged, and the share of those."""
SHORTEST = 3
"""The letters of a value that stands for nothing else wherever it stands."""


def exchanged(document: LabelledDocument, rng: random.Random, makers: Mapping[str, Maker] = MAKERS) -> LabelledDocument:
    """Return the document with most of its clear values exchanged, in text, spans and gold.

    A value that is part of another one, or is another field's as well, stays, for nobody knows which of them a place
    in the text means; so do short ones. Fields are known by the last name of their pattern.
    """
    held = Counter(fold(value) for values in document.gold.values() for value in set(values))
    plants: dict[str, str] = {}
    for pattern, values in document.gold.items():
        maker = makers.get(_named(pattern))
        if maker is None or rng.random() >= FIELDS:
            continue
        for value in dict.fromkeys(values):
            if rng.random() < VALUES and _is_clear(value, held) and (new := maker(rng)) and fold(new) not in held:
                plants[" ".join(value.split())] = new
                held[fold(new)] += 1
    if not plants:
        return document
    changed = planted(document, plants)
    gold = {
        pattern: tuple(plants.get(" ".join(value.split()), value) for value in values)
        for pattern, values in document.gold.items()
    }
    untouched = {p: v for p, v in document.normalised.items() if gold.get(p) == tuple(document.gold.get(p, ()))}
    return replace(changed, gold=gold, normalised=untouched)


def _named(pattern: str) -> str:
    """Return the last name in a pattern: ``/positions/*/company`` is a company."""
    return next((part for part in reversed(pattern.split("/")) if part not in ("", "*")), "")


def _is_clear(value: str, held: Mapping[str, int]) -> bool:
    """Whether a value is one field's only, and neither part nor whole of another."""
    own = fold(value)
    return (
        sum(map(str.isalnum, own)) >= SHORTEST
        and held[own] == 1
        and not any(f" {own} " in f" {other} " or f" {other} " in f" {own} " for other in held if other != own)
    )
