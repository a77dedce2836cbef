"""Where a word ends."""

from __future__ import annotations

import pytest

from critic.text.words import whole_words


@pytest.mark.parametrize(
    ("text", "run", "whole"),
    [
        ("by Nkechi Abara-Lindholm, Lund", "Nkechi Abara", "Nkechi Abara-Lindholm"),
        ("by Nkechi Abara-Lindholm, Lund", "Lindholm", "Abara-Lindholm"),
        ("MUTUAL NON-DISCLOSURE AGREEMENT", "MUTUAL NON", "MUTUAL NON-DISCLOSURE"),
        ("mail d.kolenda.whitfield@example.com.", "kolenda.whitfield@example.com", "d.kolenda.whitfield@example.com"),
        ("a Delaware-based company", "Delaware", "Delaware"),
        ("from 2005-2006 on", "2005", "2005"),
        ("Acme Inc. and Beta LLC", "Acme Inc.", "Acme Inc."),
        ("林清的邮箱lin.qing@example.com请联系", "林清", "林清"),
        ("林清的邮箱lin.qing@example.com请联系", "qing@example", "lin.qing@example.com"),
        ("S\u00f8rv\u00e5g-\u00c5s Marine", "S\u00f8rv\u00e5g", "S\u00f8rv\u00e5g-\u00c5s"),
    ],
)
def test_a_value_is_no_part_of_a_joined_word(text: str, run: str, whole: str) -> None:
    """A double-barrelled name and an e-mail address are whole; what only stands before a hyphen stays."""
    start = text.index(run)
    low, high = whole_words(text, start, start + len(run))
    assert text[low:high] == whole
