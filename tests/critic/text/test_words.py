"""Where a word ends."""

from __future__ import annotations

import time

import pytest

from critic.text.words import address_endings, closed, whole_words


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


@pytest.mark.parametrize(
    ("text", "run", "whole"),
    [
        ("B.A. (Economics), Leeds", "B.A. (Economics", "B.A. (Economics)"),
        ("学位：文学士（经济学），北京", "文学士（经济学", "文学士（经济学）"),
        ("(Leeds) and", "Leeds", "Leeds"),
        ("B.A. (Hons) (2:1)", "B.A. (Hons)", "B.A. (Hons)"),
        ("B.A. (Hons", "B.A. (Hons", "B.A. (Hons"),
    ],
)
def test_a_bracket_that_is_opened_in_a_value_is_closed(text: str, run: str, whole: str) -> None:
    """The one behind a value belongs to it only where the value opens it."""
    start = text.index(run)
    assert text[start : closed(text, start, start + len(run))] == whole


@pytest.mark.parametrize("text", ["x" * 50_000 + "@ ", "_" * 50_000 + "@" + "_" * 50_000, "x" * 50_000 + "@" + "y" * 9])
def test_a_run_without_a_space_is_read_in_no_time(text: str) -> None:
    """However long a row of letters or underscores before an @ is, the addresses behind it are found."""
    began = time.process_time()
    assert [f"{text} ada@example.org"[start:end] for start, end in address_endings(f"{text} ada@example.org")] == [
        "org"
    ]
    assert time.process_time() - began < 5
