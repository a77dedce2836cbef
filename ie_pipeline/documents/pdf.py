"""PDF files with a text layer, page by page, and forms as they are filled in.

Wrapped lines are joined, words broken at a line's end are mended.

Does no OCR: a page that is only a picture, though it was numbered or stamped at its edge, is reported, never skipped.
"""

from __future__ import annotations

import re
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from ie_pipeline.documents.characters import clean
from ie_pipeline.documents.document import Document
from ie_pipeline.documents.marks import set_apart
from ie_pipeline.documents.pdf_accents import put_accents
from ie_pipeline.documents.pdf_entries import entries, fill_in
from ie_pipeline.documents.pdf_floats import take_floats
from ie_pipeline.documents.pdf_layer import printed, signs, texts, upright
from ie_pipeline.documents.pdf_lines import PARAGRAPH_END, UNSPACED, mark_ends
from ie_pipeline.documents.pdf_marks import raise_digits
from ie_pipeline.documents.pdf_order import in_order, reading_order
from ie_pipeline.documents.pdf_overlays import lift
from ie_pipeline.documents.pdf_spacing import close_up
from ie_pipeline.documents.pdf_stamps import stamped
from ie_pipeline.documents.pdf_words import whole_words
from ie_pipeline.documents.symbols import is_private
from ie_pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["read"]

_PICTURE_SHARE = 0.5  # a page without text half covered by pictures is a scan; a smaller one is a logo or ornament
_MARGIN = 0.08  # of a page's height; there a scan has the number of its envelope, its page or its exhibit
_LONG_LINE = 0.9  # the quantile of line lengths that stands for the width of the text, small print aside
_FULL_LINE = 0.75  # of that width; a shorter line ends because its author ended it
_NARROW = 35  # characters; text that is set narrower than that is a list, a table or a receipt
_SEAM = re.compile(rf"\w-\n|{UNSPACED.pattern}[’”—…]?\n[‘“—…]?{UNSPACED.pattern}")  # lines that no space parts
_BULLETS = "\u2022\u00b7\u25aa\u25a0\u25cf\u25cb\u25e6\u2023\u27a2\u2192\u2713\u2756\u2013\u2014*-"
_ITEM = re.compile(r"\(?\w{1,3}[.)]\s")
_PAGE_NUMBER = re.compile(r"(?:page )?\d+(?: (?:of|/) \d+)?", re.IGNORECASE)
_NAMED_PAGES = 5
_FEW = 20  # characters; a page with fewer may hold nothing but the odd bullet
_SAMPLE = 200  # how many characters of a page are looked at to tell whether they are any


def read(identifier: str, data: bytes) -> Document:
    """Read the text layer of a PDF file.

    Raises:
        InputError: if the file is encrypted or corrupt, or has pages that are pictures only.

    """
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            message = "is encrypted"
            raise InputError(message, hint="save a copy without a password") from error
        message = "is corrupt or not a PDF file"
        raise InputError(message) from error
    with closing(file):
        if _is_placeholder(file):
            message = "is an XFA form, whose pages only Adobe's programs show"
            raise InputError(message, hint="print it to a new PDF file there")
        file.init_forms()
        raw, scanned = [], []
        for number, (text, is_picture) in enumerate(_pages(file), start=1):
            raw.append(text)
            if is_picture:
                scanned.append(number)
    if scanned or not any(text.strip() for text in raw):
        raise InputError(_no_text_layer(scanned, len(raw)), hint="run OCR on it first, for example with ocrmypdf")
    pages = [[_lines(part) for part in text.split(PARAGRAPH_END)] for text in whole_words(raw)]
    lengths = sorted(len(line) for paragraphs in pages for lines in paragraphs for line in lines if line)
    full = max(_FULL_LINE * lengths[round(_LONG_LINE * (len(lengths) - 1))], _NARROW)
    texts = ["".join(_joined(lines, full) for lines in paragraphs).strip() for paragraphs in pages]
    return Document.from_pages(identifier, texts)


def _is_placeholder(file: pypdfium2.PdfDocument) -> bool:
    """Say whether all that a file shows is a request to open it elsewhere."""
    if file.get_formtype() != pdfium.FORMTYPE_XFA_FULL or len(file) > 1:
        return False
    with closing(file[0]) as page:
        return bool(pdfium.FPDFPage_GetAnnotCount(page) == 0)


def _pages(file: pypdfium2.PdfDocument) -> Iterator[tuple[str, bool]]:
    """Yield each page's text and whether the page is but a picture."""
    for index in range(len(file)):
        try:
            page = upright(file, index)
            entered = list(entries(page))
            page = stamped(file, index, page)
        except pypdfium2.PdfiumError as error:
            message = f"page {index + 1} is corrupt"
            raise InputError(message) from error
        with closing(page), closing(page.get_textpage()) as layer:
            characters = printed(page, layer)
            if _is_garbled(layer):
                message = f"page {index + 1} has text of which its fonts do not say what characters it is"
                raise InputError(message, hint="run OCR on it anew, for example with ocrmypdf --force-ocr")
            seen = signs(layer, characters)
            is_picture = _is_on_its_margins(seen, page) and _picture_share(page) >= _PICTURE_SHARE
            put_accents(characters, seen)
            lines = list(texts(characters, seen))
            close_up(characters, lines, layer)
            raise_digits(characters, seen)
            entered += lift(characters, lines, page, layer) + take_floats(characters, lines)
            mark_ends(characters, [sign for sign in seen if characters[sign.index]])
            lines = [line for line in lines if characters[line[0].index]]
            order = reading_order(lines, page, layer)
            fill_in(characters, entered, layer)
            yield in_order(characters, lines, order), is_picture


def _is_garbled(layer: pypdfium2.PdfTextPage) -> bool:
    """Say whether most characters of a page are but the numbers of their shapes in a font."""
    count = layer.count_chars()
    sample = range(0, count, max(count // _SAMPLE, 1))
    garbled = sum(
        pdfium.FPDFText_HasUnicodeMapError(layer, index) == 1
        or is_private(chr(pdfium.FPDFText_GetUnicode(layer, index)))
        for index in sample
    )
    return bool(count >= _FEW and garbled > len(sample) / 2)


def _is_on_its_margins(seen: Sequence[Sign], page: pypdfium2.PdfPage) -> bool:
    """Say whether all text of a page stands at its head or foot; if it has none, it does."""
    _, bottom, _, top = page.get_bbox()
    margin = _MARGIN * (top - bottom)
    return not any(bottom + margin < sign.foot < top - margin for sign in seen)


def _picture_share(page: pypdfium2.PdfPage) -> float:
    """Return the share of the page that its pictures cover; a scan may lie in strips."""
    width, height = page.get_size()
    pictures = {_bounds(picture) for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])}
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in pictures)
    return covered / max(float(width * height), 1.0)


def _bounds(picture: pypdfium2.PdfObject) -> tuple[float, ...]:
    """Return how far a picture reaches on its page, also where it is part of a drawing."""
    bounds, drawing = picture.get_bounds(), picture.container
    while drawing is not None:
        bounds, drawing = drawing.get_matrix().on_rect(*bounds), drawing.container
    return tuple(bounds)


def _no_text_layer(scanned: list[int], total: int) -> str:
    """Say which pages have no text layer."""
    if not scanned or len(scanned) == total:
        return "has no text layer" if total > 1 else "page 1 has no text layer"
    named = ", ".join(map(str, scanned[:_NAMED_PAGES]))
    more = f" and {len(scanned) - _NAMED_PAGES} more" if len(scanned) > _NAMED_PAGES else ""
    return f"page {named} has no text layer" if len(scanned) == 1 else f"pages {named}{more} have no text layer"


def _lines(text: str) -> list[str]:
    """Return the lines of a text as later stages can take them."""
    return [line.strip() for line in set_apart(clean(text)).replace("\f", "\n").split("\n")]


def _joined(lines: list[str], full: float) -> str:
    """Join wrapped lines; one of ``full`` characters or more may go on in the next."""
    joined = lines[:1]
    for before, line in pairwise(lines):
        if line and len(before) >= full and _runs_on(before, line):
            joined[-1] += line if _SEAM.search(f"{before}\n{line}") else f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _runs_on(before: str, line: str) -> bool:
    """Say whether a line goes on with the sentence of the full line before it."""
    if line[0] in _BULLETS or is_private(line[0]) or _ITEM.match(line) or _PAGE_NUMBER.fullmatch(line):
        return False
    return line[0].islower() or not before.endswith((".", ":", ";", "!", "?", "__"))
