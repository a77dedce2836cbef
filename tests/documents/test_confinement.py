"""Files are read in a process of their own: what they do to it is their own failure, and the next file is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ie_pipeline.documents import Document, Unreadable, confinement, read_document
from ie_pipeline.documents.confinement import _Reader
from ie_pipeline.errors import InputError
from tests.documents.bombs import inflating, laughing, many_pages
from tests.documents.files import pdf_of, simple_docx

ROOT = Path(__file__).parents[2]

posix = pytest.mark.skipif(os.name == "nt", reason="the system has no such limits")


@pytest.fixture
def reader() -> Iterator[_Reader]:
    """Return a reader whose process ends with the test."""
    reader = _Reader()
    yield reader
    reader.close()


def test_pages_and_reasons_come_as_from_the_format(reader: _Reader) -> None:
    """A document with its pages; an error with its hint; from one process."""
    document = reader.read("pdf", "a.pdf", pdf_of("one", "two"))
    assert [document.text[page.start : page.end].strip() for page in document.pages] == ["one", "two"]
    process = reader._process
    with pytest.raises(InputError) as caught:
        reader.read("pdf", "b.pdf", pdf_of("secret", password="user"))
    assert (caught.value.message, caught.value.hint) == ("is encrypted", "save a copy without a password")
    assert reader.read("docx", "c.docx", simple_docx("Ada 😊 é")).text == "Ada 😊 é"
    assert reader._process is process


@posix
@pytest.mark.parametrize("data", [inflating(200), laughing(8, 12)], ids=["inflating", "laughing"])
def test_a_bomb_ends_its_reader_alone(reader: _Reader, data: bytes) -> None:
    """It is refused with the reason, and the next file is read by another process."""
    assert len(data) < 2**20
    with pytest.raises(
        InputError, match=r"^(ended its reader \(SIG[A-Z]+\): it is corrupt, or )?asks for more than 2 GiB"
    ):
        reader.read("pdf", "bomb.pdf", data)
    assert reader.read("pdf", "good.pdf", pdf_of("text")).text == "text"


def test_many_pages_are_many_pages(reader: _Reader) -> None:
    """They are read; a budget of time is what limits them."""
    document = reader.read("pdf", "long.pdf", many_pages(3000))
    assert len(document.pages) == 3000


@posix
def test_a_worn_process_is_not_the_file_s_fault(reader: _Reader) -> None:
    """A process that died between two files, of whatever, is replaced and the file read."""
    reader.read("html", "a.html", b"<p>one")
    assert reader._process is not None
    reader._process.kill()
    assert reader.read("html", "b.html", b"<p>two").text == "two"


@posix
def test_a_file_that_takes_too_long_is_given_up(reader: _Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """By processor time, so that a busy machine refuses no file that an idle one reads; and only once."""
    program = confinement._PROGRAM.replace(
        "; serve()", "; import ie_pipeline.documents.confinement as c; c.SECONDS = 0.3"
    )
    monkeypatch.setattr(confinement, "_PROGRAM", f"{program}; serve()")
    reader.read("html", "a.html", b"<p>one")
    with pytest.raises(InputError, match="takes more than 60 s to read; split it"):
        reader.read("html", "deep.html", b"<div>" * 200_000)
    assert reader._process is None


@posix
def test_an_interrupt_leaves_no_answer_behind(reader: _Reader) -> None:
    """The next file is not given the text of the one before."""
    reader.read("html", "a.html", b"<p>one")
    main = threading.main_thread().ident
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins without it
    try:
        threading.Timer(0.3, lambda: signal.pthread_kill(main or 0, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            reader.read("html", "deep.html", b"<div>" * 400_000)
    finally:
        signal.signal(signal.SIGINT, before)
    assert reader.read("html", "b.html", b"<p>two").text == "two"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_forked_child_reads_with_a_process_of_its_own(tmp_path: Path) -> None:
    """And parent and child do not take each other's answers; nothing is left running or warned of at the end."""
    program = (
        "import os, sys\n"
        "from ie_pipeline.documents import read_document\n"
        "from pathlib import Path\n"
        "for name in 'abc': Path(f'{name}.html').write_text(f'<p>{name}')\n"
        "assert read_document('a.html').text == 'a'\n"
        "child = os.fork()\n"
        "name = 'b' if child else 'c'\n"
        "assert read_document(f'{name}.html').text == name\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if child else 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_text_without_end_is_not_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file under the limit of bytes may hold more text than is good for anyone."""
    monkeypatch.setattr(confinement, "MOST_CHARACTERS", 2**20)
    answer = confinement._answer("html", "a.html", b"<p>" + b"text " * 2**18)
    assert answer == {"message": "holds more text than is read (1 Mi characters)", "hint": "split it"}
    path = tmp_path / "a.html"
    path.write_bytes(b"<p>text")
    assert isinstance(read_document(path), Document)
    path.write_bytes(b"")
    assert isinstance(read_document(path), Unreadable)
