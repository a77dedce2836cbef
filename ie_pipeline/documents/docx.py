"""Word files in reading order: headers, paragraphs, tables (cells set apart by tabs), text boxes, notes, footers.

Walks the XML itself, because the library's own paragraphs leave out text boxes, content controls and insertions not
yet accepted. Deleted text is left out. Word files know no pages until they are laid out, so none are given.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ie_pipeline.documents.characters import clean
from ie_pipeline.documents.document import Document
from ie_pipeline.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordFile

__all__ = ["read"]

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # the container of .doc files and of Word files with a password
_MAX_UNPACKED = 512 * 2**20  # bytes; a small file can unpack to fill the memory
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # what old programs show instead
_PROPERTIES = ("pPr", "rPr", "sdtPr", "tblPr", "tcPr", "trPr")
_SKIPPED = frozenset({_FALLBACK, *(qn(f"w:{name}") for name in ("del", "moveFrom", "rt", *_PROPERTIES))})
_NOTE_REFERENCES = {
    qn("w:footnoteReference"): RELATIONSHIP_TYPE.FOOTNOTES,
    qn("w:endnoteReference"): RELATIONSHIP_TYPE.ENDNOTES,
}

_CORRUPT = (  # what the zip and XML libraries raise on broken files; lxml's errors are SyntaxErrors
    EOFError,
    KeyError,
    NotImplementedError,
    SyntaxError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

Notes = Mapping[tuple[str, str], Any]


def read(identifier: str, data: bytes) -> Document:
    """Read a Word file. A note stands on a line of its own after the paragraph or the table that refers to it.

    Raises:
        InputError: if the file is encrypted, in the old format, corrupt or too large when unpacked.

    """
    if data.startswith(_OLD_FORMAT):
        message = "is encrypted or in the old .doc format"
        raise InputError(message, hint="save a copy as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > _MAX_UNPACKED:
            message = f"unpacks to {unpacked // 2**20} MiB; at most {_MAX_UNPACKED // 2**20} are read"
            raise InputError(message)
        file = docx.Document(io.BytesIO(data))
        lines = list(_lines(file))
    except _CORRUPT as error:
        message = "is corrupt or not a Word file"
        raise InputError(message) from error
    text = clean("\n".join(lines)).replace("\f", "\n")
    return Document(identifier, re.sub(r"\n{3,}", "\n\n", text).strip("\n"))


def _lines(file: WordFile) -> Iterator[str]:
    """Yield the lines of a file: what heads its pages, the body, what foots them."""
    notes = _notes(file)
    heads, feet = [], []
    for section in file.sections:
        heads += [section.first_page_header, section.header, section.even_page_header]
        feet += [section.footer, section.even_page_footer, section.first_page_footer]
    yield from _margin_lines(heads, notes)
    yield from _blocks(file.element.body, notes)
    yield from _margin_lines(feet, notes)


def _margin_lines(margins: list[Any], notes: Notes) -> Iterator[str]:
    """Yield the lines of headers or footers, each line once, as sections repeat them."""
    lines = [line for part in margins if not part.is_linked_to_previous for line in _blocks(part._element, notes)]  # noqa: SLF001 - the library has no public way to the XML
    yield from dict.fromkeys(line for line in lines if line.strip())


def _notes(file: WordFile) -> dict[tuple[str, str], Any]:
    """Return the foot- and endnotes of a file by relationship type and id."""
    notes = {}
    for relation in file.part.rels.values():
        if relation.reltype in _NOTE_REFERENCES.values():
            for note in parse_xml(relation.target_part.blob):
                notes[relation.reltype, str(note.get(qn("w:id")))] = note
    return notes


def _blocks(parent: Any, notes: Notes) -> Iterator[str]:
    """Yield the lines of the paragraphs and tables below an element."""
    for child in parent:
        if child.tag == qn("w:p"):
            pieces, later = _inline(child)
            yield "".join(pieces)
            yield from _later(later, notes)
        elif child.tag == qn("w:tbl"):
            yield from _rows(child, notes)
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _blocks(child, notes)


def _rows(table: Any, notes: Notes) -> Iterator[str]:
    """Yield a line for each row of a table; a cell's own lines are joined by spaces."""
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue
        cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]
        texts = [" ".join(line.strip() for line in _blocks(cell, notes) if line.strip()) for cell in cells]
        if any(texts):
            yield "\t".join(texts)


def _inline(parent: Any) -> tuple[list[str], list[Any]]:
    """Return the text of a paragraph, and the text boxes and note references in it, which come after it."""
    pieces: list[str] = []
    later: list[Any] = []
    for child in parent:
        tag = child.tag
        if tag == qn("w:t"):
            pieces.append(child.text or "")
        elif tag in _CHARACTERS:
            pieces.append(_CHARACTERS[tag])
        elif tag == qn("w:txbxContent") or tag in _NOTE_REFERENCES:
            later.append(child)
        elif isinstance(tag, str) and tag not in _SKIPPED:
            more, below = _inline(child)
            pieces += more
            later += below
    return pieces, later


def _later(elements: list[Any], notes: Notes) -> Iterator[str]:
    """Yield the lines of text boxes and of the notes that are referred to."""
    for element in elements:
        if element.tag == qn("w:txbxContent"):
            yield from _blocks(element, notes)
        else:
            note = notes.get((_NOTE_REFERENCES[element.tag], str(element.get(qn("w:id")))))
            yield from () if note is None else _blocks(note, {})
