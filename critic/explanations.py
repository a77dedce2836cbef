"""Findings in words, in the document's language: what is wrong, and what in the source shows it."""

from __future__ import annotations

from critic.fields import Field, Leaf
from critic.findings import Candidate, Evidence, EvidenceKind
from critic.languages import Language
from critic.naming import spoken_name

__all__ = ["explain_duplicated", "explain_missing", "explain_redundant", "explain_required"]

EVEN = 0.5
"""Of what is no likelier than this a finding does not speak as of a fact."""


def explain_redundant(
    leaf: Leaf, place: Evidence | None, probability: float, keep: float, *, language: Language = "en"
) -> str:
    """Say why a value is flagged: it stands nowhere, something else is likelier, or its passage says something else."""
    name = spoken_name(leaf.field.name)
    if language == "zh":
        return _redundant_in_chinese(name, leaf, place, probability, keep)
    if place is None:
        return f"{leaf.value!r} stands nowhere in the source."
    where = f"The source has {place.quote!r} at {place.start}"
    near = " (a near match)" if place.kind is EvidenceKind.FUZZY else ""
    if probability >= keep:
        return f"{where}{near}, but states another value for {name} more clearly."
    doubt, only = ("perhaps not", "") if probability >= EVEN else ("not", " only")
    return f"{where}{near}, but {doubt} as {name}: the passage supports that with probability {probability:.2f}{only}."


def explain_duplicated(leaf: Leaf, *, language: Language = "en") -> str:
    """Say that a list holds a value already."""
    name = spoken_name(leaf.field.name)
    if language == "zh":
        return f"“{name}”中已有“{leaf.value}”，无需重复。"
    return f"The record has {leaf.value!r} among {name} already."


def explain_missing(field: Field, candidate: Candidate, *, language: Language = "en") -> str:
    """Say what the source states, or may state, and where."""
    name = spoken_name(field.name)
    probability = max(candidate.probability, candidate.stated)
    doubtful = probability < EVEN
    if language == "zh":
        states, share = ("可能写明", f"（概率{probability:.2f}）") if doubtful else ("写明", "")
        return f"原文在位置{candidate.start}{states}“{name}”为“{candidate.value}”{share}，记录中缺少该值。"
    states, share = ("may state", f" (probability {probability:.2f})") if doubtful else ("states", "")
    return f"The source {states} {candidate.value!r} for {name} at {candidate.start}{share}, and the record lacks it."


def explain_required(field: Field, *, language: Language = "en") -> str:
    """Say that nothing was found for a field that must not be absent."""
    name = spoken_name(field.name)
    if language == "zh":
        return f"模式要求填写“{name}”，原文似乎没有写明。"
    return f"The schema requires {name}, and the source does not seem to state it."


def _redundant_in_chinese(name: str, leaf: Leaf, place: Evidence | None, probability: float, keep: float) -> str:
    if place is None:
        return f"原文中没有“{leaf.value}”。"
    near = "（近似）" if place.kind is EvidenceKind.FUZZY else ""
    where = f"原文在位置{place.start}有“{place.quote}”{near}"
    if probability >= keep:
        return f"{where}，但原文为“{name}”更明确地写了另一个值。"
    if probability >= EVEN:
        return f"{where}，但未必是“{name}”：该处支持这一点的概率为{probability:.2f}。"
    return f"{where}，但并非“{name}”：该处支持这一点的概率仅为{probability:.2f}。"
