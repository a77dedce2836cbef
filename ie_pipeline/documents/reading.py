"""One file to one document, or to the reason why there is none. Never an exception: the batch goes on."""

from __future__ import annotations

from pathlib import Path

from ie_pipeline.documents import plain
from ie_pipeline.documents.characters import scrub
from ie_pipeline.documents.confinement import read_confined
from ie_pipeline.documents.document import Document, Unreadable
from ie_pipeline.errors import InputError

__all__ = ["MAX_BYTES", "SUFFIXES", "read_document"]

MAX_BYTES = 64 * 2**20
"""The largest file that is read, in bytes; a thousand pages of text take a tenth of it."""

_FORMATS = {  # all but plain text are read in another process, which loads their libraries
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".md": "plain",
    ".pdf": "pdf",
    ".txt": "plain",
}

SUFFIXES = tuple(_FORMATS)
"""The suffixes of the files that can be read."""


def read_document(path: str | Path, identifier: str | None = None) -> Document | Unreadable:
    """Read one file; its id is its name unless another is given."""
    path = Path(path)
    identifier = printable(path.name if identifier is None else identifier)
    try:
        document = _read(path, identifier)
    except InputError as error:
        return Unreadable(identifier, str(error))
    except OSError as error:
        return Unreadable(identifier, f"cannot be opened: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes in a parser is that file's failure
        return Unreadable(identifier, f"cannot be read: {type(error).__name__}: {error}")
    if not document.text.strip():
        return Unreadable(identifier, "holds no text")
    return document


def printable(path: str) -> str:
    """Return a path with what its file system cannot spell in UTF-8 replaced, whatever the locale."""
    return scrub(path.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace"))


def _read(path: Path, identifier: str) -> Document:
    """Check what can be checked from outside, then let the format's own module read."""
    if path.exists() and not path.is_file():
        message = "is not a regular file"
        raise InputError(message)
    size = path.stat().st_size
    if path.suffix.lower() not in _FORMATS:
        kind = f"unknown suffix {path.suffix!r}" if path.suffix else "no suffix"
        raise InputError(kind, hint=f"readable are {', '.join(SUFFIXES)} and .jsonl")
    if size == 0:
        message = "is empty (0 bytes)"
        raise InputError(message)
    if size > MAX_BYTES:
        message = f"is too large ({size / 2**20:.0f} MiB; at most {MAX_BYTES // 2**20} MiB are read)"
        raise InputError(message, hint="split it")
    form = _FORMATS[path.suffix.lower()]
    if form == "plain":
        return plain.read(identifier, path.read_bytes())
    return read_confined(form, identifier, path.read_bytes())
