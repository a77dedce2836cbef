"""PDF files: pages, wrapped lines, broken words, and the ways in which a file gives no text."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from ie_pipeline.errors import InputError
from tests.documents.files import pdf_of, raw_pdf, raw_stream, raw_text


def test_pages_are_numbered() -> None:
    """Every page's text stands on that page, a blank page between them counts."""
    document = read("a.pdf", pdf_of("First page.", "", "Third page: risk of loss."))
    assert document.page_of(document.text.index("First")) == 1
    assert document.page_of(document.text.index("risk")) == 3
    assert [page.number for page in document.pages] == [1, 2, 3]


def test_wrapped_lines_are_joined_and_ended_ones_are_not() -> None:
    """A sentence that wraps is one line; headings and short lines stay their own."""
    sentence = "This agreement is made between the parties named below and binds them and all of their successors."
    document = read("a.pdf", pdf_of(f"HEADING\n{sentence}\nShort line\nAnother", width=90))
    assert document.text == f"HEADING\n{sentence}\nShort line\nAnother"


def test_short_lines_on_a_page_of_their_own() -> None:
    """A table of contents is not run together, nor the page number to the last line, whatever else is on the page."""
    contents = "Article 1. Definitions of terms\nArticle 2. The Investment\nArticle 3. Purpose of the whole"
    body = "The parties have agreed to be bound by what is written here, wherever they may be at the time. " * 8
    document = read("a.pdf", pdf_of(f"{contents}\n1", f"{body}\n\nPage 2 of 2"))
    assert document.text == f"{contents}\n1\f{body.strip()}\nPage 2 of 2"


def test_broken_words_are_mended() -> None:
    """A word broken at a line's end is whole again; a compound that the document has elsewhere keeps its hyphen."""
    text = "A non-exclusive licence under this agree-\nment is a non-\nexclusive one for 2019-\n2020."
    assert read("a.pdf", pdf_of(text)).text == (
        "A non-exclusive licence under this agreement is a non-exclusive one for 2019-2020."
    )


def test_narrow_lines_stay_apart() -> None:
    """The lines of a list, a table or a receipt are not taken for wrapped prose."""
    receipt = "Item Quantity Price\nWidgets 10 $500.00\nBolts 200 $20.00"
    assert read("a.pdf", pdf_of(receipt)).text == receipt


def test_lines_to_sign_on_stay_apart() -> None:
    """What stands below a line to write on is not drawn into it."""
    block = raw_text(72, 700, f"By: Jane Roe {'_' * 30}") + raw_text(72, 680, "Name: Jane Roe")
    assert read("a.pdf", raw_pdf(block)).text == f"By: Jane Roe {'_' * 30}\nName: Jane Roe"


def test_list_items_stay_apart() -> None:
    """Full lines that begin a list item are not drawn into the item before."""
    items = "\n".join(f"({letter}) the party shall deliver the goods within {letter} days" for letter in "abc")
    assert read("a.pdf", pdf_of(items)).text == items


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf_of("secret", password="user"), "is encrypted; save a copy without a password"),
        (pdf_of("text")[:300], "is corrupt or not a PDF file"),
        (b"not a PDF at all", "is corrupt or not a PDF file"),
        (pdf_of("", pictures=(1,)), "page 1 has no text layer; run OCR"),
        (pdf_of("", "", pictures=(1, 2)), "has no text layer; run OCR"),
        (pdf_of("text", "", "text", pictures=(2,)), "page 2 has no text layer; run OCR"),
        (pdf_of("text", *[""] * 7, pictures=(2, 3, 4, 5, 6, 7, 8)), "pages 2, 3, 4, 5, 6 and 2 more have no text"),
    ],
)
def test_reasons_for_no_text(data: bytes, reason: str) -> None:
    """An encrypted, corrupt or scanned file says so and names the page and the next step."""
    with pytest.raises(InputError) as caught:
        read("a.pdf", data)
    assert str(caught.value).startswith(reason)


PIXELS = raw_stream("-" * 64, "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8")


@pytest.mark.parametrize(
    ("content", "objects"),
    [
        ("".join(f"q 612 0 0 100 0 {bottom} cm /I Do Q\n" for bottom in range(0, 700, 100)), [PIXELS]),
        (
            "q 612 0 0 792 0 0 cm /I Do Q",
            [
                raw_stream("/I Do", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</I 7 0 R>>>>"),
                PIXELS,
            ],
        ),
    ],
    ids=["strips", "within a drawing"],
)
def test_scans_of_every_make(content: str, objects: list[str]) -> None:
    """A scanned page is one also where its picture lies in strips or within a drawing."""
    with pytest.raises(InputError, match="page 1 has no text layer"):
        read("a.pdf", raw_pdf(content, *objects, resources="/XObject<</I 6 0 R>>"))


def test_fonts_that_name_no_characters() -> None:
    """A page whose text is but numbers of shapes is not read as other letters."""
    content = f"BT /F2 11 Tf 72 700 Td <{'00240025002600270028' * 5}> Tj ET"
    font = "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
    shapes = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/FontDescriptor<</FontName/A/Flags 4/FontBBox[0 0 1000 1000]>>/DW 600>>"
    )
    data = raw_pdf(content, font, shapes).replace(b"/Font<</F1 5 0 R>>", b"/Font<</F2 6 0 R>>")
    with pytest.raises(InputError, match=r"page 1 has text of which .*ocrmypdf --force-ocr"):
        read("a.pdf", data)


def test_forms_that_are_programs() -> None:
    """The request to wait that stands for a dynamic form is not read in its place."""
    form = "/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>"
    with pytest.raises(InputError, match="is an XFA form"):
        read("a.pdf", raw_pdf(raw_text(72, 700, "Please wait"), raw_stream("<xdp/>"), catalog=form))


def test_a_picture_beside_text_is_no_scan() -> None:
    """A page with text over a picture, as OCR leaves it, is read."""
    low = "\n" * 6 + "text over a picture"
    assert read("a.pdf", pdf_of(low, pictures=(1,))).text == "text over a picture"


@pytest.mark.parametrize("height", [20, 770])
def test_a_scan_that_was_numbered_is_a_scan(height: int) -> None:
    """The number of an envelope or an exhibit at the edge of a picture is not what the page says."""
    picture = "q 600 0 0 780 6 6 cm /I Do Q "
    numbered = raw_text(40, height, "DocuSign Envelope ID: 8A7B-4C2D") + raw_text(400, 20, "ACME-000123")
    with pytest.raises(InputError, match="page 1 has no text layer"):
        read("a.pdf", raw_pdf(picture + numbered, PIXELS, resources="/XObject<</I 6 0 R>>"))


def test_an_owner_password_alone_locks_nobody_out() -> None:
    """A file that anyone may open is read."""
    assert read("a.pdf", pdf_of("open", password="")).text == "open"
