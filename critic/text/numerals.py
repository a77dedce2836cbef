"""Chinese numerals: 二〇〇七 is 2007, 三千五百万 is 35,000,000, 三点五 is 3.5, and so are their formal signs (壹仟万).

Knows no currencies and no dates; whether a run of such signs is a number at all is for the caller to say.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

__all__ = ["DIGITS", "UNITS", "decimal_numeral", "numeral"]

_SIGNS = ("〇零○", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_SIGNS) for sign in signs}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
_POWERS = {"百": 10**2, "佰": 10**2, "千": 10**3, "仟": 10**3}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

DIGITS = "".join(_DIGITS)
"""The signs for zero to nine, as part of a regular expression's set."""
UNITS = "".join(_TENS | _POWERS | _MYRIADS)
"""The signs for ten and above."""
_POINTED = re.compile(
    rf"(?P<whole>.+)[点點](?P<figures>[{DIGITS}]+)(?P<scale>[百佰千仟]?[万萬]?[亿億]|[百佰千仟]?[万萬])?"
)


def numeral(text: str) -> int | None:
    """Return the whole number that ``text`` writes with digits of any script and Chinese signs; None if it is none.

    Without units the digits stand side by side (二〇〇七, 二00七). What speech leaves out has no reading here: 一万六
    may be 16,000 or 10,006.
    """
    digits = [_digit(sign) for sign in text]
    if digits and None not in digits:
        return int("".join(map(str, digits)))
    total = section = 0
    pending: int | None = None  # a digit that waits for its unit
    unit = 0  # the last unit, where no zero has followed it
    for sign, digit in zip(text, digits, strict=True):
        if digit is not None:
            if pending:
                return None
            pending, unit = digit, unit if digit else 0
        elif sign in _TENS:
            section += _TENS[sign] * (pending or 1)
            pending, unit = None, 10
        elif sign in _POWERS:
            if not pending:
                return None
            section += _POWERS[sign] * pending
            pending, unit = None, _POWERS[sign]
        elif sign in _MYRIADS and (pending or section or total):
            section += pending or 0
            unit = _MYRIADS[sign]
            # 三万亿 counts myriads in hundred millions; 一亿二千万 adds a smaller unit.
            total = (total + section) * unit if total < unit else total + section * unit
            section, pending = 0, None
        else:
            return None
    if pending and unit > 10:  # noqa: PLR2004 - 一百五: speech for 150, not 105
        return None
    return total + section + (pending or 0) if text else None


def decimal_numeral(text: str) -> Decimal | None:
    """Return the number that ``text`` writes, also one with a decimal point (三点五万); None if it is none."""
    pointed = _POINTED.fullmatch(text)
    whole = numeral(pointed["whole"] if pointed else text)
    if not pointed or whole is None:
        return None if whole is None else Decimal(whole)
    figures = "".join(str(_digit(sign)) for sign in pointed["figures"])
    return Decimal(f"{whole}.{figures}") * prod((_POWERS | _MYRIADS)[sign] for sign in pointed["scale"] or "")


def _digit(sign: str) -> int | None:
    return int(sign) if sign.isdecimal() else _DIGITS.get(sign)
