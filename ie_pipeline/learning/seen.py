"""Which documents the embedded generator was tuned on: of those its drafts show no real mistakes.

They are known by hashes, of their texts and of the clusters of near-duplicates that they belong to, so that a contract
is recognised by its excerpt. Knows neither the documents nor the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from critic.corpus import LabelledDocument

__all__ = ["SEEN", "unseen", "write_seen"]

SEEN = Path(__file__).parent.parent / "pretrained" / "seen.txt"
"""The hashes of what the adapter that ships was tuned on, one a line."""
_DIGITS = 16


def unseen(documents: Iterable[LabelledDocument], path: Path = SEEN) -> list[LabelledDocument]:
    """Return the documents that a generator was not tuned on, by the file that `write_seen` wrote of it."""
    seen = _read(path)
    return [document for document in documents if seen.isdisjoint(_marks(document))]


def write_seen(documents: Sequence[LabelledDocument], path: Path = SEEN) -> None:
    """Write down which documents a generator was tuned on."""
    marks = sorted({mark for document in documents for mark in _marks(document)})
    path.write_text("".join(f"{mark}\n" for mark in marks), encoding="ascii")


@cache
def _read(path: Path) -> frozenset[str]:
    return frozenset(path.read_text(encoding="ascii").split())


def _marks(document: LabelledDocument) -> frozenset[str]:
    names = [document.text] + ([document.cluster] if document.cluster != document.id else [])
    return frozenset(sha256(name.encode("utf-8", "replace")).hexdigest()[:_DIGITS] for name in names)
