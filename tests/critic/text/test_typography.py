"""How a text looks: capitals and gaps as a reader sees them, in any script and however they are written."""

from __future__ import annotations

import pytest

from critic.text.typography import Case, Gap, case_of, gap_of


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("lawyer", Case.LOWER),
        ("2014", Case.LOWER),
        ("合同", Case.LOWER),
        ("", Case.LOWER),
        ("Ohio", Case.CAPITALISED),
        ("Élan", Case.CAPITALISED),
        ("A", Case.CAPITALISED),
        ("LLC", Case.UPPER),
        ("B2B", Case.UPPER),
        ("iPhone", Case.MIXED),
        ("McDonald", Case.MIXED),
    ],
)
def test_case_is_what_a_reader_sees(word: str, case: Case) -> None:
    """Small letters, a capital in front, capitals throughout, or both among each other."""
    assert case_of(word) is case


@pytest.mark.parametrize(
    ("between", "wanted"),
    [
        ("", Gap.CLOSE),
        (" ", Gap.CLOSE),
        ("\t", Gap.COLUMN),
        ("    ", Gap.COLUMN),
        ("\n", Gap.LINE),
        ("  \r\n\t", Gap.LINE),
        ("\u2028", Gap.LINE),
        ("\n \n", Gap.BLANK_LINE),
        ("\r\n\r\n", Gap.BLANK_LINE),
        ("\f", Gap.BLANK_LINE),
    ],
)
def test_gaps_are_what_a_reader_sees(between: str, wanted: Gap) -> None:
    """Words that follow one another, columns, lines and paragraphs, however they are written."""
    assert gap_of(between) is wanted
