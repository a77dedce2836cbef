"""Runs of which Word shows something other than their text: instructions of fields, hidden text, raised digits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from ie_pipeline.documents.docx_numbers import is_on
from ie_pipeline.documents.marks import raised

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

__all__ = ["drop_hidden", "drop_instructions", "hiding_styles", "raise_digits", "raising_styles", "write_equations"]

_SHOWN = tuple(qn(f"w:{name}") for name in ("t", "tab", "br", "cr", "sym", "noBreakHyphen", "ptab"))
_VALUE = qn("w:val")
_MOST_STYLES = 20  # one based on another; a file may have them in a circle


@dataclass(slots=True)
class _Field:
    """A field that has begun: whether its result has, and what stands in its instruction."""

    has_result: bool = False
    instruction: list[Any] = field(default_factory=list)


def drop_instructions(story: Any) -> None:
    """Remove what stands in the instruction of a field, such as the results of fields within it.

    A field that does not end is no field, so that a broken one costs no text.
    """
    open_fields: list[_Field] = []
    for element in list(story.iter(qn("w:fldChar"), *_SHOWN)):
        kind = element.get(qn("w:fldCharType")) if element.tag == qn("w:fldChar") else None
        if kind == "begin":
            open_fields.append(_Field())
        elif kind == "separate" and open_fields:
            open_fields[-1].has_result = True
        elif kind == "end" and open_fields:
            for unseen in open_fields.pop().instruction:
                if unseen.getparent() is not None:
                    unseen.getparent().remove(unseen)
        elif kind is None:
            for around in open_fields:
                if not around.has_result:
                    around.instruction.append(element)


def raise_digits(story: Any, styles: Collection[str]) -> None:
    """Write the digits that are set as superscript, themselves or by one of ``styles``, as raised ones."""
    for run in story.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        if properties is None:
            continue
        position, style = properties.find(qn("w:vertAlign")), properties.find(qn("w:rStyle"))
        by_style = position is None and style is not None and style.get(_VALUE) in styles
        if by_style or (position is not None and position.get(_VALUE) == "superscript"):
            for text in run.iter(qn("w:t")):
                text.text = raised(text.text or "")


def write_equations(story: Any) -> None:
    """Write the fractions of equations with a slash, and their powers as raised digits."""
    for denominator in story.iter(qn("m:den")):
        slash = OxmlElement("m:t")
        slash.text = "/"
        denominator.insert(0, slash)
        before = denominator.getparent().getprevious()
        above = denominator.getprevious()
        if None not in (before, above) and "".join(before.itertext())[-1:].isdigit():  # two and a half is not 21/2
            space = OxmlElement("m:t")
            space.text = " "
            above.insert(0, space)
    for power in story.iter(qn("m:sup")):
        for text in power.iter(qn("m:t")):
            text.text = raised(text.text or "")


def drop_hidden(story: Any, styles: Collection[str]) -> None:
    """Remove the runs that are hidden, by themselves or by one of ``styles``, their own or that of their paragraph."""
    for run in list(story.iter(qn("w:r"), qn("m:r"))):
        own = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
        if is_on(own) or (own is None and styles and _has_style(run, styles)):
            run.getparent().remove(run)


def _has_style(run: Any, styles: Collection[str]) -> bool:
    """Say whether a run or its paragraph has one of ``styles``."""
    paragraph = next(run.iterancestors(qn("w:p")), None)
    own = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    around = None if paragraph is None else paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return any(style is not None and style.get(_VALUE) in styles for style in (own, around))


def hiding_styles(styles: Any) -> frozenset[str]:
    """Return the ids of the styles that hide text."""
    return _styles(styles, "w:vanish", is_on)


def raising_styles(styles: Any) -> frozenset[str]:
    """Return the ids of the styles that set text as superscript."""
    return _styles(styles, "w:vertAlign", lambda position: bool(position.get(_VALUE) == "superscript"))


def _styles(styles: Any, name: str, is_set: Callable[[Any], bool]) -> frozenset[str]:
    """Return the ids of the styles that set a property of text, also those that do so by what they are based on."""
    found = {str(style.get(qn("w:styleId"))): style for style in styles.iter(qn("w:style"))}

    def sets(following: str | None) -> bool:
        for _ in range(_MOST_STYLES):
            style = found.get(following or "")
            if style is None:
                return False
            own, base = style.find(f"{qn('w:rPr')}/{qn(name)}"), style.find(qn("w:basedOn"))
            if own is not None:
                return is_set(own)
            following = None if base is None else base.get(_VALUE)
        return False

    return frozenset(style for style in found if sets(style))
