"""What a person sees while documents are read."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from ie_pipeline.cli.terminal import DocumentBar, count_documents, plain
from ie_pipeline.documents import read_inputs
from ie_pipeline.record import Status


def test_documents_are_counted_without_being_read(tmp_path: Path) -> None:
    """Files of a known kind count by name and JSONL by line; stdin cannot be counted."""
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "b.pdf", "c.png", "sub/d.docx"):
        (tmp_path / name).write_text("x")
    (tmp_path / "more.jsonl").write_text("".join(json.dumps({"id": i, "text": "x"}) + "\n" for i in range(4)) + "\n")
    assert count_documents([str(tmp_path)]) == 3
    assert count_documents([str(tmp_path / "more.jsonl"), str(tmp_path / "*.txt")]) == 5
    assert count_documents([str(tmp_path), "-"]) is None


def test_as_many_documents_are_counted_as_are_read(tmp_path: Path) -> None:
    """What a directory or a glob passes over counts for nothing; what gives a failed record counts."""
    for name in ("a.txt", ".hidden.txt", "~$b.docx", ".git/c.md", "sub.txt/d.txt", "void/e.png", "void.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x" if name != "void.jsonl" else "")
    (tmp_path / "lost.jsonl").symlink_to("x" * 300)
    for name in (".", "*.txt", "void", "void.jsonl", "lost.jsonl"):
        inputs = [str(tmp_path / name)]
        assert count_documents(inputs) == sum(1 for _ in read_inputs(inputs))


def test_the_bar_counts_how_documents_end() -> None:
    """On a terminal one sees the three ends beside the number of documents."""
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=120, color_system=None)
    with DocumentBar(console, 4) as bar:
        bar.advance(Status.ACCEPTED)
        bar.advance(Status.ACCEPTED)
        bar.advance(Status.FAILED)
    assert "2 accepted · 1 failed" in screen.getvalue()
    assert "3/4" in screen.getvalue()


def test_off_a_terminal_there_is_a_line_now_and_then() -> None:
    """A log is spared the drawing, and says every half minute how far a run is and how long it still takes."""
    log, now = StringIO(), [0.0]
    with DocumentBar(Console(file=log, width=40), 2000, lambda: now[0]) as bar:
        for number in range(1000):
            now[0] = 29.0 if number < 999 else 30.0  # answered by a journal, but for the last
            bar.advance(Status.ACCEPTED)
        for status in (Status.NEEDS_REVIEW, Status.FAILED, Status.ACCEPTED):
            now[0] += 20
            bar.advance(status)
    first = "Documents: 1,000 of 2,000 · 1,000 accepted · 2,000.0/min · about 30.0 s left"
    then = "Documents: 1,002 of 2,000 · 1,000 accepted · 1 needs review · 1 failed · 3.0/min · about 5.5 h left"
    assert log.getvalue().splitlines() == [first, then]


def test_off_a_terminal_a_short_run_shows_nothing() -> None:
    """What became of the documents is told at its end anyway."""
    log, now = StringIO(), [0.0]
    with DocumentBar(Console(file=log), 4, lambda: now[0]) as bar:
        for _ in range(4):
            now[0] += 7
            bar.advance(Status.ACCEPTED)
    assert log.getvalue() == ""


def test_a_line_does_without_a_total() -> None:
    """What comes on stdin cannot be counted beforehand; drafts have no ends to tell."""
    log, now = StringIO(), [0.0]
    with DocumentBar(Console(file=log), None, lambda: now[0]) as bar:
        now[0] = 60
        bar.advance()
    assert log.getvalue() == "Documents: 1 · 1.0/min\n"


def test_control_characters_are_replaced() -> None:
    """Line ends stay; what moves a cursor or rings a bell does not."""
    assert plain("a\x1b[2J\x07\nb\u202e") == "a\ufffd[2J\ufffd\nb\ufffd"
