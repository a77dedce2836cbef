"""Runs of which Word shows something other than their text: the instructions of fields, raised digits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from ie_pipeline.documents.marks import raised

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["drop_instructions", "raise_digits", "raising_styles"]

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


def raising_styles(styles: Any) -> frozenset[str]:
    """Return the ids of the styles that set text as superscript, also those that do so by what they are based on."""
    found = {str(style.get(qn("w:styleId"))): style for style in styles.iter(qn("w:style"))}

    def raises(name: str | None) -> bool:
        for _ in range(_MOST_STYLES):
            style = found.get(name or "")
            if style is None:
                return False
            position, base = style.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}"), style.find(qn("w:basedOn"))
            if position is not None:
                return bool(position.get(_VALUE) == "superscript")
            name = None if base is None else base.get(_VALUE)
        return False

    return frozenset(name for name in found if raises(name))
