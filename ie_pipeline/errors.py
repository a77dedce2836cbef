"""What can go wrong, as one tree of exceptions.

    IEPipelineError             exit 1   anything this package raises on purpose
    ├── UsageError              exit 2   the call is wrong: an option, a schema, an input that does not exist
    ├── InputError              exit 3   one document cannot be read; it becomes a ``failed`` record
    ├── GeneratorError          exit 1   a generator gave no usable answer
    │   ├── BudgetSpent         exit 1   ... because a limit of the user's leaves no room for the question
    │   ├── EndpointDown        exit 1   ... because its endpoint has been down for too long (retryable)
    │   └── GeneratorBusy       exit 1   ... and may give one later: rate limit, timeout, server error (retryable)
    ├── CriticError             exit 2   what was named as a critic is none that can be loaded
    ├── TrainingFailed          exit 1   a critic's training cannot go on, or its outcome cannot be written
    ├── JournalError            exit 1   a run's journal cannot be used: a full disk, a file that is none of ours
    ├── OutputError             exit 1   records cannot be written: a full disk, a database that is gone
    └── WeightsUnavailable      exit 1   model weights are neither cached nor to be had (retryable)

An error owns its exit code, says whether trying again can help, and gives the next step as its ``hint``. It never
holds a key, a header or a document's text.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "BudgetSpent",
    "CriticError",
    "EndpointDown",
    "GeneratorBusy",
    "GeneratorError",
    "IEPipelineError",
    "InputError",
    "JournalError",
    "OutputError",
    "TrainingFailed",
    "UsageError",
    "WeightsUnavailable",
]


class IEPipelineError(Exception):
    """Be the root of every error that this package raises on purpose.

    ``str(error)`` is the message followed by the hint, so that neither is lost in a log or a record.
    """

    exit_code: ClassVar[int] = 1
    """The exit status of a command that this error ends."""
    retryable: ClassVar[bool] = False
    """Whether the same call may succeed later with nothing changed."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Say what went wrong and, as ``hint``, what to do next."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message and the hint."""
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(IEPipelineError):
    """Refuse a call that cannot be meant: an unknown option, a broken schema, an input that is not there."""

    exit_code = 2


class InputError(IEPipelineError):
    """Say why one document gives no text; the rest of a batch goes on."""

    exit_code = 3


class GeneratorError(IEPipelineError):
    """Say why a generator gave no usable answer."""


class BudgetSpent(GeneratorError):  # noqa: N818 - a state, not a fault
    """Say which budget leaves no room for a question; it was not asked."""


class EndpointDown(GeneratorError):  # noqa: N818 - a state that passes
    """Report an endpoint that several documents found down, for longer than the run was to wait."""

    retryable = True


class GeneratorBusy(GeneratorError):  # noqa: N818 - a state that passes
    """Report a generator that may answer later: it is rate limited, timed out or failed on its side.

    ``retry_after`` is the number of seconds that the server asked to wait for, where it named one.
    """

    retryable = True

    def __init__(self, message: str, *, hint: str | None = None, retry_after: float | None = None) -> None:
        """Say what the server said and, in seconds, how long it asked to be left alone."""
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class CriticError(IEPipelineError):
    """Say why what was named as a critic cannot be loaded as one."""

    exit_code = 2


class TrainingFailed(IEPipelineError):  # noqa: N818 - an end, not a fault of the call
    """Say why a critic's training cannot go on, or its outcome cannot be written."""


class JournalError(IEPipelineError):
    """Say why a run's journal could not be read or written; what it held before, it still holds."""


class OutputError(IEPipelineError):
    """Say why records could not be written; what stood at their place before still stands there."""


class WeightsUnavailable(IEPipelineError):  # noqa: N818 - it is the weights that are missing
    """Report model weights that are not in the cache and cannot be fetched, as when the machine is offline."""

    retryable = True
