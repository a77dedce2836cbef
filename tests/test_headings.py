"""An employer that stands once, above several jobs, is that of each of them, and of no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from critic.evidence import Source
from critic.fields import Field
from ie_pipeline.repeats import repeated
from tests.critic.settling import FIELDS, settled_review


def filled(text: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what its items lack, all of its values being certain."""
    source = Source(text)
    return repeated(record, settled_review(source, record, FIELDS, lambda _: False), FIELDS, source)


FIRST = {"title": "Senior Developer", "company": "Acme Ltd", "period": "2019 - now"}
SECOND = {"title": "Developer", "period": "2015 - 2019"}
THIRD = {"title": "Tester", "company": "Beta GmbH", "period": "2012 - 2015"}

GROUPED = """Ada Lane

Acme Ltd, Leeds

Senior Developer
2019 - now
- Moved the shop to the cloud

Developer, 2015 - 2019
Wrote the tills anew.

Beta GmbH, Ulm

Tester
2012 - 2015
"""


def test_an_employer_above_several_jobs_is_that_of_each() -> None:
    """It has a line for itself, and the jobs below it none of another."""
    record = {"jobs": [FIRST, SECOND, THIRD]}
    assert filled(GROUPED, record)["jobs"] == [FIRST, {**SECOND, "company": "Acme Ltd"}, THIRD]


def test_a_job_that_may_have_an_employer_of_its_own_gets_none() -> None:
    """One that was overlooked stands on the line of the job or above it; and who is self-employed has none."""
    record = {"jobs": [FIRST, SECOND, THIRD]}
    for old, new in (
        ("Developer, 2015", "Developer, Gamma SA, 2015"),
        ("\nDeveloper, 2015", "\nGamma SA, Lyon\nDeveloper, 2015"),
        ("\nDeveloper, 2015", "\nGamma SA, Lyon\n\nDeveloper, 2015"),
        ("\nDeveloper, 2015", "\nGamma Inc.\n\nDeveloper, 2015"),
        ("\nDeveloper, 2015", "\nOther experience:\nDeveloper, 2015"),
    ):
        assert filled(GROUPED.replace(old, new), record) == record
    freelance = {"jobs": [FIRST, {**SECOND, "title": "Freelance Developer"}, THIRD]}
    assert filled(GROUPED.replace("\nDeveloper, 2015", "\nFreelance Developer, 2015"), freelance) == freelance


def test_only_what_stands_above_all_of_its_item_is_a_heading() -> None:
    """An employer below the title or beside it, and a period in any place, are those of one job."""
    for heading in ("Senior Developer\nAcme Ltd\n2019 - now", "Acme Ltd Senior Developer\n2019 - now"):
        text = f"{heading}\n\nDeveloper\n2015 - 2019\n"
        assert filled(text, {"jobs": [FIRST, SECOND]}) == {"jobs": [FIRST, SECOND]}
    text = "2019 - now\nAcme Ltd\nSenior Developer\n\nBeta GmbH\nTester\n"
    record = {"jobs": [FIRST, {"company": "Beta GmbH", "title": "Tester"}]}
    assert filled(text, record) == record


def test_an_employer_beside_all_the_years_is_that_of_the_jobs_in_them() -> None:
    """Whatever else the lines of the jobs say: their years are a part of those of the heading."""
    text = """ACME LTD, Leeds                  2012 - now
Makers of tills

Senior Developer, Shop Team      2019 - now
Developer, Till Team             2015 - 2019

Teacher at a night school        2009 - 2011
"""
    company, jobs = (
        {"company": "ACME LTD", "period": "2012 - now"},
        [
            {"title": "Senior Developer", "period": "2019 - now"},
            {"title": "Developer", "period": "2015 - 2019"},
            {"title": "Teacher", "period": "2009 - 2011"},
        ],
    )
    named = [{**job, "company": "ACME LTD"} for job in jobs[:2]]
    assert filled(text, {"jobs": [company, *jobs]})["jobs"] == [company, *named, jobs[2]]
    two = text.replace("Leeds     ", "Beta GmbH ")  # which of them it was nobody knows
    record = {"jobs": [{"company": "Beta GmbH"}, company, *jobs]}
    assert filled(two, record) == record


def test_how_long_a_job_lasted_may_stand_beside_it() -> None:
    """As in what LinkedIn prints."""
    text = "Acme Ltd\n6 years\n\nCook\n2019 - now (5 years 2 months)\nLeeds\nCooked soup.\n\nWaiter\n2018 (10 months)\n"
    cook, waiter = (
        {"title": "Cook", "company": "Acme Ltd", "period": "2019 - now"},
        {"title": "Waiter", "period": "2018"},
    )
    assert filled(text, {"jobs": [cook, waiter]})["jobs"] == [cook, {**waiter, "company": "Acme Ltd"}]


def test_years_alone_are_no_item_of_a_heading() -> None:
    """A period that was read twice is no second job."""
    text = "Acme Ltd\n\nDeveloper\n2019 - now\n\n2019 to now\n"
    record = {
        "jobs": [{"title": "Developer", "company": "Acme Ltd", "period": "2019 - now"}, {"period": "2019 to now"}]
    }
    assert filled(text, record) == record


def test_all_years_of_an_item_are_part_of_the_headings() -> None:
    """Of two fields with years none decides alone, whichever is looked at first."""
    fields = (*FIELDS, *(Field(("jobs", "*", name)) for name in ("planned", "worked")))
    source = Source("ACME LTD\n2012 to 2020, 2014 to 2018\n\nOne cook of several, 2013 - 2015, 2013 - 2016\n")
    whole = {"company": "ACME LTD", "planned": "2012 to 2020", "worked": "2014 to 2018"}
    for worked, company in (("2013 - 2016", {}), ("2015", {"company": "ACME LTD"})):
        record = {"jobs": [whole, {"title": "cook", "planned": "2013 - 2015", "worked": worked}]}
        review = settled_review(source, record, fields, lambda _: False)
        assert repeated(record, review, fields, source)["jobs"][1] == record["jobs"][1] | company
