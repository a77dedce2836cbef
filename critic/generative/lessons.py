"""Rows of a mistake dataset as lessons: the question about one passage, and the answer that ought to be given.

A row is cut into the passages in which a review would read it. What the row does not settle about a passage is put to
the model all the same, as a review would, but nothing is learned from that part of the answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from critic.evidence import Source, occurrences
from critic.examination import key_of
from critic.fields import leaves
from critic.findings import Evidence, FindingKind
from critic.generative.answers import MAX_EXPLANATION, Answer, Missing, Verdict, most_missing
from critic.generative.questions import Question, holds, is_asked, passages_of
from critic.mistakes.rows import MistakeRow
from critic.passages import Passage
from critic.text.folding import one_line

__all__ = ["Lesson", "balanced", "lessons"]

_OFFSET = regex.compile(r"\s*\(at \d+\)|（位置\s*\d+）")
"""Where in the document something stands; a model that reads one passage cannot know it."""

_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with its right answer; of ``unsettled`` verdicts and ``unsettled_fields`` nobody knows the truth."""

    question: Question
    answer: Answer
    unsettled: frozenset[int] = frozenset()
    unsettled_fields: frozenset[int] = frozenset()

    @property
    def has_findings(self) -> bool:
        """Whether anything is known to be wrong with the draft."""
        wrong = any(not v.ok for i, v in enumerate(self.answer.verdicts) if i not in self.unsettled)
        return wrong or any(self.answer.missing)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the draft: where it stands, why it is wrong, and where it is known to be right."""

    field: int
    value: str
    places: tuple[Evidence, ...]
    wrong: str | None
    """The explanation, which may be empty; None for a value that is right."""
    right: tuple[tuple[int, int], ...]


def lessons(row: MistakeRow, passage_chars: int) -> Iterator[Lesson]:
    """Yield one lesson for each passage of a row, about the fields that the row has judged."""
    source = Source(row.text)
    fields = tuple(field for field in row.fields if field.pattern in row.judged)
    index = {field.pattern: number for number, field in enumerate(fields)}
    values = list(_values(row, source, index))
    # Where a missing value stands may be unknown; then no passage is known to state nothing for its field.
    unplaced = {
        index[truth.pattern]
        for truth in row.truths
        if truth.mistake.kind is FindingKind.MISSING and truth.start is None
    }
    passages = [p for p in passages_of(source, passage_chars) if p.text.strip()]
    for passage in passages:
        asked = [value for value in values if is_asked(passage, fields[value.field], value.places)]
        question = Question(fields, tuple((value.field, value.value) for value in asked), passage.text)
        found = _missing(row, passage, index)
        missing = tuple(entries[: most_missing(field)] for field, entries in zip(fields, found, strict=True))
        elsewhere = _mentioned(row, source, passage, index) - {n for n, found in enumerate(missing) if found}
        yield Lesson(
            question,
            Answer(tuple(Verdict(value.wrong is None, value.wrong or "") for value in asked), missing),
            frozenset(n for n, value in enumerate(asked) if not _settled(value, passage, alone=len(passages) == 1)),
            frozenset(unplaced | elsewhere),
        )


def balanced(drawn: Sequence[Lesson], count: int, rng: random.Random) -> list[Lesson]:
    """Return ``count`` lessons, every other one with findings, each kind in random order and again when used up.

    Raises:
        ValueError: if all lessons are of one kind.

    """
    kinds = [[lesson for lesson in drawn if lesson.has_findings is wanted] for wanted in (True, False)]
    if not all(kinds):
        message = (
            f"of {len(drawn)} passages {len(kinds[0])} have mistakes in their draft; training needs both kinds, so add "
            f"drafts that {'have some' if kinds[1] else 'are right'}"
        )
        raise ValueError(message)
    chosen: list[Lesson] = []
    queues: list[list[Lesson]] = [[], []]
    for number in range(count):
        kind = number % 2
        if not queues[kind]:
            queues[kind] = rng.sample(kinds[kind], len(kinds[kind]))
        chosen.append(queues[kind].pop())
    return chosen


def _values(row: MistakeRow, source: Source, index: Mapping[str, int]) -> Iterator[_Value]:
    """Yield each value of the draft once a field; one that is right in one item and wrong in another, not at all."""
    wrong = {truth.pointer: truth for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT}
    right = {value.pointer: value for value in row.right}
    grouped: dict[_Key, list[str]] = {}
    spelled: dict[_Key, str] = {}
    for leaf in leaves(row.draft, row.fields):
        if leaf.field.pattern in index:
            key = (index[leaf.field.pattern], key_of(leaf.value))
            grouped.setdefault(key, []).append(leaf.pointer)
            spelled.setdefault(key, str(leaf.value))
    for key, pointers in grouped.items():
        complaints = [wrong[pointer] for pointer in pointers if pointer in wrong]
        if complaints and len(complaints) < len(pointers):
            continue
        spans = [(found.start, found.end) for pointer in pointers if (found := right.get(pointer)) is not None]
        yield _Value(
            field=key[0],
            value=spelled[key],
            places=occurrences(source, spelled[key]),
            wrong=_words(complaints[0].explanation) if complaints else None,
            right=tuple((start, end) for start, end in spans if start is not None and end is not None),
        )


def _settled(value: _Value, passage: Passage, *, alone: bool) -> bool:
    """Say whether the row tells what a passage makes of a value.

    What is wrong is so everywhere; what is right where it is stated, or in the only passage that can state it.
    """
    if value.wrong is not None:
        return True
    if value.right:
        return any(holds(passage, start, end) for start, end in value.right)
    if value.places:
        return all(holds(passage, place.start, place.end) for place in value.places)
    return alone


def _missing(row: MistakeRow, passage: Passage, index: Mapping[str, int]) -> tuple[tuple[Missing, ...], ...]:
    """Return the missing values whose evidence a passage holds, field by field, in reading order and each once."""
    found: list[dict[str, Missing]] = [{} for _ in index]
    placed = [truth for truth in row.truths if truth.mistake.kind is FindingKind.MISSING and truth.start is not None]
    for truth in sorted(placed, key=lambda truth: (truth.start or 0, truth.end or 0)):
        start, end = truth.start or 0, truth.end or 0
        if holds(passage, start, end) and truth.pattern in index:
            value = one_line(passage.text[start - passage.start : end - passage.start])
            if value:
                found[index[truth.pattern]].setdefault(key_of(value), Missing(value, _words(truth.explanation)))
    return tuple(tuple(values.values()) for values in found)


def _mentioned(row: MistakeRow, source: Source, passage: Passage, index: Mapping[str, int]) -> set[int]:
    """Return the fields of which a passage prints a missing value that is known to be stated elsewhere."""
    return {
        index[truth.pattern]
        for truth in row.truths
        if truth.mistake.kind is FindingKind.MISSING
        and truth.pattern in index
        and any(holds(passage, place.start, place.end) for place in occurrences(source, truth.value))
    }


def _words(explanation: str) -> str:
    """Return an explanation as the answer has it: one line, without offsets, cut after a word where it is too long."""
    words = "".join(sign for sign in one_line(_OFFSET.sub("", explanation)) if sign.isprintable())
    if len(words) <= MAX_EXPLANATION:
        return words
    return words[:MAX_EXPLANATION].rsplit(" ", 1)[0]
