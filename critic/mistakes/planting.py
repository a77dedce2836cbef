"""Values of other documents put into a text, where they are not what their field asks for.

A wrong value that the text itself suggests is seldom a likely value of its field: beside the governing law stand other
states, but beside a job title stand no other titles. Who only reads the draft sees that. So a likely value, one that is
right in another document, is written over something else in the text, and the draft takes it from there: nothing but
its place tells that it is wrong. Texts with values exchanged are what Kaushik et al. 2020 (arXiv 1909.12434) call
counterfactually augmented and Longpre et al. 2021 (arXiv 2109.05052) substitute to make a reader read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from critic.corpus import LabelledDocument, Span
from critic.mistakes.replacements import is_han

__all__ = ["Pool", "planted"]


@dataclass(frozen=True, slots=True)
class Pool:
    """The values of each field in many documents, and the share of the documents that state the field at all."""

    values: Mapping[str, Sequence[str]]
    stated: Mapping[str, float]

    @classmethod
    def of(cls, documents: Iterable[LabelledDocument], names: Sequence[str]) -> Pool:
        """Gather the values of some fields from the documents in which they are judged."""
        values: dict[str, list[str]] = {name: [] for name in names}
        judged, stated = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
        for document in documents:
            for name in names:
                if document.judged(name):
                    judged[name] += 1
                    stated[name] += bool(document.gold.get(name))
                    values[name] += document.gold.get(name, ())
        return cls(values, {name: stated[name] / (judged[name] or 1) for name in names})


def planted(document: LabelledDocument, plants: Mapping[str, str]) -> LabelledDocument:
    """Return the document with each key of ``plants`` that stands in its text as whole words replaced by its value.

    Spans move along; one that reaches into a replaced run ends with it.
    """
    if not plants:
        return document
    pieces, old_ends, shifts = [], [0], [0]
    at = 0
    for match in _pattern(plants).finditer(document.text):
        new = plants[" ".join(match[0].split())]
        pieces += [document.text[at : match.start()], new]
        at = match.end()
        old_ends.append(at)
        shifts.append(shifts[-1] + len(new) - len(match[0]))
    pieces.append(document.text[at:])

    def moved(place: int) -> int:
        return place + shifts[bisect_right(old_ends, place) - 1]

    spans = tuple(Span(span.field, moved(span.start), moved(span.end)) for span in document.spans)
    return replace(document, text="".join(pieces), spans=spans)


def _pattern(plants: Iterable[str]) -> regex.Pattern[str]:
    """Return what finds any of some runs of words, the longest first, over whatever space parts their words."""
    forms = []
    for run in sorted(plants, key=len, reverse=True):
        words = r"\s+".join(map(regex.escape, run.split()))
        forms.append(words if is_han(run) else rf"(?<!\w){words}(?!\w)")
    return regex.compile("|".join(forms))
