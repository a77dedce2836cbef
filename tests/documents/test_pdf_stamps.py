"""Signatures and stamps on the pages of a PDF."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from ie_pipeline.errors import InputError
from tests.documents.files import raw_pdf, raw_stream, raw_text

PRINTED = (
    raw_text(72, 720, "CONSULTING AGREEMENT")
    + raw_text(72, 700, "This agreement begins on 1 May 2020.")
    + raw_text(72, 600, "By:")
    + raw_text(72, 100, "Page 1 of 1")
)
LOOKS = raw_stream(
    "BT /F1 9 Tf 2 20 Td (Digitally signed by Jane Roe) Tj 0 -12 Td (Date: 2020.04.30) Tj ET",
    "/Type/XObject/Subtype/Form/BBox[0 0 200 40]/Resources<</Font<</F1 7 0 R>>>>",
)
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
SIGNED = "/Subtype/Widget/FT/Sig/T(signature)"
PIXELS = raw_stream("-" * 64, "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8")


def signed(content: str, kind: str = SIGNED, flags: int = 4) -> bytes:
    """Return a file whose page has a form field and an annotation of a kind that is but a drawing."""
    drawn = f"<</Type/Annot{kind}/F {flags}/Rect[95 580 295 620]/AP<</N 6 0 R>>>>"
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/Rect[300 695 400 712]/DA(/F1 11 Tf 0 g)/T(more)/V(Or so.)>>"
    return raw_pdf(
        content,
        *(LOOKS, FONT, drawn, field, PIXELS),
        page="/Annots[8 0 R 9 0 R]",
        catalog="/AcroForm<</Fields[8 0 R 9 0 R]>>",
        resources="/XObject<</I 10 0 R>>",
    )


@pytest.mark.parametrize("kind", [SIGNED, "/Subtype/Stamp"])
def test_a_signature_is_read_where_it_stands(kind: str) -> None:
    """Who signed and when is read beside the words that ask for it, and the fields of the page as ever."""
    assert read("a.pdf", signed(PRINTED, kind)).text == (
        "CONSULTING AGREEMENT\nThis agreement begins on 1 May 2020. Or so.\n"
        "By: Digitally signed by Jane Roe\nDate: 2020.04.30\nPage 1 of 1"
    )


def test_a_signature_that_is_hidden() -> None:
    """What no viewer shows is not read."""
    assert "signed" not in read("a.pdf", signed(PRINTED, flags=2)).text


def test_a_signed_scan_is_a_scan() -> None:
    """The words of a signature do not pass for those of the page."""
    with pytest.raises(InputError, match="page 1 has no text layer"):
        read("a.pdf", signed("q 612 0 0 792 0 0 cm /I Do Q"))
