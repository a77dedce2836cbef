"""Documents that some other program took the text of: one JSON object a line with ``id`` and ``text``."""

from __future__ import annotations

import codecs
import json
from typing import IO, TYPE_CHECKING

from ie_pipeline.documents.characters import scrub
from ie_pipeline.documents.document import Document, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read_lines"]

_MAX_LINE = 64 * 2**20  # bytes, as for files


def read_lines(stream: IO[bytes], name: str) -> Iterator[Document | Unreadable]:
    """Read documents line by line, one line in memory at a time; blank lines are passed over.

    Only characters that cannot be encoded are replaced, one for one, so that offsets hold in the text as it was
    given. A bad line becomes an `Unreadable` whose id is ``name`` and the line's number.
    """
    number = 0
    while line := stream.readline(_MAX_LINE):
        number += 1
        line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        place = f"{name}:{number}"
        if len(line) == _MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Unreadable(place, f"line {number} is longer than {_MAX_LINE // 2**20} MiB; split the text")
        elif line.strip():
            yield _read_line(line, place, number)


def _read_line(line: bytes, place: str, number: int) -> Document | Unreadable:
    """Read one line."""
    try:
        entry = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Unreadable(place, f"line {number} is not UTF-8")
    except (ValueError, RecursionError) as error:
        return Unreadable(place, f"line {number} is not JSON: {error}")
    identifier = entry.get("id") if isinstance(entry, dict) else None
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or identifier == "":
        return Unreadable(place, f"line {number} has no `id`; give every line an `id` and a `text`")
    identifier, text = scrub(str(identifier)), entry.get("text")
    if not isinstance(text, str):
        return Unreadable(identifier, f"line {number} has no `text`; give every line an `id` and a `text`")
    if not text.strip():
        return Unreadable(identifier, f"line {number} holds no text")
    return Document(identifier, scrub(text))
