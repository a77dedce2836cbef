"""Pages of PDF files that lie on their side, and characters of fonts of symbols."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf, raw_stream

LINES = "BT /F1 11 Tf 1 0 0 1 72 700 Tm (in equal parts to) Tj 1 0 0 1 72 680 Tm (the Lender) Tj ET"
ONWARD = "BT /F1 11 Tf 0 1 -1 0 100 72 Tm (in equal parts to) Tj 0 1 -1 0 120 72 Tm (the Lender) Tj ET"


@pytest.mark.parametrize(
    ("content", "page"),
    [(LINES, "/Rotate 90"), (ONWARD, "/Rotate 90"), (ONWARD, ""), (ONWARD, "/Rotate 270")],
    ids=["turned by a viewer", "scanned on its side", "a sheet to turn", "upside down"],
)
def test_pages_on_their_side(content: str, page: str) -> None:
    """The words and lines of a page are the same however it lies."""
    assert read("a.pdf", raw_pdf(content, page=page)).text == "in equal parts to\nthe Lender"


def test_characters_that_a_font_spells_otherwise() -> None:
    """The layer has an emoji in two halves, a nought where a font says of nothing what it draws, and radicals."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    meanings = raw_stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> "
        "endcodespacerange 4 beginbfchar <41> <d83dde0a> <42> <0000> <43> <674e> <44> <2f08> endbfchar endcmap end end"
    )
    content = "BT /F2 11 Tf 72 700 Td (xA yB CD) Tj ET"
    data = raw_pdf(content, font, meanings).replace(b"/Font<</F1 5 0 R>>", b"/Font<</F2 6 0 R>>")
    assert read("a.pdf", data).text == "x\U0001f60a y \u674e\u4eba"


def test_text_beyond_the_edges_is_not_read() -> None:
    """What no viewer shows is no part of the page."""
    assert read("a.pdf", raw_pdf("BT /F1 11 Tf 72 700 Td (seen) Tj 0 200 Td (unseen) Tj ET")).text == "seen"
