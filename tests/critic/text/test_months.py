"""The names of the months."""

from __future__ import annotations

import pytest

from critic.text.months import MONTHS


@pytest.mark.parametrize(
    ("name", "number"), [("may", 5), ("märz", 3), ("ma\u0308rz", 3), ("fevrier", 2), ("dicembre", 12), ("okt", 10)]
)
def test_a_month_is_known_by_its_names(name: str, number: int) -> None:
    """In several languages, with and without accents."""
    assert MONTHS[name] == number


@pytest.mark.parametrize("word", ["out", "set", "ago", "mag"])
def test_no_common_word_is_a_month(word: str) -> None:
    """Although some abbreviate one."""
    assert word not in MONTHS
