"""A text in the type of a field."""

from __future__ import annotations

from typing import Any

import pytest

from critic.fields import Field
from critic.values import read_as

YEAR, SUM = Field(("year",), type="integer"), Field(("sum",), type="number")
KIND = Field(("kind",), enum=("Lease", "Sale"))
RATING = Field(("rating",), enum=("A", "A-", "BBB", "BBB-"))
PRICE = Field(("price",), numeric=True)
DAY, COPIED = Field(("day",), format="date"), Field(("day",), format="date", verbatim=True)


@pytest.mark.parametrize(
    ("field", "printed", "value"),
    [
        (Field(("law",)), "Ohio", "Ohio"),
        (Field(("paid",), type="boolean"), "Acme GmbH", None),
        (YEAR, "2014", 2014),
        (YEAR, "$5,000", 5000),
        (YEAR, "3.5", None),
        (SUM, "US$ 1,200.50", 1200.5),
        (SUM, "3.50", 3.5),
        (SUM, "Acme GmbH", None),
        (PRICE, "$1,200.50", 1200.5),
        (PRICE, "on request", "on request"),
        (PRICE, "01067", "01067"),
        (KIND, "LEASE", "Lease"),
        (KIND, "Acme GmbH", None),
        (Field(("end",), format="date", named=("present",)), "Present", "present"),
        (RATING, "BBB-", "BBB-"),
        (RATING, " bbb ", "BBB"),
        (RATING, "A-", "A-"),
        (DAY, "May 3, 2019", "2019-05-03"),
        (DAY, "some day", None),
        (COPIED, "May 3, 2019", "May 3, 2019"),
    ],
)
def test_what_is_printed_is_read_in_the_type_of_its_field(field: Field, printed: str, value: Any) -> None:
    """Or it can be no value of it."""
    found = read_as(field, printed)
    assert (found, type(found)) == (value, type(value))
