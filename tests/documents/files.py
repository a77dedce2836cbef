"""Files that the tests of this folder make for themselves."""

from __future__ import annotations

import io
from typing import Any

import docx
from fpdf import FPDF
from PIL import Image


def pdf_of(*pages: str, password: str | None = None, pictures: tuple[int, ...] = (), width: float = 0) -> bytes:
    """Return a PDF file with one page per text; pages numbered in ``pictures`` are covered by a picture."""
    file = FPDF()
    if password:
        file.set_encryption(owner_password="owner", user_password=password)
    for number, text in enumerate(pages, start=1):
        file.add_page()
        file.set_font("helvetica", size=11)
        if number in pictures:
            file.image(Image.new("L", (60, 80), 128), x=5, y=5, w=file.w - 10, h=file.h - 10)
        if text:
            file.multi_cell(width, 6, text, align="L")
    return bytes(file.output())


def raw_pdf(content: str, *objects: str, page: str = "", catalog: str = "", resources: str = "") -> bytes:
    """Return a PDF file of one page in the file's own language, where ``/F1`` is a font; ``objects`` begin at 6."""
    fonts = "/Font<</F1 5 0 R>>"
    parts = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<{fonts}{resources}>>{page}>>",
        raw_stream(content),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, start=1))
    return f"%PDF-1.7\n{body}trailer<</Size {len(parts) + 1}/Root 1 0 R>>\n%%EOF".encode("latin-1")


def raw_stream(content: str, entries: str = "") -> str:
    """Return an object that holds a stream."""
    return f"<<{entries}/Length {len(content)}>>stream\n{content}\nendstream"


def raw_text(left: int, bottom: int, text: str) -> str:
    """Return what prints a text at a place on a page of `raw_pdf`."""
    return f"BT /F1 11 Tf 1 0 0 1 {left} {bottom} Tm ({text}) Tj ET\n"


def chinese_pdf(*lines: str, stretched: int = 0) -> bytes:
    """Return a PDF file of Chinese lines, one below the other, in which other signs than digits stand so far apart.

    That is given in thousandths of the size of the font.
    """
    font = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[7 0 R]>>"
    system = "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    widths = f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo{system}/DW 1000>>"
    shown = ""
    for line in lines:
        pieces = (f"<{sign.encode('utf-16-be').hex()}> {-stretched * (not sign.isdigit())}" for sign in line)
        shown += f"[{' '.join(pieces)}] TJ T*\n"
    content = f"BT /F2 10 Tf 15 TL 1 0 0 1 72 700 Tm\n{shown}ET\n"
    return raw_pdf(content, font, widths, resources="/Font<</F1 5 0 R/F2 6 0 R>>")


def docx_of(file: Any) -> bytes:
    """Return the bytes of a Word file."""
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def simple_docx(*paragraphs: str) -> bytes:
    """Return a Word file of paragraphs."""
    file = docx.Document()
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    return docx_of(file)
