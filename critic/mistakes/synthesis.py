"""Drafts with mistakes, made from gold records: what an extractor might have written.

Nearly every wrong value is one that the document itself suggests (a neighbouring date, another field's value, a cut or
over-long span), for a value that stands nowhere in the source needs no network to be caught. Nothing but the source
tells a right value from a wrong one: a wrong one has the shape of the right one that it stands for, may stand anywhere
in a list, and is written twice no more often than a right one.

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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import regex

from critic.corpus import LabelledDocument
from critic.folding import fold
from critic.mistakes.distortions import cut, redated, slipped, stretched
from critic.mistakes.replacements import Shape, is_han, likeness, shape_of, surroundings
from critic.mistakes.rows import Mistake
from critic.mistakes.siblings import sibling
from critic.sameness import same

__all__ = ["Slip", "Written", "damage", "drafted"]


class Slip(StrEnum):
    """How a wrong value came about; finer than the kind of mistake that a critic tells."""

    CUT = "cut"
    STRETCHED = "stretched"
    DIGIT = "another digit"
    OTHER_FIELD = "another field's value"
    NEIGHBOUR = "a neighbour of its shape"
    FAMILIAR = "world knowledge"
    OTHER_DOCUMENT = "another document's value"
    REPEATED = "written twice"

    @property
    def whole(self) -> bool:
        """Whether the value is left whole: it is a right value of something, though not of this."""
        return self not in (Slip.CUT, Slip.STRETCHED, Slip.DIGIT)

    @property
    def mistake(self) -> Mistake:
        """The kind of mistake that the value is."""
        return _MISTAKES.get(self, Mistake.MISPLACED)


_MISTAKES: Final = {
    Slip.CUT: Mistake.DISTORTED,
    Slip.STRETCHED: Mistake.DISTORTED,
    Slip.DIGIT: Mistake.DISTORTED,
    Slip.FAMILIAR: Mistake.INVENTED,
    Slip.OTHER_DOCUMENT: Mistake.INVENTED,
    Slip.REPEATED: Mistake.DUPLICATED,
}


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a draft; ``slip`` is None for a right one, ``instead`` the right value that it stands for."""

    value: str
    slip: Slip | None = None
    instead: str | None = None


# What becomes of a damaged value of each shape that is not dropped: cut, stretched, another digit, another field's
# value, a neighbour, world knowledge. In percent, after the table above; an overlap is half a cut, half a stretch.
_SLIPS: Final = (Slip.CUT, Slip.STRETCHED, Slip.DIGIT, Slip.OTHER_FIELD, Slip.NEIGHBOUR, Slip.FAMILIAR)
_SHARES: Final[Mapping[Shape, tuple[int, ...]]] = {
    Shape.DATE: (8, 4, 4, 40, 44, 0),
    Shape.PERIOD: (10, 6, 4, 30, 50, 0),
    Shape.LENGTH: (4, 2, 4, 36, 54, 0),
    Shape.AMOUNT: (0, 4, 12, 34, 50, 0),
    Shape.CONTACT: (6, 4, 8, 22, 60, 0),
    Shape.COMPANY: (21, 14, 1, 14, 48, 2),
    Shape.PLACE: (12, 20, 0, 14, 50, 4),
    Shape.POST: (16, 17, 0, 19, 46, 2),
    Shape.SCHOOLING: (16, 17, 0, 19, 44, 4),
    Shape.WORDS: (15, 20, 2, 15, 45, 3),
}
_RARE: Final = (Slip.DIGIT, Slip.FAMILIAR, Slip.OTHER_DOCUMENT)  # stand in for no other slip that cannot be made
_OTHER_DOCUMENTS: Final = 6  # percent that come from a pool, where there is one
_DROPPED: Final = 0.4  # of damaged values; with the values that replace none, a third of all mistakes are omissions
_ABSENT: Final = 0.25  # of the rate: how often a field of which the document states nothing is filled
_EXTRA: Final = 0.5  # of the rate: how often a list gets a value that replaces none
_MORE: Final = 0.4  # how often it then gets one more
_TWICE: Final = 0.05  # of the rate: how often a value of a list, right or wrong, is written twice
_REWRITTEN: Final = 0.1  # of the rate: how often a date, right or wrong, is written in another shape
_COPIED: Final = 0.3  # how often a value may be taken from a field that keeps it; else from one that lost it
_MOST_PLACES: Final = 8  # of one value that are looked at

# What a field that the document does not state might hold, by its name; in Latin script and in Chinese.
_EXPECTED: Final = tuple(
    (regex.compile(pattern, regex.IGNORECASE), latin, han)
    for pattern, latin, han in (
        (r"date|日期|时间", "May 1, 2014", "2007年10月1日"),
        (r"year|period|since|年", "2007", "2007年10月"),
        (r"term|duration|length|notice|期", "two (2) years", "三年"),
        (r"amount|total|price|value|sum|金额", "5,000", "5,000"),
        (r"mail|url|link|网址|邮箱", "a@b.org", "a@b.org"),
        (r"law|location|place|country|state|jurisdiction|city|地|籍", "Delaware", "中国"),
        (r"compan|part(?:y|ies)|employer|college|school|organi|公司|机构|单位", "Acme Holdings Inc.", "甲乙公司"),
        (r"职|岗", "Chief Engineer", "总经理"),
        (r"学历|学位", "Bachelor of Arts", "本科"),
        (r"", "Some Name", "张三"),
    )
)
_LENGTH: Final = regex.compile(
    r"(?:(?P<word>[a-z]+(?:-[a-z]+)?)\s*\(?)?(?P<digits>\d+)?\)?[\s-]+"
    r"(?P<unit>(?:calendar |business )?(?:day|week|month|year))s?",
    regex.IGNORECASE,
)
_NUMBERS: Final = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "eighteen": 18,
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
    "one-hundred-twenty": 120,
}


def damage(
    document: LabelledDocument,
    names: Sequence[str],
    rate: float,
    rng: random.Random,
    *,
    pool: Mapping[str, Sequence[str]] | None = None,
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
        pool: values of each field in other documents, if some wrong values shall come from there.

    """
    written = drafted(document, names, rate, rng, pool=pool)
    return {name: tuple(entry.value for entry in entries) for name, entries in written.items()}


def drafted(
    document: LabelledDocument,
    names: Sequence[str],
    rate: float,
    rng: random.Random,
    *,
    pool: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, tuple[Written, ...]]:
    """Return the draft that ``damage`` returns, each value with how it came about."""
    gold = {name: document.gold.get(name, ()) for name in names if document.judged(name)}
    lost = {name: tuple(rng.random() < rate for _ in values) for name, values in gold.items()}
    hand = _Hand(document, gold, lost, rate, rng, pool or {})
    record: dict[str, tuple[Written, ...]] = {}
    for name, values in gold.items():
        written: list[Written] = []
        for value, gone in zip(values, lost[name], strict=True):
            if not gone:
                written.append(Written(hand.rewritten(value)))
            elif rng.random() >= _DROPPED:
                written += hand.wrong(name, value, written, replaces=True)
        if not values and rng.random() < rate * _ABSENT:
            written += hand.wrong(name, hand.expected(name), written)
        if len(values) > 1:
            hand.add(name, values, written)
        if written:
            record[name] = tuple(written)
    return record


class _Hand:
    """Writes the wrong values of one draft."""

    def __init__(
        self,
        document: LabelledDocument,
        gold: Mapping[str, tuple[str, ...]],
        lost: Mapping[str, tuple[bool, ...]],
        rate: float,
        rng: random.Random,
        pool: Mapping[str, Sequence[str]],
    ) -> None:
        self._document = document
        self._gold = gold
        self._lost = lost
        self._rate = rate
        self._rng = rng
        self._pool = pool
        self._around = surroundings(document.text)
        self._ways: Mapping[Slip, Callable[[str, str], Sequence[str | None]]] = {
            Slip.CUT: lambda _, value: [cut(value, rng)],
            Slip.STRETCHED: self._stretched,
            Slip.DIGIT: lambda _, value: [slipped(value, rng)],
            Slip.OTHER_FIELD: self._from_other_field,
            Slip.NEIGHBOUR: lambda name, value: self._around.like(value, self._starts(name, value), rng),
            Slip.FAMILIAR: lambda _, value: [sibling(value, rng)],
            Slip.OTHER_DOCUMENT: lambda name, _: rng.sample(pool[name], min(3, len(pool[name]))),
        }

    def wrong(self, name: str, value: str, written: Sequence[Written], *, replaces: bool = False) -> list[Written]:
        """Return a wrong value for a field, of the shape of ``value``; none where the document suggests none.

        A value that ``replaces`` a right one may also be a part of it or more than it.
        """
        shares = dict(zip(_SLIPS, _SHARES[shape_of(value)], strict=True))
        if self._pool.get(name):
            shares[Slip.OTHER_DOCUMENT] = _OTHER_DOCUMENTS
        left = {slip: share for slip, share in shares.items() if share and (replaces or slip.whole)}
        taken = {fold(entry.value) for entry in written}
        while left:
            slip = self._rng.choices(tuple(left), tuple(left.values()))[0]
            for candidate in self._ways[slip](name, value):
                if candidate and fold(candidate) not in taken and self._is_wrong(name, candidate, slip):
                    return [Written(self.rewritten(candidate), slip, value if replaces else None)]
            left = {other: share for other, share in left.items() if other is not slip and other not in _RARE}
        return []

    def add(self, name: str, values: Sequence[str], written: list[Written]) -> None:
        """Write values that replace none into a list, at any place, and some of its values twice."""
        chance = self._rate * _EXTRA
        while self._rng.random() < chance:
            for extra in self.wrong(name, self._rng.choice(values), written):
                written.insert(self._rng.randint(0, len(written)), extra)
            chance = _MORE
        for entry in tuple(written):
            if self._rng.random() < self._rate * _TWICE:
                again = Written(entry.value, entry.slip or Slip.REPEATED, entry.instead)
                written.insert(self._rng.randint(written.index(entry) + 1, len(written)), again)

    def rewritten(self, value: str) -> str:
        """Return a value as it is, or now and then a date in another of its shapes."""
        if self._rng.random() < self._rate * _REWRITTEN and shape_of(value) is Shape.DATE:
            return redated(value, self._rng) or value
        return value

    def expected(self, name: str) -> str:
        """Return a value such as an absent field might have held."""
        if self._pool.get(name):
            return self._rng.choice(self._pool[name])
        han = is_han(self._document.text[:200])
        return next(chinese if han else latin for pattern, latin, chinese in _EXPECTED if pattern.search(name))

    def _is_wrong(self, name: str, candidate: str, slip: Slip) -> bool:
        """Return whether a candidate is no gold value of the field, and no accepted form of one.

        A value that is left whole must be no part of a gold value and have none for its part; one that is cut or
        stretched must not run between a shorter and a longer form that are both gold.
        """
        right = (*self._document.gold.get(name, ()), *self._document.normalised.get(name, ()))
        length = _length_of_time(candidate)
        if any(same(candidate, value) or (length and length == _length_of_time(value)) for value in right):
            return False
        folded = fold(candidate)
        holding = [value for value in right if _within(folded, fold(value))]
        held = [value for value in right if _within(fold(value), folded)]
        return bool(folded) and not (holding or held if slip.whole else holding and held)

    def _from_other_field(self, name: str, value: str) -> list[str]:
        """Return values of the same shape that other fields hold, first of all those that lost them."""
        fits = likeness(value)
        lost: list[str] = []
        kept: list[str] = []
        for other, values in self._gold.items():
            if other != name:
                for held, gone in zip(values, self._lost[other], strict=True):
                    if fits(held):
                        (lost if gone else kept).append(held)
        self._rng.shuffle(lost)
        self._rng.shuffle(kept)
        return [*lost, *kept] if self._rng.random() < _COPIED else lost

    def _stretched(self, name: str, value: str) -> list[str | None]:
        starts = self._starts(name, value)
        if not starts:
            return []
        start = self._rng.choice(starts)
        return [stretched(self._document.text, start, start + len(value), self._rng)]

    def _starts(self, name: str, value: str) -> list[int]:
        """Return where a value of the field stands in the text: where it is annotated, else anywhere verbatim."""
        text = self._document.text
        marked = [span.start for span in self._document.spans if span.field == name]
        starts = [start for start in marked if text.startswith(value, start)]
        found = text.find(value)
        while not starts and found >= 0:
            starts.append(found)
            found = text.find(value, found + len(value)) if len(starts) < _MOST_PLACES else -1
        return starts or marked


def _length_of_time(value: str) -> tuple[str, str] | None:
    """Return number and unit of a length of time, alike for "ten (10) year" and "10 years"; None for anything else."""
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        return None
    word = (found["word"] or "").lower()
    number = found["digits"] or str(_NUMBERS.get(word, word))
    return ("1", "year") if (number, found["unit"].lower()) == ("12", "month") else (number, found["unit"].lower())


def _within(part: str, whole: str) -> bool:
    """Return whether one folded value is a run of words, or of Chinese characters, of another."""
    return part in whole if is_han(part) else f" {part} " in f" {whole} "
