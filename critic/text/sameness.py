"""When two values are the same value.

Knows strings alone; no records and no fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from critic.text.folding import fold
from critic.text.normalise import as_date, as_money, as_number, dates, same_currency
from critic.text.respelling import grade_sign, is_email, same_address

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["same"]


def same(a: str, b: str, *, alternatives: Iterable[str] = ()) -> bool:
    """Return whether ``a`` is the same value as ``b`` or as one of the ``alternatives`` to it.

    Full dates, sums of money and numbers are compared by value where both sides are such; all else after folding
    case, whitespace and punctuation, save that BBB- is another grade than BBB, and j_doe another's address than j.doe.
    A date that can be read in two ways equals a clear one of either reading; two such dates are compared in their
    likelier reading.
    """
    return any(_same(a, form) for form in (b, *alternatives))


def _same(a: str, b: str) -> bool:
    dates_a, dates_b = dates(a), dates(b)
    if dates_a and dates_b:
        both_ambiguous = len(dates_a) > 1 and len(dates_b) > 1
        return as_date(a) == as_date(b) if both_ambiguous else not dates_a.isdisjoint(dates_b)
    money_a, money_b = as_money(a), as_money(b)
    if money_a and money_b:
        return money_a[0] == money_b[0] and same_currency(money_a[1], money_b[1])
    number_a, number_b = as_number(a), as_number(b)
    if number_a is not None and number_b is not None:
        return number_a == number_b
    if is_email(a) and is_email(b):
        return same_address(a, b)
    if grade_sign(a) != grade_sign(b):
        return False
    folded = fold(a)
    return folded == fold(b) if folded else a.strip() == b.strip()
