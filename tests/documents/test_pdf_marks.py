"""Footnote marks and powers in PDF files."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf, raw_stream, raw_text


def raised(number: str, size: int = 6, rise: int = 4) -> str:
    """Return what prints a number in another size and higher, and goes back to the line."""
    return f"/F1 {size} Tf {rise} Ts ({number}) Tj 0 Ts /F1 11 Tf "


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (f"(of USD 5,000) Tj {raised('1')} ( is due) Tj", "of USD 5,000 ¹ is due"),
        (f"(the Lender) Tj {raised('12')} (, for 50 m) Tj {raised('2')}", "the Lender ¹², for 50 m²"),
        (f"(of a party.) Tj {raised('1')} 1 0 0 1 72 680 Tm (Next) Tj", "of a party.¹\nNext"),
        (f"{raised('1')} (The principal) Tj", "¹ The principal"),
        (f"(The 5) Tj {raised('0', size=6, rise=0)} (lowered) Tj", "The 50lowered"),
        (f"(Call) Tj {raised('5551234')}", "Call5551234"),
        (f"(A 5) Tj {raised('0', size=11, rise=0)} (level) Tj", "A 50level"),
    ],
)
def test_raised_digits_are_no_part_of_a_number(line: str, text: str) -> None:
    """A small number set high stands apart from what it stands at, and its line goes on; other digits stay."""
    assert read("a.pdf", raw_pdf(f"BT /F1 11 Tf 72 700 Td {line} ET")).text == text


def test_sizes_set_by_the_matrix() -> None:
    """The size that counts is the one on the page, not the one that the font is asked for."""
    scaled = "BT /F1 1 Tf 11 0 0 11 72 700 Tm (of 5,000) Tj 6 0 0 6 112 704 Tm (1) Tj ET\n"
    assert read("a.pdf", raw_pdf(scaled + raw_text(72, 660, "Next"))).text == "of 5,000 ¹\nNext"


def test_digits_that_a_font_draws_high() -> None:
    """A mark that a font itself draws small and high, in the size of the text, is no part of the number before it."""
    font = (
        "<</Type/Font/Subtype/Type3/FontBBox[0 -250 500 750]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</one 7 0 R>>"
        "/Encoding<</Differences[49/one]>>/FirstChar 49/LastChar 49/Widths[500]/Resources<<>>>>"
    )
    digit = raw_stream("500 0 50 360 450 700 d1 50 360 400 340 re f")
    line = "BT /F1 11 Tf 72 700 Td (as in Annex 1) Tj /F2 11 Tf (1) Tj /F1 11 Tf (. It is due) Tj ET"
    file = raw_pdf(line, font, digit, resources="/Font<</F1 5 0 R/F2 6 0 R>>")
    assert read("a.pdf", file).text == "as in Annex 1 ¹. It is due"
