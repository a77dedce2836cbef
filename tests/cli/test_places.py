"""Places that a command is to write to: refused before the work begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from ie_pipeline.cli.places import check_apart, check_file, check_folder
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


@pytest.mark.parametrize("folder", [".", "..", "", "{here}"])
def test_the_folder_that_one_is_in_is_not_replaced(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stands in it would stand in a folder that is gone; one within it, or beside it, may be replaced."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError, match="you are in that folder"):
        check_folder(folder.format(here=tmp_path / "here"))
    for other in ("mine", "../mine", str(tmp_path / "here" / "new")):
        check_folder(other)


def test_where_a_disk_is_mounted_nothing_is_put_in_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As with a volume of a container; a folder within it will do."""
    monkeypatch.setattr("os.path.ismount", lambda place: Path(place) == tmp_path)
    with pytest.raises(UsageError, match="another disk is mounted there"):
        check_folder(str(tmp_path))
    check_folder(str(tmp_path / "mine"))
