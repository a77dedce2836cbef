"""Documents as JSON lines."""

from __future__ import annotations

import io
import json

import pytest

from ie_pipeline.documents import Document, Unreadable, jsonl
from ie_pipeline.documents.jsonl import read_lines


def read(data: bytes) -> list[Document | Unreadable]:
    """Read lines from bytes."""
    return list(read_lines(io.BytesIO(data), "in"))


def test_lines_become_documents() -> None:
    """Text keeps its offsets: carriage returns stay, a NUL and a lone surrogate are replaced one for one."""
    text = "a\r\nb\0c \ud800 \U0001f98a"
    (document,) = read(b"\xef\xbb\xbf\n" + json.dumps({"id": 7, "text": text}).encode() + b"\r\n")
    assert document == Document("7", "a\r\nb\ufffdc \ufffd \U0001f98a")


@pytest.mark.parametrize(
    ("line", "identifier", "words"),
    [
        (b"{", "in:2", "line 2 is not JSON"),
        (b'{"id": "x", "text": "\xff"}', "in:2", "line 2 is not UTF-8"),
        (b"[1]", "in:2", "line 2 has no `id`"),
        (b'{"text": "t"}', "in:2", "line 2 has no `id`"),
        (b'{"id": true, "text": "t"}', "in:2", "line 2 has no `id`"),
        (b'{"id": "x"}', "x", "line 2 has no `text`"),
        (b'{"id": "x", "text": 3}', "x", "line 2 has no `text`"),
        (b'{"id": "x", "text": " "}', "x", "line 2 holds no text"),
        (b"[" * 100_000, "in:2", "line 2 is not JSON"),
    ],
)
def test_a_bad_line_is_one_failure(line: bytes, identifier: str, words: str) -> None:
    """A bad line is reported with its number, and the lines around it are read."""
    before, bad, after = read(b'{"id": "a", "text": "t"}\n' + line + b'\n{"id": "b", "text": "t"}')
    assert (before.id, after.id) == ("a", "b")
    assert isinstance(bad, Unreadable)
    assert bad.id == identifier
    assert bad.reason.startswith(words)


def test_a_huge_line_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line over the limit is reported without being held, and the next one is read."""
    monkeypatch.setattr(jsonl, "_MAX_LINE", 40)
    huge, good = read(b'{"id": "a", "text": "' + b"x" * 200 + b'"}\n{"id": "b", "text": "t"}\n')
    assert isinstance(huge, Unreadable)
    assert huge.reason.startswith("line 1 is longer than")
    assert good == Document("b", "t")
