"""Records of which every value was found at the first place where the source has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from critic.evidence import Source, locate
from critic.fields import Field, Leaf, leaves
from critic.findings import Judgement, Review, Verdict
from critic.places import settled

__all__ = ["COMPANY", "FIELDS", "PERIOD", "TITLE", "settled_review"]

TITLE, COMPANY, PERIOD = (Field(("jobs", "*", name)) for name in ("title", "company", "period"))
FIELDS = (Field(("name",)), TITLE, COMPANY, PERIOD, Field(("jobs", "*", "tools", "*")))


def settled_review(
    source: Source, record: Mapping[str, Any], fields: Sequence[Field], is_flagged: Callable[[Leaf], bool]
) -> Review:
    """Return the settled review of a record, in which all values but the flagged ones are taken for right."""
    judgements = [
        Judgement(
            leaf.pointer,
            leaf.field.pattern,
            leaf.value,
            Verdict.UNSUPPORTED if is_flagged(leaf) else Verdict.SUPPORTED,
            0.9,
            locate(source, leaf.value),
        )
        for leaf in leaves(record, fields)
    ]
    return settled(Review(tuple(judgements), (), (), 1.0, 0.0), fields, source)
