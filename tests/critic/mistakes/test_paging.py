"""Flattened texts laid out as pages: lines where a page would have them, and nothing else changed."""

from __future__ import annotations

import random

from critic.corpus import LabelledDocument, Span
from critic.mistakes.paging import FLAT, laid_out

TEXT = "Mira Quell Harbour Pilot Port of Ness Guides ships and keeps the log. Deck Hand Fulmar Line Knots nets."
VALUES = {"name": "Mira Quell", "designation": "Harbour Pilot", "company": "Port of Ness"}
DOCUMENT = LabelledDocument(
    "mira",
    TEXT,
    {name: (value,) for name, value in VALUES.items()},
    tuple(Span(name, TEXT.index(value), TEXT.index(value) + len(value)) for name, value in VALUES.items()),
)
PAGES = [laid_out(DOCUMENT, random.Random(seed)) for seed in range(400)]


def test_only_spaces_change_and_only_into_line_breaks() -> None:
    """Every offset is as true as before, and every value is the same over its whitespace."""
    for page in PAGES:
        assert page.text.replace("\n", " ") == TEXT
        assert (page.spans, page.gold) == (DOCUMENT.spans, DOCUMENT.gold)


def test_entries_begin_and_end_lines_more_often_than_words_do() -> None:
    """A line that ends within an entry is rare, and one that ends elsewhere no proof of an entry."""

    def share(*places: int) -> float:
        return sum(page.text[at] == "\n" for page in PAGES for at in places) / (len(PAGES) * len(places))

    around = share(TEXT.index(" Harbour"), TEXT.index(" Port of"), TEXT.index(" Guides"))
    capital = share(TEXT.index(" Deck"), TEXT.index(" Knots"))
    within = share(TEXT.index(" of Ness"), TEXT.index(" Quell"), TEXT.index(" ships"))
    assert around > capital > 0.08
    assert 0 < within < 0.04


def test_some_stay_flat_and_a_page_stays_a_page() -> None:
    """Both are met in use, and nobody knows better than the author where lines end."""
    flat = sum(page is DOCUMENT for page in PAGES) / len(PAGES)
    assert abs(flat - FLAT) < 0.1
    written = LabelledDocument("page", "Mira Quell\nPilot", {})
    assert all(laid_out(written, random.Random(seed)) is written for seed in range(20))
