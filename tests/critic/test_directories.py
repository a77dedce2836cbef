"""A directory is replaced as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from critic.directories import replacing


def filled(directory: Path, *names: str) -> Path:
    """Write some files and return the directory."""
    with replacing(directory) as aside:
        for name in names:
            (aside / name).parent.mkdir(exist_ok=True)
            (aside / name).write_text(name)
    return directory


def tree(directory: Path) -> set[str]:
    """Return the files below a directory."""
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def test_a_directory_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    """Nothing of the earlier one stays, within or beside; folders above are made."""
    directory = filled(tmp_path / "new" / "set", "a", "below/b")
    assert tree(directory) == {"a", "below/b"}
    assert tree(filled(directory, "c").parent) == {"set/c"}


def test_others_may_read_what_a_library_writes_for_its_own_user(tmp_path: Path) -> None:
    """As safetensors does, so that a critic could not be loaded by the account that runs the job."""
    with replacing(tmp_path / "set") as aside:
        (aside / "weights").touch(mode=0o600)
    (tmp_path / "usual").touch()
    assert (tmp_path / "set" / "weights").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_when_the_filling_fails_the_earlier_one_stands(tmp_path: Path) -> None:
    """Also when a person interrupts; nothing is left beside it."""

    def break_off(directory: Path) -> None:
        with replacing(directory) as aside:
            (aside / "b").touch()
            raise KeyboardInterrupt

    directory = filled(tmp_path / "set", "a")
    for target in (directory, tmp_path / "other"):
        with pytest.raises(KeyboardInterrupt):
            break_off(target)
    assert tree(tmp_path) == {"set/a"}


def test_when_the_renaming_fails_the_earlier_one_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when another program holds the directory."""
    directory = filled(tmp_path / "set", "a")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name.endswith(".partial"):
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        filled(directory, "b")
    assert tree(tmp_path) == {"set/a"}


def test_what_a_killed_process_left_is_put_right(tmp_path: Path) -> None:
    """Between the two renamings only the earlier directory has a whole name; before them there is rubbish beside it."""
    directory = filled(tmp_path / "set", "a")
    directory.rename(tmp_path / ".set.earlier")
    with pytest.raises(KeyboardInterrupt), replacing(directory):
        raise KeyboardInterrupt
    assert tree(tmp_path) == {"set/a"}
    left = filled(tmp_path / ".set.0a.partial", "b")
    os.utime(left, (0, 0))
    assert tree(filled(directory, "c").parent) == {"set/c"}


def test_two_processes_that_fill_one_directory_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Each writes for itself, and the last one that ends stands whole."""
    directory = tmp_path / "set"
    with replacing(directory) as mine:
        (mine / "a").touch()
        filled(directory, "b")
        assert tree(directory) == {"b"}
        (mine / "c").touch()
    assert tree(tmp_path) == {"set/a", "set/c"}


def test_behind_a_link_the_directory_itself_is_replaced(tmp_path: Path) -> None:
    """The link goes on pointing at it."""
    directory = filled(tmp_path / "set", "a")
    (tmp_path / "link").symlink_to(directory)
    filled(tmp_path / "link", "b")
    assert (tmp_path / "link").is_symlink()
    assert tree(directory) == {"b"}
