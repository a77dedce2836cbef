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
