"""Text that was put on top of a finished page of a PDF."""

from __future__ import annotations

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf, raw_stream, raw_text

PRINTED = (
    raw_text(72, 720, "CONSULTING AGREEMENT")
    + raw_text(72, 700, "This agreement is made on")
    + raw_text(290, 700, "with the consultant who is named below.")
    + raw_text(72, 660, "Name: ____________________")
    + raw_text(72, 630, "Address")
    + raw_text(72, 580, "Fee for each month of the term:")
    + raw_text(72, 100, "Page 1 of 1")
)
ENTRIES = ((210, 702, "1 May 2020"), (110, 661, "Jane Roe"), (150, 631, "1 Main St"), (250, 579, "USD 5,000"))
FILLED = (
    "CONSULTING AGREEMENT\n"
    "This agreement is made on 1 May 2020 with the consultant who is named below.\n"
    "Name: Jane Roe ____________________\nAddress 1 Main St\nFee for each month of the term: USD 5,000\nPage 1 of 1"
)
COURIER = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"


def typed(left: int, bottom: int, text: str) -> str:
    """Return what prints a text in a font of its own."""
    return raw_text(left, bottom, text).replace("/F1", "/F2")


def drawing(number: int, content: str) -> str:
    """Return a drawing whose font is the object of a number."""
    font = f"/Resources<</Font<</F2 {number} 0 R>>>>"
    return raw_stream(content, f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]{font}")


def text_of(content: str, *objects: str, resources: str = "") -> str:
    """Return what is read of a page whose second font is its sixth object."""
    data = raw_pdf(content, COURIER, *objects, resources=resources)
    return read("a.pdf", data.replace(b"/F1 5 0 R>>", b"/F1 5 0 R/F2 6 0 R>>", 1)).text


def drawn(printed: str, *contents: str) -> str:
    """Return what is read of a page that ends in drawings."""
    names = "".join(f"/X{number} {number} 0 R" for number in range(7, 7 + len(contents)))
    shown = "".join(f"/X{number} Do " for number in range(7, 7 + len(contents)))
    drawings = [drawing(6, content) for content in contents]
    return text_of(printed + shown, *drawings, resources=f"/XObject<<{names}>>")


def test_a_flattened_form_is_read_as_filled_in() -> None:
    """What was a field of a form, and is now drawn last, stands where it is seen."""
    assert drawn(PRINTED, *(typed(*entry) for entry in ENTRIES)) == FILLED


def test_text_stamped_on_a_page_that_asks_for_it() -> None:
    """What a program printed on top of a page with blanks stands behind the words that ask for it."""
    assert text_of(PRINTED + "".join(typed(*entry) for entry in ENTRIES)) == FILLED


def test_an_entry_of_several_lines() -> None:
    """The lines of an entry stay together."""
    lines = typed(150, 631, "1 Main St") + typed(150, 617, "Springfield")
    assert "Address 1 Main St\nSpringfield\nFee for" in drawn(PRINTED, lines)


def test_columns_are_not_taken_for_entries() -> None:
    """A second column in a font of its own is read after the first, not line by line with it."""
    column = [typed(400, bottom, word) for bottom, word in ((700, "Skills"), (660, "Python"), (630, "SQL"))]
    assert text_of(PRINTED + "".join(column)).endswith("Page 1 of 1\nSkills\nPython\nSQL")


def test_a_page_that_is_a_drawing_with_entries_on_it() -> None:
    """A page that a program took from another file, and wrote on, is read as filled in."""
    entries = "".join(typed(*entry) for entry in ENTRIES if entry[0] in (150, 210))
    page = raw_stream(PRINTED, "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>")
    text = text_of(f"/X7 Do {entries}", page, resources="/XObject<</X7 7 0 R>>")
    assert "made on 1 May 2020 with" in text
    assert "Address 1 Main St\n" in text


def test_the_labels_of_a_figure_are_not_taken_for_entries() -> None:
    """A drawing of several words beside the text of a page is read behind it."""
    labels = [typed(400, bottom, label) for bottom, label in ((720, "2020"), (660, "2021"), (600, "2022"))]
    assert drawn(PRINTED, "".join(labels)).endswith("Page 1 of 1\n2020\n2021\n2022")


def test_what_hides_the_page_is_no_entry() -> None:
    """A stamp across the text parts none of its words."""
    assert drawn(PRINTED, typed(100, 702, "DRAFT")).endswith("Page 1 of 1\nDRAFT")


def test_ticks_of_boxes() -> None:
    """The tick in a box stands before what was ticked, as in a form that can still be filled in."""
    boxes = raw_text(90, 560, "exclusive") + raw_text(190, 560, "non-exclusive") + raw_text(90, 540, "for life")
    text = drawn(PRINTED + boxes, typed(174, 561, "X"), typed(74, 541, "X"))
    assert text.endswith("exclusive ☒ non-exclusive\n☒ for life")
