"""What is right and wrong in a window: the labels that a document's gold gives to values and to runs of its text.

A value that the gold lacks is wrong wherever it stands; one that it has is right where it is annotated, and elsewhere
nothing is known of it. Of the runs, those annotated are right and other mentions of the same words are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from critic.corpus import LabelledDocument
from critic.encoding import EncodedText, Window
from critic.evidence import Source, occurrences
from critic.fields import Field
from critic.text.folding import fold
from critic.text.sameness import same

__all__ = ["IGNORED", "RIGHT", "WRONG", "AnswerKey", "Places", "unplaced"]

IGNORED, WRONG, RIGHT = -1, 0, 1

Places = Mapping[str, Sequence[tuple[int, int]] | None]
"""By field pattern, where the right values stand that are annotated nowhere; None if one stands nowhere at all."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What a document's gold says of a draft's ``values``, (index of the field, value), and of the runs of its text."""

    document: LabelledDocument
    source: Source
    text: EncodedText
    fields: Sequence[Field]
    values: Sequence[tuple[int, str]]
    unplaced: Places

    def support(self, window: Window) -> tuple[int, ...]:
        """Return a label for each of a window's values."""
        return tuple(self._support(*self.values[value], *self._reach(window)) for value in window.values)

    def spans(self, window: Window) -> Iterator[tuple[int, int, int, int]]:
        """Yield (row of the field, first token, last token, label), tokens counted from the window's first."""
        low, high = self._reach(window)
        for row, index in enumerate(window.fields):
            for start, end, label in self._marked(self.fields[index].pattern, low, high):
                tokens = self.text.token_range(start, end) if low <= start and end <= high else None
                if tokens and tokens[0] >= window.first and tokens[1] < window.first + window.count:
                    yield row, tokens[0] - window.first, tokens[1] - window.first, label

    def known(self, window: Window) -> tuple[bool, ...]:
        """Return for each of a window's fields whether all its right values stand in the text."""
        return tuple(self.unplaced[self.fields[index].pattern] is not None for index in window.fields)

    def _reach(self, window: Window) -> tuple[int, int]:
        """Return the first and the last character of a window."""
        return self.text.starts[window.first], self.text.ends[window.first + window.count - 1]

    def _support(self, field: int, value: str, low: int, high: int) -> int:
        pattern = self.fields[field].pattern
        if not any(same(value, gold) for gold in self.document.gold.get(pattern, ())):
            return WRONG
        annotated = any(
            low <= start and end <= high and same(" ".join(self.document.text[start:end].split()), value)
            for start, end in _annotated(self.document, pattern)
        )
        return RIGHT if annotated else IGNORED

    def _marked(self, pattern: str, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """Yield the runs, as (start, end, label) in characters, that say something of a field."""
        annotated = _annotated(self.document, pattern)
        yield from ((start, end, RIGHT) for start, end in annotated)
        for value in {fold(self.document.text[start:end]) for start, end in annotated}:
            yield from ((start, end, IGNORED) for start, end in _repeats(self.source, value, low, high))
        yield from ((start, end, IGNORED) for start, end in self.unplaced.get(pattern) or ())


def unplaced(document: LabelledDocument, fields: Sequence[Field], source: Source) -> Places:
    """Return where the right values of these fields stand that are annotated nowhere."""
    return {field.pattern: _unplaced(document, field.pattern, source) for field in fields}


def _unplaced(document: LabelledDocument, pattern: str, source: Source) -> list[tuple[int, int]] | None:
    stated = [" ".join(document.text[start:end].split()) for start, end in _annotated(document, pattern)]
    values = [v for v in document.gold.get(pattern, ()) if not any(same(v, words) for words in stated)]
    places = [occurrences(source, value) for value in values]
    return [(place.start, place.end) for found in places for place in found] if all(places) else None


def _annotated(document: LabelledDocument, pattern: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in document.spans if span.field == pattern]


def _repeats(source: Source, folded: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return where folded words stand between two characters, whatever is between the words."""
    if not folded:
        return []
    pattern = r"\W+".join(re.escape(word) for word in folded.split())
    return [(m.start() + low, m.end() + low) for m in re.finditer(pattern, source.text[low:high], re.IGNORECASE)]
