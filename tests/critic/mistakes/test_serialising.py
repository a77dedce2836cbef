"""Rows come back from JSON as they were, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from critic.mistakes.checking import RowError
from critic.mistakes.rows import MistakeRow, Passage
from critic.mistakes.serialising import from_plain, scrubbed, to_plain
from tests.critic.mistakes.examples import FLAWLESS, ROW, rows


def plain(**changes: Any) -> dict[str, Any]:
    """Return the example row as JSON has it, with some keys changed."""
    return {**json.loads(json.dumps(to_plain(ROW))), **changes}


@settings(deadline=None)
@given(rows())
def test_a_row_comes_back_from_json_as_it_was(row: MistakeRow) -> None:
    """Chinese, emoji, combining marks and control characters included."""
    assert from_plain(json.loads(json.dumps(to_plain(row)))) == row


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([], "the row is not an object"),
        (plain(truth=[]), "the row has an unknown key: truth"),
        ({key: value for key, value in plain().items() if key != "judged"}, "the row lacks judged"),
        (plain(truths=None), "truths is not a list"),
        (plain(truths=[7]), "an entry of truths is not an object"),
        (plain(right=[{"pointer": "/name"}]), "an entry of right lacks pattern, value, start, end"),
        (plain(passages=[{"start": "0", "text": "x"}]), "a passage begins at '0'"),
        (plain(truths=[{**plain()["truths"][0], "mistake": "typo"}]), "'typo' is none of invented, "),
        (plain(origin=[]), r"\[\] is none of synthetic, generator, human"),
        (plain(draft={}), "the draft has no value there"),
    ],
)
def test_what_is_no_row_is_refused(bad: Any, said: str) -> None:
    """With what is wrong with it."""
    with pytest.raises(RowError, match=said):
        from_plain(bad)


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    """UTF-8 has none; offsets stay true, and draft and mistakes still agree."""
    broken = "Mira \ud83d Quell"
    row = replace(
        FLAWLESS,
        passages=(Passage(0, f"{broken}, pilot"),),
        draft={"name": broken},
        right=(replace(FLAWLESS.right[0], value=broken, end=12),),
    )
    for whole in (scrubbed(row), from_plain(to_plain(row)), from_plain(json.loads(json.dumps(to_plain(row))))):
        assert whole.text == "Mira \ufffd Quell, pilot"
        assert whole.draft == {"name": whole.right[0].value} == {"name": whole.text[0:12]}
    assert scrubbed(ROW) is ROW


def test_a_row_that_is_no_plain_json_is_refused() -> None:
    """A set, as a program may have put it there by mistake."""
    with pytest.raises(RowError, match="draft: not plain JSON"):
        scrubbed(replace(ROW, draft={"skills": {"Norn"}}))
