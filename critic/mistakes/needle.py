"""The needle in a long document: the one sentence that states a value, moved to a chosen depth.

After Kamradt's "needle in a haystack" test (2023), with a needle that belongs to the document and whose value stands
nowhere else in it: whoever finds it has read that far. Knows no model.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from critic.corpus import LabelledDocument, Span
from critic.evidence import MAX_OCCURRENCES, occurrences
from critic.findings import EvidenceKind
from critic.text.sameness import same
from critic.text.sentences import PARAGRAPH, sentences

__all__ = ["lengthen", "move", "passages"]

_SHORTEST: Final = 40  # characters; less is a heading or a part of a table
_LONGEST: Final = 1_500  # a longer run without an end is a table or a list, and no sentence to move
_LOST: Final = 0.1  # how much of a document may go with the other mentions
_OFF: Final = 0.02  # how far from the wanted depth the nearest seam may be, as a share of the text

_Range = tuple[int, int]


def move(document: LabelledDocument, field_name: str, depth: float, rng: random.Random) -> LabelledDocument | None:
    """Move the sentence that states a value of a field to ``depth``, in [0, 1], of the document's characters.

    Every other sentence that mentions the value is taken out; the needle becomes a paragraph of its own. Where several
    sentences state the value, one of them is drawn. Spans follow their text; those that went or were cut in two are
    gone. The gold record is the same.

    Returns:
        The document; None where the field has not exactly one value, where no whole sentence states it, where more than
        a tenth of the text would go, or where another field would no longer be stated.

    Raises:
        ValueError: ``depth`` is not between 0 and 1.

    """
    if not 0 <= depth <= 1:
        message = f"depth is {depth}; it must lie between 0 and 1"
        raise ValueError(message)
    values = document.gold.get(field_name, ())
    if len(values) != 1:
        return None
    text = document.text
    cut = sentences(text)
    stating = [span for span in document.spans if span.field == field_name and _states(text, span, values[0])]
    needles = sorted({_around(cut, span.start, span.end) for span in stating})
    needles = [needle for needle in needles if _is_whole(text, needle)]
    if not needles:
        return None
    needle = rng.choice(needles)
    found = occurrences(text, values[0])
    if len(found) >= MAX_OCCURRENCES:
        return None
    mentions = [(place.start, place.end) for place in found if place.kind is not EvidenceKind.FUZZY]
    mentions += [(span.start, span.end) for span in document.spans if span.field == field_name]
    gone = {_around(cut, start, end) for start, end in mentions} - {needle}
    if any(start < needle[1] and needle[0] < end for start, end in gone):
        return None  # a mention that runs over the needle's edge
    if sum(end - start for start, end in gone) > _LOST * len(text):
        return None
    return _moved(document, needle, gone, depth)


def passages(document: LabelledDocument, shortest: int = 200) -> tuple[str, ...]:
    """Return the paragraphs of a document, of ``shortest`` characters or more, that hold no labelled span."""
    bounds = [0, *(seam.end() for seam in PARAGRAPH.finditer(document.text)), len(document.text)]
    ranges = [(start, end) for start, end in pairwise(bounds) if end - start >= shortest]
    spans = sorted((span.start, span.end) for span in document.spans)
    return tuple(document.text[start:end].strip() for start, end in ranges if not _touched(spans, start, end))


def lengthen(
    document: LabelledDocument, boilerplate: Iterable[str], chars: int, rng: random.Random
) -> LabelledDocument:
    """Insert paragraphs between those of a document until it has ``chars`` characters, or none is left.

    Paragraphs that mention a value of the document, or are in it already, are passed over.
    """
    text = document.text
    spans = sorted((span.start, span.end) for span in document.spans)
    seams = [0, *(seam.end() for seam in PARAGRAPH.finditer(text)), len(text)]
    seams = [at for at in seams if not any(start < at < end for start, end in spans)]
    values = [value.casefold() for values in document.gold.values() for value in values]
    inserted: list[tuple[int, str]] = []
    room = chars - len(text)
    for passage in boilerplate:
        if room <= 0:
            break
        if len(passage) + 2 <= room and passage not in text and not any(v in passage.casefold() for v in values):
            inserted.append((rng.choice(seams), f"{passage}\n\n"))
            room -= len(passage) + 2
    return _rebuilt(document, [(0, len(text))], inserted)


def _moved(
    document: LabelledDocument, needle: _Range, gone: Collection[_Range], depth: float
) -> LabelledDocument | None:
    """Take out the needle and the mentions, and put the needle in again."""
    kept: list[_Range] = []
    at = 0
    for start, end in sorted([*gone, needle, (len(document.text),) * 2]):
        if at < start:
            kept.append((at, start))
        at = max(at, end)
    length = sum(end - start for start, end in kept)
    seam = _seam(document, kept, depth * length, length)
    if seam is None:
        return None
    bare = needle[0], needle[0] + len(document.text[slice(*needle)].rstrip())
    moved = _rebuilt(document, kept, [(seam, "\n\n"), (seam, bare), (seam, "\n\n")])
    lost = {span.field for span in document.spans if span.field in document.gold} - {s.field for s in moved.spans}
    return None if lost else moved


def _seam(document: LabelledDocument, kept: Sequence[_Range], wanted: float, length: int) -> int | None:
    """Return where in the old text the needle goes: a paragraph's or sentence's beginning near the wanted depth."""
    spans = [(span.start, span.end) for span in document.spans]
    paragraphs = {seam.end() for seam in PARAGRAPH.finditer(document.text)} | {0, len(document.text)}
    beginnings = {start for start, _ in sentences(document.text)}
    for seams in (paragraphs, beginnings):
        found: list[tuple[float, int]] = []
        before = 0
        for start, end in kept:
            inside = (at for at in seams if start <= at <= end and not any(a < at < b for a, b in spans))
            found += [(abs(before + at - start - wanted), at) for at in inside]
            before += end - start
        off, at = min(found, default=(float("inf"), 0))
        if off <= _OFF * length:
            return at
    return None


def _rebuilt(
    document: LabelledDocument, kept: Sequence[_Range], inserted: Sequence[tuple[int, str | _Range]]
) -> LabelledDocument:
    """Put a document together from the ranges kept of it, with strings and ranges of it inserted at old places.

    Places must lie within a kept range or at its ends; what goes to the same place keeps its order.
    """
    parts: list[str | _Range] = []
    waiting = sorted(inserted, key=lambda insertion: insertion[0])
    for start, end in kept:
        at = start
        while waiting and waiting[0][0] <= end:
            place, part = waiting.pop(0)
            parts += [(at, place), part]
            at = place
        parts.append((at, end))
    text = ""
    spans: list[Span] = []
    ordered = sorted(document.spans, key=lambda span: span.start)
    starts = [span.start for span in ordered]
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        low, high = part
        shift = len(text) - low
        within = ordered[bisect_left(starts, low) : bisect_left(starts, high)]
        spans += [replace(s, start=s.start + shift, end=s.end + shift) for s in within if s.end <= high]
        text += document.text[low:high]
    return replace(document, text=text, spans=tuple(spans))


def _around(cut: Sequence[_Range], start: int, end: int) -> _Range:
    """Return the range of the sentences that a range of characters touches."""
    touched = [sentence for sentence in cut if sentence[0] < end and start < sentence[1]]
    return touched[0][0], touched[-1][1]


def _is_whole(text: str, sentence: _Range) -> bool:
    """Say whether a range reads as one sentence: of fitting length, with a full stop at its end."""
    stripped = text[slice(*sentence)].strip().rstrip("\"'”’)]")
    return _SHORTEST <= len(stripped) <= _LONGEST and stripped[-1:] in ".;"


def _states(text: str, span: Span, value: str) -> bool:
    return same(" ".join(text[span.start : span.end].split()), value)


def _touched(spans: Sequence[_Range], start: int, end: int) -> bool:
    return any(low < end and start < high for low, high in spans)
