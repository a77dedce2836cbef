"""Signatures and stamps, of whose words a PDF holds but the drawing, in an annotation beside its page."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

__all__ = ["stamped"]


def stamped(file: PdfDocument, index: int, page: PdfPage) -> PdfPage:
    """Return a page with its signatures and stamps, if it has any, in its text layer and no other annotations.

    The page that is given is closed if another one is returned. One without a text of its own stays as it is, so that
    a signed scan does not pass for text.
    """
    others = [place for place in range(pdfium.FPDFPage_GetAnnotCount(page)) if not _is_drawn(page, place)]
    if len(others) == pdfium.FPDFPage_GetAnnotCount(page):
        return page
    with closing(page.get_textpage()) as layer:
        if not layer.get_text_range().strip():
            return page
    for place in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, place)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return file[index]


def _is_drawn(page: PdfPage, place: int) -> bool:
    """Say whether an annotation is a signature or a stamp."""
    annotation = pdfium.FPDFPage_GetAnnot(page, place)
    if not annotation:
        return False
    try:
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_STAMP:
            return True
        kind = pdfium.FPDFAnnot_GetFormFieldType(page.formenv, annotation) if page.formenv else None
        return bool(kind == pdfium.FPDF_FORMFIELD_SIGNATURE)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)
