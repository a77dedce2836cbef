"""What models cost: a small table that ships, and one of the user's over it."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Usage

__all__ = ["Price", "Prices"]

_SHIPPED = Path(__file__).with_name("prices.toml")
_SNAPSHOT = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")
_LOCAL = ("embedded", "hf", "none", "replay")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens read (``prompt``) and written (``completion``)."""

    prompt: float
    completion: float

    def of(self, usage: Usage) -> float:
        """Return what a bill comes to, in US dollars."""
        return (usage.prompt_tokens * self.prompt + usage.completion_tokens * self.completion) / 1e6


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of models by their names, and the day on which they were noted."""

    models: Mapping[str, Price]
    noted: dt.date | None = None

    @classmethod
    def load(cls, path: str | Path | None = None) -> Prices:
        """Read the shipped table and, over it, one of the user's.

        The file is TOML: a table ``models`` with ``prompt`` and ``completion`` for each model's name, in US dollars
        per million tokens; ``noted``, a date, says when that was so.

        Raises:
            UsageError: if the file cannot be read or is no such table.

        """
        shipped = _read(_SHIPPED)
        if path is None:
            return shipped
        own = _read(Path(path))
        return cls({**shipped.models, **own.models}, own.noted)

    def of(self, generator: str) -> Price:
        """Return the price of a generator, named as in its specification (``openai:gpt-5-mini``).

        Local models and replays cost nothing. A dated snapshot costs what its model does, unless it has an entry.

        Raises:
            UsageError: if the model is in no table.

        """
        kind, _, model = generator.partition(":")
        if kind in _LOCAL:
            return Price(0.0, 0.0)
        price = self.models.get(model) or self.models.get(_SNAPSHOT.sub("", model))
        if price is None:
            message = f"the price of {model or generator} is not known"
            raise UsageError(message, hint="give it with --prices FILE, in US dollars per million tokens")
        return price


def _read(path: Path) -> Prices:
    """Read one table."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: the prices cannot be read ({error.strerror})"
        raise UsageError(message) from error
    except ValueError as error:  # no TOML, or no UTF-8
        message = f"{path}: the prices are not TOML ({error})"
        raise UsageError(message) from error
    models, noted = table.get("models"), table.get("noted")
    if not isinstance(models, dict):
        message = f"{path}: no table [models]"
        raise UsageError(message, hint='write lines such as "my-model" = { prompt = 0.25, completion = 2.00 } in it')
    day = noted if isinstance(noted, dt.date) else None
    return Prices({name: _price(entry, f"{path}: {name}") for name, entry in models.items()}, day)


def _price(entry: Any, place: str) -> Price:
    """Read one model's entry; ``place`` names it in errors."""
    rates = entry if isinstance(entry, dict) else {}
    return Price(_rate(rates.get("prompt"), place), _rate(rates.get("completion"), place))


def _rate(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        message = f"{place}: prompt and completion must be numbers, in US dollars per million tokens"
        raise UsageError(message)
    return float(value)
