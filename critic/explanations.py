"""Findings in words: what is wrong, and what in the source shows it."""

from __future__ import annotations

from critic.encoding import spoken_name
from critic.fields import Field, Leaf
from critic.findings import Candidate, Evidence, EvidenceKind

__all__ = ["explain_missing", "explain_redundant", "explain_required"]


def explain_redundant(leaf: Leaf, place: Evidence | None, probability: float, keep: float) -> str:
    """Say why a value is flagged: it stands nowhere, something else is likelier, or its passage says something else."""
    name = spoken_name(leaf.field.name)
    if place is None:
        return f"{leaf.value!r} stands nowhere in the source."
    where = f"The source has {place.quote!r} at {place.start}"
    near = " (a near match)" if place.kind is EvidenceKind.FUZZY else ""
    if probability >= keep:
        return f"{where}{near}, but states another value for {name} more clearly."
    return f"{where}{near}, but not as {name}: the passage supports that with probability {probability:.2f} only."


def explain_missing(field: Field, candidate: Candidate) -> str:
    """Say what the source states and where."""
    name = spoken_name(field.name)
    return f"The source states {candidate.value!r} for {name} at {candidate.start}, and the record lacks it."


def explain_required(field: Field) -> str:
    """Say that nothing was found for a field that must not be absent."""
    return f"The schema requires {spoken_name(field.name)}, and the source does not seem to state it."
