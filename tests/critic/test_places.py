"""A value that the source has several times is shown where its list item stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from critic.evidence import Source, locate
from critic.fields import Field, leaves
from critic.findings import Finding, FindingKind, Judgement, Review, Verdict
from critic.places import settled
from tests.critic.settling import FIELDS, settled_review


def shown(
    text: str, record: Mapping[str, Any], flagged: str = "", fields: tuple[Field, ...] = FIELDS
) -> dict[str, int]:
    """Return where each value is shown, of a record whose values were all found at their first places."""
    review = settled_review(Source(text), record, fields, lambda leaf: leaf.pointer == flagged)
    return {one.pointer: one.evidence.start for one in review.judgements if one.evidence}


TWICE = """Ada Lane, Developer

Senior Developer, Acme Ltd, 2019 - now
Developer, Acme Ltd, 2015 - 2019
"""
TWO_JOBS = {
    "jobs": [
        {"title": "Senior Developer", "company": "Acme Ltd", "period": "2019 - now"},
        {"title": "Developer", "company": "Acme Ltd", "period": "2015 - 2019"},
    ]
}


def test_two_jobs_at_one_employer_are_shown_at_their_own_places() -> None:
    """The second job's employer is not shown at the first job, nor its title in the headline."""
    places = shown(TWICE, TWO_JOBS)
    assert places["/jobs/0/company"] == TWICE.index("Acme Ltd")
    assert places["/jobs/1/company"] == TWICE.rindex("Acme Ltd")
    assert places["/jobs/1/title"] == TWICE.rindex("Developer")


def test_what_is_flagged_stays_where_its_finding_says() -> None:
    """The finding quotes that place."""
    assert shown(TWICE, TWO_JOBS, flagged="/jobs/1/company")["/jobs/1/company"] == TWICE.index("Acme Ltd")


def test_a_place_between_two_items_belongs_to_one() -> None:
    """As near to the first job as to the second, it is shown once, and the second has its own."""
    text = "Cook, 2015\nGrand Hotel\nHead Cook, 2018\nGrand Hotel\n"
    jobs = [{"title": t, "company": "Grand Hotel", "period": p} for t, p in (("Cook", "2015"), ("Head Cook", "2018"))]
    places = shown(text, {"jobs": jobs})
    assert [places["/jobs/0/company"], places["/jobs/1/company"]] == [11, text.rindex("Grand")]


def test_a_heading_that_two_items_share_is_shown_for_both() -> None:
    """What stands far away is no better place."""
    text = "Grand Hotel\n2018: Head Cook\n2015: Waiter\n\n\n\nReferences: the manager of the Grand Hotel, Bath\n"
    jobs = [{"company": "Grand Hotel", "title": title} for title in ("Head Cook", "Waiter")]
    assert [shown(text, {"jobs": jobs})[f"/jobs/{n}/company"] for n in (0, 1)] == [0, 0]


def test_a_little_nearer_is_no_reason_to_move() -> None:
    """The network's choice stands, where an item's own description names the employer again."""
    text = "Acme Ltd, Senior Developer\n2019 - now\nBuilt Acme Ltd's shop\n\nBeta Ltd, Tester\n2015\n"
    jobs = [
        {"company": "Acme Ltd", "title": "Senior Developer", "period": "2019 - now"},
        {"company": "Beta Ltd", "title": "Tester", "period": "2015"},
    ]
    assert shown(text, {"jobs": jobs})["/jobs/0/company"] == 0


def test_two_fields_of_an_item_are_shown_at_two_places() -> None:
    """Position 2 of an order is not the 2 pieces in it, nor is the price of one piece that of the line."""
    text = "1  Nut    3  0.50  1.50\n2  Bolt   2  1.00  2.00\n3  Saw    1  9.00  9.00\n"
    fields = (
        *(Field(("lines", "*", name), type="number") for name in ("pos", "pieces", "price", "sum")),
        Field(("lines", "*", "item")),
    )
    lines = [(1, "Nut", 3, 0.5, 1.5), (2, "Bolt", 2, 1.0, 2.0), (3, "Saw", 1, 9.0, 9.0)]
    record = {"lines": [dict(zip(("pos", "item", "pieces", "price", "sum"), line, strict=True)) for line in lines]}
    places = shown(text, record, fields=fields)
    assert text[places["/lines/1/pos"] :].startswith("2  Bolt")
    assert text[places["/lines/1/pieces"] :].startswith("2  1.00")
    assert places["/lines/2/price"] < places["/lines/2/sum"]


def test_an_item_stands_where_the_items_in_it_stand() -> None:
    """Two sites have a building of one name, and each is shown at its own rooms."""
    text = "Site one\nAlpha building\nroom R1\nBeta building\nroom R2\nSite two\nAlpha building\nroom R3\n"
    fields = (Field(("sites", "*", "halls", "*", "name")), Field(("sites", "*", "halls", "*", "rooms", "*", "no")))
    halls = [[("Alpha", "R1"), ("Beta", "R2")], [("Alpha", "R3")]]
    sites = [{"halls": [{"name": name, "rooms": [{"no": no}]} for name, no in site]} for site in halls]
    places = shown(text, {"sites": sites}, fields=fields)
    assert places["/sites/0/halls/0/name"] == text.index("Alpha")
    assert places["/sites/1/halls/0/name"] == text.rindex("Alpha")


def test_values_of_every_type_are_settled() -> None:
    """The price of each line of an invoice is that of its own line, however it is written."""
    text = "Bolts M8      5.00 EUR\nNuts M8       5.00 EUR\nWashers       1.00 EUR\n"
    fields = (Field(("lines", "*", "item")), Field(("lines", "*", "price"), type="number"))
    lines = [{"item": item, "price": price} for item, price in (("Bolts M8", 5), ("Nuts M8", 5.0), ("Washers", 1))]
    places = shown(text, {"lines": lines}, fields=fields)
    assert [places[f"/lines/{n}/price"] // 23 for n in range(3)] == [0, 1, 2]


@pytest.mark.parametrize(
    "record",
    [
        {"jobs": [{"title": "Developer", "company": "Acme Ltd"}]},
        {"name": "Developer", "jobs": [{"period": "2019 - now", "tools": ["Nothing"]}]},
        {},
    ],
)
def test_without_a_value_that_stands_once_nothing_moves(record: Mapping[str, Any]) -> None:
    """There is nothing to say which place is meant."""
    source = Source(TWICE)
    found = {leaf.pointer: place for leaf in leaves(record, FIELDS) if (place := locate(source, leaf.value))}
    assert shown(TWICE, record) == {pointer: place.start for pointer, place in found.items()}


@pytest.mark.parametrize(("verdict", "told"), [(Verdict.SUPPORTED, ["Jest"]), (Verdict.UNSUPPORTED, ["CSS", "Jest"])])
def test_a_part_of_a_value_is_not_missing(verdict: Verdict, told: list[str]) -> None:
    """What the record reads as one value is not to be read as another, unless that one is in doubt."""
    text = "Tailwind CSS, Jest"
    tools = Field(("tools", "*"))
    held = Judgement("/tools/0", tools.pattern, "Tailwind CSS", verdict, 0.9, locate(text, "Tailwind CSS"))
    missing = [
        Finding(FindingKind.MISSING, "/tools/-", place.quote, place.start, place.end, place.quote, 0.3, "")
        for place in (locate(text, "CSS"), locate(text, "Jest"))
        if place
    ]
    review = settled(Review((held,), tuple(missing), (), 1.0, 0.0), (tools,), Source(text))
    assert [finding.value for finding in review.findings] == told
