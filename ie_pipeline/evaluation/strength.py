"""Drafts of a known strength: gold records with a known share of their values damaged, to be replayed.

They show from which error rate on a critic is worth its while, and that it does no harm below that. Knows no model.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from critic.corpus import LabelledDocument
from critic.mistakes.synthesis import damage
from ie_pipeline.evaluation.drafts import KnownDrafts, nested_record
from ie_pipeline.evaluation.scope import Scope

__all__ = ["DamagedGold", "damaged_record"]


class DamagedGold(KnownDrafts):
    """Answer each document with its gold record, each value of it damaged with probability ``rate``.

    A generator like any other to the pipeline; its name is that of no generator that a critic has been measured with.
    The same documents, scope, rate and seed give the same drafts.

    Args:
        documents: the documents that will be asked for.
        scope: the fields that a draft may hold.
        rate: the share of values to damage, in [0, 1].
        seed: what the choice of values and mistakes starts from.

    """

    def __init__(self, documents: Iterable[LabelledDocument], scope: Scope, rate: float, seed: int = 0) -> None:
        """Damage all records."""
        self.rate = rate
        rng = random.Random(seed)
        super().__init__({document.id: damaged_record(document, scope, rate, rng) for document in documents})

    def __repr__(self) -> str:
        """Show the rate."""
        return f"{type(self).__name__}(rate={self.rate})"


def damaged_record(document: LabelledDocument, scope: Scope, rate: float, rng: random.Random) -> dict[str, Any]:
    """Return a document's gold record with some values damaged, nested as the schema is."""
    return nested_record(document, scope, damage(document, scope.names, rate, rng))
