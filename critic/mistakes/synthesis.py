"""Drafts with mistakes, made from gold records: what an extractor might have written.

Nearly every wrong value is one that the document itself suggests (a neighbouring date, another field's value, a cut or
over-long span), for a value that stands nowhere in the source needs no network to be caught. A wrong value has the
shape of the right one that it stands for, may stand anywhere in a list, and is written twice as seldom as a right one.
Still, what a text has beside the right value is seldom as likely a value of the field: a program that never reads the
source tells the wrong values that are left whole from right ones with a ROC AUC of .62 to .81, as it does those of real
drafts (.78 to .82). With a pool of other documents' values to put into the text (`critic.mistakes.planting`) it is .49
to .56; `scripts/probe_shortcuts.py` measures it.

The shares follow a count of 216 real drafts of training documents (168 contracts, 48 resumes) by a generator of 135
million parameters that copies its values from the text. Redundant values there, in percent of those of their type:

===================  =====  ========  ===  =========  =======  ===========  =========  ============
type of field        count  repeated  cut  stretched  overlap  other field  elsewhere  field absent
===================  =====  ========  ===  =========  =======  ===========  =========  ============
dates                   82         2    5          2        6           38         46            61
lengths of time         13         0    0          0        8           38         54            54
names                  386         4   18         11        6           13         47             6
titles and degrees     337         4   14         15        5           18         45             2
tools                  322         0   11         22        1           11         54             3
e-mail addresses        10         0    0          0       10           30         60             0
all                  1,150         3   14         14        4           16         48             9
===================  =====  ========  ===  =========  =======  ===========  =========  ============

An overlap shares half of its words with a right value and is neither part nor whole of one; "field absent" counts,
across the columns before it, the values in fields of which the document states nothing. Of all mistakes 35 % were
omissions (632); in contracts 58 %, and there of every five terms and notice periods four. No value stood nowhere in
the text; a generator that writes freely invents some, hence a few here. Real wrong values stand near the right ones:
as many within 100 characters of one as between 800 and 8,000.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final

from critic.corpus import LabelledDocument
from critic.fields import Field
from critic.mistakes.planting import Pool
from critic.mistakes.slips import Hand, Slip, Written

__all__ = ["damage", "drafted"]

DROPPED: Final = 0.4  # of damaged values; with the values that replace none, a third of all mistakes are omissions
_ABSENT: Final = 0.25  # of the rate: how often a field of which the document states nothing is filled
_FILLED: Final = 0.05  # the same for a field that half of the documents state, where that is known
_EXTRA: Final = 0.3  # how often a list that lost a value gets one that replaces none
_TOO_MANY: Final = 0.1  # of the rate: how often one that lost none gets it, and so more values than are right
_MORE: Final = 0.4  # how often it then gets one more
TWICE: Final = 0.05  # of the rate: how often a value of a list, right or wrong, is written twice


def damage(
    document: LabelledDocument,
    names: Sequence[str],
    rate: float,
    rng: random.Random,
    *,
    pool: Pool | None = None,
) -> dict[str, tuple[str, ...]]:
    """Return the gold record of these fields with each value damaged with probability ``rate``.

    Two damaged values in five are dropped, the others replaced. A list gets values that replace none as well, at any
    place in it, and an absent field is filled with a quarter of that probability. No value that is written as wrong is
    the same as a gold value of its field or another form of one.

    Args:
        document: a text and its gold record.
        names: the fields; of those that are not judged nothing is written.
        rate: the share of values to damage, in [0, 1].
        rng: where chance comes from.
        pool: values of the fields in other documents, if some wrong values shall come from there.

    """
    written = drafted(document, names, rate, rng, pool=pool)
    return {name: tuple(entry.value for entry in entries) for name, entries in written.items()}


def drafted(
    document: LabelledDocument,
    names: Sequence[str],
    rate: float,
    rng: random.Random,
    *,
    pool: Pool | None = None,
    plants: dict[str, str] | None = None,
    fields: Mapping[str, Field] | None = None,
) -> dict[str, tuple[Written, ...]]:
    """Return the draft that ``damage`` returns, each value with how it came about.

    With ``plants``, most wrong values that are left whole come from the pool; what the text must have in the place of
    what is added to ``plants``, see ``critic.mistakes.planting.planted``. With ``fields``, wrong values are such as the
    schema allows: another class of a class, a number of a number.
    """
    gold = {name: document.gold.get(name, ()) for name in names if document.judged(name)}
    lost = {name: tuple(rng.random() < rate for _ in values) for name, values in gold.items()}
    hand = Hand(document, gold, lost, rate, rng, pool, plants=plants, fields=fields)
    record: dict[str, tuple[Written, ...]] = {}
    for name, values in gold.items():
        written: list[Written] = []
        for value, gone in zip(values, lost[name], strict=True):
            if not gone:
                written.append(Written(hand.rewritten(value)))
            elif rng.random() >= DROPPED:
                written += hand.wrong(name, value, written, replaces=True)
        if not values and rng.random() < rate * _filled(name, pool):
            written += hand.wrong(name, hand.expected(name), written)
        if len(values) > 1:
            _add(hand, name, values, written, rate, rng)
        if written:
            record[name] = tuple(written)
    return record


def _filled(name: str, pool: Pool | None) -> float:
    """Return the share of the rate at which an absent field is filled.

    Where it is known how seldom documents state a field, it is filled as seldom, lest whatever it holds be wrong.
    """
    stated = pool.stated.get(name, 0.0) if pool else 1.0
    return _ABSENT if stated >= 1 else min(_ABSENT, _FILLED * stated / (1 - stated))


def _add(hand: Hand, name: str, values: Sequence[str], written: list[Written], rate: float, rng: random.Random) -> None:
    """Write values that replace none into a list, at any place, and some of its values twice."""
    chance = _EXTRA if len(written) < len(values) else rate * _TOO_MANY
    while rng.random() < chance:
        for extra in hand.wrong(name, rng.choice(values), written):
            written.insert(rng.randint(0, len(written)), extra)
        chance = _MORE if len(written) < len(values) else 0.0
    for entry in tuple(written):
        if rng.random() < rate * TWICE:
            again = Written(entry.value, entry.slip or Slip.REPEATED, entry.instead)
            written.insert(rng.randint(written.index(entry) + 1, len(written)), again)
