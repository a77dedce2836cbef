"""Dates, money and numbers: equal where they mean the same, None where they are no such thing."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from critic.text.normalise import (
    as_date,
    as_money,
    as_number,
    dates,
    dates_or_months,
    find_amounts,
    find_dates,
    is_day_first,
)

SECONDS = 5.0
"""Far more than a text takes whose length in characters is the work, and far less than one of its square."""


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("11th day of March, 1999", "1999-03-11"),
        ("19 day of March, 2004", "2004-03-19"),
        ("this 20t h day of November, 2018", "2018-11-20"),
        ("first day of April, 2001", "2001-04-01"),
        ("the twenty-third day of June 2008", "2008-06-23"),
        ("March 11, 1999", "1999-03-11"),
        ("MARCH 11,1999", "1999-03-11"),
        ("twenty first day of March, 1999", "1999-03-21"),
        ("twenty-\nfirst day of March, 1999", "1999-03-21"),
        ("March Thirty\u2013First, 1999", "1999-03-31"),
        ("Sept. 3, 2010", "2010-09-03"),
        ("December 31st 2010", "2010-12-31"),
        ("Monday, 5 May 2003", "2003-05-05"),
        ("the first (1st) day of January, 2020", "2020-01-01"),
        ("1st (first) day of January in the year 2020", "2020-01-01"),
        ("1-Jun-19", "2019-06-01"),
        ("2020. 1. 5.", "2020-01-05"),
        ("2020-01-05T00:00:00Z", "2020-01-05"),
        ("2020-01-05 00:00:00", "2020-01-05"),
        ("3. März 2019", "2019-03-03"),
        ("3. Ma\u0308rz 2019", "2019-03-03"),
        ("1er août 2019", "2019-08-01"),
        ("3 de diciembre de 2019", "2019-12-03"),
        ("14 agosto 2019", "2019-08-14"),
        ("5 mei 2019", "2019-05-05"),
        ("2004-03-19", "2004-03-19"),
        ("2004/3/9", "2004-03-09"),
        ("25.12.2018", "2018-12-25"),
        ("1.12.2018", "2018-12-01"),
        ("11/03/1999", "1999-11-03"),
        ("12-01-19", "2019-12-01"),
        ("3/1/97", "1997-03-01"),
        ("2019年3月5日", "2019-03-05"),
        ("２０１９年３月５日", "2019-03-05"),
        ("二〇一九年十二月二十三日", "2019-12-23"),
        ("二零零七年十月廿一日", "2007-10-21"),
        ("二00七年十月八日（星期一）", "2007-10-08"),
        ("贰零零柒年拾月捌日", "2007-10-08"),
        ("公元 2007 年 10 月 8 号", "2007-10-08"),
        ("２００７．１０．８", "2007-10-08"),
    ],
)
def test_full_dates_are_read(text: str, iso: str) -> None:
    """A date is read however a contract, a receipt or a form writes it."""
    assert as_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "", "May", "10", "2010", "May 2010", "March __, 2010", "__ day of June, 2010", "February 30, 2010",
        "31/02/2010", "10.10.10.10", "1.2.3", "three years after March 11, 1999", "March 11, 1999 to May 1, 2000",
        "2007年10月初八", "农历二〇〇七年十月", "民国96年10月8日", "2007年13月", "2007年2月30日", "07年10月",
        "perpetual", "2020-01-05T10:30:00", "3 years ago 2019",
    ],
)  # fmt: skip
def test_what_is_no_full_date_is_none(text: str) -> None:
    """Partial, impossible and relative dates are not completed by guessing."""
    assert as_date(text) is None
    assert dates(text) == frozenset()


@pytest.mark.parametrize("text", ["2007年10月", "2007 年 10 月", "２００７年１０月", "二〇〇七年十月", "2007年10月份"])
def test_a_chinese_month_is_a_date_of_its_own(text: str) -> None:
    """What a resume states to the month is read to the month, and is no day of it."""
    assert as_date(text) == "2007-10"
    assert dates(text).isdisjoint(dates("2007年10月8日"))


def test_an_ambiguous_date_keeps_both_readings() -> None:
    """11/03/1999 is in March or in November."""
    assert dates("11/03/1999") == {"1999-11-03", "1999-03-11"}
    assert dates("25/03/1999") == {"1999-03-25"}


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("from 05/03/2019 to 25/12/2021", True),
        ("from 05/03/2019 to 12/25/2021", False),
        ("from 05/03/2019 to 06/07/2021", False),
        ("from 05/03/2019, 25/12/2021 or 12/25/2021", False),
        ("from 05-03-2019 to 31-12-21", True),
        ("from 05/03/2019; 25.12.2021", False),
        ("dated 05/03/2019, parcel 45-3-12, lot 31/31/99", False),
    ],
)
def test_one_date_tells_how_a_text_writes_dates(text: str, day_first: bool) -> None:
    """Where 25/12 stands, 05/03 is in March before it is in May; where nothing tells, or both, in May."""
    expected = ("2019-03-05", "2019-05-03") if day_first else ("2019-05-03", "2019-03-05")
    assert find_dates(text)[0].readings == expected
    assert is_day_first(text) == day_first
    assert as_date("05/03/2019", day_first=day_first) == ("2019-03-05" if day_first else "2019-05-03")


@pytest.mark.parametrize("text", ["Mar-05-2019", "MAR/05/2019", "2019-Mar-05", "Mar-5-19", "05-Mar-2019"])
def test_a_month_by_its_name_stands_anywhere_in_a_date(text: str) -> None:
    """And its day is no month."""
    assert as_date(text) == "2019-03-05"
    assert [d.readings for d in find_dates(f"Signed on {text}.", months=True)] == [("2019-03-05",)]


def test_a_long_run_of_figures_is_read_at_once() -> None:
    """However long, and whatever stands behind it: one in Chinese is no number, and all cost next to nothing."""
    began = time.monotonic()
    assert find_amounts("一" * 40_000 + "元") == ()
    assert find_amounts("二" * 5_000 + "元，三千万元")[-1].value == Decimal(30_000_000)
    assert len(find_amounts("123 " * 20_000)) == 20_000
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("text", ["May 2010", "MAY, 2010", "5/2010", "05.2010", "2010-05", "mai 2010", "2010年5月"])
def test_a_month_is_read_where_it_is_asked_for(text: str) -> None:
    """Of a date with its day it is no other reading."""
    assert dates_or_months(text) == {"2010-05"}
    assert dates_or_months("3 May 2010") == {"2010-05-03"}
    assert [stated.readings for stated in find_dates(f"3 June 2010 to {text}", months=True)] == [
        ("2010-06-03",),
        ("2010-05",),
    ]


def test_dates_are_found_where_they_stand() -> None:
    """Each date of a text comes with its place."""
    text = "Made on the 11th day of March, 1999 and ending December 31, 2004 (see 3.1.4)."
    assert [(text[d.start : d.end], d.readings) for d in find_dates(text)] == [
        ("11th day of March, 1999", ("1999-03-11",)),
        ("December 31, 2004", ("2004-12-31",)),
    ]


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("$1,234.56", (Decimal("1234.56"), "USD")),
        ("US$ 5 million", (Decimal(5_000_000), "USD")),
        ("€1.234,56", (Decimal("1234.56"), "EUR")),
        ("EUR 5.000", (Decimal(5_000), "EUR")),
        ("1234.567 €", (Decimal("1234.567"), "EUR")),
        ("$5.125", (Decimal("5.125"), "USD")),
        ("1,5 Mio. Euro", (Decimal(1_500_000), "EUR")),
        ("1 234,56 €", (Decimal("1234.56"), "EUR")),
        ("2 150,00", None),
        ("1\u2009234,56 €", (Decimal("1234.56"), "EUR")),
        ("€ 1\u202f234", (Decimal(1234), "EUR")),
        ("$5MM", (Decimal(5_000_000), "USD")),
        ("Rs. 2 crore", (Decimal(20_000_000), "INR")),
        ("$.001", (Decimal("0.001"), "USD")),
        ("$ .05", (Decimal("0.05"), "USD")),
        ("10.50 EUR", (Decimal("10.50"), "EUR")),
        ("RM12.90", (Decimal("12.90"), "MYR")),
        ("人民币5万元", (Decimal(50_000), "CNY")),
        ("人民币３，０００万元", (Decimal(30_000_000), "CNY")),
        ("人民幣3,000萬元整", (Decimal(30_000_000), "CNY")),
        ("三千万元", (Decimal(30_000_000), "CNY")),
        ("人民币壹仟贰佰万元整", (Decimal(12_000_000), "CNY")),
        ("1亿2千万元", (Decimal(120_000_000), "CNY")),
        ("1.2万亿美元", (Decimal(1_200_000_000_000), "USD")),
        ("新台币一百万元", (Decimal(1_000_000), "TWD")),
        ("-1亿2千万元", (Decimal(-120_000_000), "CNY")),
        ("三点五万元", (Decimal(35_000), "CNY")),
        ("两点五亿元", (Decimal(250_000_000), "CNY")),
        ("三点五十元", None),
        ("一万六元", None),
        ("三千万", None),
        ("-$3.20", (Decimal("-3.20"), "USD")),
        ("$-500", (Decimal(-500), "USD")),
        ("($3.20)", (Decimal("-3.20"), "USD")),
        ("1,234", (Decimal(1234), None)),
        ("5%", None),
        ("$", None),
        ("twelve", None),
        ("$5 or $6", None),
    ],
)
def test_sums_are_read_with_their_currency(text: str, money: tuple[Decimal, str | None] | None) -> None:
    """A sum is its value and its currency; anything else is None."""
    assert as_money(text) == money


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", "1234"), ("1.234", "1.234"), ("1.234.567", "1234567"), ("1,00,000", "100000"), ("0,5", "0.5"),
        ("-5", "-5"), ("−5", "-5"), ("12.5%", "0.125"), ("5 million", "5000000"), ("1 000 000", None),
        ("5‰", "0.005"), ("千分之五", "0.005"), ("万分之三", "0.0003"),
        ("7.07％", "0.0707"), ("百分之七十五", "0.75"), ("百分之五点五", "0.055"),
        ("3,000万", "30000000"), ("３５", "35"), ("十五", None),
    ],
)  # fmt: skip
def test_numbers_are_read(text: str, number: str | None) -> None:
    """Grouping, decimal marks, signs, percents and scales are understood."""
    assert as_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("text", ["007", "A4", "5th", "12/05/2010", "10:30", "1.2.3", "$5", "", "x", "9" * 40])
def test_codes_and_dates_are_no_numbers(text: str) -> None:
    """What only looks like a number is none."""
    assert as_number(text) is None


def test_chinese_amounts_are_found_where_they_stand() -> None:
    """Full-width figures and Chinese numerals come with the characters that they are printed as."""
    text = "注册资本人民币３，０００万元，占５１％，其余一千万元，编号为１，２００７年起；一股份。"
    assert [(text[a.start : a.end], a.value) for a in find_amounts(text)] == [
        ("人民币３，０００万元", Decimal(30_000_000)),
        ("５１％", Decimal("0.51")),
        ("一千万元", Decimal(10_000_000)),
        ("１", Decimal(1)),
        ("２００７", Decimal(2007)),
    ]


def test_amounts_are_found_where_they_stand() -> None:
    """A text's sums come with their places; its dates, times and codes are passed over."""
    text = "On 12/05/2010 at 10:30 pay RM5.20, or 5% of $2 million, for A4 paper."
    assert [(text[a.start : a.end], a.value) for a in find_amounts(text)] == [
        ("RM5.20", Decimal("5.20")),
        ("5%", Decimal("0.05")),
        ("$2 million", Decimal(2_000_000)),
    ]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("sum of US$ \n500 due", [("US$ \n500", 500, "USD")]),
        ("pay $\n\n5,000", [("$\n\n5,000", 5_000, "USD")]),
        ("or - \n500 due", [("500", 500, None)]),
        ("3 $15.00", [("3", 3, None), ("$15.00", 15, "USD")]),
        ("34\nUSD15", [("34", 34, None), ("USD15", 15, "USD")]),
        ("10 USD,20 EUR", [("10 USD", 10, "USD"), ("20 EUR", 20, "EUR")]),
        ("$1.5 - 2 million", [("$1.5", Decimal("1.5"), "USD"), ("2 million", 2_000_000, None)]),
        ("$100k - $3 million", [("$100k", 100_000, "USD"), ("$3 million", 3_000_000, "USD")]),
        ("a change of - 5%", [("- 5%", Decimal("-0.05"), None)]),
        ("3点五万元", [("3", 3, None)]),
    ],
)
def test_signs_belong_to_the_number_they_are_written_at(
    text: str, amounts: list[tuple[str, Decimal | int, str | None]]
) -> None:
    """Also over two lines, between two sums and in a range; offsets are true."""
    assert [(text[a.start : a.end], a.value, a.currency) for a in find_amounts(text)] == amounts
