"""Where the values of a record stand: those of one list item together, and each place with one value of a field.

Two jobs at one employer name it twice, and each of them is shown its own place; where Tailwind CSS stands and is no
doubt right, CSS is not missing. Knows no network. What is flagged keeps the place that its finding tells of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from critic.evidence import Source, occurrences
from critic.fields import Field
from critic.findings import Evidence, EvidenceKind, Finding, FindingKind, Judgement, Review, Verdict
from critic.pointers import parts

__all__ = ["NEAR", "apart", "settled"]

NEAR = 400
"""Characters within which a value belongs to the same list item as its neighbours."""
_LINE = 20
"""Characters that the end of a line counts for."""
_FAR = 2000
"""Characters from which no line is counted: places so far apart have nothing to do with each other."""
_TAKEN = 60
"""Characters that it counts for where an earlier item shows the same value at the same place, or the same item that of
another field: position 4 of an order is not the 4 pieces in it."""
_NEARER = _LINE
"""So much nearer another place must be than the one that the network chose, to be shown instead."""


def settled(review: Review, fields: Sequence[Field], source: Source) -> Review:
    """Return a review in which the values of each item of a list stand together, where the source has them together.

    A missing value is no finding where the record has another one of its field in that place, which is not flagged.
    """
    shown = _together(review, fields, source)
    judged = tuple(replace(one, evidence=shown.get(one.pointer, one.evidence)) for one in review.judgements)
    sure: dict[str, list[Evidence]] = {}
    for one in judged:
        if one.verdict is Verdict.SUPPORTED and one.evidence:
            sure.setdefault(one.pattern.replace("*", "-"), []).append(one.evidence)
    findings = (f for f in review.findings if not _is_read_otherwise(f, sure.get(f.pointer, ())))
    return replace(review, judgements=judged, findings=tuple(findings))


def apart(text: str, one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return how far from each other two places are: in characters, of which a line end counts for several."""
    low, high = min(one[1], other[1]), max(one[0], other[0])
    if high - low > _FAR:
        return high - low
    between = text[low:high]
    return len(" ".join(between.split())) + _LINE * between.count("\n")


def _together(review: Review, fields: Sequence[Field], source: Source) -> dict[str, Evidence | None]:
    """Return where the values of list items stand that the source has several times, by their pointers.

    Those of an item that stand once say where the item is, or else those of the items in it: a container has a number
    of its own, a building only its rooms have.
    """
    by_pattern = {field.pattern: field for field in fields}
    items: dict[tuple[str, ...], list[Judgement]] = {}
    for judgement in review.judgements:
        item = _item_of(judgement.pointer, by_pattern.get(judgement.pattern))
        if item and judgement.evidence is not None:
            items.setdefault(item, []).append(judgement)
    values = {str(judgement.value): judgement.value for judgements in items.values() for judgement in judgements}
    once = {spelled for spelled, value in values.items() if len(occurrences(source, value)) == 1}
    own: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    below: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for item, judgements in items.items():
        places = [one.evidence for one in judgements if str(one.value) in once]
        anchors = [(place.start, place.end) for place in places if place]
        for depth in range(1, len(item)):
            below.setdefault(item[:depth], []).extend(anchors)
        own[item] = anchors
    shown: dict[str, Evidence | None] = {}
    taken: set[tuple[str, int]] = set()
    for item, judgements in items.items():
        anchors = own[item] or below.get(item, [])
        patterns = {one.pattern for one in judgements}
        theirs = set[tuple[str, int]]()
        for judgement in judgements if anchors else ():
            if str(judgement.value) not in once and judgement.verdict is not Verdict.UNSUPPORTED:
                place = shown[judgement.pointer] = _nearest(judgement, anchors, (taken, theirs), source)
                theirs |= {(other, place.start) for other in patterns - {judgement.pattern} if place}
        taken |= {(j.pattern, place.start) for j in judgements if (place := shown.get(j.pointer, j.evidence))}
    return shown


def _item_of(pointer: str, field: Field | None) -> tuple[str, ...]:
    """Return the steps to the innermost object of a list that holds a value; none where no list of objects does."""
    path = field.path if field else ()
    depth = max((number for number, part in enumerate(path[:-1], 1) if part == "*"), default=0)
    return parts(pointer)[:depth]


def _is_read_otherwise(finding: Finding, places: Sequence[Evidence]) -> bool:
    """Return whether a value is called missing from one of the places that values of its field have."""
    if finding.kind is not FindingKind.MISSING or finding.start is None or finding.end is None:
        return False
    return any(place.start < finding.end and finding.start < place.end for place in places)


def _nearest(
    judgement: Judgement,
    anchors: Sequence[tuple[int, int]],
    taken: Sequence[Collection[tuple[str, int]]],
    source: Source,
) -> Evidence | None:
    """Return where a value stands nearest to those of its item that stand once; if that gains little, as it stood.

    ``taken`` holds places that others show, by the pattern of the field for which they count as farther.
    """

    def distance(place: Evidence) -> int:
        nearest = min(apart(source.text, (place.start, place.end), anchor) for anchor in anchors)
        return nearest + _TAKEN * any((judgement.pattern, place.start) in places for places in taken)

    around = min(start for start, _ in anchors) - NEAR, max(end for _, end in anchors) + NEAR
    now, near = judgement.evidence, occurrences(source, judgement.value, within=around)
    best = min((place for place in near if place.kind is not EvidenceKind.FUZZY), key=distance, default=now)
    gained = now is None or best is None or distance(best) + _NEARER <= distance(now)
    return best if gained else now
