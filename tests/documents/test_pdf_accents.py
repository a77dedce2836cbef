"""Letters that PDF files print in two pieces."""

from __future__ import annotations

import pytest

from ie_pipeline.documents.pdf import read
from tests.documents.files import raw_pdf


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("(Z) Tj 7.5 0 Td <A8> Tj -1 0 Td (u) Tj 6.2 0 Td (rich)", "Zürich"),
        ("(Client) Tj 29 0 Td <B4> Tj 4 0 Td (s)", "Client´s"),
    ],
    ids=["over a letter", "beside it"],
)
def test_accents(line: str, text: str) -> None:
    """An accent over a letter is part of it; one that stands for an apostrophe is not."""
    data = raw_pdf(f"BT /F1 11 Tf 72 700 Td {line} Tj ET").replace(
        b"/BaseFont/Helvetica", b"/BaseFont/Helvetica/Encoding/WinAnsiEncoding"
    )
    assert read("a.pdf", data).text == text
