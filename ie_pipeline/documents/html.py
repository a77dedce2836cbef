"""Web pages: what a reader of the page would see, block by block; table cells are set apart by tabs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from ie_pipeline.documents.characters import clean, decode
from ie_pipeline.documents.document import Document

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["read"]

_UNSEEN = frozenset({"head", "noscript", "script", "style", "template", "title"})
# fmt: off
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})
# fmt: on
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_DECLARATION = re.compile(
    rb"""<(?:meta[^>]{0,200}charset|\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_HEAD_BYTES = 2048  # browsers look no further than 1024 bytes for a declared encoding
_BLANKS = re.compile(r"[ \t\n\r\f]+")


def read(identifier: str, data: bytes) -> Document:
    """Read the visible text of a web page; scripts, styles and hidden elements are left out.

    Raises:
        InputError: if the bytes are not text.

    """
    declaration = _DECLARATION.search(data[:_HEAD_BYTES])
    markup = clean(decode(data, declaration[1].decode("ascii") if declaration else None))
    root = LexborHTMLParser(markup.replace("\f", "\n")).root
    flow = _Flow()
    if root is not None:
        _walk(root, flow)
    return Document(identifier, clean("".join(flow.pieces)).strip("\n"))


class _Flow:
    """Text as it flows down the page: a gap is only made once there is something to stand after it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.gap = ""

    def text(self, content: str, *, verbatim: bool) -> None:
        """Add characters, blanks folded into one space unless they stand in preformatted text."""
        folded = content if verbatim else _BLANKS.sub(" ", content)
        if not folded.strip(" \n"):
            self.gap = self.gap or (" " if folded else "")
            return
        if not verbatim:
            self.gap = self.gap or (" " if folded.startswith(" ") else "")
            folded = folded.strip(" ")
        self.pieces += [self.gap, folded]
        self.gap = " " if not verbatim and content[-1] in " \t\n\r\f" else ""

    def line(self, lines: int) -> None:
        """Begin a new line, with an empty one above it where ``lines`` is 2, unless a new table cell was begun."""
        if self.gap != "\t" and self.gap.count("\n") < lines:
            self.gap = "\n" * lines

    def line_break(self) -> None:
        """End the line as the author asked; more than one empty line is none the wiser."""
        self.gap = "\n" * min(self.gap.count("\n") + 1, 2)

    def cell(self) -> None:
        """Begin a table cell beside another."""
        self.gap = "\t"

    def row(self) -> None:
        """Begin a table row."""
        self.gap = "\n"


def _walk(root: LexborNode, flow: _Flow) -> None:
    """Let a tree's text flow, without recursion, as pages may be nested ten thousand deep."""
    stack: list[tuple[LexborNode, bool, bool]] = [(root, False, False)]
    while stack:
        node, closing, verbatim = stack.pop()
        if node.tag == "-text":
            flow.text(node.text_content or "", verbatim=verbatim)
        elif not _is_hidden(node):
            _begin_or_end(node, flow, closing=closing)
            if not closing:
                inner = verbatim or node.tag in ("pre", "textarea")
                stack.append((node, True, verbatim))
                stack.extend((child, False, inner) for child in reversed(list(node.iter(include_text=True))))


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
    elif tag not in _INLINE and tag.isalnum():
        flow.line(2 if tag in _PARAGRAPHS else 1)


def _has_cell_before(node: LexborNode) -> bool:
    """Say whether a table cell stands beside an earlier one."""
    before = node.prev
    while before is not None and before.tag not in _CELLS:
        before = before.prev
    return before is not None


def _is_hidden(node: LexborNode) -> bool:
    """Say whether an element shows nothing."""
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return node.tag in _UNSEEN or "hidden" in attributes or "display:none" in style
