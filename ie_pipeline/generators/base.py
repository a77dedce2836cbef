"""The one protocol behind which every generator stands, and what goes in and comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, runtime_checkable

from critic.fields import Field

__all__ = ["Answer", "Complaint", "Generator", "Meter", "Request", "Reservation", "TimeLeft", "Usage"]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a generator spent: model calls, tokens read and tokens written."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Add two bills."""
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )

    def __sub__(self, other: Usage) -> Usage:
        """Take one bill from another."""
        return Usage(
            self.calls - other.calls,
            self.prompt_tokens - other.prompt_tokens,
            self.completion_tokens - other.completion_tokens,
        )

    def to_dict(self) -> dict[str, int]:
        """Return the bill as a record carries it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the critic said about an earlier answer, for the generator to mend.

    ``kind`` is ``redundant`` or ``missing``, ``field`` the field's dotted name, ``value`` what was flagged (the wrong
    value, or the one that the critic points at), ``reason`` the explanation in words.
    """

    kind: str
    field: str
    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Request:
    """One passage to read and the fields to look for in it.

    ``document`` is the id of the document the passage belongs to (a replay looks its draft up by it), ``start`` the
    passage's offset in that document.
    """

    document: str
    passage: str
    start: int
    fields: tuple[Field, ...]
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The part of the record that one passage states, nested as the schema is; or the reason why there is none.

    ``retryable`` says that the same request may be answered another time: the endpoint was down or busy or did not know
    the key, or a budget was spent that may be raised. Such an answer is not worth remembering. ``unserved`` says
    besides that nobody is served as things are: no other request would fare better.
    """

    data: dict[str, Any] = field(default_factory=dict)
    usage: Usage = Usage()
    error: str | None = None
    retryable: bool = False
    unserved: bool = False


@runtime_checkable
class Generator(Protocol):
    """Anything that writes partial records from passages.

    ``name`` goes into fingerprints and reports. ``passage_chars`` is the largest passage the model should be given,
    in characters. A generator may also have ``whole_document``, which says that it answers for a whole document at once
    (a replay), ``flat``, which says that it lists values and its items were put together by where they stand,
    ``most_fields``, the most fields that it can be asked for at once, and ``agenerate``, which is ``generate`` to be
    awaited.
    """

    name: str
    passage_chars: int

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order. An answer that could not be had carries its error; nothing is raised."""
        ...


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """The seconds after which a question is no longer waited for, and what to say then."""

    seconds: float
    reason: str


class Reservation(Protocol):
    """A part of a budget that is set aside for one attempt."""

    def settle(self, usage: Usage) -> None:
        """Replace what was set aside by what was spent; only the first call counts."""
        ...


class Meter(Protocol):
    """What a generator may spend; its methods may be called from several threads.

    Every attempt is reserved at its worst case before it is made, and settled at its true bill after it. Whoever
    waits for a reservation holds none, so that those who hold one can always go on.
    """

    def reserve(self, document: str, worst: Usage) -> Future[Reservation]:
        """Return what is done when the attempt may be made, or fails with ``BudgetSpent`` when it may not.

        It waits while there is room only if others spend less than they have reserved. Cancelled, it reserves nothing.
        """
        ...

    def time_left(self, document: str) -> TimeLeft | None:
        """Return how long a question about this document may take; None for as long as it likes."""
        ...
