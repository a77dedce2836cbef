"""A document as the pipeline sees it: one string of text and where its pages begin and end."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Document", "Page", "Unreadable"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number as counted from 1, and the half-open range of characters it covers."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A source text. Every offset in a record counts the characters (code points) of ``text``."""

    id: str
    text: str
    pages: tuple[Page, ...] = ()

    @classmethod
    def from_pages(cls, identifier: str, texts: Iterable[str]) -> Document:
        """Join the texts of pages with form feeds; each page but the last covers the form feed that ends it."""
        parts = list(texts)
        pages: list[Page] = []
        start = 0
        for number, part in enumerate(parts, start=1):
            end = start + len(part) + (number < len(parts))
            pages.append(Page(number, start, end))
            start = end
        return cls(identifier, "\f".join(parts), tuple(pages))

    def page_of(self, offset: int) -> int | None:
        """Return the number of the page that holds the character at ``offset``; None where pages are not known."""
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[index].number if index >= 0 else None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A source that gave no text, and why: it becomes a ``failed`` record."""

    id: str
    reason: str
