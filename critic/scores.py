"""What the network says of a whole document: scores per value and per field, as plain numbers.

Needs no PyTorch, so that what only decides over scores does not load it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from critic.evidence import Source
from critic.fields import Field
from critic.findings import Evidence

__all__ = ["Pointed", "Reader", "Reading", "ValueScore"]


@dataclass(frozen=True, slots=True)
class ValueScore:
    """What the network thinks of one draft value: the best logit of each head over its mentions, None if unread.

    ``explanation`` is the network's own, where it gives any; ``failed`` says that it was asked and gave no answer.
    """

    support: float | None
    span: float | None
    place: Evidence | None
    mentions: int
    explanation: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Pointed:
    """One value that the network points at for a field: its best logit, its best place, how often it was seen.

    ``widened`` says that the network chose a part of it that is no word of its own; ``explanation`` is the network's
    own, where it gives any.
    """

    field: int
    value: str
    start: int
    end: int
    span: float
    mentions: int
    widened: bool = False
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All scores of one document; ``values`` in the order of the question's values.

    ``coverage`` is the share of the document's characters, in [0, 1], that the windows held.
    """

    values: tuple[ValueScore, ...]
    pointed: tuple[Pointed, ...]
    coverage: float = 0.0


class Reader(Protocol):
    """A network that reads documents: what an examination needs of it."""

    def read(
        self,
        source: Source,
        fields: Sequence[Field],
        values: Sequence[tuple[int, str]],
        *,
        only_mentions: bool = False,
    ) -> Reading:
        """Score the draft's ``values``, given as (index of the field, value), and point at what the source states.

        With ``only_mentions`` only the values need scores.
        """
        ...
