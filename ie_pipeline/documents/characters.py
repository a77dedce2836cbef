"""Bytes to characters, and characters to ones that every later stage can count, print and encode.

Knows no file format. The text that leaves here has no lone surrogates, control characters or carriage returns, so that
it can be written as UTF-8 and an offset means the same everywhere.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes, is_binary

from ie_pipeline.documents.codepages import reread
from ie_pipeline.errors import InputError

__all__ = ["clean", "decode", "scrub"]

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\ufeff]")  # soft hyphens and byte-order marks: part of no word
_TEXT_PER_BAD = 20  # a text of which one character in twenty is broken can still be read
_GOOD_PER_BAD = 10  # UTF-8 with a broken byte here and there is still UTF-8, not Latin-1


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode by byte-order mark, by the encoding that the file declares, as UTF-8, or by the look of the bytes.

    Raises:
        InputError: if the bytes are not text in any encoding.

    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    repaired = data.decode("utf-8", errors="replace")
    good = sum(character > "\x7f" and character != "\ufffd" for character in repaired)
    bad = repaired.count("\ufffd")
    if good >= _GOOD_PER_BAD * bad:
        return repaired
    guess = None if is_binary(data) else from_bytes(data).best()
    if guess is None and bad * _TEXT_PER_BAD <= len(repaired) and "\0" not in repaired:
        return repaired
    if guess is None:
        message = "is not text in any known encoding"
        raise InputError(message, hint="save it as UTF-8")
    return reread(data, str(guess))


def scrub(text: str) -> str:
    """Replace, one for one, the characters that cannot be printed or encoded; offsets stay as they were."""
    return _UNPRINTABLE.sub("\ufffd", text)


def clean(text: str) -> str:
    """Scrub a text, end its lines with line feeds alone and drop soft hyphens and stray byte-order marks."""
    return scrub(_INVISIBLE.sub("", _NEWLINE.sub("\n", text)))
