"""Values that stand nowhere in the source, and what it states in their place."""

from __future__ import annotations

from typing import Any

import pytest

from critic.fields import flatten, leaves
from critic.findings import Candidate
from critic.outdone import outdone

NUMBER: dict[str, Any] = {"type": "integer"}
SIZES: dict[str, Any] = {"type": "array", "items": NUMBER}
LINE: dict[str, Any] = {
    "type": "object",
    "properties": {"what": {"type": "string"}, "pieces": NUMBER, "sizes": SIZES},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"days": NUMBER, "lines": {"type": "array", "items": LINE}},
}
FIELDS = flatten(SCHEMA)
TEXT = "30 days; bolts: 12 pieces of size 4; valves: 20 pieces of size 5" + " " * 500 + "7 pieces"


def stated(pattern: str, value: str, probability: float) -> Candidate:
    """Say that the text states a value."""
    start = TEXT.index(value)
    return Candidate(pattern, value, start, start + len(value), probability, probability)


def worth(pointer: str, record: dict[str, Any], *candidates: Candidate) -> float:
    """Return the probability of what would stand in the place of a value of a record."""
    found = {leaf.pointer: leaf for leaf in leaves(record, FIELDS)}
    standing = [
        (leaf, (TEXT.index(str(leaf.value)), TEXT.index(str(leaf.value)) + len(str(leaf.value))))
        for leaf in found.values()
        if str(leaf.value) in TEXT
    ]
    return outdone(found[pointer], standing, candidates)


def test_a_field_of_one_value_holds_no_second_one() -> None:
    """The likeliest of those that the source states for it counts, and none of another field."""
    record = {"days": 60}
    assert worth("/days", record) == 0.0
    assert worth("/days", record, stated("/days", "30", 0.9), stated("/days", "12", 0.3)) == 0.9
    assert worth("/days", record, stated("/lines/*/pieces", "12", 0.9)) == 0.0


def test_a_field_of_a_list_item_holds_no_second_one() -> None:
    """The other values of the items say whose a value is: 20 is of the valves, whose number stands nowhere."""
    record = {"lines": [{"what": "bolts", "pieces": 12}, {"what": "valves", "pieces": 21}]}
    assert worth("/lines/1/pieces", record, stated("/lines/*/pieces", "20", 0.9)) == 0.9


def test_an_item_whose_value_stands_in_the_source_takes_no_other() -> None:
    """The valves stand nearer to the 12 than the bolts do to it, but have their 20."""
    record = {"lines": [{"what": "bolts", "pieces": 13}, {"what": "valves", "pieces": 20}]}
    assert worth("/lines/0/pieces", record, stated("/lines/*/pieces", "12", 0.9)) == 0.9


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("/lines/1/pieces", "12"), ("/lines/0/pieces", "20"), ("/lines/0/pieces", "7 "), ("/lines/0/sizes/0", "4")],
)
def test_what_belongs_elsewhere_takes_no_place(pointer: str, value: str) -> None:
    """That is what is of another item or near to none; and a list of numbers has room for more."""
    record = {"lines": [{"what": "bolts", "pieces": 13, "sizes": [8]}, {"what": "valves", "pieces": 21}]}
    pattern = "/lines/*/sizes/*" if "sizes" in pointer else "/lines/*/pieces"
    assert worth(pointer, record, stated(pattern, value, 0.9)) == 0.0
