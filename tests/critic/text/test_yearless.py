"""Days that are printed without their year."""

from __future__ import annotations

import pytest

from critic.text.yearless import yearless


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("From 01.03.2024:\n04.03. 05.03. Rent", "04.03."),
        ("2024, 03/04 Shop 12.50", "03/04"),
        ("In 2024, on March 4 at noon", "March 4"),
        ("2024, am 4. März 10:30", "4. März"),
        ("2024年。3月4日", "3月4日"),
        ("On March 4, 2023, or in 2024", None),
        ("2024, paid 04.03.23", None),
        ("2024年3月4日", None),
        ("2024: 4.3 kg, 14.03.", None),
        ("On March 4", None),
        ("In 2024, 14\nMarch 4", "March 4"),
        ("01.01.2024 to 31.3.: 4.3. Rent", "4.3."),
        ("2024: 4.3. Rent", None),
        ("01.01.2024: 4.3.1 Rent. Section 4.3. Rates, \u00a7 4.3.", None),
        ("01.01.2024: 4.03. Rent, 04.3. Rates", None),
        ("2024, 4 Apr\u0131l and 4 MARCH", "4 MARCH"),
    ],
)
def test_a_day_has_its_year_from_elsewhere(text: str, day: str | None) -> None:
    """In figures or words, where no other year follows and the text names the one that is sought."""
    assert [text[start:end] for start, end in yearless(text, "2024-03-04", 0, len(text))] == ([day] if day else [])


@pytest.mark.parametrize("value", ["March 4", "2024-03", "04.03.", "2024-50-04", ""])
def test_only_whole_dates_are_sought(value: str) -> None:
    """What has no year itself asks for none."""
    assert [*yearless("In 2024, on March 4", value, 0, 20)] == []
