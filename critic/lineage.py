"""What a critic learned from: the mistake sets that its configuration names, the last first.

A critic that goes on from another knows all that the other had learned; and so on, week after week.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Learned", "learned_from", "written"]


class Learned(NamedTuple):
    """A mistake set as it was when a critic learned from it: where it lay, and its hash."""

    mistakes: str
    sha256: str


def learned_from(directory: Path) -> list[Learned]:
    """Return the sets that a critic says it learned from, the last first; none where it names none."""
    config = directory / "config.json"
    plain = json.loads(config.read_text(encoding="utf-8")).get("learned_from") if config.is_file() else None
    return [Learned(one["mistakes"], one["sha256"]) for one in (plain, *plain.get("before", ()))] if plain else []


def written(sets: Iterable[Learned]) -> dict[str, Any]:
    """Return sets as a configuration names them; of several that lay in one place, the first."""
    places: dict[str, Learned] = {}
    for one in sets:
        places.setdefault(one.mistakes, one)
    last, *before = (one._asdict() for one in places.values())
    return last | ({"before": before} if before else {})
