"""Web pages: what a reader of the page would see, block by block, with the marks of list items; tabs part cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from ie_pipeline.documents.characters import clean, decode
from ie_pipeline.documents.counting import BULLET, counted
from ie_pipeline.documents.document import Document
from ie_pipeline.documents.marks import raised, set_apart

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["read"]

# fmt: off
_UNSEEN = frozenset({
    "audio", "canvas", "datalist", "del", "desc", "head", "iframe", "noscript", "script", "style", "template", "title",
    "video",
})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "math", "mi", "mn", "mo", "mrow", "nobr", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})
# fmt: on
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CELLS = frozenset({"td", "th"})
_CONTROLS = frozenset({"input", "option", "select"})
_UNTYPED = frozenset({"button", "color", "file", "hidden", "image", "password", "range", "reset", "submit"})
_UNMARKED = re.compile(r"list-style(?:-type)?:[^;]*none")
_HIDING = re.compile(r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|(?:opacity|font-size):0(?![.\d]))")
_DECLARATION = re.compile(
    rb"""<(?:meta[^>]{0,200}charset|\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_HEAD_BYTES = 2048  # browsers look no further than 1024 bytes for a declared encoding
_BLANKS = re.compile(r"[ \t\n\r\f]+")


def read(identifier: str, data: bytes) -> Document:
    """Read the visible text of a web page; scripts, styles, deletions and hidden elements are left out.

    Raises:
        InputError: if the bytes are not text.

    """
    declaration = _DECLARATION.search(data[:_HEAD_BYTES])
    markup = clean(decode(data, declaration[1].decode("ascii") if declaration else None))
    root = LexborHTMLParser(markup.replace("\f", "\n")).root
    flow = _Flow()
    if root is not None:
        _walk(root, flow)
    return Document(identifier, set_apart(clean("".join(flow.pieces))).strip("\n"))


class _Flow:
    """Text as it flows down the page: a gap is only made once there is something to stand after it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.gap = ""
        self._mark = ""
        self._counts: dict[int, int] = {}
        self._cell_begins = self._cell_is_wide = False

    def text(self, content: str, *, verbatim: bool) -> None:
        """Add characters, blanks folded into one space unless they stand in preformatted text."""
        folded = content if verbatim else _BLANKS.sub(" ", content)
        if not folded.strip(" \n"):
            self.gap = self.gap or (" " if folded else "")
            return
        if not verbatim:
            self.gap = self.gap or (" " if folded.startswith(" ") else "")
            folded = folded.strip(" ")
        self._cell_is_wide = not self._cell_begins and (self._cell_is_wide or "\n" in self.gap + folded)
        self._cell_begins = False
        self.pieces += [self.gap, self._mark, folded]
        self._mark = ""
        self.gap = " " if not verbatim and content[-1] in " \t\n\r\f" else ""

    def line(self, lines: int) -> None:
        """Begin a new line, with an empty one above it where ``lines`` is 2, unless a new table cell was begun."""
        if self.gap != "\t" and self.gap.count("\n") < lines:
            self.gap = "\n" * lines

    def item(self, node: LexborNode, *, closing: bool) -> None:
        """Begin or end a list item; its bullet or number stands before the first text in it."""
        self.line(1)
        self._mark = "" if closing else self._mark_of(node)

    def _mark_of(self, node: LexborNode) -> str:
        parent = node.parent
        if parent is None or _UNMARKED.search(_style(parent) + ";" + _style(node)):
            return ""
        if parent.tag != "ol":
            return f"{BULLET} "
        number = _number(node, "value") or self._counts.get(parent.mem_id, (_number(parent, "start") or 1) - 1) + 1
        self._counts[parent.mem_id] = number
        return f"{counted(number, _FORMS.get(parent.attributes.get('type') or '', ''))}. "

    def line_break(self) -> None:
        """End the line as the author asked; more than one empty line is none the wiser."""
        self.gap = "\n" * min(self.gap.count("\n") + 1, 2)

    def cell(self) -> None:
        """Begin a table cell beside another, or below one of several lines, as of a page in columns."""
        self.gap = "\n" if self._cell_is_wide else "\t"
        self._cell_begins = True

    def row(self) -> None:
        """Begin or end a table row."""
        self.gap = "\n"
        self._cell_begins = True


def _walk(root: LexborNode, flow: _Flow) -> None:
    """Let a tree's text flow, without recursion, as pages may be nested ten thousand deep."""
    stack: list[tuple[LexborNode, bool, bool, bool]] = [(root, False, False, False)]
    while stack:
        node, closing, verbatim, high = stack.pop()
        if node.tag == "-text":
            text = node.text_content or ""
            flow.text(raised(text) if high else text, verbatim=verbatim)
        elif not _is_hidden(node):
            _begin_or_end(node, flow, closing=closing)
            if not closing:
                inner = verbatim or node.tag in ("pre", "textarea")
                stack.append((node, True, verbatim, high))
                stack.extend((child, False, inner, high or node.tag == "sup") for child in reversed(_shown(node)))


def _shown(node: LexborNode) -> list[LexborNode]:
    """Return what is shown of what an element holds: of a list to choose from, the choice."""
    if node.tag != "select" or "multiple" in node.attributes:
        return list(node.iter(include_text=True))
    options = node.css("option")
    return [option for option in options if "selected" in option.attributes][-1:] or options[:1]


def _begin_or_end(node: LexborNode, flow: _Flow, *, closing: bool) -> None:
    """Make the gap that an element's beginning or end asks for."""
    tag = node.tag or ""
    if tag == "br":
        if not closing:
            flow.line_break()
    elif tag in _CELLS:
        if not closing and _has_cell_before(node):
            flow.cell()
    elif tag == "tr":
        flow.row()
    elif tag == "li":
        flow.item(node, closing=closing)
    elif tag in _CONTROLS:
        flow.text(f" {'' if closing else _entered(node)} ", verbatim=False)
    elif tag not in _INLINE and tag.isalnum():
        flow.line(2 if tag in _PARAGRAPHS else 1)


def _has_cell_before(node: LexborNode) -> bool:
    """Say whether a table cell stands beside an earlier one."""
    before = node.prev
    while before is not None and before.tag not in _CELLS:
        before = before.prev
    return before is not None


def _entered(node: LexborNode) -> str:
    """Return what was typed into a field of a form, or the mark of its box."""
    attributes = node.attributes
    kind = (attributes.get("type") or "").lower()
    if node.tag != "input" or kind in _UNTYPED:
        return ""
    if kind in ("checkbox", "radio"):
        return "☒" if "checked" in attributes else "☐"
    return attributes.get("value") or ""


def _is_hidden(node: LexborNode) -> bool:
    """Say whether an element shows nothing."""
    attributes = node.attributes
    closed = node.tag == "dialog" and "open" not in attributes
    return node.tag in _UNSEEN or closed or "hidden" in attributes or _HIDING.search(_style(node)) is not None


def _style(node: LexborNode) -> str:
    """Return the declarations that stand at an element, without blanks."""
    return "".join((node.attributes.get("style") or "").split()).lower()


def _number(node: LexborNode, attribute: str) -> int | None:
    """Return the whole number that an attribute gives, if it does."""
    found = re.match(r"\s*(-?\d{1,6})", node.attributes.get(attribute) or "")
    return int(found[1]) if found else None
