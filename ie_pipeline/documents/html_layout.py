"""What a web page shows side by side on one line, with or without a space in its file: floats, and boxes in a row.

A resume lets the dates of its jobs float to the right, or spreads employer and place over a row. Of stylesheets nothing
else is taken: what they hide may be shown by a click.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from selectolax.lexbor import SelectolaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

__all__ = ["gaps"]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BEFORE_SELECTOR = re.compile(r"[{;]")
_FLOATS = re.compile(r"(?:^|;)float:(?:left|right)")
_BOXES = re.compile(r"(?:^|;)display:(?:flex|grid)")  # those within a line are icons and buttons
_STACKED = re.compile(r"(?:^|;)(?:flex-direction|flex-flow):column")
_STEP = re.compile(r"[\w\])*][\s>+~]+(?=[\w.#\[*:])")
_SLOW = re.compile(r"~(?!=)|:(?:nth-|has\()", re.IGNORECASE)
_MOST_RULES, _MOST_STEPS = 200, 1
"""So many rules are matched, one by one, as lay a page of text out. Of selectors that lead from element to element, as
``.job .date`` does, those of one step are matched; longer ones may take for ever on a page made for that, as may those
on any long page that count or search what stands beside an element.
"""


def gaps(root: LexborNode) -> dict[int, str]:
    """Return what sets elements apart from the text beside them, by their ``mem_id``: a tab, or a new line."""
    found: dict[int, str] = {}
    for node, declarations in _styled(root):
        if _FLOATS.search(declarations):
            found[node.mem_id] = "\t"
        if _BOXES.search(declarations):
            gap = "\n" if _STACKED.search(declarations) else "\t"
            found |= {child.mem_id: gap for child in node.iter()}
    return found


def _styled(root: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """Yield elements with declarations for them that lay text out, those of stylesheets first."""
    sheets = _COMMENT.sub("", "\n".join(sheet.text() for sheet in root.css("style")))
    rules = ((head, _plain(declarations)) for head, _, declarations in (s.rpartition("{") for s in sheets.split("}")))
    laid_out = [rule for rule in rules if _FLOATS.search(rule[1]) or _BOXES.search(rule[1])]
    for head, declarations in laid_out[:_MOST_RULES]:
        selector = _BEFORE_SELECTOR.split(head)[-1].strip()  # behind what opens a group of rules, or ends one line
        if not _SLOW.search(selector) and all(len(_STEP.findall(one)) <= _MOST_STEPS for one in selector.split(",")):
            with suppress(SelectolaxError):  # what this parser of selectors does not know is not matched
                yield from ((node, declarations) for node in root.css(selector))
    yield from ((node, _plain(node.attributes.get("style") or "")) for node in root.css("[style]"))


def _plain(declarations: str) -> str:
    return "".join(declarations.split()).lower()
