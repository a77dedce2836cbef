"""Word files in reading order: headers, paragraphs, tables (cells set apart by tabs), text boxes, notes, footers.

Walks the XML itself, because the library's own paragraphs leave out text boxes, content controls and insertions not
yet accepted. Deleted and hidden text is left out. Word files know no pages until they are laid out, so none are given.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ie_pipeline.documents.characters import clean
from ie_pipeline.documents.document import Document
from ie_pipeline.documents.docx_numbers import is_on, write_numbers
from ie_pipeline.documents.docx_parts import write_parts
from ie_pipeline.documents.docx_runs import (
    drop_hidden,
    drop_instructions,
    hiding_styles,
    raise_digits,
    raising_styles,
    write_equations,
)
from ie_pipeline.documents.marks import set_apart
from ie_pipeline.documents.symbols import is_private, shown
from ie_pipeline.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordFile

__all__ = ["read"]

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # the container of .doc files and of Word files with a password
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml)/")
_XML = (".xml", ".rels")
_MAX_UNPACKED = 512 * 2**20  # bytes; a small file can unpack to fill the memory
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:ptab"): "\t",
}
_TEXTS = (qn("w:t"), qn("m:t"))
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
            file = _opened(data, package)
        lines = list(_lines(file))
    except _CORRUPT as error:
        message = "is corrupt or not a Word file"
        raise InputError(message, hint="save it anew as .docx") from error
    text = set_apart(clean("\n".join(lines))).replace("\f", "\n")
    return Document(identifier, re.sub(r"\n{3,}", "\n\n", text).strip("\n"))


def _opened(data: bytes, package: zipfile.ZipFile) -> WordFile:
    """Open a Word file, after it was rewritten if the library could not read it as it is."""
    is_strict = _STRICT.search(package.read("_rels/.rels")) is not None
    whole = _rewritten(package, _transitional) if is_strict else io.BytesIO(data)
    try:
        return docx.Document(whole)
    except KeyError:
        with zipfile.ZipFile(whole) as rewritten:
            return docx.Document(_rewritten(rewritten, _without_lost_parts))


def _rewritten(package: zipfile.ZipFile, rewrite: Callable[[str, bytes, Collection[str]], bytes]) -> io.BytesIO:
    """Return a copy of a package, each part rewritten, given its name, its content and the names of all parts."""
    names = dict.fromkeys(package.namelist())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for name in names:
            copy.writestr(name, rewrite(name, package.read(name), names))
    return buffer


def _transitional(name: str, content: bytes, _: Collection[str]) -> bytes:
    """Return a part with the namespaces that Word writes unless told to be strict; the library knows no others."""
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content) if name.endswith(_XML) else content


def _without_lost_parts(name: str, content: bytes, names: Collection[str]) -> bytes:
    """Return a part that refers only to what the package holds; Word, unlike the library, needs no lost picture."""
    if not name.endswith(".rels"):
        return content
    relations = parse_xml(content)
    folder = PackURI(f"/{name.replace('_rels/', '').removesuffix('.rels')}").baseURI
    for relation in list(relations):
        target = PackURI.from_rel_ref(folder, relation.get("Target", ""))
        textless = relation.get("Type") not in _NOTE_REFERENCES.values()
        if textless and relation.get("TargetMode") != "External" and target.membername not in names:
            relations.remove(relation)
    return serialize_part_xml(relations)


def _lines(file: WordFile) -> Iterator[str]:
    """Yield the lines of a file: what heads its pages, the body, what foots them."""
    notes = _notes(file)
    write_parts(file.element.body, file.part)
    for relation in file.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            write_numbers(file.element.body, parse_xml(relation.target_part.blob), file.styles.element)
    heads, feet = [], []
    for section in file.sections:
        heads += [section.first_page_header, section.header, section.even_page_header]
        feet += [section.footer, section.even_page_footer, section.first_page_footer]
    hiding, raising = hiding_styles(file.styles.element), raising_styles(file.styles.element)
    margins = [part._element for part in (*heads, *feet) if not part.is_linked_to_previous]  # noqa: SLF001 - as below
    for story in (file.element.body, *notes.values(), *margins):
        drop_instructions(story)
        drop_hidden(story, hiding)
        raise_digits(story, raising)
        write_equations(story)
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
    pieces: list[str] = []
    later: list[Any] = []
    for child in parent:
        if child.tag == qn("w:p"):
            more, below = _inline(child)
            pieces += more
            later += below
            if _runs_on(child):
                continue
            yield "".join(pieces)
            yield from _later(later, notes)
            pieces, later = [], []
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and len(child):  # a bookmark ends no paragraph
            if pieces:
                yield "".join(pieces)
            yield from _later(later, notes)
            pieces, later = [], []
            yield from _rows(child, notes) if child.tag == qn("w:tbl") else _blocks(child, notes)
    if pieces:
        yield "".join(pieces)
    yield from _later(later, notes)


def _runs_on(paragraph: Any) -> bool:
    """Say whether the end of a paragraph was deleted, so that the next one goes on in it."""
    mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    return mark is not None and any(mark.find(qn(f"w:{change}")) is not None for change in ("del", "moveFrom"))


def _rows(table: Any, notes: Notes) -> Iterator[str]:
    """Yield a table row by row: a cell stands beside one of a single line, else below it, as of a page in columns."""
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue
        cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row]
        texts = ["\n".join(line.strip() for line in _blocks(cell, notes) if line.strip()) for cell in cells]
        if any(texts):
            ends = ["\n" if "\n" in text else "\t" for text in texts[:-1]] + [""]
            yield "".join(text + end for text, end in zip(texts, ends, strict=True)).rstrip("\n")


def _inline(parent: Any) -> tuple[list[str], list[Any]]:
    """Return the text of a paragraph, and the text boxes and note references in it, which come after it."""
    pieces: list[str] = []
    later: list[Any] = []
    for child in parent:
        tag = child.tag
        if tag in _TEXTS:
            pieces.append(child.text or "")
        elif tag in _CHARACTERS:
            pieces.append(_CHARACTERS[tag])
        elif tag == qn("w:sym"):
            pieces.append(_symbol(child))
        elif tag == qn("w:ffData"):
            pieces.append(_chosen(child))
        elif tag == qn("w:txbxContent") or tag in _NOTE_REFERENCES:
            later.append(child)
        elif isinstance(tag, str) and tag not in _SKIPPED:
            more, below = _inline(child)
            pieces += more
            later += below
    return pieces, later


def _symbol(element: Any) -> str:
    """Return the character that a symbol shows; one that only its font knows shows nothing that could be read."""
    character = chr(int(element.get(qn("w:char"), "20"), 16))
    known = shown(element.get(qn("w:font"), ""), character)
    if known is not None:
        return known
    return "" if is_private(character) else character


def _chosen(field: Any) -> str:
    """Return what a field of an old form shows, other than typed text, which stands beside it."""
    box, choices = field.find(qn("w:checkBox")), field.find(qn("w:ddList"))
    if box is not None:
        checked = box.find(qn("w:checked"))
        return "☒" if is_on(box.find(qn("w:default")) if checked is None else checked) else "☐"
    if choices is None:
        return ""
    entries = [str(entry.get(qn("w:val"))) for entry in choices.iter(qn("w:listEntry"))]
    result = choices.find(qn("w:result"))
    index = 0 if result is None else int(result.get(qn("w:val"), "0"))
    return entries[index] if 0 <= index < len(entries) else ""


def _later(elements: list[Any], notes: Notes) -> Iterator[str]:
    """Yield the lines of text boxes and of the notes that are referred to."""
    for element in elements:
        if element.tag == qn("w:txbxContent"):
            yield from _blocks(element, notes)
        else:
            note = notes.get((_NOTE_REFERENCES[element.tag], str(element.get(qn("w:id")))))
            yield from () if note is None else _blocks(note, {})
