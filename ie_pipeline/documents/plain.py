"""Plain text and Markdown, read as they stand; a form feed begins a new page."""

from __future__ import annotations

from ie_pipeline.documents.characters import clean, decode
from ie_pipeline.documents.document import Document

__all__ = ["read"]


def read(identifier: str, data: bytes) -> Document:
    """Read a text file. Without form feeds its pages are not known.

    Raises:
        InputError: if the bytes are not text.

    """
    text = clean(decode(data))
    pages = text.removesuffix("\f").split("\f")
    return Document.from_pages(identifier, pages) if len(pages) > 1 else Document(identifier, pages[0])
