"""What people typed into a PDF: form fields and text put on top of a page, which are no part of its text layer.

Knows neither lines nor words; it puts each entry where a reader would look for it.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pypdfium2 import PdfPage, PdfTextPage

__all__ = ["Entry", "entries", "fill_in"]

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_INVISIBLE | pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_BOXES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_TYPED = (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX, pdfium.FPDF_FORMFIELD_TEXTFIELD)
_PASSWORD = 1 << 13  # a flag of fields that show no characters
_TOUCH = 2.0  # points; a label may reach so far into its field


@dataclass(frozen=True, slots=True)
class Entry:
    """A text, whether it is the mark of a box, and the rectangle that it fills, in points."""

    text: str
    marks: bool
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character that is printed, by its place in the text layer, and how far it reaches."""

    index: int
    left: float
    right: float
    height: float


def fill_in(characters: list[str], entered: Sequence[Entry], layer: PdfTextPage) -> None:
    """Put among the characters of a text layer, each of which keeps its place, what was typed into its page.

    An entry stands behind what is printed to its left, else below what is printed above it; the mark of a box, ☒ or ☐,
    stands before what is printed to its right.
    """
    if not entered:
        return
    printed = list(_signs(characters, layer))
    ordered = sorted(entered, key=lambda entry: (-entry.top, entry.left))
    places = sorted((_place(entry, printed, layer) for entry in ordered), key=lambda place: place[0])
    characters.append("")
    for index, text in reversed(places):
        characters[index] = text + characters[index]


def _place(entry: Entry, signs: list[_Sign], layer: PdfTextPage) -> tuple[int, str]:
    """Return before which character an entry stands, and its text with what sets it apart."""
    beside = [sign for sign in signs if entry.bottom <= sign.height <= entry.top]
    after = [sign for sign in beside if sign.left >= entry.right - _TOUCH]
    if entry.marks and after:
        return min(after, key=lambda sign: sign.left).index, f"{entry.text} "
    before = [sign for sign in beside if sign.right <= entry.left + _TOUCH]
    if before:
        return max(before, key=lambda sign: sign.right).index + 1, f" {entry.text}"
    above = [
        sign for sign in signs if sign.height > entry.top and entry.left <= sign.right and sign.left <= entry.right
    ]
    end = min(above, key=lambda sign: sign.height).index if above else layer.count_chars()
    while end < layer.count_chars() and pdfium.FPDFText_GetUnicode(layer, end) not in (0x0A, 0x0D):
        end += 1
    return end, f"\n{entry.text}"


def _signs(characters: Sequence[str], layer: PdfTextPage) -> Iterator[_Sign]:
    """Yield the characters that can be seen, other than the line that a form prints for people to write on."""
    for index, character in enumerate(characters):
        if character.strip() not in ("", "_"):
            left, bottom, right, top = layer.get_charbox(index)
            yield _Sign(index, left, right, (bottom + top) / 2)


def entries(page: PdfPage) -> Iterator[Entry]:
    """Yield the form fields of a page, and text put on top of it, that can be seen."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            text, marks = _content(page.formenv, annotation)
            box = pdfium.FS_RECTF()
            if text and pdfium.FPDFAnnot_GetRect(annotation, box):
                yield Entry(text, marks, box.left, box.bottom, box.right, box.top)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _content(form: Any, annotation: Any) -> tuple[str, bool]:
    """Return the text that an annotation shows, and whether it is the mark of a box."""
    if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return "", False
    if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FREETEXT:
        return _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"), False
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation) if form else pdfium.FPDF_FORMFIELD_UNKNOWN
    if kind in _BOXES:
        return "☒" if pdfium.FPDFAnnot_IsChecked(form, annotation) else "☐", True
    if kind in _TYPED and not pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation), False
    return "", False


def _string(get: Callable[..., int], *arguments: Any) -> str:
    """Return a string that the library writes into a buffer, as it does once it has said how long it is."""
    size = get(*arguments, None, 0)
    buffer = ctypes.create_string_buffer(size)
    get(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0").strip()
