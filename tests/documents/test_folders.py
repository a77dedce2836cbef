"""Which files an input names."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from ie_pipeline.documents.folders import is_document, named_paths, passed_over, walk


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
