"""The numbers and bullets that Word shows before headings and list items, which its files do not hold as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from ie_pipeline.documents.counting import BULLET, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_on", "write_numbers"]

_VALUE = qn("w:val")


def write_numbers(body: Any, numbering: Any, styles: Any) -> None:
    """Write its number or bullet before the text of each paragraph of a body to which Word gives one."""
    lists = _Lists(numbering, styles)
    for paragraph in body.iter(qn("w:p")):
        number = lists.next_number(paragraph)
        if number and any(text.text for text in paragraph.iter(qn("w:t"))):
            run, text = OxmlElement("w:r"), OxmlElement("w:t")
            text.text = f"{number} "
            run.append(text)
            paragraph.insert(1, run)  # behind its properties, which it has, as they number it


def is_on(switch: Any) -> bool:
    """Say whether a property that is either on or off is there and on."""
    return switch is not None and switch.get(_VALUE) not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: what stands before an item, ``%1`` for the number of the first level, and how it counts."""

    pattern: str
    form: str
    start: int
    decimal: bool
    restarts: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A list that paragraphs belong to; lists of one ``kind`` go on counting where another stopped."""

    kind: str
    levels: Mapping[int, _Level]
    begins: frozenset[int]


class _Lists:
    """The lists of a file and how far each has come."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        kinds = {str(kind.get(qn("w:abstractNumId"))): kind for kind in numbering.iter(qn("w:abstractNum"))}
        linked = {_value(kind, "styleLink"): kind for kind in kinds.values()}
        self._lists: dict[str, _List] = {}
        for item in numbering.iter(qn("w:num")):
            name = _value(item, "abstractNumId") or ""
            kind = linked.get(_value(kinds[name], "numStyleLink") or "", kinds[name]) if name in kinds else None
            if kind is not None:
                self._lists[str(item.get(qn("w:numId")))] = _list(kind, item)
        self._styles = {str(style.get(qn("w:styleId"))): style for style in styles.iter(qn("w:style"))}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next_number(self, paragraph: Any) -> str:
        """Return the number or bullet of the paragraph that comes next in the text; empty for one that has none."""
        name, depth = self._place(paragraph)
        found = self._lists.get(name)
        level = None if found is None else found.levels.get(depth)
        if found is None or level is None:
            return ""
        if level.form == "bullet":
            return BULLET
        counts = self._counts.setdefault(found.kind, {})
        if depth in found.begins and (name, depth) not in self._begun:
            self._begun.add((name, depth))
            counts.pop(depth, None)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            if deeper not in found.levels or found.levels[deeper].restarts:
                del counts[deeper]

        def number(place: re.Match[str]) -> str:
            above = int(place[1]) - 1
            if above not in found.levels:
                return ""
            form = "decimal" if level.decimal else found.levels[above].form
            return counted(counts.get(above, found.levels[above].start), form)

        return re.sub(r"%([1-9])", number, level.pattern).strip()

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return the list that a paragraph belongs to and how deep in it, by its own word or that of its style."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None or _is_gone(paragraph, properties):
            return "", 0
        name, depth, style = _numbered(properties, None)
        following, seen = _value(properties, "pStyle"), set[str]()
        while name is None and following in self._styles and following not in seen:
            seen.add(following)
            name, inherited, style = _numbered(self._styles[following].find(qn("w:pPr")), following)
            depth = inherited if depth is None else depth
            following = _value(self._styles[following], "basedOn")
        if name is not None and depth is None and name in self._lists:
            levels = self._lists[name].levels
            depth = next((at for at, level in levels.items() if style is not None and level.style == style), None)
        return name or "", depth or 0


def _numbered(properties: Any, style: str | None) -> tuple[str | None, int | None, str | None]:
    """Return the list that properties name and the level, each as far as they do, and the style whose they are."""
    numbers = None if properties is None else properties.find(qn("w:numPr"))
    if numbers is None:
        return None, None, style
    depth = _value(numbers, "ilvl")
    return _value(numbers, "numId"), None if depth is None else _count(depth), style


def _is_gone(paragraph: Any, properties: Any) -> bool:
    """Say whether nobody sees a paragraph: it is hidden, or its end was deleted, or an older program's double."""
    mark = properties.find(qn("w:rPr"))
    if mark is not None and any(mark.find(qn(f"w:{name}")) is not None for name in ("del", "moveFrom", "vanish")):
        return True
    return any(str(above.tag).endswith("}Fallback") for above in paragraph.iterancestors())


def _list(kind: Any, item: Any) -> _List:
    """Return a list of a kind, with what it has otherwise."""
    levels = {_count(level.get(qn("w:ilvl"))): _level(level) for level in kind.iter(qn("w:lvl"))}
    begins = set()
    for override in item.iter(qn("w:lvlOverride")):
        depth = _count(override.get(qn("w:ilvl")))
        own, start = override.find(qn("w:lvl")), _value(override, "startOverride")
        if own is not None:
            levels[depth] = _level(own)
        if start is not None and depth in levels:
            levels[depth] = replace(levels[depth], start=_count(start))
            begins.add(depth)
    return _List(str(kind.get(qn("w:abstractNumId"))), levels, frozenset(begins))


def _level(element: Any) -> _Level:
    """Return one level of a kind of list."""
    return _Level(
        pattern=_value(element, "lvlText") or "",
        form=_value(element, "numFmt") or "decimal",
        start=_count(_value(element, "start")),
        decimal=is_on(element.find(qn("w:isLgl"))),
        restarts=_value(element, "lvlRestart") != "0",
        style=_value(element, "pStyle"),
    )


def _value(parent: Any, name: str) -> str | None:
    """Return the value of a property."""
    element = parent.find(qn(f"w:{name}"))
    return None if element is None else element.get(_VALUE)


def _count(text: str | None) -> int:
    """Return a number that a file gives; a broken one is no reason not to read the text."""
    return int(text) if text is not None and text.isdecimal() else 0
