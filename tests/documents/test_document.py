"""A document knows on which page each of its characters stands."""

from __future__ import annotations

from ie_pipeline.documents import Document


def test_pages_cover_the_text() -> None:
    """Every character stands on exactly one page, an empty page among them."""
    document = Document.from_pages("d", ["one", "", "three"])
    assert document.text == "one\f\fthree"
    assert [document.page_of(offset) for offset in range(len(document.text))] == [1, 1, 1, 1, 2, 3, 3, 3, 3, 3]
    assert document.pages[-1].end == len(document.text)


def test_no_pages_no_number() -> None:
    """Where pages are not known, none is named."""
    assert Document("d", "text").page_of(2) is None
