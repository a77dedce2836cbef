"""A row is believed only where it can be true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from critic.mistakes.checking import RowError, check
from critic.mistakes.rows import Mistake, MistakeRow, Passage, Truth
from tests.critic.mistakes.examples import DRAFT, FLAWLESS, ROW, TEXT, rows

MISSING = ROW.truths[1]
REDUNDANT = ROW.truths[0]
NAME = ROW.right[0]


@settings(deadline=None)
@given(rows())
def test_a_row_that_holds_together_passes(row: MistakeRow) -> None:
    """Whatever its text, its draft and its mistakes are."""
    check(row)


@pytest.mark.parametrize("row", [ROW, FLAWLESS])
def test_the_examples_hold_together(row: MistakeRow) -> None:
    """Also a draft without a mistake."""
    check(row)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"document": ""}, "document is empty"),
        ({"document": 7}, "document is not a string"),
        ({"language": None}, "language is not a string"),
        ({"origin": "nobody"}, "origin is unknown"),
        ({"notes": {"run": 7}}, "notes are not strings"),
        ({"passages": ()}, "no text"),
        ({"passages": (Passage(0, " \n"),)}, "no text"),
        ({"passages": (Passage(-1, TEXT),)}, "begins at -1"),
        ({"passages": (Passage(10**12, TEXT),)}, "no place in a document"),
        ({"passages": (Passage(0, TEXT), Passage(5, "other"))}, "overlap and differ"),
        ({"schema": []}, "schema is not an object"),
        ({"schema": {"type": "string"}}, "schema: the top of the schema is not an object"),
        ({"draft": []}, "draft is not an object"),
        ({"draft": {**DRAFT, "skills": ("Norn", "Basque")}}, "draft: not plain JSON"),
        ({"draft": {**DRAFT, "age": float("nan")}}, "draft: not plain JSON"),
        ({"draft": {**DRAFT, 7: "seven"}}, "draft: not plain JSON"),
        ({"judged": ()}, "judged names no field"),
        ({"judged": (*ROW.judged, "/age")}, "no judged field /age"),
        ({"judged": ("/name",)}, "/skills/1: not a pointer to a judged field"),
        ({"right": ROW.right[:2]}, "/jobs/0/title: a value of the draft that is called neither"),
        ({"right": (*ROW.right, NAME)}, "/name: named twice"),
        ({"truths": (*ROW.truths, replace(REDUNDANT, pointer="/name", pattern="/name"))}, "another value there"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(change: dict[str, Any], said: str) -> None:
    """The message says what is wrong and where."""
    with pytest.raises(RowError, match=said):
        check(replace(ROW, **change))


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        (replace(MISSING, mistake="forgotten"), "unknown mistake"),  # type: ignore[arg-type]
        (replace(MISSING, explanation=None), "explanation is not a string"),  # type: ignore[arg-type]
        (replace(MISSING, pointer=3), "not a string"),  # type: ignore[arg-type]
        (replace(MISSING, pointer="skills"), "not a pointer"),
        (replace(MISSING, pattern="/name"), "not a pointer to a judged field with the pattern /name"),
        (replace(MISSING, value=None), "not a scalar"),
        (replace(MISSING, value=float("inf")), "not plain JSON"),
        (replace(MISSING, start=58, end=None), "not two whole numbers"),
        (replace(MISSING, start=True, end=68), "not two whole numbers"),
        (replace(MISSING, start=68, end=58), "not within the text"),
        (replace(MISSING, start=58, end=10_000), r"not within the text, which has \d\d"),
        (replace(MISSING, start=-3, end=5), "not within the text"),
        (replace(MISSING, start=53, end=54), "is blank"),
        (replace(MISSING, pointer="/jobs/1/since", pattern="/jobs/*/since", value=1), "no such item"),
        (replace(MISSING, pointer="/skills/9", pattern="/skills/*"), "no such item"),
    ],
)
def test_a_mistake_that_cannot_be_one_is_refused(truth: Truth, said: str) -> None:
    """Its pointer, its pattern, its value and its evidence must be possible."""
    with pytest.raises(RowError, match=said):
        check(replace(ROW, truths=(REDUNDANT, truth)))


def test_a_redundant_value_must_stand_in_the_draft() -> None:
    """A pointer to nothing, and one to another value of another type, are refused."""
    for pointer, said in (("/skills/2", "the draft has no value there"), ("/skills/0", "another value there")):
        with pytest.raises(RowError, match=said):
            check(replace(ROW, truths=(replace(REDUNDANT, pointer=pointer),)))
    row = replace(ROW, draft={"jobs": [{"since": 1}]}, judged=("/jobs/*/since",), right=())
    truth = Truth(Mistake.INVENTED, "/jobs/0/since", "/jobs/*/since", 1, None, None, "")
    check(replace(row, truths=(truth,)))
    with pytest.raises(RowError, match="another value there"):
        check(replace(row, truths=(replace(truth, value=True),)))


def test_a_right_value_may_be_missing_where_a_wrong_one_stands() -> None:
    """One field, two mistakes: what is there is wrong, and what should be there is not."""
    truths = (
        Truth(Mistake.DISTORTED, "/name", "/name", "Mira", 0, 4, "Cut."),
        Truth(Mistake.OMITTED_VALUE, "/name", "/name", "Mira Quell", 0, 10, "Left out."),
    )
    check(replace(FLAWLESS, draft={"name": "Mira"}, truths=truths, right=()))


def test_a_missing_value_may_belong_to_a_new_item_of_a_list_that_is_not_there() -> None:
    """``-`` is any item that the draft does not have yet."""
    truth = Truth(Mistake.OMITTED_ITEM, "/jobs/-/since", "/jobs/*/since", 2011, 32, 36, "")
    check(replace(ROW, draft={}, truths=(truth,), right=()))
    with pytest.raises(RowError, match="no such item"):
        check(replace(ROW, draft={}, truths=(replace(truth, pointer="/jobs/0/since"),), right=()))


def test_evidence_may_not_stand_in_a_gap_between_passages() -> None:
    """What the row has not read proves nothing; passages that touch are one."""
    parts = (Passage(0, TEXT[:30]), Passage(30, TEXT[30:40]), Passage(56, TEXT[56:]))
    row = replace(ROW, passages=parts, right=(*ROW.right[:1], replace(ROW.right[1], start=25, end=35), ROW.right[2]))
    check(row)
    with pytest.raises(RowError, match="characters 35 to 60, is not within the passages"):
        check(replace(row, truths=(REDUNDANT, replace(MISSING, start=35, end=60))))
