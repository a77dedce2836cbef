"""Chinese numerals: read as they are spoken, and not at all where speech is ambiguous."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.text.numerals import DIGITS, UNITS, decimal_numeral, numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0), ("三", 3), ("十", 10), ("十五", 15), ("二十一", 21), ("廿一", 21), ("一百零五", 105), ("两千", 2000),
        ("二〇〇七", 2007), ("二00七", 2007), ("２００７", 2007), ("壹仟贰佰万", 12_000_000),
        ("三千五百万", 35_000_000),
        ("一億二千萬", 120_000_000), ("三万亿", 3_000_000_000_000), ("一千零一十", 1010),
        ("十二亿三千四百五十六万七千八百九十", 1_234_567_890),
    ],
)  # fmt: skip
def test_numerals_are_read(text: str, number: int) -> None:
    """Everyday, formal and traditional signs, with units or digit by digit."""
    assert numeral(text) == number


@pytest.mark.parametrize("text", ["", "一万六", "三百五", "万", "百", "百万", "二三万", "股", "1.5", "-1"])
def test_what_is_no_clear_numeral_is_none(text: str) -> None:
    """A unit without a figure, and what speech leaves out, have no reading."""
    assert numeral(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三点五", "3.5"), ("零点零五", "0.05"), ("二十三點五", "23.5"), ("三点五万", "35000"),
        ("一点二五千万", "12500000"), ("两点五万亿", "2500000000000"),
        ("三千万", "30000000"), ("三点五十", None), ("三点五百", None), ("三点", None),
        ("点五", None), ("三点五点五", None), ("百万点五", None),
    ],
)  # fmt: skip
def test_decimals_are_read(text: str, number: str | None) -> None:
    """Behind the point stand single figures and at most ten thousands or more; what may be a time of day is none."""
    assert decimal_numeral(text) == (None if number is None else Decimal(number))


@given(st.integers(0, 9_999))
def test_every_number_is_read_back(number: int) -> None:
    """A number below ten thousand, written by the rules, is that number."""
    assert numeral(_written(number)) == number


@given(st.text(st.sampled_from(DIGITS + UNITS + "1"), max_size=12))
def test_no_run_of_signs_is_an_error(text: str) -> None:
    """Any run is a number or none."""
    found = numeral(text)
    assert found is None or found >= 0


def _written(number: int) -> str:
    signs = [DIGITS_PLAIN[int(figure)] for figure in f"{number:04}"]
    parts = [sign + unit if sign != "零" else sign for sign, unit in zip(signs, ("千", "百", "十", ""), strict=True)]
    written = "".join(parts).strip("零")
    while "零零" in written:
        written = written.replace("零零", "零")
    return written or "零"


DIGITS_PLAIN = "零一二三四五六七八九"
