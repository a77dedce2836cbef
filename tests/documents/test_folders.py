"""Which files an input names."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

import pytest

from ie_pipeline.documents.folders import is_document, named_paths, passed_over, walk, would_read


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.txt", True),
        ("sub/A.PDF", True),
        ("records.jsonl", False),
        ("a.html.part", False),
        (".a.txt", False),
        (".git/a.txt", False),
        ("~$a.docx", False),
        ("sub", False),
    ],
)
def test_what_a_directory_reads(path: str, expected: bool) -> None:
    """Documents are told by their suffix; hidden ones and what Word keeps beside an open file are none."""
    assert is_document(PurePath(path)) is expected


def test_a_folder_comes_before_its_subfolders(tmp_path: Path) -> None:
    """The order is that of the names, whatever order the disk has."""
    for name in ("b/d.txt", "b/a/e.txt", "c.txt", "a/f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(walk(tmp_path)) == [tmp_path / name for name in ("c.txt", "a/f.txt", "b/d.txt", "b/a/e.txt")]


def test_files_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    """Documents, JSON lines and what is hidden are not among them."""
    for name in ("a.txt", "b.rtf", "sub/c", "d.jsonl", ".e.rtf", ".git/f.rtf", "~$g.rtf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(passed_over(tmp_path)) == [tmp_path / "b.rtf", tmp_path / "sub" / "c"]


def test_a_glob_names_no_folders(tmp_path: Path) -> None:
    """Of what it matches, files are documents."""
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "file.txt").touch()
    assert named_paths(str(tmp_path / "*.txt")) == [str(tmp_path / "file.txt")]
    assert named_paths(str(tmp_path / "fold*")) == []
    assert named_paths(str(tmp_path / "folder.txt")) == [str(tmp_path / "folder.txt")]


def files(folder: Path, *names: str) -> None:
    """Make empty files, and their folders."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_that_is_a_link_is_read(tmp_path: Path) -> None:
    """Whatever it leads to, and whatever that holds; of kinds that are not read nobody is left in the dark either."""
    files(tmp_path, "elsewhere/a.txt", "elsewhere/sub/b.txt", "elsewhere/c.rtf", "in/z.txt")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    root = tmp_path / "in"
    assert list(walk(root)) == [root / name for name in ("z.txt", "link/a.txt", "link/sub/b.txt")]
    assert list(passed_over(root)) == [root / "link" / "c.rtf"]


def test_no_folder_is_read_twice(tmp_path: Path) -> None:
    """A circle of links ends, as does what leads out above; a folder goes by its own name, not by that of a link."""
    files(tmp_path, "a.txt", "v2/b.txt", "elsewhere/c.txt")
    (tmp_path / "v2" / "circle").symlink_to(tmp_path)
    (tmp_path / "current").symlink_to("v2")
    root = tmp_path / "v2"
    assert list(walk(tmp_path)) == [tmp_path / name for name in ("a.txt", "elsewhere/c.txt", "v2/b.txt")]
    assert list(walk(root)) == [root / "b.txt"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("in", {"new.txt", "sub/new.txt", "link/new.txt"}),
        ("in/*.txt", {"new.txt"}),
        ("in/**/*.txt", {"new.txt", "sub/new.txt", "link/new.txt"}),
        ("**/*.txt", {"new.txt", "sub/new.txt", "link/new.txt"}),
        ("in/*/*.txt", {"sub/new.txt", "link/new.txt"}),
        ("in/**", {"new.txt", "sub/new.txt", "link/new.txt", "new.rtf"}),
        ("**", {"new.txt", "sub/new.txt", "link/new.txt", "new.rtf"}),
        ("in/sub/old.txt", set()),
        ("in/.hidden/*.txt", {".hidden/new.txt"}),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_what_an_input_would_read_is_known_before_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: set[str], *, absolute: bool
) -> None:
    """As it reads it when it is; ``**`` is any number of folders, none among them."""
    monkeypatch.chdir(tmp_path)
    files(tmp_path, "in/old.txt", "in/sub/old.txt", "in/.hidden/old.txt", "out/old.txt")
    Path("in/link").symlink_to(tmp_path / "out")
    names = ("new.txt", "sub/new.txt", "link/new.txt", "new.rtf", ".new.txt", ".hidden/new.txt")
    asked = str(tmp_path / name) if absolute else name
    assert {new for new in names if would_read(asked, Path("in", new))} == expected
    files(tmp_path / "in", *names)
    found = walk(Path(asked)) if Path(asked).is_dir() else named_paths(asked)
    real = {os.path.realpath(str(path)) for path in found}
    assert {new for new in names if os.path.realpath(Path("in", new)) in real} == expected
