"""Text files as they stand."""

from __future__ import annotations

from ie_pipeline.documents.plain import read


def test_form_feeds_are_pages() -> None:
    """A form feed begins a page, one at the very end does not."""
    document = read("a.txt", b"one\r\n\ftwo\n\f")
    assert document.text == "one\n\ftwo\n"
    assert [(page.number, page.start, page.end) for page in document.pages] == [(1, 0, 5), (2, 5, 9)]
    assert document.page_of(document.text.index("two")) == 2


def test_no_form_feed_no_pages() -> None:
    """Markdown and text without form feeds are left as they are."""
    document = read("a.md", "# Tïtle\n\n* item\n".encode())
    assert document.text == "# Tïtle\n\n* item\n"
    assert document.pages == ()
