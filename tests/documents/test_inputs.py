"""Whatever is named as input becomes one stream of documents with ids of their own."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.documents import Document, Unreadable, read_inputs
from ie_pipeline.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of documents and of other files."""
    for name in ("b.txt", "a.md", "sub/c.txt", "sub/deep/d.html", ".hidden.txt", "~$e.docx", "notes.xyz", "out.jsonl"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text of {name}", encoding="utf-8")
    return tmp_path / "in"


def ids(*inputs: object, stdin: bytes = b"") -> list[str]:
    """Return the ids of the documents read from inputs."""
    return [item.id for item in read_inputs([str(name) for name in inputs], io.BytesIO(stdin))]


def test_a_directory(folder: Path) -> None:
    """A directory is read to its depths, sorted, documents only."""
    assert ids(folder) == ["a.md", "b.txt", "sub/c.txt", "sub/deep/d.html"]


def test_a_glob(folder: Path) -> None:
    """A glob gives its matches with ids below its fixed part."""
    assert ids(folder / "**" / "*.txt") == ["b.txt", "sub/c.txt"]
    assert ids(folder / "sub" / "*.txt") == ["c.txt"]


def test_files_and_stdin_in_the_order_given(folder: Path) -> None:
    """Inputs are read in the order in which they are named."""
    assert ids(folder / "sub/c.txt", "-", folder / "a.md", stdin=b'{"id": "x", "text": "t"}') == ["c.txt", "x", "a.md"]


def test_a_file_whose_name_looks_like_a_glob(tmp_path: Path) -> None:
    """A file that exists is itself, brackets in its name or not."""
    (tmp_path / "cv[1].txt").write_text("text", encoding="utf-8")
    assert ids(tmp_path / "cv[1].txt") == ["cv[1].txt"]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    """Overlapping inputs give one document per file."""
    assert ids(folder, folder / "a.md", folder / "*.txt") == ["a.md", "b.txt", "sub/c.txt", "sub/deep/d.html"]


def test_ids_are_unique(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of one name in two folders and lines of one id are told apart, the same way whichever comes first."""
    monkeypatch.chdir(tmp_path)
    for name in ("x", "y"):
        Path(name).mkdir()
        Path(name, "cv.txt").write_text(name, encoding="utf-8")
    assert ids("x", "y") == ids("x/cv.txt", "y/cv.txt") == ["x/cv.txt", "y/cv.txt"]
    assert ids("y", "x") == ids("y/*.txt", "x") == ["y/cv.txt", "x/cv.txt"]
    assert ids("x", "x/cv.txt") == ["cv.txt"]
    lines = b'{"id": "a", "text": "1"}\n{"id": "a#2", "text": "2"}\n{"id": "a", "text": "3"}\n{"id": "a", "text": "4"}'
    assert ids("-", stdin=lines) == ["a", "a#2", "a#3", "a#4"]


def test_a_jsonl_file(tmp_path: Path) -> None:
    """A JSONL file gives a document a line, a bad line its own failure."""
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "a", "text": "t"}\n{"id": "b"}\nnonsense\n')
    good, no_text, nonsense = read_inputs([str(tmp_path / "in.jsonl")])
    assert good == Document("a", "t")
    assert isinstance(no_text, Unreadable)
    assert isinstance(nonsense, Unreadable)
    assert nonsense.id == "in.jsonl:3"


def test_nothing_to_read_is_reported(tmp_path: Path) -> None:
    """A directory without documents, an empty JSONL file and an empty stdin each give one failure."""
    (tmp_path / "void").mkdir()
    (tmp_path / "void.jsonl").touch()
    outcomes = list(read_inputs([str(tmp_path / "void"), str(tmp_path / "void.jsonl"), "-"], io.BytesIO()))
    assert [(item.id, isinstance(item, Unreadable)) for item in outcomes] == [
        ("void", True),
        ("void.jsonl", True),
        ("stdin", True),
    ]


def test_an_unreadable_file_does_not_stop_the_rest(folder: Path) -> None:
    """An unknown suffix and a broken file are failures among documents."""
    (folder / "a.md").write_bytes(b"")
    (folder / "a.pdf").write_bytes(b"broken")
    outcomes = {item.id: item for item in read_inputs([str(folder), str(folder / "notes.xyz")])}
    failed = {name for name, item in outcomes.items() if isinstance(item, Unreadable)}
    assert failed == {"a.md", "a.pdf", "notes.xyz"}
    assert len(outcomes) == 6


@pytest.mark.parametrize("name", ["b.txt", "b.jsonl"])
@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("{name}", "Too many levels of symbolic links"),
        ("nowhere", "No such file or directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_link_that_cannot_be_followed_is_a_failure(tmp_path: Path, name: str, target: str, reason: str) -> None:
    """One that leads in a circle or nowhere fails with its reason, however it is named, and the rest is read."""
    (tmp_path / name).symlink_to(target.format(name=name))
    (tmp_path / "c.txt").write_text("text", encoding="utf-8")
    for inputs in ([name, "c.txt"], ["[b]*", "."]):
        assert list(read_inputs([str(tmp_path / item) for item in inputs])) == [
            Unreadable(name, f"cannot be opened: {reason}"),
            Document("c.txt", "text"),
        ]


def test_a_link_in_a_circle_among_the_documents_of_a_directory(tmp_path: Path) -> None:
    """A directory is read on behind it."""
    (tmp_path / "b.txt").symlink_to("b.txt")
    (tmp_path / "c.txt").write_text("text", encoding="utf-8")
    assert [type(item) for item in read_inputs([str(tmp_path)])] == [Unreadable, Document]


def forbid(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let a folder refuse to be listed; permissions would not keep the superuser out."""
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)


def test_a_folder_that_cannot_be_listed_is_a_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that nobody can see are told of, and the others are read."""
    forbid(monkeypatch, folder / "sub" / "deep")
    *read, failed = read_inputs([str(folder)])
    assert [item.id for item in read] == ["a.md", "b.txt", "sub/c.txt"]
    assert failed == Unreadable("sub/deep", "cannot be listed: Permission denied")


def test_an_input_that_cannot_be_listed_is_one_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for an empty directory."""
    forbid(monkeypatch, folder)
    assert list(read_inputs([str(folder)])) == [Unreadable("in", "cannot be listed: Permission denied")]


@pytest.mark.parametrize("name", ["nowhere.txt", "nowhere", "*.nothing"])
def test_what_does_not_exist_is_a_usage_error_at_once(tmp_path: Path, name: str) -> None:
    """A misspelt input stops the run before anything is read."""
    with pytest.raises(UsageError, match=name.replace("*", r"\*")):
        read_inputs(["-", str(tmp_path / name)], io.BytesIO())


def test_a_pattern_without_matches_needs_no_quoting(tmp_path: Path) -> None:
    """It came here as it was written, so the shell has left it alone."""
    with pytest.raises(UsageError, match="no file matches") as caught:
        read_inputs([str(tmp_path / "nope" / "*.txt")])
    assert caught.value.hint is None


def test_documents_are_read_as_they_are_asked_for(folder: Path) -> None:
    """A batch is never held in memory: a later file may still change while an earlier one is worked on."""
    stream = read_inputs([str(folder)])
    next(stream)
    (folder / "b.txt").write_text("changed", encoding="utf-8")
    assert next(stream) == Document("b.txt", "changed")


def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    """An id can always be written, whatever bytes the file's name is made of."""
    try:
        Path(str(tmp_path) + "/caf\udce9.txt").write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert ids(tmp_path) == ["caf\ufffd.txt"]
