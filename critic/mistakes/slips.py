"""Wrong values for one draft: which slip makes one, and the care that it really is wrong.

The shares of the slips follow the count in ``critic.mistakes.synthesis``. Knows one labelled document at a time; which
values are damaged, and what becomes of lists, is decided there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import regex

from critic.corpus import LabelledDocument
from critic.fields import Field
from critic.mistakes.distortions import cut, redated, slipped, stretched
from critic.mistakes.labelled import typed
from critic.mistakes.planting import Pool
from critic.mistakes.replacements import Shape, is_han, likeness, shape_of, surroundings
from critic.mistakes.siblings import sibling
from critic.text.folding import fold
from critic.text.sameness import same

__all__ = ["Hand", "Slip", "Written"]


class Slip(StrEnum):
    """How a wrong value came about; finer than the kind of mistake that a critic tells."""

    CUT = "cut"
    STRETCHED = "stretched"
    DIGIT = "another digit"
    OTHER_FIELD = "another field's value"
    NEIGHBOUR = "a neighbour of its shape"
    FAMILIAR = "world knowledge"
    OTHER_DOCUMENT = "another document's value"
    PLANTED = "another document's value, put into this text"
    OTHER_CLASS = "another of the values that the schema lists"
    REPEATED = "written twice"

    @property
    def whole(self) -> bool:
        """Whether the value is left whole: it is a right value of something, though not of this."""
        return self not in (Slip.CUT, Slip.STRETCHED, Slip.DIGIT)


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a draft; ``slip`` is None for a right one, ``instead`` the right value that it stands for."""

    value: str
    slip: Slip | None = None
    instead: str | None = None


# What becomes of a damaged value of each shape that is not dropped: cut, stretched, another digit, another field's
# value, a neighbour, world knowledge. In percent, after the table in synthesis; an overlap is half of either.
_SLIPS: Final = (Slip.CUT, Slip.STRETCHED, Slip.DIGIT, Slip.OTHER_FIELD, Slip.NEIGHBOUR, Slip.FAMILIAR)
_SHARES: Final[Mapping[Shape, tuple[int, ...]]] = {
    Shape.DATE: (5, 3, 4, 42, 46, 0),
    Shape.PERIOD: (6, 5, 4, 35, 50, 0),
    Shape.LENGTH: (4, 2, 4, 36, 54, 0),
    Shape.AMOUNT: (0, 4, 12, 34, 50, 0),
    Shape.CONTACT: (6, 4, 8, 22, 60, 0),
    Shape.COMPANY: (13, 9, 1, 21, 54, 2),
    Shape.PLACE: (8, 14, 0, 20, 54, 4),
    Shape.POST: (16, 17, 0, 19, 46, 2),
    Shape.SCHOOLING: (16, 17, 0, 19, 44, 4),
    Shape.PERSON: (10, 22, 0, 14, 54, 0),
    Shape.WORDS: (9, 10, 2, 22, 54, 3),
}
_PLANTED: Final = 0.85  # of the wrong values left whole, where values may be planted
_RARE: Final = (
    Slip.DIGIT,
    Slip.FAMILIAR,
    Slip.OTHER_DOCUMENT,
)  # stand in for no slip that cannot be made; none whole for a plant
_OTHER_DOCUMENTS: Final = 6  # percent that come from a pool, where there is one
_REWRITTEN: Final = 0.1  # of the rate: how often a date, right or wrong, is written in another shape
_COPIED: Final = 0.15  # how often a value may be taken from a field that keeps it; else from one that lost it
_DATES_COPIED: Final = 0.8  # the same for dates: right records have one date in two fields as well
_STAND_INS: Final = dict.fromkeys((Shape.DATE, Shape.PERIOD, Shape.LENGTH, Shape.AMOUNT), "12")
_SENTENCE: Final = 10  # words from which a value is a statement, true or false by itself
_DRAWN: Final = 30  # values of other documents from which the one most like the right value is taken
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
        (r"name|姓名", "Some Name", "张三"),
        (r"", "Some Name", "项目管理"),
    )
)
_LENGTH: Final = regex.compile(
    r"(?:(?P<word>[a-z]+(?:-[a-z]+)?)\s*\(?)?(?P<digits>\d+)?\)?[\s-]+"
    r"(?P<unit>(?:calendar |business )?(?:day|week|month|year))s?",
    regex.IGNORECASE,
)
_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS: Final = {word: str(number) for number, word in enumerate(_WORDS, 1)} | {
    "fifteen": "15",
    "eighteen": "18",
    "twenty": "20",
    "twenty-four": "24",
    "thirty": "30",
    "thirty-six": "36",
    "forty-five": "45",
    "sixty": "60",
    "ninety": "90",
}


class Hand:
    """Writes the wrong values of one draft.

    Args:
        document: a text and its gold record.
        gold: the values of the fields that are drafted.
        lost: of each of these values, whether the draft lacks it; a value that was lost here may turn up there.
        rate: the share of values that are damaged.
        rng: where chance comes from.
        pool: values of fields in other documents, if some wrong values shall come from there.
        plants: if given, most wrong values that are left whole come from the pool, to be put into the text: what stands
            there now and what shall, see ``critic.mistakes.planting.planted``.
        fields: what the schema says of the fields, as far as it is known. Of a class a wrong value is another class,
            whatever the text says; of a number it is a number.

    """

    def __init__(  # noqa: PLR0913 - what is known of a draft; the last two by name
        self,
        document: LabelledDocument,
        gold: Mapping[str, tuple[str, ...]],
        lost: Mapping[str, tuple[bool, ...]],
        rate: float,
        rng: random.Random,
        pool: Pool | None,
        *,
        plants: dict[str, str] | None = None,
        fields: Mapping[str, Field] | None = None,
    ) -> None:
        """Look at nothing yet."""
        self._document = document
        self._gold = gold
        self._lost = lost
        self._rate = rate
        self._rng = rng
        self._pool = pool.values if pool else {}
        self._plants = plants
        self._fields = fields or {}
        self._classes = {name: classes for name, field in self._fields.items() if (classes := _classes_of(field))}
        self._around = surroundings(document.text)
        self._golden = {fold(value) for values in document.gold.values() for value in values}
        self._ways: Mapping[Slip, Callable[[str, str], Sequence[str | None]]] = {
            Slip.CUT: lambda _, value: [cut(value, rng)],
            Slip.STRETCHED: self._stretched,
            Slip.DIGIT: lambda _, value: [slipped(value, rng)],
            Slip.OTHER_FIELD: self._from_other_field,
            Slip.NEIGHBOUR: self._neighbours,
            Slip.FAMILIAR: lambda _, value: [sibling(value, rng)],
            Slip.OTHER_DOCUMENT: self._from_pool,
            Slip.PLANTED: self._from_pool,
        }

    def wrong(self, name: str, value: str, written: Sequence[Written], *, replaces: bool = False) -> list[Written]:
        """Return a wrong value for a field, of the shape of ``value``; none where the document suggests none.

        A value that ``replaces`` a right one may also be a part of it or more than it.
        """
        if name in self._classes:
            return self._other_class(name, value, written, replaces=replaces)
        left = {slip: share for slip, share in self._shares(name, value).items() if share and (replaces or slip.whole)}
        taken = {fold(entry.value) for entry in written}
        while left:
            slip = self._rng.choices(tuple(left), tuple(left.values()))[0]
            for candidate in self._ways[slip](name, value):
                if (
                    candidate
                    and fold(candidate) not in taken
                    and self._fits(name, candidate)
                    and self._is_wrong(name, candidate, slip)
                    and (slip is not Slip.PLANTED or self._plant(candidate, self._starts(name, value)))
                ):
                    return [Written(self.rewritten(candidate), slip, value if replaces else None)]
            gone = tuple(other for other in left if other.whole) if slip is Slip.PLANTED else (slip, *_RARE)
            left = {other: share for other, share in left.items() if other not in gone}
        return []

    def _other_class(self, name: str, value: str, written: Sequence[Written], *, replaces: bool) -> list[Written]:
        """Return a class of a field that the document is not in; none where its labels speak of other classes."""
        right = (*self._document.gold.get(name, ()), *self._document.normalised.get(name, ()))
        classes, taken = self._classes[name], [entry.value for entry in written]
        if not all(any(same(held, known) for known in classes) for held in self._document.gold.get(name, ())):
            return []
        others = [known for known in classes if not any(same(known, held) for held in (*right, *taken))]
        chosen = [self._rng.choice(others)] if others else []
        return [Written(other, Slip.OTHER_CLASS, value if replaces else None) for other in chosen]

    def _fits(self, name: str, candidate: str) -> bool:
        """Return whether a field takes a candidate: what a schema binds writes no words where it wants a number."""
        field = self._fields.get(name)
        if field is None or field.type not in ("integer", "number"):
            return True
        return isinstance(typed(field, candidate), int if field.type == "integer" else int | float)

    def _shares(self, name: str, value: str) -> dict[Slip, float]:
        """Return how likely each slip is for a value; with plants, they take the place of most others that are whole.

        Not of dates from other fields: right records have one date in two fields too.
        """
        shares: dict[Slip, float] = dict(zip(_SLIPS, _SHARES[shape_of(value)], strict=True))
        if not self._pool.get(name) or len(value.split()) >= _SENTENCE:  # it says the same wherever it stands
            return shares
        if self._plants is None:
            return shares | {Slip.OTHER_DOCUMENT: _OTHER_DOCUMENTS}
        kept = (Slip.OTHER_FIELD,) if shape_of(value) is Shape.DATE else ()
        replaced = [slip for slip in shares if slip.whole and slip not in kept]
        planted = sum(shares[slip] for slip in replaced) * _PLANTED
        return shares | {slip: shares[slip] * (1 - _PLANTED) for slip in replaced} | {Slip.PLANTED: planted}

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
            if other != name and other not in self._classes:
                for held, gone in zip(values, self._lost[other], strict=True):
                    if fits(held):
                        (lost if gone else kept).append(held)
        self._rng.shuffle(lost)
        self._rng.shuffle(kept)
        copied = _DATES_COPIED if shape_of(value) is Shape.DATE else _COPIED
        return [*lost, *kept] if self._rng.random() < copied else lost

    def _neighbours(self, name: str, value: str) -> list[str]:
        """Return values of the same shape beside a value that are gold nowhere: what is, other fields' slips take."""
        found = self._around.like(value, self._starts(name, value), self._rng)
        return [other for other in found if fold(other) not in self._golden]

    def _from_pool(self, name: str, value: str) -> list[str]:
        """Return some values of the field in other documents, first those that are written as this document's are."""
        some = self._rng.choices(self._pool[name], k=_DRAWN)
        fits = likeness(value)
        return sorted(some, key=lambda other: -fits(other))[:3]

    def _plant(self, value: str, near: Sequence[int]) -> bool:
        """Put a value of another document on the list of plants; False where there is no room for it."""
        run = None if self._plants is None or self._around.holds(value) else self._room(value, near)
        if self._plants is None or run is None:
            return False
        self._plants[run] = value
        return True

    def _room(self, value: str, near: Sequence[int]) -> str | None:
        """Return something in the text in whose place a value can stand; None for nothing.

        It has the shape of the value, else it is a number or a name, and it shares no run with a gold value. Words go
        into running text alone, anywhere: put into a list of tools, a tool would be right.
        """
        around = () if shape_of(value) is Shape.WORDS else near
        for model in (value, _STAND_INS.get(shape_of(value), "Some Name")):
            for run in self._around.like(model, around, self._rng, prose=True):
                folded = fold(run)
                others = (*self._golden, *map(fold, self._plants or ()))
                if folded and not any(folded in other or other in folded for other in others):
                    return run
        return None

    def _stretched(self, name: str, value: str) -> list[str | None]:
        places = self._places(name, value)
        return [stretched(self._document.text, *self._rng.choice(places), self._rng)] if places else []

    def _starts(self, name: str, value: str) -> list[int]:
        return [start for start, _ in self._places(name, value)]

    def _places(self, name: str, value: str) -> list[tuple[int, int]]:
        """Return where a value of the field stands in the text: where it is annotated, else anywhere verbatim."""
        text = self._document.text
        spans = [(span.start, span.end) for span in self._document.spans if span.field == name]
        places = [(start, end) for start, end in spans if " ".join(text[start:end].split()) == value]
        if places:
            return places
        found = text.find(value)
        while found >= 0 and len(places) < _MOST_PLACES:
            places.append((found, found + len(value)))
            found = text.find(value, found + len(value))
        return places


def _classes_of(field: Field) -> tuple[str, ...]:
    """Return all values that a field may have, where the schema lists them or it is true or false; else none."""
    return tuple(map(str, field.enum)) or (("true", "false") if field.type == "boolean" else ())


def _length_of_time(value: str) -> tuple[str, str] | None:
    """Return number and unit of a length of time, alike for "ten (10) year" and "10 years"; None for anything else."""
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        return None
    word = (found["word"] or "").lower()
    number = found["digits"] or _NUMBERS.get(word, word)
    return ("1", "year") if (number, found["unit"].lower()) == ("12", "month") else (number, found["unit"].lower())


def _within(part: str, whole: str) -> bool:
    """Return whether one folded value is a run of words, or of Chinese characters, of another."""
    return part in whole if is_han(part) else f" {part} " in f" {whole} "
