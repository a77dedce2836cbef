"""Web pages: what a reader of the page would see, block by block, with the marks of list items; tabs part cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from ie_pipeline.documents.characters import clean, decode
from ie_pipeline.documents.counting import BULLET, counted
from ie_pipeline.documents.document import Document
from ie_pipeline.documents.html_layout import gaps
from ie_pipeline.documents.marks import raised, set_apart
from ie_pipeline.documents.symbols import shown

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
_SPOKEN = frozenset({"sr-only", "visually-hidden"})  # by custom, classes of what is read out and not shown
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CELLS = frozenset({"td", "th"})
_CONTROLS = frozenset({"input", "option", "select"})
_UNTYPED = frozenset({"button", "color", "file", "hidden", "image", "password", "range", "reset", "submit"})
_UNMARKED = re.compile(r"list-style(?:-type)?:[^;]*none")
_HIDING = re.compile(r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|(?:opacity|font-size):0(?![.\d]))")
_DISPLAY = re.compile(r"(?:^|;)display:([a-z-]+)")
_PREFORMATTED = re.compile(r"white-space:(?:pre|break-spaces)")
_RAISING = re.compile(r"(?:^|;)(?:vertical-align:super|top:-)")
_FONT = re.compile(r"(?:^|;)font(?:-family)?:([^;,]*)")
_SYMBOLS = re.compile(r"(?:^|pt|px|em|%|[\"'])(wingdings2?|symbol)[\"']?$")  # not Segoe UI Symbol, which needs no table
_SIGN = re.compile(r"\(?[A-Z]{0,3}[$\u20ac\u00a3\u00a5]\(?")
_DECLARATION = re.compile(
    rb"""<(?:meta[^>]{0,200}charset|\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_SEAM = re.compile(r"[–—/(☐☒]\t|\s-\t|\t(?:[–—/,.;:!?)]|-\s)")  # a tab that would stand within a text
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


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element says of how the text in it looks: with its blanks, raised, in a font of symbols."""

    verbatim: bool = False
    high: bool = False
    font: str = ""


class _Flow:
    """Text as it flows down the page: a gap is only made once there is something to stand after it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.gap = ""
        self._mark = self._apart = ""
        self._parted: list[tuple[int, str]] = []  # what begins apart: the pieces before it, and what set them apart
        self._counts: dict[int, int] = {}
        self._row_begins = self._cell_was_wide = False
        self._newlines = 0
        self._cells: list[tuple[int, int]] = []  # those that have begun: the pieces and newlines before them

    def text(self, content: str, *, verbatim: bool) -> None:
        """Add characters, blanks folded into one space unless they stand in preformatted text."""
        folded = content if verbatim else _BLANKS.sub(" ", content)
        if not folded.strip(" \n\xa0"):
            self.gap = self.gap or (" " if folded else "")
            return
        if not verbatim:
            self.gap = self.gap or (" " if folded.startswith(" ") else "")
            folded = folded.strip(" ")
        if self.gap in ("", " ") and self.pieces and not _are_one(self.pieces[-1], folded):
            self.gap = self._apart or self.gap
        if self.gap == "\t" and _is_one_amount(self.pieces[-1], folded):
            self.gap = ""
        self._row_begins = False
        self._newlines += (self.gap + folded).count("\n")
        self.pieces += [self.gap, self._mark, folded]
        self._mark = self._apart = ""
        self.gap = " " if not verbatim and content[-1] in " \t\n\r\f" else ""

    def line(self, lines: int) -> None:
        """Begin a new line, with an empty one above it where ``lines`` is 2, unless a new table cell was begun."""
        if self.gap != "\t" and self.gap.count("\n") < lines:
            self.gap = "\n" * lines

    def part(self, gap: str) -> None:
        """Begin what is set apart from the text before it on its line, unless both are parts of one text."""
        self._parted.append((len(self.pieces), self._apart))
        self._apart = gap

    def part_end(self, gap: str) -> None:
        """End what is set apart; if it has no text, as a picture, it parts nothing."""
        pieces, apart = self._parted.pop()
        self._apart = gap if len(self.pieces) > pieces else apart

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

    def row(self) -> None:
        """Begin a table row, on a new line unless its table stands in a cell that was begun beside another."""
        if self.gap != "\t":
            self.gap = "\n"
        self._row_begins, self._cell_was_wide = True, False

    def row_end(self) -> None:
        """End a table row."""
        self.gap = "\n"

    def cell(self) -> None:
        """Begin a table cell beside another, or below one of several lines, as of a page in columns."""
        if not self._row_begins:
            self.gap = "\n" if self._cell_was_wide else "\t"
        self._cells.append((len(self.pieces), self._newlines))

    def cell_end(self) -> None:
        """End a table cell, of which the first piece is the gap before it."""
        pieces, newlines = self._cells.pop()
        if len(self.pieces) > pieces:
            self._cell_was_wide = self._newlines - newlines > self.pieces[pieces].count("\n")


def _are_one(before: str, after: str) -> bool:
    """Say whether two texts side by side are parts of one: of a word, a period of time, a sentence or a choice."""
    return _is_letter(before) or _is_letter(after) or _SEAM.search(f" {before[-2:]}\t{after[:2]} ") is not None


def _is_letter(text: str) -> bool:
    """Say whether a text is a single letter: the large first one of a paragraph, or one of a title that moves."""
    letter = text.lstrip("\"'“‘«„¿¡")
    return len(letter) == 1 and letter.isalpha()


def _is_one_amount(before: str, after: str) -> bool:
    """Say whether two cells hold one amount, as in tables that line up its digits: ``$``, ``(4,500``, ``)``."""
    if _SIGN.fullmatch(before):
        return after[0] in "(0123456789"
    return before[-1].isdigit() and after in (")", "%", ")%", "%)")


def _walk(root: LexborNode, flow: _Flow) -> None:
    """Let a tree's text flow, without recursion, as pages may be nested ten thousand deep."""
    parted = gaps(root)
    stack: list[tuple[LexborNode, bool, _Look]] = [(root, False, _Look())]
    while stack:
        node, closing, look = stack.pop()
        if node.tag == "-text":
            text = node.text_content or ""
            if look.font:
                text = "".join(shown(look.font, character) or character for character in text)
            flow.text(raised(text) if look.high else text, verbatim=look.verbatim)
        elif not _is_hidden(node):
            _begin_or_end(node, flow, closing=closing)
            if node.mem_id in parted:
                (flow.part_end if closing else flow.part)(parted[node.mem_id])
            if not closing:
                inner = _look(node, look)
                stack.append((node, True, look))
                stack.extend((child, False, inner) for child in reversed(_shown(node)))


def _look(node: LexborNode, around: _Look) -> _Look:
    """Return how the text in an element looks."""
    style = _style(node)
    fonts = [(node.attributes.get("face") or "").partition(",")[0].lower(), *_FONT.findall(style)]
    symbols = _SYMBOLS.search(fonts[-1])
    return _Look(
        verbatim=around.verbatim or node.tag in ("pre", "textarea") or _PREFORMATTED.search(style) is not None,
        high=around.high or node.tag == "sup" or (node.tag in _INLINE and _RAISING.search(style) is not None),
        font=(symbols[1].title() if symbols else "") if fonts[-1] else around.font,
    )


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
        (flow.cell_end if closing else flow.cell)()
    elif tag == "tr":
        (flow.row_end if closing else flow.row)()
    elif tag == "li":
        flow.item(node, closing=closing)
    elif tag in _CONTROLS:
        flow.text(f" {'' if closing else _entered(node)} ", verbatim=False)
    elif _is_block(node):
        flow.line(2 if tag in _PARAGRAPHS else 1)


def _is_block(node: LexborNode) -> bool:
    """Say whether an element stands on lines of its own."""
    display = _DISPLAY.search(_style(node))
    if display and not display[1].startswith("inline-"):
        return display[1] != "inline"
    return node.tag not in _INLINE and (node.tag or "").isalnum()


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
    if node.tag in _UNSEEN or closed or "hidden" in attributes:
        return True
    return not _SPOKEN.isdisjoint((attributes.get("class") or "").split()) or _HIDING.search(_style(node)) is not None


def _style(node: LexborNode) -> str:
    """Return the declarations that stand at an element, without blanks."""
    return "".join((node.attributes.get("style") or "").split()).lower()


def _number(node: LexborNode, attribute: str) -> int | None:
    """Return the whole number that an attribute gives, if it does."""
    found = re.match(r"\s*(-?\d{1,6})", node.attributes.get(attribute) or "")
    return int(found[1]) if found else None
