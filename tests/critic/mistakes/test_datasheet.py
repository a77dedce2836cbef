"""The datasheet says what is in the set, counted."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from critic.mistakes.datasheet import datasheet, sources
from critic.mistakes.rows import MistakeRow, Origin
from tests.critic.mistakes.examples import FLAWLESS, ROW, rows

CORRECTED = replace(ROW, document="corrected", origin=Origin.HUMAN, notes={"run": "r1"}, language="zh", generator="")


def words(sheet: str) -> str:
    """Return the sheet with its lines and columns run together."""
    return " ".join(re.sub(r"[|\n]", " ", sheet).split())


def test_it_counts_what_the_rows_hold() -> None:
    """Rows, documents, kinds of mistake, fields, languages, generators and origins, for either split."""
    sheet = words(datasheet([ROW, FLAWLESS, CORRECTED], [ROW], "abc123"))
    for said in (
        "SHA-256 of the content: `abc123`",
        "rows 3 1",
        "documents 2 1",
        "rows without a mistake 1 0",
        "right values 7 3",
        "redundant: invented stands nowhere in the source 2 1",
        "redundant: misplaced stands there as something else 0 0",
        "missing: omitted list item a list without one of the values that the source states 2 1",
        "`/skills/*` 3 3 3",
        "`/jobs/*/since` 0 0 3",
        "en 2 1",
        "zh 1 0",
        "toy 2 1",
        "not stated 1 0",
        "a person corrected 1 0",
        "damaged by a program 0 0",
        "Mined from 1 run of the pipeline.",
        "6 of 9 mistakes are explained in words.",
    ):
        assert said in sheet


def test_it_names_the_sources_with_their_licences() -> None:
    """One line for each; where a licence is not stated, it says so."""
    assert sources([ROW, CORRECTED, FLAWLESS]) == (
        "generator toy on harbour (CC0 1.0): 2 rows",
        "human (licence not stated): 1 row",
    )


def test_it_warns_of_what_is_rare_or_unknown() -> None:
    """Of kinds without an example, of few held-out documents, of one language and of unstated licences."""
    sheet = words(datasheet([ROW], [], "abc"))
    assert "No example of: misplaced, distorted, duplicated." in sheet
    assert "Fewer than 20 examples of: invented, omitted value, omitted list item." in sheet
    assert "Only 0 clusters are held out" in sheet
    assert "One language only: en." in sheet
    assert "licence of some documents is not stated" not in sheet
    assert "licence of some documents is not stated" in words(datasheet([ROW, CORRECTED], [], "abc"))


@settings(max_examples=30, deadline=None)
@given(st.lists(rows(), max_size=5), st.lists(rows(), max_size=2))
def test_no_name_breaks_a_table(train: list[MistakeRow], dev: list[MistakeRow]) -> None:
    """Generators and fields may be called anything; every line of a table has as many columns as its head."""
    odd = [replace(row, generator="a | b\n\nc") for row in (*train, FLAWLESS)]
    sheet = datasheet(odd, dev, "abc")
    assert r"| a \| b c | " in sheet
    for table in re.findall(r"(?:^\|.*\n)+", sheet, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
