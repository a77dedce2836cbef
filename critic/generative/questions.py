"""What is put to the model: a passage, the fields, and those of the draft's values that are asked about there.

A value that stands in the source is asked about in every passage that holds it whole, and is as right as the best of
them says. One that is no copy, such as a class or a count, and stands nowhere is asked about in every passage, for any
of them may imply it. One that ought to be a copy and stands nowhere is never asked about: that it is redundant needs no
model. Training and reviewing both use this module, so they cannot drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from critic.evidence import Source
from critic.fields import Field, dotted
from critic.findings import Evidence
from critic.passages import Passage, split

__all__ = ["Question", "holds", "is_asked", "passages_of"]

OVERLAP = 250
"""Characters that neighbouring passages share; longer than almost any value."""


@dataclass(frozen=True, slots=True)
class Question:
    """One passage, the fields, and the draft's values to judge, as (index of the field, value)."""

    fields: tuple[Field, ...]
    drafted: tuple[tuple[int, str], ...]
    passage: str

    @property
    def names(self) -> tuple[str, ...]:
        """The fields as prompt and answer call them: by their dotted names where these are unique, else pointers."""
        counted = Counter(dotted(field) for field in self.fields)
        return tuple(dotted(field) if counted[dotted(field)] == 1 else field.pattern for field in self.fields)


def passages_of(source: Source, size: int) -> tuple[Passage, ...]:
    """Return the passages, of at most ``size`` characters, in which a source is read."""
    return split(source.text, size, min(OVERLAP, size // 3))


def is_asked(passage: Passage, field: Field, places: Sequence[Evidence]) -> bool:
    """Say whether a value that stands at ``places`` is asked about in a passage."""
    if not places:
        return not field.copied
    return any(holds(passage, place.start, place.end) for place in places)


def holds(passage: Passage, start: int, end: int) -> bool:
    """Say whether a passage holds a run of characters whole."""
    return passage.start <= start and end <= passage.end
