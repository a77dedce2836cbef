"""Lines of PDF files that end because their author ended them."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf, raw_text

PROSE = "The parties have agreed to be bound by what is written here, wherever they may be at that time and"


@pytest.mark.parametrize(
    ("line", "second", "last"),
    [
        ("Explored ways to show how people work together in a classroom, at home", raw_text(72, 686, "Staff"), "Staff"),
        (PROSE, "BT /F1 8 Tf 1 0 0 1 72 686 Tm (and a note in small print) Tj ET\n", "and a note in small print"),
        (PROSE, raw_text(72, 686, "Date") + raw_text(300, 686, "Fee"), "Date Fee"),
        (PROSE, raw_text(72, 686, "o") + raw_text(96, 686, "Lead the team"), "o Lead the team"),
    ],
    ids=["a word that would have fitted", "another size", "a row", "a bullet"],
)
def test_what_ends_a_line(line: str, second: str, last: str) -> None:
    """A long line is not run together with a heading, a note, a row of a table or an item below it."""
    text = read("a.pdf", raw_pdf(raw_text(72, 714, PROSE) + raw_text(72, 700, line) + second)).text
    assert text.split("\n")[-1] == last


def test_a_cell_of_several_lines_is_one() -> None:
    """What stands below the last cell of a row goes on with it, and so does prose behind the number of its clause."""
    row = raw_text(72, 700, "Business Day") + raw_text(
        200, 700, "Any day other than a Saturday, a Sunday or a day on which"
    )
    clause = raw_text(72, 650, "1.1") + raw_text(
        108, 650, "The Supplier shall supply the goods that are set out in the order form here and in"
    )
    text = read(
        "a.pdf", raw_pdf(row + raw_text(200, 686, "banks are closed") + clause + raw_text(72, 636, "its schedule"))
    ).text
    assert text == (
        "Business Day Any day other than a Saturday, a Sunday or a day on which banks are closed\n"
        "1.1 The Supplier shall supply the goods that are set out in the order form here and in its schedule"
    )
