"""A text written in one way, and where its characters stand in the source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.text.canonical import canonical

FORMS = (
    *("14 March 2004", "14th day of March, 2004", "the fourteenth (14th) of March 2004", "March 14th, 2004"),
    *("14.03.2004", "2004-03-14", "3/14/04", "14-Mar-2004", "Mar. 14, 2004", "14. März 2004", "MARCH 14 2004"),
)


@pytest.mark.parametrize("form", FORMS)
def test_a_date_is_written_in_one_way(form: str) -> None:
    """The same words for whatever stands there, which may have an article before it."""
    written = canonical(f"It ends on {form}, unless renewed.").text
    assert re.sub("on the", "on", written) == "It ends on March 14, 2004, unless renewed."


@pytest.mark.parametrize(
    "text", ["May 1, 2014", "MAY 1, 2014", "since June 2014", "from 2010-12 on", "2014年5月1日", "v1.2.2004x"]
)
def test_what_is_common_or_may_be_something_else_stays(text: str) -> None:
    """Years may be a range, numbers a version, and Chinese dates are read by Chinese encoders."""
    assert canonical(text).text == text


def test_a_month_is_written_in_one_way() -> None:
    """With its year last, it can be nothing else."""
    assert canonical("06/2014 - Sept. 2016").text == "June 2014 - September 2016"


def test_a_document_of_today_is_read_as_an_older_one() -> None:
    """All its years, so that what is earlier stays earlier; those of a value by as much as its document's."""
    read = canonical("Signed 1/5/24, effective 2019, until 31 May 2031.")
    assert read.text == "Signed January 5, 1996, effective 1991, until May 31, 2003."
    assert canonical("31 May 2031", years_back=read.years_back).text == "May 31, 2003"
    assert canonical("1 May 2019, room 3026").years_back == 0


def test_every_address_ends_alike() -> None:
    """Its last part alone is changed."""
    assert canonical("ada@mail.ac.uk or bob@x.io").text == "ada@mail.ac.com or bob@x.com"


def test_words_share_the_place_of_what_they_are_written_for() -> None:
    """In order and whole, so that a value can begin with the first of them and end with the last."""
    source = "until 2004-03-14."
    read = canonical(source)
    words = [match.span() for match in re.finditer(r"\w+|[,.]", read.text)]
    places = [place for place in read.places(words) if place is not None]
    assert [source[place.start : place.end] for place in places] == ["until", "20", "04-", "03", "-14", "."]
    assert [place.may_begin for place in places] == [True, True, False, False, False, True]
    assert [place.may_end for place in places] == [True, False, False, False, True, True]


def test_a_year_that_stands_last_keeps_its_place() -> None:
    """So that it can be a value of its own, as the year of a degree is."""
    source = "graduated 06/2014"
    read = canonical(source)
    *_, year = read.places([match.span() for match in re.finditer(r"\w+", read.text)])
    assert year is not None
    assert (source[year.start : year.end], year.may_begin, year.may_end) == ("2014", True, True)


@given(
    text=st.lists(
        st.sampled_from(
            [*FORMS, "1/2/3", "May", "2031", "'24", "é\u0301", "👩\u200d🔬", "ada@x.io", " ", ", ", "\n", "中", "年"]
        )
    ).map("".join)
)
def test_places_are_those_of_the_source(text: str) -> None:
    """In order, each with a character of its own, and what was not written otherwise is the same there."""
    read = canonical(text)
    reached = 0
    for at, place in enumerate(read.places([(at, at + 1) for at in range(len(read.text))])):
        if place is not None:
            assert reached <= place.start < place.end <= len(text)
            reached = place.end
            same = text[place.start : place.end] == read.text[at]
            assert same or any(change.start <= at < change.end for change in read.changes)
    assert reached == len(text)
