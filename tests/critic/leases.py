"""Fictional leases with drafts that have mistakes, and tiny critics to learn from them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from critic.corpus import LabelledDocument, Span
from critic.examples import Task
from critic.fields import flatten
from critic.reading import FieldReader
from critic.storage import create
from tests.critic.bases import write_base

__all__ = ["SCHEMA", "lease", "leases", "tiny"]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "law": {"type": ["string", "null"], "description": "Law that governs."},
        "date": {"type": ["string", "null"], "description": "Date of signature."},
        "parties": {"type": "array", "items": {"type": "string"}, "description": "Who signs."},
    },
}
LAWS = ("Ohio", "Texas", "Utah", "Maine")
NAMES = ("Acme Inc.", "Beta LLC", "Gamma Corp.", "Delta Ltd.")


def lease(number: int) -> LabelledDocument:
    """Return one lease; its law, its date and its parties are drawn from the number."""
    rng = random.Random(number)
    one, other = rng.sample(NAMES, 2)
    law, elsewhere = rng.sample(LAWS, 2)
    date, due = rng.sample(("May 1, 2014", "June 30, 2015"), 2)
    text = (
        f"This lease is made by {one} and {other} on {date}. Rent of {rng.randint(200, 900)} dollars is due on {due}. "
        f"It is governed by the laws of {law}. Notices go to an office in {elsewhere}."
    )
    gold = {"law": (law,), "date": (date,), "parties": (one, other)}
    spans = [
        Span(name, text.index(value), text.index(value) + len(value)) for name, held in gold.items() for value in held
    ]
    return LabelledDocument(f"lease-{number}", text, gold, tuple(spans))


def leases(count: int, *, first: int = 0) -> list[Task]:
    """Return leases, each with one draft that has the wrong law or the wrong date, or lacks a party."""
    tasks = []
    for number in range(first, first + count):
        document = lease(number)
        draft = {name: list(values) for name, values in document.gold.items()}
        wrong = number % 3
        if wrong == 0:
            draft["law"] = [next(law for law in LAWS if law in document.text and law not in draft["law"])]
        elif wrong == 1:
            draft["date"] = ["June 30, 2015" if draft["date"] == ["May 1, 2014"] else "May 1, 2014"]
        else:
            del draft["parties"][1]
        tasks.append(Task(document, flatten(SCHEMA), (draft,)))
    return tasks


def tiny(folder: Path, *, rank: int | None = 8) -> FieldReader:
    """Return an untrained critic on a tiny encoder that is written to the folder."""
    return create(rank=rank, base=str(write_base(folder)))
