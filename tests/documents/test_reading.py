"""A file gives a document or the reason why there is none, never an exception."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ie_pipeline.documents import SUFFIXES, Document, Unreadable, read_document, reading
from tests.documents.files import pdf_of, simple_docx

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    ".docx": simple_docx("the text"),
    ".htm": b"<p>the text",
    ".html": b"<p>the text",
    ".md": b"the text",
    ".pdf": pdf_of("the text"),
    ".txt": b"the text",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("upper", [False, True])
def test_every_format(tmp_path: Path, suffix: str, upper: bool) -> None:
    """Each suffix is read by its format, however it is spelled."""
    path = tmp_path / f"a{suffix.upper() if upper else suffix}"
    path.write_bytes(GOOD[suffix])
    document = read_document(path)
    assert isinstance(document, Document)
    assert document.text == "the text"
    assert document.id == path.name


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("data", [b"", b"\0" * 100, os.urandom(3000), b"%PDF-1.7\n" * 9, b"PK\x03\x04" * 9, b" \n\t"])
def test_rubbish_is_unreadable_or_text(tmp_path: Path, suffix: str, data: bytes) -> None:
    """No bytes under any suffix raise an exception, and what is read can be written."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    outcome = read_document(path)
    assert (outcome.reason if isinstance(outcome, Unreadable) else outcome.text).encode("utf-8").strip()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty (0 bytes)"),
        ("a.txt", b" \n\f ", "holds no text"),
        ("a.html", b"<script>x</script>", "holds no text"),
        ("a.docx", simple_docx(""), "holds no text"),
        ("a.xyz", b"text", "unknown suffix '.xyz'; readable are .docx"),
        ("README", b"text", "no suffix; readable are"),
    ],
)
def test_reasons(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    """The reason says what is wrong with the file."""
    (tmp_path / name).write_bytes(data)
    outcome = read_document(tmp_path / name)
    assert isinstance(outcome, Unreadable)
    assert outcome.reason.startswith(reason)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    """A file that vanished and a folder that is named like a file are reported."""
    (tmp_path / "folder.txt").mkdir()
    assert read_document(tmp_path / "gone.txt") == Unreadable("gone.txt", "cannot be opened: No such file or directory")
    assert read_document(tmp_path / "folder.txt") == Unreadable("folder.txt", "is not a regular file")


def test_a_huge_file_is_not_loaded(tmp_path: Path) -> None:
    """A file over the limit is refused by its size alone."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(10 * reading.MAX_BYTES)
    outcome = read_document(path)
    assert isinstance(outcome, Unreadable)
    assert outcome.reason == "is too large (640 MiB; at most 64 MiB are read); split it"


def test_a_failing_parser_is_the_files_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a parser raises becomes the reason."""

    def fail(identifier: str, data: bytes) -> Document:
        raise RecursionError("too deep")

    monkeypatch.setattr("ie_pipeline.documents.plain.read", fail)
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    assert read_document(tmp_path / "a.txt") == Unreadable("a.txt", "cannot be read: RecursionError: too deep")


def test_importing_is_light() -> None:
    """Importing the documents loads no model library and no format's library."""
    code = "import sys, ie_pipeline.documents; print({'torch', 'pypdfium2', 'docx', 'selectolax'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
