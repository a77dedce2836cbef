"""What the exit code of a command says."""

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """The exit codes; errors of the package own theirs (`ie_pipeline.errors`), which are among these."""

    ACCEPTED = 0
    """Done, and all records were accepted."""
    INTERNAL = 1
    """Something is broken: the program, a model or the machine."""
    USAGE = 2
    """The call was wrong."""
    REVIEW = 3
    """Some records need review or failed; all data is written."""
    INTERRUPTED = 130
    """Ctrl-C: 128 and the number of the signal, as shells count; what was finished is written."""
