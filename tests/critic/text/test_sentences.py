"""Sentences: nothing of a text is left out, and a quotation begins with its first word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.text.sentences import sentences, statements

LATE = "The borrower shall repay the loan on the day that the notice names."


def quoted(text: str) -> list[str]:
    """Return the statements as they would be quoted."""
    return [text[start:end] for start, end in statements(text)]


@given(st.text(st.sampled_from("Ab1 .;\n[)。，！”é\u0301👩\u200d🔬")))
def test_the_sentences_are_the_text(text: str) -> None:
    """They follow each other without a gap, whatever the text is made of."""
    ranges = sentences(text)
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(start < end for start, end in ranges)


@pytest.mark.parametrize("label", ["[6] ", "(a) ", "12. ", "4.3 ", "18.2. ", "• ", "iv) "])
def test_a_number_is_no_part_of_a_statement(label: str) -> None:
    """Footnotes, clauses and items are quoted from their first word on."""
    assert quoted(f"{LATE}\n{label}{LATE}\n\nPage 48 of 50") == [LATE, LATE, "Page 48 of 50"]


@pytest.mark.parametrize("heading", ["4. Risk\n5. ", "4 Risk of Loss\n4.1 ", "Risk & Return\n4.1. "])
def test_the_heading_of_a_clause_is_no_part_of_its_first_statement(heading: str) -> None:
    """A quotation begins behind the number under the heading; a line that runs on is no heading."""
    assert quoted(f"{LATE}\n\n{heading}{LATE}") == [LATE, LATE]
    runs_on = "The borrower may on the Payment Date\n30 days after the notice pay less than it has been lent."
    assert quoted(runs_on) == [runs_on]


def test_abbreviations_end_no_sentence() -> None:
    """A firm's form and a section's number are read on."""
    text = "Acme Corp. Holdings owes what Sec. 4 says and nothing more. It has paid the first half of that sum already."
    assert len(quoted(text)) == 2


def test_a_chinese_mark_ends_a_sentence_without_a_space() -> None:
    """What follows it is the next one."""
    long = (
        "若于最终还款日不可抗力仍在持续，则投资人可能仅收回部分本金，其余部分公司不再偿还，投资人亦不得就此主张任何权利"
    )
    assert quoted(f"{long}。{long}。") == [f"{long}。", f"{long}。"]
