"""What the items of a list have in common and a generator of flat answers says once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from critic.evidence import Source
from critic.fields import Field
from ie_pipeline.repeats import repeated
from tests.critic.settling import FIELDS, PERIOD, settled_review


def filled(text: str, record: Mapping[str, Any], doubted: Collection[str] = ()) -> dict[str, Any]:
    """Return a record with what its items lack, all of its values save some being certain."""
    source = Source(text)
    review = settled_review(source, record, FIELDS, lambda leaf: leaf.value in doubted)
    return repeated(record, review, FIELDS, source)


TEXT = """Ada Lane - Acme Ltd, Leeds

Acme Ltd - Senior Developer (2019 - now)
Moved the shop of Acme Ltd to the cloud

Acme Ltd - Developer (2015 - 2019)
Worked with Beta GmbH on their tills

Beta GmbH - Tester (2012 - 2015)
"""
FIRST = {"title": "Senior Developer", "company": "Acme Ltd", "period": "2019 - now"}
SECOND = {"title": "Developer", "period": "2015 - 2019"}
THIRD = {"title": "Tester", "company": "Beta GmbH", "period": "2012 - 2015"}


def test_an_employer_of_two_jobs_is_that_of_both() -> None:
    """The second job has it where the others have theirs; whichever of the two had it."""
    whole = {"name": "Ada Lane", "jobs": [FIRST, {**SECOND, "company": "Acme Ltd"}, THIRD]}
    assert filled(TEXT, {"name": "Ada Lane", "jobs": [FIRST, SECOND, THIRD]}) == whole
    without = {key: value for key, value in FIRST.items() if key != "company"}
    assert filled(TEXT, {"name": "Ada Lane", "jobs": [without, {**SECOND, "company": "Acme Ltd"}, THIRD]}) == whole


def test_what_is_doubted_is_given_to_no_second_item() -> None:
    """One finding is enough."""
    record = {"jobs": [FIRST, SECOND, THIRD]}
    assert filled(TEXT, record, doubted={"Acme Ltd"}) == record


def test_a_value_in_another_place_than_the_layout_has_is_none() -> None:
    """An employer that the description of a job names is not that of the job."""
    text = TEXT.replace("Acme Ltd - Developer", "Developer")
    record = {"jobs": [FIRST, SECOND, THIRD]}
    assert filled(text, record) == record


def test_a_part_of_another_lists_value_is_none() -> None:
    """The year in which a job began is no year of a degree, though a degree of that year is beside it."""
    school, year = (Field(("schools", "*", name)) for name in ("school", "year"))
    source = Source("2016 - 2019 Assistant, Institute\n2016 Diploma, Saltvik University\n")
    schools = [{"school": "Institute"}, {"school": "Saltvik University", "year": "2016"}]
    for record, first in (
        ({"schools": schools, "jobs": [{"period": "2016 - 2019"}]}, schools[0]),
        ({"schools": schools}, {**schools[0], "year": "2016"}),
    ):
        fields = (school, year, PERIOD)
        review = settled_review(source, record, fields, lambda _: False)
        assert repeated(record, review, fields, source)["schools"] == [first, schools[1]]


def test_a_value_behind_another_item_is_none() -> None:
    """What stands beyond the next job's values belongs to that one."""
    text = "Acme, Cook, 2019\nWaiter, 2018\nCook, 2017\n"
    record = {"jobs": [{"company": "Acme", "title": "Cook", "period": "2019"}, {"period": "2018"}, {"period": "2017"}]}
    assert filled(text, record)["jobs"][1:] == [{"period": "2018"}, {"period": "2017", "title": "Cook"}]
