"""Names of fields in plain words, and the words around values."""

from __future__ import annotations

import pytest

from critic.text.naming import AFTER, BEFORE, in_words, named_nearby, spoken_name


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("notice_period", "notice period"), ("noticePeriod", "notice period"), ("e-mail", "e mail"), ("GPA", "gpa")],
)
def test_names_are_spoken_as_words(name: str, spoken: str) -> None:
    """A network that has read prose knows words, not identifiers."""
    assert spoken_name(name) == spoken
    assert in_words(name, "What it is.") == f"{spoken}: What it is."


@pytest.mark.parametrize(
    ("text", "name", "named"),
    [
        ("This Agreement takes effect on 1 May 2020.", "effective_date", True),
        ("Signed on 1 May 2020 (the “Effective Date”).", "effectiveDate", True),
        ("This Agreement is dated 1 May 2020.", "effective_date", False),
        ("In effect from the day of its signature. " + "x" * BEFORE + "1 May 2020", "effective_date", False),
        ("1 May 2020" + "x" * AFTER + " is the effective date.", "effective_date", False),
        ("The law is that of 1 May 2020.", "law", False),  # too short a word to say anything
        ("生效日期：1 May 2020", "生效日期", True),
    ],
)
def test_a_value_is_named_by_the_words_around_it(text: str, name: str, named: bool) -> None:
    """The first word of the field's name that says anything, in any form, near by."""
    start = text.index("1 May 2020")
    assert named_nearby(text, start, start + len("1 May 2020"), name) is named
