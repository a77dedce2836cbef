"""The row of a mistake dataset: one draft of one document, and what is wrong with it.

A row says the whole truth about the fields it has judged: every value of the draft there that no truth calls redundant
is right, and nothing is missing there that no truth names. About the other fields it says nothing. So the right record
of the judged fields can be had from a row, and any number of new drafts with other mistakes from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from critic.fields import Field, flatten
from critic.findings import FindingKind

__all__ = ["Mistake", "MistakeRow", "Origin", "Passage", "RightValue", "Truth", "count_documents"]


class Mistake(StrEnum):
    """What went wrong with a value; the first four are redundant, the last two missing."""

    INVENTED = "invented"
    """It stands nowhere in the source."""
    MISPLACED = "misplaced"
    """The source states it, but not for this field or not for this item."""
    DISTORTED = "distorted"
    """A right value cut short, stretched over its neighbours or with other digits."""
    DUPLICATED = "duplicated"
    """A right value that the draft holds already."""
    OMITTED_VALUE = "omitted value"
    """A field that may have one value, and lacks it."""
    OMITTED_ITEM = "omitted list item"
    """A list that lacks one of its items."""

    @property
    def kind(self) -> FindingKind:
        """Whether a value with this mistake is redundant or missing."""
        missing = self in (Mistake.OMITTED_VALUE, Mistake.OMITTED_ITEM)
        return FindingKind.MISSING if missing else FindingKind.REDUNDANT


class Origin(StrEnum):
    """Who made the mistakes of a row, or found them."""

    SYNTHETIC = "synthetic"
    """A program damaged the right record."""
    GENERATOR = "generator"
    """A generator wrote the draft."""
    HUMAN = "human"
    """A generator wrote the draft, and a person corrected it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of the source: ``text`` stands at character ``start`` of the document. Most rows have all of it."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Truth:
    """One mistake of a draft.

    ``pointer`` is the JSON Pointer of a redundant value in the draft; for a missing one the place where it belongs,
    with ``-`` for a new list item. ``pattern`` is that of its field. ``start`` and ``end`` are the evidence, in
    characters of the document: where a missing value stands, or the passage that comes nearest to a redundant one;
    None where there is none. ``explanation`` says in words what is wrong.
    """

    mistake: Mistake
    pointer: str
    pattern: str
    value: Any
    start: int | None
    end: int | None
    explanation: str


@dataclass(frozen=True, slots=True)
class RightValue:
    """A value of the draft that is right, and one place where the source states it as a value of this field.

    ``start`` and ``end`` count characters of the document; None where the place is not known.
    """

    pointer: str
    pattern: str
    value: Any
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """One draft of one document, with its mistakes.

    ``document`` is the document's id, ``cluster`` the same for near-duplicates, which stay in one split. ``schema`` is
    the JSON Schema that the draft was written under, ``judged`` the patterns of the fields about which the row says the
    whole truth. ``generator`` names who drafted, ``language`` is an ISO 639-1 code.
    """

    document: str
    passages: tuple[Passage, ...]
    schema: Mapping[str, Any]
    draft: Mapping[str, Any]
    truths: tuple[Truth, ...]
    right: tuple[RightValue, ...]
    judged: tuple[str, ...]
    origin: Origin
    generator: str = ""
    cluster: str = ""
    language: str = "en"
    notes: Mapping[str, str] = field(default_factory=dict)
    """Whatever else its maker wants to keep: the run it was mined from, the licence of its set."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields of the schema, judged or not."""
        return flatten(self.schema)

    @property
    def tells_error_rate(self) -> bool:
        """Whether the row tells how often its generator errs: of a draft that was mined only what changed is judged."""
        return bool(self.generator) and "mined" not in self.notes

    @property
    def text(self) -> str:
        """The document as far as the row has it: gaps between passages are filled with spaces, so offsets hold."""
        if len(self.passages) == 1 and self.passages[0].start == 0:
            return self.passages[0].text
        length = max((passage.start + len(passage.text) for passage in self.passages), default=0)
        signs = [" "] * length
        for passage in self.passages:
            signs[passage.start : passage.start + len(passage.text)] = passage.text
        return "".join(signs)


def count_documents(rows: Iterable[MistakeRow]) -> int:
    """Return of how many documents rows are; near-duplicates are one."""
    return len({row.cluster for row in rows})
