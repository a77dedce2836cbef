"""Flat answers become nested records, and no value is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from critic.fields import Field, flatten, leaves
from ie_pipeline.generators.nesting import labels, nested, regrouped

RESUME = flatten(json.loads((Path(__file__).parents[2] / "schemas" / "resume.json").read_text(encoding="utf-8")))


def _nest(passage: str, /, **values: list[Any]) -> dict[str, Any]:
    return nested({field: values[field.name] for field in RESUME if field.name in values}, passage)


def test_names_are_short_and_told_apart_only_where_they_must_be() -> None:
    """A parent's name comes in front of two leaves that share a name, and of no other."""
    fields = [Field(path) for path in (("name",), ("jobs", "*", "company"), ("clients", "*", "company"), ("email",))]
    assert labels(fields) == ("name", "jobs company", "clients company", "email")


def test_single_values_take_the_first_and_lists_take_all() -> None:
    """A second candidate for a name is not made a list of."""
    record = _nest("Ann Lee knows Python and Flask", name=["Ann Lee", "Flask"], tech_tools=["Python", "Flask"])
    assert record == {"name": "Ann Lee", "tech_tools": ["Python", "Flask"]}


def test_what_stands_together_is_one_item() -> None:
    """Each position gets its own title, employer and dates, whatever the order of the lists."""
    record = _nest(
        "Baker, Crumb Ltd, 2010 - 2012\nBaked bread.\nDriver, Wheels Inc, 2013 - 2015\nDrove.",
        company=["Crumb Ltd", "Wheels Inc"],
        designation=["Driver", "Baker"],
        period=["2010 - 2012", "2013 - 2015"],
    )
    assert record["positions"] == [
        {"designation": "Baker", "company": "Crumb Ltd", "period": "2010 - 2012"},
        {"designation": "Driver", "company": "Wheels Inc", "period": "2013 - 2015"},
    ]


def test_a_title_in_another_case_stands_with_its_employer() -> None:
    """What a profile calls a back-end developer and a heading a Back-end Developer is the position of the heading."""
    record = _nest(
        "Back-end developer who likes short functions and services that can be understood in an afternoon, and who has"
        " written them for libraries and archives for six years.\n\nBack-end Developer, Shelf Ltd\n2021 - present",
        company=["Shelf Ltd"],
        designation=["Back-end developer"],
        period=["2021 - present"],
    )
    assert record["positions"] == [
        {"designation": "Back-end developer", "company": "Shelf Ltd", "period": "2021 - present"}
    ]


def test_an_item_without_one_of_its_values_does_not_shift_the_others() -> None:
    """An employer that the first position lacks stays with the second."""
    record = _nest(
        "Baker (self-employed), baked bread of all kinds for the whole village for many years.\n\n"
        "Wheels Inc\nDriver, 2013 - 2015",
        company=["Wheels Inc"],
        designation=["Baker", "Driver"],
        period=["2013 - 2015"],
    )
    assert record["positions"] == [
        {"designation": "Baker"},
        {"designation": "Driver", "company": "Wheels Inc", "period": "2013 - 2015"},
    ]


def test_items_begin_alike() -> None:
    """Where titles come first, the dates straight above one are those of the job before it."""
    record = _nest(
        "Cook\nInn Ltd\n2013 - 2015\n\nBaker\nCrumb Ltd, 12 Long Street, Leeds\n2010 - 2012\nDriver\nWheels Inc",
        designation=["Cook", "Baker", "Driver"],
        company=["Inn Ltd", "Crumb Ltd", "Wheels Inc"],
        period=["2013 - 2015", "2010 - 2012"],
    )
    assert record["positions"] == [
        {"designation": "Cook", "company": "Inn Ltd", "period": "2013 - 2015"},
        {"designation": "Baker", "company": "Crumb Ltd", "period": "2010 - 2012"},
        {"designation": "Driver", "company": "Wheels Inc"},
    ]


def test_a_value_that_stands_twice_goes_to_its_siblings() -> None:
    """The summary's mention of a title does not make a position of its own."""
    filler = "I like to work with people and to see things grow. " * 8
    record = _nest(
        f"A baker by heart: Baker.\n{filler}\n\nBaker, Crumb Ltd, 2010",
        company=["Crumb Ltd"],
        designation=["Baker"],
        period=["2010"],
    )
    assert record["positions"] == [{"designation": "Baker", "company": "Crumb Ltd", "period": "2010"}]


def test_a_year_that_ends_one_study_and_begins_another_goes_where_all_fit() -> None:
    """Of two studies, one right after the other, each has the year in which it was finished."""
    for line in ("{}, {}, {}–{}", "{}\n{}\n{}–{}", "{} — {} ({} – {})"):
        lines = [
            line.format("BSc Chemistry", "Oakgate University", 2010, 2014),
            line.format("Diploma in Nursing", "Ironview College", 2006, 2010),
        ]
        record = _nest(
            "\n\n".join(lines),
            degree=["BSc Chemistry", "Diploma in Nursing"],
            college=["Oakgate University", "Ironview College"],
            graduation_year=["2010", "2014"],
        )
        assert record["education"] == [
            {"degree": "BSc Chemistry", "college": "Oakgate University", "graduation_year": "2014"},
            {"degree": "Diploma in Nursing", "college": "Ironview College", "graduation_year": "2010"},
        ]


def test_blank_lines_within_all_items_part_nothing() -> None:
    """Where each employer stands a blank line below the title, and the next title right below the period."""
    record = _nest(
        "Cook\n\nCrumb Ltd - Riverby\n\nsince 2019\n- Cooked what there was to cook, and was thanked for it\nWaiter\n\n"
        "Wheels Inc - Fenton\n\n2016 - 2019\nPorter\n\nOak Hotel - Fenton\n\n2014 - 2016\n",
        designation=["Cook", "Waiter", "Porter"],
        company=["Crumb Ltd", "Wheels Inc", "Oak Hotel"],
        period=["since 2019", "2016 - 2019", "2014 - 2016"],
    )
    assert [item["period"] for item in record["positions"]] == ["since 2019", "2016 - 2019", "2014 - 2016"]
    assert [item["designation"] for item in record["positions"]] == ["Cook", "Waiter", "Porter"]


def test_what_stands_in_brackets_belongs_to_what_is_before_them() -> None:
    """A bracket that closes parts more than one that opens."""
    record = _nest(
        "PhD in Physics (June 2010) MSc in Physics, Ironview College",
        degree=["PhD in Physics", "MSc in Physics"],
        college=["Ironview College"],
        graduation_year=["2010"],
    )
    assert record["education"] == [
        {"degree": "PhD in Physics", "graduation_year": "2010"},
        {"degree": "MSc in Physics", "college": "Ironview College"},
    ]


def test_chinese_values_are_found_within_their_sentence() -> None:
    """No spaces stand around them, and a value beside a bracket is no likelier than one in the middle of a sentence."""
    fields = [field for field in RESUME if field.name in ("company", "designation")]
    company, designation = sorted(fields, key=lambda field: field.name)
    passage = f"海棠科技（简介见后）。{'林清喜欢与人共事。' * 20}2001年任青禾銀行經理，2007年起任海棠科技董事长。"
    record = nested({company: ["海棠科技", "青禾銀行"], designation: ["經理", "董事长"]}, passage)
    assert record["positions"] == [
        {"company": "青禾銀行", "designation": "經理"},
        {"company": "海棠科技", "designation": "董事长"},
    ]


def test_values_are_found_across_line_breaks() -> None:
    """The answer has one space where the passage has a line break."""
    record = _nest("Head\n  Baker, Crumb\nLtd", company=["Crumb Ltd"], designation=["Head Baker"])
    assert record["positions"] == [{"designation": "Head Baker", "company": "Crumb Ltd"}]


def test_a_value_that_is_not_in_the_passage_is_kept() -> None:
    """It joins an item that lacks it, or is an item alone."""
    record = _nest("Baker, Crumb Ltd", company=["Crumb Ltd"], designation=["Baker"], period=["last year", "then"])
    assert record["positions"] == [
        {"designation": "Baker", "company": "Crumb Ltd", "period": "last year"},
        {"period": "then"},
    ]


def test_a_value_within_a_longer_one_of_its_field_stands_elsewhere() -> None:
    """The engineer's place is where no principal engineer is meant."""
    record = _nest(
        "Principal Engineer, Murtal GmbH, 2019 to date\nEngineer, Lifts AG, 2014 - 2019",
        company=["Murtal GmbH", "Lifts AG"],
        designation=["Principal Engineer", "Engineer"],
        period=["2019 to date", "2014 - 2019"],
    )
    assert record["positions"] == [
        {"designation": "Principal Engineer", "company": "Murtal GmbH", "period": "2019 to date"},
        {"designation": "Engineer", "company": "Lifts AG", "period": "2014 - 2019"},
    ]


def test_a_year_in_the_period_of_a_job_is_no_year_of_a_degree() -> None:
    """A degree is of the year beside it, also where a job that began in that year stands nearer."""
    text = "Clerk, Post plc\nOctober 2015 to 2016\n\nEducation\n\nM.Arch., Leeds\nFaculty of Letters and Arts\n2015"
    record = _nest(
        text,
        designation=["Clerk"],
        company=["Post plc"],
        period=["October 2015 to 2016"],
        degree=["M.Arch."],
        college=["Leeds"],
        graduation_year=["2015"],
    )
    assert record["education"] == [{"degree": "M.Arch.", "college": "Leeds", "graduation_year": "2015"}]
    parted = {**record, "education": [{"graduation_year": "2015"}, {"degree": "M.Arch.", "college": "Leeds"}]}
    assert regrouped(parted, RESUME, text) == record


TEXT = "Baker, Crumb Ltd, 2010 - 2012\n\nDriver, Wheels Inc, 2013 - 2015\n\nDriver, Tyres plc, 2016 - 2018"


def test_what_was_parted_on_the_way_is_put_together() -> None:
    """Items that were read in two halves are one again; a value read twice is there once for each of its places."""
    parted = {
        "name": "Ann Lee",
        "positions": [
            {"designation": "Baker"},
            {"company": "Crumb Ltd", "period": "2010 - 2012"},
            {"designation": "Driver", "company": "Wheels Inc", "period": "2013 - 2015"},
            {"company": "Wheels Inc"},
            {"designation": "Driver", "company": "Tyres plc", "period": "2016 - 2018"},
        ],
    }
    assert regrouped(parted, RESUME, TEXT) == {
        "name": "Ann Lee",
        "positions": [
            {"designation": "Baker", "company": "Crumb Ltd", "period": "2010 - 2012"},
            {"designation": "Driver", "company": "Wheels Inc", "period": "2013 - 2015"},
            {"designation": "Driver", "company": "Tyres plc", "period": "2016 - 2018"},
        ],
    }


def test_a_year_that_was_read_twice_is_held_once_for_each_place_of_its_own() -> None:
    """Those within the period of a job are none."""
    text = "Cook, Crumb Ltd, 2018 - 2020\nWaiter, 2016 - 2018\n\nDiploma in Cooking, 2018\n"
    jobs = [{"designation": "Cook", "company": "Crumb Ltd", "period": "2018 - 2020"}]
    jobs += [{"designation": "Waiter", "period": "2016 - 2018"}]
    diploma = {"degree": "Diploma in Cooking", "graduation_year": "2018"}
    record = {"positions": jobs, "education": [diploma, {"graduation_year": "2018"}]}
    assert regrouped(record, RESUME, text) == {"positions": jobs, "education": [diploma]}


def test_a_list_with_a_value_that_stands_nowhere_is_left_as_it_is() -> None:
    """Where a value belongs that the text does not hold, places cannot tell."""
    inferred = {"positions": [{"designation": "Baker"}, {"company": "Crumb Limited", "period": "2010 - 2012"}]}
    assert regrouped(inferred, RESUME, TEXT) == inferred


def test_lists_inside_items_stay_with_their_item() -> None:
    """Two duties of one job are no second job."""
    fields = (Field(("jobs", "*", "title")), Field(("jobs", "*", "duties", "*")))
    record = nested(
        {fields[0]: ["Baker", "Driver"], fields[1]: ["kneading", "baking", "steering"]},
        "Baker: kneading, baking. Driver: steering.",
    )
    assert record == {
        "jobs": [{"title": "Baker", "duties": ["kneading", "baking"]}, {"title": "Driver", "duties": ["steering"]}]
    }


@given(
    st.dictionaries(
        st.sampled_from([field for field in RESUME if field.many]),
        st.lists(st.sampled_from(["a", "b", "c d", "e", "not there", "(", "ab"]), unique=True, max_size=5),
    ),
    st.text("abcde .(\n", max_size=80),
)
def test_no_value_of_a_list_is_lost(values: dict[Field, list[str]], passage: str) -> None:
    """Every value of every list is in the record, as often as it was stated."""
    record = nested({field: found for field, found in values.items() if found}, passage)
    for field, found in values.items():
        assert sorted(leaf.value for leaf in leaves(record, [field])) == sorted(found)
