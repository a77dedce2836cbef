"""Options that belong together, handed to a command as one object."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

__all__ = ["packed"]

Command = Callable[..., None]


def packed(name: str, kind: type[Any], options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """Return a decorator that gives a command some options and hands it what they say as one argument.

    Args:
        name: the argument's.
        kind: a dataclass whose fields bear the options' names; one that has no option keeps its default.
        options: those of click.

    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def call(**arguments: Any) -> None:
            chosen = kind(**{f.name: arguments.pop(f.name) for f in fields(kind) if f.name in arguments})
            command(**{name: chosen}, **arguments)

        decorated: Command = call
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate
