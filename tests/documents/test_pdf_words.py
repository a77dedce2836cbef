"""Words that PDF files break or spell in wrong characters."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf_words import whole_words

LINES = "a line\n" * 60


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"{LINES}within twenty\x02four hours", f"{LINES}within twenty-four hours"),
        ("a third party, a party\na third\x02party claim", "a third party, a party\na third-party claim"),
        ("an agreement\nthis agree\x02ment", "an agreement\nthis agreement"),
        ("the rota\x02tion", "the rotation"),
        ("CONFI\x02DENTIAL", "CONFIDENTIAL"),
        ("Lloyd\x02Jones", "Lloyd-Jones"),
        ("the rota\x02tion\nwrite to m.soren\x02\r\nali@example.com", "the rotation\nwrite to m.soren-ali@example.com"),
        ("the rota\x02tion\nwww.example.org/our\x02terms", "the rotation\nwww.example.org/our-terms"),
        ("the rota\x02tion\nwww.example.org/in/li\x02wei\x02\r\na1b2", "the rotation\nwww.example.org/in/li-wei-a1b2"),
    ],
)
def test_hyphens_that_words_have_stay(text: str, whole: str) -> None:
    """A compound keeps its hyphen where the document shows that it is one, and so does an address; others lose it."""
    assert whole_words([text]) == [whole]


def test_ligatures_of_ghostscript() -> None:
    """Ligatures whose letters were written with their bytes in the wrong order are letters again, Chinese stays."""
    assert whole_words(["De昀椀ni琀椀on, e昀昀ect, 最昀"]) == ["Definition, effect, 最昀"]
