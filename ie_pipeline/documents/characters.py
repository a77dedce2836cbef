"""Bytes to characters, and characters to ones that every later stage can count, print and encode.

Knows no file format. The text that leaves here has no lone surrogates, control characters or carriage returns, so that
it can be written as UTF-8 and an offset means the same everywhere.
"""

from __future__ import annotations

import codecs
import io
import re

from charset_normalizer import from_bytes, is_binary

from ie_pipeline.documents.codepages import likeliest
from ie_pipeline.errors import InputError

__all__ = ["clean", "decode", "scrub"]

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("iso8859-1", "ascii", "cp1252")
_SUPERSETS = {  # what files that declare the one are really in
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-11": "cp874",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\ufeff]")  # soft hyphens and byte-order marks: part of no word
_SAMPLE = 2**18  # bytes; what takes a second to look at
_TEXT_PER_BAD = 20  # a text of which one character in twenty is broken can still be read
_CHARACTERS_PER_ZERO = 10  # spaces, digits and line ends alone make so many zeros in UTF-16, in nearly every script
_FEWEST_ZEROS = 4  # fewer may have strayed into any text
_GOOD_PER_BAD = 10  # UTF-8 with a broken byte here and there is still UTF-8, not Latin-1


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode by byte-order mark, by the encoding that the file declares, as UTF-8, or by the look of the bytes.

    What declares to be Latin-1 or ASCII is read as browsers do, as Windows-1252, unless it is UTF-8.

    Raises:
        InputError: if the bytes are not text in any encoding.

    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if (unmarked := _unmarked(data)) is not None:
        return unmarked
    for encoding in (*_meant(declared), "utf-8"):
        try:
            return data.decode(encoding)
        except ValueError:
            continue
    sample = _sample(data)
    repaired = sample.decode("utf-8", errors="replace")
    good = sum(character > "\x7f" and character != "\ufffd" for character in repaired)
    bad = repaired.count("\ufffd")
    if good >= _GOOD_PER_BAD * bad:
        return data.decode("utf-8", errors="replace")
    guess = None if is_binary(sample) else from_bytes(sample).best()
    if guess is None and bad * _TEXT_PER_BAD <= len(repaired) and "\0" not in repaired:
        return data.decode("utf-8", errors="replace")
    if guess is None:
        message = "is not text in any known encoding"
        raise InputError(message, hint="save it as UTF-8")
    return data.decode(likeliest(sample, guess.encoding), errors="replace")


def _sample(data: bytes) -> bytes:
    """Return what the encoding of long bytes is told by: the first lines that are not ASCII."""
    if len(data) <= _SAMPLE:
        return data
    lines, left = [], _SAMPLE
    for line in io.BytesIO(data):
        if left > 0 and not line.isascii():
            lines.append(line)
            left -= len(line)
    return b"".join(lines)


def _unmarked(data: bytes) -> str | None:
    """Return the text of bytes that must be UTF-16, though they bear no mark: each second one is often zero."""
    low, high = data[::2].count(0), data[1::2].count(0)
    least = max(len(data) / 2 / _CHARACTERS_PER_ZERO, _FEWEST_ZEROS)
    if max(low, high) < least or min(low, high) > max(low, high) / _CHARACTERS_PER_ZERO:
        return None
    text = data.decode("utf-16-le" if high > low else "utf-16-be", errors="replace")
    return text if (len(_UNPRINTABLE.findall(text)) + text.count("\ufffd")) * _TEXT_PER_BAD <= len(text) else None


def _meant(declared: str | None) -> tuple[str, ...]:
    """Return the encodings to try for a declared one: none for one in which the declaration could not be read."""
    try:
        name = codecs.lookup(declared or "").name
        readable = "a".encode(name) == b"a"
    except (LookupError, ValueError):
        return ()
    if not readable:
        return ()
    return ("utf-8", "cp1252", name) if name in _WESTERN else (_SUPERSETS.get(name, name),)


def scrub(text: str) -> str:
    """Replace, one for one, the characters that cannot be printed or encoded; offsets stay as they were."""
    return _UNPRINTABLE.sub("\ufffd", text)


def clean(text: str) -> str:
    """Scrub a text, end its lines with line feeds alone and drop soft hyphens and stray byte-order marks."""
    return scrub(_INVISIBLE.sub("", _NEWLINE.sub("\n", text)))
