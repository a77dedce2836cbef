"""Drafts with mistakes, made from gold records: what an extractor might have written.

Every wrong value is one that the document itself suggests (a neighbouring date, another field's value, a cut or
over-long span), for a value that stands nowhere in the source needs no network to be caught. Values are damaged each
by itself, so that nothing but the source tells a right one from a wrong one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from critic.corpus import LabelledDocument
from critic.normalise import dates, find_dates

__all__ = ["damage", "neighbours"]

_LENGTH = re.compile(
    r"\b(?:[a-z]+\s*(?:\(\d+\))?|\d+)[\s-]+(?:calendar |business )?(?:day|week|month|year)s?\b", re.IGNORECASE
)
# A name ends with its corporate form, and with its sentence: a full stop belongs to it only in an abbreviation.
_FORM = (
    r"(?:Inc|Corp|Co|Ltd|Limited|Incorporated|LLC|L\.L\.C|LLP|L\.L\.P|LP|L\.P|PLC|plc|GmbH|AG|SA|S\.A|NV|N\.V|BV|B\.V)"
    r"\b\.?"
)
_WORD = rf"(?!{_FORM}(?!\w))(?:(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|St|Jr|Sr)\.|[A-Z][\w&'’-]{{0,30}}+)"
_JOIN = r" {1,3}(?:(?:of(?: the)?|&) |and (?=(?:Sons|Brothers|Partners|Associates|Company|Co)\b))?"
_NAME = re.compile(rf"\b{_WORD}(?:(?:{_JOIN}{_WORD}){{1,7}}(?:,? {_FORM})*|(?:,? {_FORM})+)|\b[A-Z][a-z]{{3,}}\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")


def damage(
    document: LabelledDocument, names: Sequence[str], rate: float, rng: random.Random
) -> dict[str, tuple[str, ...]]:
    """Return the gold record of these fields with each value damaged with probability ``rate``.

    Two damaged values in five are dropped, the others replaced. An absent field is filled with a wrong value with half
    that probability.
    """
    gold = {name: document.gold.get(name, ()) for name in names if document.judged(name)}
    draft: dict[str, tuple[str, ...]] = {}
    for name, values in gold.items():
        written: list[str] = []
        for value in values:
            chosen = value if rng.random() >= rate else _mistake(document, name, value, gold, rng)
            if chosen is not None and chosen not in written:
                written.append(chosen)
        if not values and rng.random() < rate / 2:
            invented = _invention(document, name, gold, rng)
            written += [invented] if invented else []
        if values and rng.random() < rate / 4:
            extra = rng.choice(neighbours(document.text, rng.choice(values), rng) or [""])
            written += [extra] if extra and extra not in written else []
        if written:
            draft[name] = tuple(written)
    return draft


def neighbours(text: str, value: str, rng: random.Random, most: int = 12) -> list[str]:
    """Return other values of the same shape from the same text: dates for a date, names for a name."""
    if dates(value):
        found = [text[stated.start : stated.end] for stated in find_dates(text)]
    elif _LENGTH.fullmatch(value.strip()):
        found = _LENGTH.findall(text)
    elif _NUMBER.fullmatch(value.strip()):
        found = _NUMBER.findall(text)
    else:
        found = _NAME.findall(text)
    others = [" ".join(other.split()) for other in dict.fromkeys(found) if other.strip() != value.strip()]
    return rng.sample(others, min(most, len(others)))


def _mistake(
    document: LabelledDocument, name: str, value: str, gold: Mapping[str, tuple[str, ...]], rng: random.Random
) -> str | None:
    kind = rng.random()
    if kind < 0.4:  # noqa: PLR2004 - dropped
        return None
    if kind < 0.65:  # noqa: PLR2004 - cut short or too long
        return _stretched(document.text, value, rng)
    if kind < 0.8:  # noqa: PLR2004 - taken from another field
        other = _from_other_field(name, gold, rng)
        if other is not None:
            return other
    found = neighbours(document.text, value, rng)
    return rng.choice(found) if found else None


def _invention(
    document: LabelledDocument, name: str, gold: Mapping[str, tuple[str, ...]], rng: random.Random
) -> str | None:
    other = _from_other_field(name, gold, rng)
    if other is not None and rng.random() < 0.5:  # noqa: PLR2004
        return other
    shapes = ["2001-01-01", "five (5) years", "Some Name", "7"]
    found = neighbours(document.text, other or rng.choice(shapes), rng)
    return rng.choice(found) if found else other


def _from_other_field(name: str, gold: Mapping[str, tuple[str, ...]], rng: random.Random) -> str | None:
    here = gold.get(name, ())
    others = [value for field, values in gold.items() if field != name for value in values if value not in here]
    return rng.choice(others) if others else None


def _stretched(text: str, value: str, rng: random.Random) -> str:
    """Cut some words from one end of a value, or add the words that stand beside it."""
    words = value.split()
    if len(words) > 1 and rng.random() < 0.6:  # noqa: PLR2004
        gone = rng.randint(1, max(1, len(words) // 2))
        return " ".join(words[gone:] if rng.random() < 0.5 else words[:-gone])  # noqa: PLR2004
    at = text.find(value)
    if at < 0:
        return " ".join(words[:-1]) or value
    before, after = text[:at].split()[-3:], text[at + len(value) :].split()[:3]
    more = rng.randint(1, 3)
    if rng.random() < 0.5 and before:  # noqa: PLR2004
        return " ".join([*before[-more:], value])
    return " ".join([value.rstrip(",."), *after[:more]]) if after else value
