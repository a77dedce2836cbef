"""Small PDF files that ask for more than a machine has."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_PRINT = b"BT /F 9 Tf 10 10 Td (A page of text.) Tj ET\n"


def inflating(mebibytes: int) -> bytes:
    """Return a file with one page, whose text unpacks to so many MiB."""
    packer, piece = zlib.compressobj(9), _PRINT * (2**20 // len(_PRINT))
    packed = b"".join(packer.compress(piece) for _ in range(mebibytes)) + packer.flush()
    return _pdf([_CATALOG, _tree(1), _page(), _FONT, _stream(packed, b"/Filter /FlateDecode")])


def many_pages(count: int) -> bytes:
    """Return a file with so many pages, all of them one and the same."""
    return _pdf([_CATALOG, _tree(count), _page(), _FONT, _stream(_PRINT)])


def laughing(depth: int, breadth: int) -> bytes:
    """Return a file whose page shows a form that shows another so many times, and so on down to one with text."""
    forms = []
    for level in range(depth):
        inner = b"/XObject << /X %d 0 R >>" % (7 + level) if level < depth - 1 else b""
        content = b"/X Do\n" * breadth if inner else _PRINT
        kind = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 4 0 R >> %s >>" % inner
        forms.append(_stream(content, kind))
    page = _page(b"/XObject << /X 6 0 R >>")
    return _pdf([_CATALOG, _tree(1), page, _FONT, _stream(b"/X Do"), *forms])


def _tree(count: int) -> bytes:
    return b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * count, count)


def _page(resources: bytes = b"") -> bytes:
    box = b"/MediaBox [0 0 600 800] /Contents 5 0 R"
    return b"<< /Type /Page /Parent 2 0 R %s /Resources << /Font << /F 4 0 R >> %s >> >>" % (box, resources)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def _pdf(objects: Sequence[bytes]) -> bytes:
    """Return a file of these objects, which are numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)
