"""What stands once as a heading above several items of a list: an employer, with the jobs there below it.

Either no other value of its item shares its line, or years alone do, of which those of the items below are a part.
Where it is not certain to which items a heading belongs, it belongs to its own. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from critic.fields import Field
from critic.findings import Judgement, Verdict

__all__ = ["headed", "standing"]

_Item: TypeAlias = Mapping[str, Judgement]
_Span: TypeAlias = tuple[int, int]

_RUNNING = re.compile(r"^\s*[^\w\s#|]\s|(?<![\w.])[^\W_A-Z]\w*[.;!?]\s*$|.{60}")
"""What is no heading: an entry of a list, the end of a sentence (Inc. ends a name), a long line."""
_LASTING = re.compile(r"\b\d+\s*(?:years?|yrs?|months?|mos?)\b", re.IGNORECASE)
"""How long a job lasted, as LinkedIn prints it beside the period."""
_ALONE = re.compile(r"\b(freelanc|self-employ|independent|volunteer|break|leave|sabbatical)", re.IGNORECASE)
"""What a job is called that belongs to none of the employers around it."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OPEN = re.compile(r"[-\u2010-\u2015]\s*(?:[^\W\d_]|$)|since|from|seit|depuis", re.IGNORECASE)
"""What leaves the end of a period open."""


def headed(items: Mapping[int, _Item], attributes: Sequence[Field], text: str) -> Iterator[tuple[int, Field, Any]]:
    """Yield what stands as a heading above items that lack it: an item's number, the field and the value.

    ``items`` are those of a list by their numbers, each with the judgements on its values by their fields' patterns.
    """
    placed = {number: spans for number, item in items.items() if (spans := standing(item))}
    for field in attributes:
        heading: _Heading | None = None
        for number in sorted(placed, key=lambda number: min(placed[number].values())):
            if field.pattern in items[number]:
                heading = _Heading.of(field, items[number], placed.values(), text)
            elif heading is not None and heading.covers(items[number], placed.values(), text):
                yield number, field, heading.value


def standing(item: _Item) -> dict[str, _Span]:
    """Return where the values of an item stand, by the patterns of their fields."""
    places = {pattern: judgement.evidence for pattern, judgement in item.items()}
    return {pattern: (place.start, place.end) for pattern, place in places.items() if place is not None}


@dataclass(frozen=True, slots=True)
class _Heading:
    """A value that stands above others, with its item."""

    value: Any
    item: _Item
    alone: bool
    """Whether no other value of its item shares its line; where the employer sits may stand there."""

    @classmethod
    def of(cls, field: Field, item: _Item, placed: Collection[Mapping[str, _Span]], text: str) -> _Heading | None:
        """Return the heading that an item's value is, if it is one.

        A value that shares its line with none, and is none of numbers, stands above all others of its item; another
        shares its line with one other value of its item, and with none of its own field.
        """
        judgement, others = item[field.pattern], standing(item)
        if judgement.verdict is not Verdict.SUPPORTED or field.pattern not in others:
            return None
        start, end = others.pop(field.pattern)
        begin, stop = _line(text, start, end)
        alone = not any(begin <= low < stop for low, _ in others.values())
        if alone:
            heads = bool(others) and all(start <= low for low, _ in others.values()) and not _has_digits(judgement)
        else:
            rivals = [spans[field.pattern] for spans in placed if field.pattern in spans]
            heads = len(others) == 1 and sum(begin <= low < stop for low, _ in rivals) == 1
        return cls(judgement.value, item, alone) if heads else None

    def covers(self, item: _Item, placed: Collection[Mapping[str, _Span]], text: str) -> bool:
        """Return whether an item below it, which lacks such a value, belongs to it.

        It does if it has years that are part of those of the heading's own item, and something that this lacks. Below
        a heading that shares its line with none it also does if its lines say nothing else than its values, and if what
        is above them is no heading of its own; years alone are no item.
        """
        bare = self.alone and not all(map(_has_digits, item.values())) and _is_bare(standing(item), placed, text)
        return bare or _falls_into(item, self.item)


def _has_digits(judgement: Judgement) -> bool:
    return any(character.isdigit() for character in str(judgement.value))


def _falls_into(item: _Item, whole: _Item) -> bool:
    both = [(_years(one.value), _years(whole[pattern].value)) for pattern, one in item.items() if pattern in whole]
    dated = [(part, years) for part, years in both if part and years and part != years]
    within = all(years[0] <= part[0] and part[-1] <= years[-1] for part, years in dated)
    return bool(dated) and within and not item.keys() <= whole.keys()


def _years(value: Any) -> list[int]:
    """Return the years of a period in order; one that has but a beginning goes on for ever."""
    years = sorted(int(year) for year in _YEAR.findall(str(value)))
    return [*years, 9999] if len(years) == 1 and _OPEN.search(str(value)) else years


def _is_bare(spans: Mapping[str, _Span], placed: Collection[Mapping[str, _Span]], text: str) -> bool:
    first, last = min(start for start, _ in spans.values()), max(end for _, end in spans.values())
    begin, stop = _line(text, first, last)
    rest = list(text[begin:stop])
    for low, high in spans.values():
        rest[low - begin : high - begin] = " " * (high - low)
    above = text[:begin].rstrip()
    start, end = _line(above, len(above), len(above))
    known = any(start <= low < end for others in placed for low, _ in others.values())
    own = any(_ALONE.search(text, low, high) for low, high in spans.values())
    says_more = re.search(r"\w", _LASTING.sub("", "".join(rest)))
    return not own and not says_more and (known or bool(_RUNNING.search(above[start:end])))


def _line(text: str, start: int, end: int) -> _Span:
    """Return where the lines begin and end on which a place lies."""
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, stop if stop >= 0 else len(text)
