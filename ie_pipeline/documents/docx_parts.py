"""Text that Word files hold apart from their own: web pages that Word lays out as it opens a file, and diagrams.

Some programs write Word files of nothing but a web page.
"""

from __future__ import annotations

import codecs
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from ie_pipeline.documents import html, plain

if TYPE_CHECKING:
    from docx.opc.part import Part

__all__ = ["write_parts"]

_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_PAGES = ("text/html", "application/xhtml+xml")


def write_parts(body: Any, part: Part) -> None:
    """Put the text of each page and diagram that a body refers to in the place of the reference, as paragraphs.

    Raises:
        InputError: if a page is no text.

    """
    for reference in list(body.iter(qn("w:altChunk"), _DIAGRAM)):
        is_diagram = reference.tag == _DIAGRAM
        relation = part.rels.get(reference.get(qn("r:dm" if is_diagram else "r:id")))
        if relation is None or relation.is_external:
            continue
        place = next(reference.iterancestors(qn("w:p"))) if is_diagram else reference
        lines = _labels(relation.target_part) if is_diagram else _page(relation.target_part).split("\n")
        for line in reversed(lines):
            paragraph, run, text = (OxmlElement(f"w:{name}") for name in ("p", "r", "t"))
            text.text = line
            run.append(text)
            paragraph.append(run)
            place.addnext(paragraph)


def _labels(part: Part) -> list[str]:
    """Return the lines of text of a diagram."""
    lines = parse_xml(part.blob).iter(qn("a:p"))
    return ["".join(text.text or "" for text in line.iter(qn("a:t"))) for line in lines]


def _page(part: Part) -> str:
    """Return the text of a page, alone or in an archive with its pictures, or of a plain text."""
    kind, data = part.content_type, part.blob
    if kind == "message/rfc822":
        pages = (page for page in message_from_bytes(data, policy=default).walk() if page.get_content_type() in _PAGES)
        page = next(pages, None)
        kind, data = _PAGES[0], b"" if page is None else codecs.BOM_UTF8 + page.get_content().encode(errors="replace")
    if kind in _PAGES:
        return html.read("", data).text.replace("\f", "\n")
    return plain.read("", data).text.replace("\f", "\n") if kind == "text/plain" else ""
