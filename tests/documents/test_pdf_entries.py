"""PDF forms as they are filled in."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from ie_pipeline.errors import InputError
from tests.documents.files import raw_pdf, raw_stream, raw_text

PRINTED = (
    raw_text(72, 700, "This agreement is made on __________")
    + raw_text(290, 700, "by")
    + raw_text(350, 700, "of Ohio.")
    + raw_text(72, 650, "Address")
    + raw_text(90, 560, "exclusive")
    + raw_text(190, 560, "non-exclusive")
)


def field(rectangle: str, entries: str, kind: str = "Tx", flags: int = 4) -> str:
    """Return a field of a form."""
    return f"<</Type/Annot/Subtype/Widget/FT/{kind}/F {flags}/Rect[{rectangle}]/DA(/F1 11 Tf 0 g){entries}>>"


def text_of(printed: str, *fields: str) -> str:
    """Return what is read of a page with fields."""
    numbers = " ".join(f"{number} 0 R" for number in range(6, 6 + len(fields)))
    form = f"/AcroForm<</Fields[{numbers}]/DA(/F1 11 Tf 0 g)/DR<</Font<</F1 5 0 R>>>>>>"
    return read("a.pdf", raw_pdf(printed, *fields, page=f"/Annots[{numbers}]", catalog=form)).text


def test_values_stand_where_they_are_looked_for() -> None:
    """A value follows the words to its left, or those above it; the mark of a box precedes the words to its right."""
    looks = "/AP<</N<</Yes<<>>/Off<<>>>>>>"
    text = text_of(
        PRINTED,
        field("218 695 288 712", "/T(date)/V(1 May 2020)"),
        field("305 695 348 712", "/T(buyer)/V(Acme)"),
        field("72 590 250 645", "/T(address)/Ff 4096/V(1 Main St\rSpringfield)"),
        field("74 557 86 570", f"/T(yes)/V/Yes/AS/Yes{looks}", "Btn"),
        field("174 557 186 570", f"/T(no)/V/Off/AS/Off{looks}", "Btn"),
    )
    assert text.split("\n") == [
        "This agreement is made on 1 May 2020 __________ by Acme of Ohio.",
        "Address",
        "1 Main St",
        "Springfield",
        "☒ exclusive ☐ non-exclusive",
    ]


def test_text_put_on_top_of_a_page_is_read() -> None:
    """What a viewer's typewriter wrote is part of the page, a reviewer's note is not."""
    typed = "<</Type/Annot/Subtype/FreeText/F 4/Rect[110 695 300 712]/DA(/F1 11 Tf 0 g)/Contents(Jane Roe)>>"
    note = "<</Type/Annot/Subtype/Text/F 4/Rect[300 695 320 712]/Contents(Is she?)>>"
    assert text_of(raw_text(72, 700, "Name:"), typed, note) == "Name: Jane Roe"


@pytest.mark.parametrize(
    "unseen",
    [
        field("110 695 300 712", "/T(a)/V(no)", flags=2),
        field("110 695 300 712", "/T(a)/V(no)", flags=36),
        field("110 695 300 712", "/T(a)/V(no)/Ff 8192"),
        field("110 695 300 712", "/T(a)/V()"),
    ],
    ids=["hidden", "not for the screen", "password", "empty"],
)
def test_what_a_form_does_not_show(unseen: str) -> None:
    """Hidden fields and passwords are not read."""
    assert text_of(raw_text(72, 700, "Name:"), unseen) == "Name:"


def test_a_scanned_form_is_a_scan() -> None:
    """A few typed words on the picture of a page do not pass for its text."""
    typed = "<</Type/Annot/Subtype/FreeText/F 4/Rect[110 695 300 712]/Contents(Jane Roe)>>"
    pixels = "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
    content, resources = "q 612 0 0 792 0 0 cm /I Do Q", "/XObject<</I 7 0 R>>"
    data = raw_pdf(content, typed, raw_stream("-" * 64, pixels), page="/Annots[6 0 R]", resources=resources)
    with pytest.raises(InputError, match="page 1 has no text layer"):
        read("a.pdf", data)
