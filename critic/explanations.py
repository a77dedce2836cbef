"""Findings in words, in the document's language: what is wrong, and what in the source shows it."""

from __future__ import annotations

from typing import Any

from critic.fields import Field, Leaf
from critic.findings import Candidate, Evidence, EvidenceKind
from critic.text.folding import one_line
from critic.text.languages import Language
from critic.text.naming import spoken_name

__all__ = ["as_a_hint", "explain_duplicated", "explain_missing", "explain_redundant", "explain_required"]

EVEN = 0.5
"""Of what is no likelier than this a finding does not speak as of a fact."""
LONGEST = 200
"""The characters of a value or a quote that a sentence repeats; all of it stands in the finding."""


def explain_redundant(
    leaf: Leaf, place: Evidence | None, probability: float, doubt: float, *, language: Language = "en"
) -> str:
    """Say why a value is flagged: it stands nowhere, something else is likelier, or its passage says something else.

    A value that is no less probable than ``doubt`` is flagged for the sake of another one alone.
    """
    name = spoken_name(leaf.field.name)
    if language == "zh":
        return _redundant_in_chinese(name, leaf, place, probability, doubt)
    if place is None:
        empty = f"The value of {name} is empty."
        return f"{_quoted(leaf.value)} stands nowhere in the source." if _shown(leaf.value) else empty
    where = f"The source has {_quoted(place.quote)} at character {place.start}"
    near = " (a near match)" if place.kind is EvidenceKind.FUZZY else ""
    if probability >= doubt:
        return f"{where}{near}, but states another value for {name} more clearly."
    denied, only = ("perhaps not", "") if probability >= EVEN else ("not", " only")
    return f"{where}{near}, but {denied} as {name}: the passage supports that with probability {probability:.2f}{only}."


def explain_duplicated(leaf: Leaf, *, language: Language = "en") -> str:
    """Say that a list holds a value already."""
    name = spoken_name(leaf.field.name)
    if language == "zh":
        return f"“{name}”中已有“{_shown(leaf.value)}”，无需重复。"
    return f"The record has {_quoted(leaf.value)} among {name} already."


def explain_missing(field: Field, candidate: Candidate, *, language: Language = "en") -> str:
    """Say what the source states, or may state, and where."""
    name, value, start = spoken_name(field.name), _quoted(candidate.value), candidate.start
    probability = max(candidate.probability, candidate.stated)
    doubtful = probability < EVEN
    if language == "zh":
        states, share = ("可能写明", f"（概率{probability:.2f}）") if doubtful else ("写明", "")
        return f"原文在位置{start}{states}“{name}”为“{_shown(candidate.value)}”{share}，记录中缺少该值。"
    states, share = ("may state", f" (probability {probability:.2f})") if doubtful else ("states", "")
    return f"The source {states} {value} for {name} at character {start}{share}, and the record lacks it."


def as_a_hint(said: str, *, language: Language = "en") -> str:
    """Say of an explanation that the critic judges a field of which it has seen no values."""
    if language == "zh":
        return f"{said}（评审模型没有学过该字段，仅供参考。）"
    return f"{said} The critic has not learned this field, so take it as a hint."


def explain_required(field: Field, *, language: Language = "en") -> str:
    """Say that nothing was found for a field that must not be absent."""
    name = spoken_name(field.name)
    if language == "zh":
        return f"模式要求填写“{name}”，但没有找到该值。"
    return f"The schema requires {name}, and nothing was found for it."


def _redundant_in_chinese(name: str, leaf: Leaf, place: Evidence | None, probability: float, doubt: float) -> str:
    if place is None:
        return f"原文中没有“{_shown(leaf.value)}”。" if _shown(leaf.value) else f"“{name}”的值为空。"
    near = "（近似）" if place.kind is EvidenceKind.FUZZY else ""
    where = f"原文在位置{place.start}有“{_shown(place.quote)}”{near}"
    if probability >= doubt:
        return f"{where}，但原文为“{name}”更明确地写了另一个值。"
    if probability >= EVEN:
        return f"{where}，但未必是“{name}”：该处支持这一点的概率为{probability:.2f}。"
    return f"{where}，但并非“{name}”：该处支持这一点的概率仅为{probability:.2f}。"


def _quoted(value: Any) -> str:
    """Return a value as an English sentence repeats it: a text in quotation marks."""
    return f"'{_shown(value)}'" if isinstance(value, str) else _shown(value)


def _shown(value: Any) -> str:
    """Return a value on one line, and of a long one how it begins."""
    line = one_line(str(value))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
