"""What the network says of a whole document: scores per value and per field, as plain numbers.

Needs no PyTorch, so that what only decides over scores does not load it.
"""

from __future__ import annotations

from dataclasses import dataclass

from critic.findings import Evidence

__all__ = ["Pointed", "Reading", "ValueScore"]


@dataclass(frozen=True, slots=True)
class ValueScore:
    """What the network thinks of one draft value: the best logit of each head over its mentions, None if unread."""

    support: float | None
    span: float | None
    place: Evidence | None
    mentions: int


@dataclass(frozen=True, slots=True)
class Pointed:
    """One value that the network points at for a field: its best logit, its best place, how often it was seen.

    ``widened`` says that the network chose a part of it that is no word of its own.
    """

    field: int
    value: str
    start: int
    end: int
    span: float
    mentions: int
    widened: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """All scores of one document; ``values`` in the order of the question's values.

    ``length`` counts the document's characters; ``coverage`` is the share of them, in [0, 1], that the windows held.
    """

    values: tuple[ValueScore, ...]
    pointed: tuple[Pointed, ...]
    length: int
    coverage: float = 0.0
