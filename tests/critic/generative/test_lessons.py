"""Rows as lessons: what is asked where, and what is left open because the row does not settle it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from critic.generative.answers import MAX_EXPLANATION, Missing, Verdict
from critic.generative.lessons import Lesson, balanced, lessons
from critic.mistakes.comparing import compare
from critic.mistakes.rows import MistakeRow, Origin

SCHEMA = {
    "properties": {
        "law": {"type": "string"},
        "parties": {"type": "array", "items": {"type": "string"}},
        "signed": {"type": "boolean"},
    }
}
TEXT = "Arbor Mills of Utah sells to Corvane. The law of Ohio governs. Both have signed."


def _row(draft: Mapping[str, Any], right: Mapping[str, Any], text: str = TEXT, **more: Any) -> MistakeRow:
    judged = ("/law", "/parties/*", "/signed")
    return compare("d", text, SCHEMA, draft, right, judged=judged, origin=Origin.SYNTHETIC, **more)


def _only(row: MistakeRow, size: int = 900) -> Lesson:
    (lesson,) = lessons(row, size)
    return lesson


def test_a_misplaced_and_a_missing_value_are_findings() -> None:
    """The lesson says which value is wrong and what the passage states instead, in the row's words, without offsets."""
    right = {"law": "Ohio", "parties": ["Arbor Mills", "Corvane"]}
    lesson = _only(_row({"law": "Utah", "parties": ["Arbor Mills"]}, right))
    assert lesson.question.drafted == ((0, "Utah"), (1, "Arbor Mills"))
    wrong, fine = lesson.answer.verdicts
    assert (wrong.ok, fine) == (False, Verdict(ok=True))
    assert "Utah" in wrong.explanation
    assert "(at " not in wrong.explanation
    assert [[found.value for found in values] for values in lesson.answer.missing] == [["Ohio"], ["Corvane"], []]
    assert lesson.has_findings
    assert not lesson.unsettled | lesson.unsettled_fields


def test_an_invention_that_should_be_a_copy_is_not_asked_about() -> None:
    """That it stands nowhere needs no model."""
    lesson = _only(_row({"law": "Nevada"}, {"law": "Ohio"}))
    assert lesson.question.drafted == ()
    assert lesson.answer.missing[0] == (Missing("Ohio", lesson.answer.missing[0][0].explanation),)


def test_a_value_that_is_no_copy_is_asked_about_everywhere() -> None:
    """A class is implied somewhere or nowhere; the only passage of a document settles it."""
    lesson = _only(_row({"signed": True}, {"signed": True}))
    assert lesson.question.drafted == ((2, "True"),)
    assert lesson.answer.verdicts == (Verdict(ok=True),)
    assert lesson.unsettled == frozenset()


def test_in_another_passage_than_its_own_a_right_value_is_left_open() -> None:
    """Another mention of it may or may not state it; so may one of a missing value."""
    text = TEXT + " " * 40 + "\n\nNothing else is agreed. " * 20 + "\n\nOhio has fine rivers, and Corvane a fine mill."
    right = {"law": "Ohio", "parties": ["Arbor Mills", "Corvane"]}
    made = list(lessons(_row({"law": "Ohio", "parties": ["Arbor Mills"]}, right, text), 200))
    first, last = made[0], made[-1]
    assert len(made) > 2
    assert first.unsettled == frozenset()
    assert (last.question.drafted, last.unsettled) == (((0, "Ohio"),), frozenset({0}))
    assert (last.answer.missing, last.unsettled_fields) == (((), (), ()), frozenset({1}))
    assert not last.has_findings
    assert all(not lesson.question.drafted for lesson in made[1:-1])


def test_a_long_explanation_is_cut_after_a_word() -> None:
    """It fits the grammar."""
    words = "because it is so " * 40
    lesson = _only(_row({"law": "Utah"}, {"law": "Ohio"}, explanations={"/law": words}))
    said = lesson.answer.verdicts[0].explanation
    assert MAX_EXPLANATION - 20 < len(said) <= MAX_EXPLANATION
    assert words.startswith(said)
    assert said.split()[-1] in words.split()


def test_half_of_the_lessons_have_findings() -> None:
    """Whatever the share among the rows; and the same seed draws the same."""
    wrong, fine = _only(_row({"law": "Utah"}, {"law": "Ohio"})), _only(_row({"law": "Ohio"}, {"law": "Ohio"}))
    chosen = balanced([wrong, fine, fine, fine], 20, random.Random(1))
    assert sum(lesson.has_findings for lesson in chosen) == 10
    assert chosen == balanced([wrong, fine, fine, fine], 20, random.Random(1))


def test_drafts_without_a_mistake_teach_nothing() -> None:
    """Both kinds are needed, and the error says so."""
    fine = _only(_row({"law": "Ohio"}, {"law": "Ohio"}))
    with pytest.raises(ValueError, match="of 1 passages 0 have mistakes"):
        balanced([fine], 4, random.Random(0))
