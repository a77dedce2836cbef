"""Mistakes in words, English or Chinese: what is wrong with a value, and what in the source shows it.

Written from what is known, never guessed: where the value stands, whose value it is there, what the field should hold.
The wording varies, so that a model that learns from the words learns what they say and not one sentence by heart; the
same mistake is always put in the same words.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from critic.fields import Field
from critic.mistakes.rows import Mistake
from critic.text.naming import spoken_name

__all__ = ["Facts", "Stated", "explain"]

_LONGEST = 120
"""Characters of a value that are quoted; of a longer one the middle is left out."""

_ENGLISH: Final[Mapping[str, tuple[str, ...]]] = {
    "invented": (
        "{value} stands nowhere in the source.",
        "The source never mentions {value}.",
        "Nothing in the source reads {value}.",
    ),
    "unsupported": (
        "The source does not support {value} for {name}.",
        "{value} is not what the source says of {name}.",
    ),
    "owned": (
        "{value}, which the draft has for {name}, is a value of {owner} in the source{at}.",
        "The source states {value}{at} for {owner}, not for {name}.",
    ),
    "part of owned": (
        "{value}, which the draft has for {name}, is a part of {whole}{at}, a value of {owner}.",
        "The source has {value}{at} within {whole}, which it states for {owner} and not for {name}.",
    ),
    "other item": (
        "The source states {value}{at} as {name} of the item with {item}, not of this one.",
        "{value}{at} belongs to another item, the one with {item}: it is the {name} there.",
    ),
    "elsewhere": (
        "The source has {value}{at}, but not for {name}.",
        "{value} stands in the source{at}, though not as {name}.",
    ),
    "nearly elsewhere": (
        "The source has nearly {value}{at}, and not for {name}.",
        "Something like {value} stands in the source{at}, though not as {name}.",
    ),
    "cut": (
        "{value} is only a part of {right}, which the source states for {name}{right_at}.",
        "The source has more for {name} than {value}: {right}{right_at}.",
    ),
    "stretched": (
        "{value} takes in more than {name}: the source states {right}{right_at}.",
        "For {name} the source has {right}{right_at}; {value} is more than that.",
    ),
    "altered": (
        "The source states {right} for {name}{right_at}, which {value} does not render truly.",
        "{value} departs from what the source has for {name}: {right}{right_at}.",
    ),
    "duplicated": (
        "The draft has {value} for {name} already; the source{at} gives no second one.",
        "{value} is there twice for {name}, and the source means one{at}.",
    ),
    "missing value": (
        "The source states {value} for {name}{of_item}{at}, and the draft has nothing there.",
        "The draft lacks the {name}{of_item}, which the source states: {value}{at}.",
        "The {name}{of_item} is left out, though the source has {value}{at}.",
    ),
    "missing item": (
        "The source states {value} for {name}{of_item}{at}; the draft leaves it out.",
        "{value}{at} is missing from the draft: the source states it for {name}{of_item}.",
        "Among {name}{of_item} the source has {value}{at}, which the draft lacks.",
    ),
    "replaced": (
        "The source states {value} for {name}{of_item}{at}; the draft has {right} in its place.",
        "What the source gives for {name}{of_item} is {value}{at}, and not {right}.",
    ),
    "instead": (" For {name} it states {right}{right_at}.", " What it gives for {name} is {right}{right_at}."),
    "absent": (" It states nothing for {name}.", " No {name} is stated."),
    "at": (" (at {})",),
    "of item": (" of the item with {}",),
    "quote": ("'{}'",),
}
_CHINESE: Final[Mapping[str, tuple[str, ...]]] = {
    "invented": ("原文中没有{value}。", "原文从未提到{value}。"),
    "unsupported": ("原文不支持把{name}写成{value}。", "就{name}而言，原文说的不是{value}。"),
    "owned": ("原文中的{value}{at}是{owner}，不是{name}。", "草稿把{value}当作{name}，原文{at}说的是{owner}。"),
    "part of owned": (
        "{value}{at}是{whole}的一部分，后者属于{owner}，不是{name}。",
        "原文中的{value}{at}出自{whole}，那是{owner}而不是{name}。",
    ),
    "other item": (
        "原文中的{value}{at}是{item}那一项的{name}，不属于这一项。",
        "{value}{at}属于另一项，即{item}那一项的{name}。",
    ),
    "elsewhere": ("原文有{value}{at}，但不是{name}。", "{value}见于原文{at}，却不是作为{name}。"),
    "nearly elsewhere": (
        "原文有与{value}相近的字句{at}，但不是{name}。",
        "与{value}相近的字句见于原文{at}，并非{name}。",
    ),
    "cut": (
        "{value}只是{right}{right_at}的一部分，原文的{name}是后者。",
        "{name}不止{value}，原文写的是{right}{right_at}。",
    ),
    "stretched": (
        "{value}超出了{name}的范围，原文写的是{right}{right_at}。",
        "原文的{name}是{right}{right_at}，{value}比它多了一些字。",
    ),
    "altered": (
        "原文的{name}是{right}{right_at}，{value}与之不符。",
        "{value}写走了样，原文的{name}是{right}{right_at}。",
    ),
    "duplicated": (
        "草稿的{name}里已有{value}，原文{at}并无第二个。",
        "{value}在{name}里写了两次，而原文{at}只指一个。",
    ),
    "missing value": (
        "原文写明{of_item}{name}是{value}{at}，草稿没有填写。",
        "草稿缺少{of_item}{name}，原文有：{value}{at}。",
    ),
    "missing item": (
        "原文中{of_item}{name}有{value}{at}，草稿漏掉了。",
        "草稿漏掉了{value}{at}：原文把它列为{of_item}{name}。",
    ),
    "replaced": (
        "原文中{of_item}{name}是{value}{at}，草稿却写成{right}。",
        "{of_item}{name}应为{value}{at}，而不是{right}。",
    ),
    "instead": ("原文的{name}是{right}{right_at}。", "{name}应为{right}{right_at}。"),
    "absent": ("原文没有写明{name}。", "原文未提及{name}。"),
    "at": ("（位置 {}）",),
    "of item": ("{}那一项的",),
    "quote": ("“{}”",),
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and the character at which the source states it, None where that is not known."""

    value: Any
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one mistake; what is not known is None.

    Args:
        mistake: which kind it is.
        field: the field that the value was given for, or is missing from.
        value: the wrong or the missing value.
        near: whether the source has the value nearly so only, as with a misprint.
        right: for a redundant value the right one that it took the place of or was made from; for a missing one the
            wrong value that the draft has in its place.
        owner: another field that the value, where it stands, is a value of.
        whole: the longer value of ``owner`` that it is a part of.
        item: for a value that belongs to an item of a list, something that the item is known by.
        absent: whether the source states nothing at all for the field.

    """

    mistake: Mistake
    field: Field
    value: Stated
    near: bool = False
    right: Stated | None = None
    owner: Field | None = None
    whole: Any = None
    item: Any = None
    absent: bool = False


def explain(facts: Facts, language: str = "en", *, key: str = "") -> str:
    """Say in words what is wrong, and at which character the source shows it.

    Args:
        facts: what is known.
        language: an ISO 639-1 code; ``zh`` gives Chinese, all else English.
        key: what the choice among equal wordings hangs on, such as the document's id and the pointer.

    """
    phrases = _CHINESE if language == "zh" else _ENGLISH
    draw = zlib.crc32(f"{key}\n{facts.value.value}".encode("utf-8", "replace"))
    words = _words(facts, phrases)
    return "".join(phrases[part][draw % len(phrases[part])].format_map(words) for part in _parts(facts))


def _parts(facts: Facts) -> tuple[str, ...]:
    """Return what is to be said, one sentence each."""
    if facts.mistake in (Mistake.OMITTED_VALUE, Mistake.OMITTED_ITEM):
        another = facts.field.many and (facts.item is None or facts.field.path[-1] == "*")
        return ("replaced" if facts.right else "missing item" if another else "missing value",)
    if facts.mistake is Mistake.DUPLICATED:
        return ("duplicated",)
    if facts.mistake is Mistake.DISTORTED:
        return (_relation(facts),)
    instead = ("instead",) if facts.right else ("absent",) if facts.absent else ()
    return (_redundant(facts), *instead)


def _redundant(facts: Facts) -> str:
    if facts.mistake is Mistake.INVENTED:
        return "invented" if facts.field.copied else "unsupported"
    if facts.owner is not None:
        return "owned" if facts.whole is None else "part of owned"
    if facts.item is not None:
        return "other item"
    return "nearly elsewhere" if facts.near else "elsewhere"


def _words(facts: Facts, phrases: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what is put into the sentences."""
    (at,), (of_item,), (quote,) = phrases["at"], phrases["of item"], phrases["quote"]

    def quoted(value: Any) -> str:
        return quote.format(_short(value)) if isinstance(value, str) else _short(value)

    def place(stated: Stated | None) -> str:
        return "" if stated is None or stated.at is None else at.format(stated.at)

    return {
        "name": spoken_name(facts.field.name),
        "value": quoted(facts.value.value),
        "at": place(facts.value),
        "right": quoted(facts.right.value) if facts.right else "",
        "right_at": place(facts.right),
        "owner": spoken_name(facts.owner.name) if facts.owner else "",
        "whole": quoted(facts.whole),
        "item": quoted(facts.item),
        "of_item": "" if facts.item is None else of_item.format(quoted(facts.item)),
    }


def _relation(facts: Facts) -> str:
    """Say how a distorted value stands to the right one: ``cut``, ``stretched`` or ``altered``."""
    right = facts.right.value if facts.right else ""
    ours, theirs = (" ".join(str(value).split()).casefold() for value in (facts.value.value, right))
    return "cut" if ours in theirs else "stretched" if theirs in ours else "altered"


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(str(value).split())
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half].rstrip()} … {text[-half:].lstrip()}"
