"""Rows that say the same about the same, of which one is enough."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

from critic.mistakes.rows import MistakeRow, Origin
from critic.mistakes.serialising import to_plain

__all__ = ["fingerprint", "without_duplicates"]

_TRUST: Final = {Origin.HUMAN: 0, Origin.GENERATOR: 1, Origin.SYNTHETIC: 2}


def without_duplicates(rows: Iterable[MistakeRow]) -> list[MistakeRow]:
    """Return one row for each text, draft and set of mistakes; which one, the order of ``rows`` has no part in.

    Rows are the same whose documents have the same text, whose drafts are equal and in which the same values are said
    to be wrong or missing, of the same judged fields; ids, explanations and notes may differ. Of such rows that of a
    person is kept before a generator's and this before a synthetic one; then the one with more explanations.
    """
    best: dict[str, tuple[tuple[int, int, str], MistakeRow]] = {}
    for row in rows:
        key = _claim(row)
        unexplained = sum(not truth.explanation for truth in row.truths)
        rank = (_TRUST[row.origin], unexplained, fingerprint(row))
        if key not in best or rank < best[key][0]:
            best[key] = (rank, row)
    return [row for _, row in best.values()]


def fingerprint(row: MistakeRow) -> str:
    """Return the SHA-256 of all that a row says, in hexadecimal; the same on every machine."""
    plain = to_plain(row)
    plain["passages"] = [(passage.start, _hash(passage.text)) for passage in row.passages]
    return _hash(_json(plain))


def _claim(row: MistakeRow) -> str:
    truths = sorted(_json([truth.mistake, truth.pointer, truth.value]) for truth in row.truths)
    return _hash(_json([_hash(row.text), row.draft, truths, sorted(row.judged)]))


def _json(plain: Any) -> str:
    return json.dumps(plain, sort_keys=True, allow_nan=False, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
