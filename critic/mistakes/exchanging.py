"""Right values written over in other forms: what a value is shall be known by its place, not by how it looks.

Annotated sets are of a kind: names of one list, companies for parties, schools with "University" in their name. A
document in whose text some values are exchanged says the same of others, and its gold is as sure as it was; Longpre
et al. 2021 (arXiv 2109.05052) substitute entities so to make a reader read. Now and then what comes in is no value of
its field, a language among the tools, and the gold lacks it then. The counterpart is `critic.mistakes.planting`, which
writes likely values where they are wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from critic.corpus import LabelledDocument
from critic.mistakes.fiction.misfits import MISFITS, Misfits
from critic.mistakes.fiction.variety import MAKERS, Maker
from critic.mistakes.planting import planted
from critic.text.folding import fold

__all__ = ["exchanged"]

FIELDS, VALUES = 0.85, 0.85
"""The share of fields of which values are exchanged, and the share of those."""
SHORTEST = 3
"""The letters of a value that stands for nothing else wherever it stands."""


def exchanged(
    document: LabelledDocument,
    rng: random.Random,
    makers: Mapping[str, Maker] = MAKERS,
    misfits: Mapping[str, Misfits] = MISFITS,
) -> LabelledDocument:
    """Return the document with most of its clear values exchanged, in text, spans and gold.

    A value that is part of another one, or is another field's as well, stays, for nobody knows which of them a place
    in the text means; so do short ones. Fields are known by the last name of their pattern. Where one of ``misfits``
    comes in, the field has one value less.
    """
    held = Counter(fold(value) for values in document.gold.values() for value in set(values))
    plants: dict[str, str] = {}
    wrong: set[str] = set()
    for pattern, values in document.gold.items():
        name = _named(pattern)
        maker = makers.get(name)
        if maker is None or rng.random() >= FIELDS:
            continue
        others = misfits.get(name)
        for value in dict.fromkeys(values):
            if rng.random() >= VALUES or not _is_clear(value, held):
                continue
            misfit = others if others and rng.random() < others.share else None
            new = misfit.make(rng) if misfit else maker(rng)
            if fold(new) in held:
                continue
            plants[" ".join(value.split())] = new
            held[fold(new)] += 1
            if misfit:
                wrong.add(new)
    if not plants:
        return document
    changed = planted(document, plants)
    gold = {
        pattern: tuple(new for value in values if (new := plants.get(" ".join(value.split()), value)) not in wrong)
        for pattern, values in document.gold.items()
    }
    spans = tuple(s for s in changed.spans if " ".join(changed.text[s.start : s.end].split()) not in wrong)
    untouched = {p: v for p, v in document.normalised.items() if gold.get(p) == tuple(document.gold.get(p, ()))}
    return replace(changed, gold=gold, spans=spans, normalised=untouched)


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
