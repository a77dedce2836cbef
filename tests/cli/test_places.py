"""Places that a command is to write to: refused before the work begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from ie_pipeline.cli.places import check_apart, check_file
from ie_pipeline.errors import UsageError


def test_a_file_needs_a_folder(tmp_path: Path) -> None:
    """One that is there or is not yet is fine, and so is a device; a folder is no file."""
    (tmp_path / "old.json").write_text("old")
    for place in (tmp_path / "old.json", tmp_path / "new.json", Path("/dev/null")):
        check_file(str(place))
    with pytest.raises(UsageError, match="it is a folder"):
        check_file(str(tmp_path))
    with pytest.raises(UsageError, match="not a folder that can be written to"):
        check_file(str(tmp_path / "nowhere" / "new.json"))


def test_a_link_to_what_is_read_is_what_is_read(tmp_path: Path) -> None:
    """Under whatever name it would be overwritten."""
    (tmp_path / "gold.jsonl").write_text("{}")
    (tmp_path / "link.json").symlink_to(tmp_path / "gold.jsonl")
    read = {"the file of labelled documents": str(tmp_path / "gold.jsonl"), "the schema": "contract"}
    check_apart(str(tmp_path / "report.json"), read)
    with pytest.raises(UsageError, match=r"link\.json is the file of labelled documents; it would be overwritten"):
        check_apart(str(tmp_path / "link.json"), read)
