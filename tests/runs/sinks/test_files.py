"""A file is complete or as it was before, whatever goes wrong."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.errors import OutputError, UsageError
from ie_pipeline.runs.sinks import open_sink
from ie_pipeline.runs.sinks.files import replacing
from tests.runs.sinks.records import ALL, FLAT, FULL

NAMES = ("out.jsonl", "out.parquet", "out.csv")
YESTERDAY = b"yesterday's records\n"


def write_all(target: Path) -> None:
    """Write all records to a file."""
    with open_sink(str(target), FLAT, fingerprint="f") as sink:
        for record in ALL:
            sink.write(record)


class Disk:
    """A disk whose i-th write, fsync or rename fails: once, or from then on. A write that fails does half of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, *, lasting: bool) -> None:
        self.at = at
        self.lasting = lasting
        self.operations = 0
        disk, fsync, replace = self, os.fsync, Path.replace

        class Raw(io.FileIO):
            def write(self, data: Any, /) -> int:
                if disk.fails():
                    super().write(bytes(data)[: len(bytes(data)) // 2])
                    disk.fail()
                return super().write(data)

        def failing(operation: Any) -> Any:
            def call(*arguments: Any) -> Any:
                return disk.fail() if disk.fails() else operation(*arguments)

            return call

        monkeypatch.setattr(Path, "open", lambda path, _mode: io.BufferedWriter(Raw(path, "w"), 256))
        monkeypatch.setattr(os, "fsync", failing(fsync))
        monkeypatch.setattr(Path, "replace", failing(replace))

    def fails(self) -> bool:
        """Count an operation and say whether it fails."""
        self.operations += 1
        return self.operations == self.at or (self.lasting and self.operations > self.at)

    def fail(self) -> None:
        """Fail as a full disk does."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("name", NAMES)
def test_the_ith_write_fsync_or_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, lasting: bool
) -> None:
    """The earlier output stands until the new one is whole; the reason is said, and the disk is left clean."""
    target = tmp_path / name
    write_all(target)
    whole = target.read_bytes()
    ends = []
    for at in range(1, 100):
        target.write_bytes(YESTERDAY)
        with monkeypatch.context() as patched:
            disk = Disk(patched, at, lasting=lasting)
            try:
                write_all(target)
            except OutputError as error:
                assert str(error) == f"cannot write {target}: No space left on device"  # noqa: PT017 - not always
            else:
                assert disk.operations < at
                break
        assert [path.name for path in tmp_path.iterdir()] == [name]
        ends.append(target.read_bytes())
    assert target.read_bytes() == whole
    # Whether the last operation, the folder's fsync, fails or not: by then the new output is in its place.
    assert ends == [YESTERDAY] * (len(ends) - 1) + [whole]
    assert len(ends) >= 5


@pytest.mark.parametrize("operation", ["open", "fsync"])
def test_a_folder_that_cannot_be_synced_is_none_the_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    """One that may be written to and not listed, or that lies in a mounted bucket: the output is in its place."""
    plain = getattr(os, operation)

    def refuse_folders(what: Any, *arguments: Any) -> Any:
        if os.path.isdir(what):  # noqa: PTH112 - a path or an open file
            raise OSError(errno.EACCES if operation == "open" else errno.EINVAL, "no")
        return plain(what, *arguments)

    monkeypatch.setattr(os, operation, refuse_folders)
    write_all(tmp_path / "out.jsonl")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == len(ALL)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
@pytest.mark.parametrize("name", NAMES)
def test_an_error_elsewhere_keeps_what_is_finished(tmp_path: Path, name: str, error: type[BaseException]) -> None:
    """The file is that of a run over the documents that were done."""
    target, shorter = tmp_path / name, tmp_path / f"shorter-{name}"
    target.write_bytes(YESTERDAY)

    def write_one(place: Path) -> None:
        with open_sink(str(place), FLAT, fingerprint="f") as sink:
            sink.write(FULL)
            if place == target:
                raise error

    with pytest.raises(error):
        write_one(target)
    write_one(shorter)
    assert target.read_bytes() == shorter.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_an_error_before_the_first_record_changes_nothing(tmp_path: Path, name: str) -> None:
    """Yesterday's records are not replaced by nothing, and no file is left beside them."""
    target = tmp_path / name
    target.write_bytes(YESTERDAY)
    with pytest.raises(ZeroDivisionError), open_sink(str(target), FLAT, fingerprint="f"):
        raise ZeroDivisionError
    assert target.read_bytes() == YESTERDAY
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_no_documents_are_an_empty_output(tmp_path: Path, name: str) -> None:
    """A run over nothing says so, instead of leaving yesterday's records as if they were today's."""
    target = tmp_path / name
    target.write_bytes(YESTERDAY)
    with open_sink(str(target), FLAT, fingerprint="f"):
        pass
    assert target.read_bytes() != YESTERDAY


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file behind it is replaced, in its own folder."""
    (tmp_path / "there").mkdir()
    link, file = tmp_path / "out.jsonl", tmp_path / "there" / "real.jsonl"
    link.symlink_to(file)
    write_all(link)
    assert link.is_symlink()
    assert len(file.read_bytes().splitlines()) == len(ALL)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere rights are none of a file's mode")
@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_who_may_read_an_output_may_read_the_next(tmp_path: Path, mode: int) -> None:
    """Neither are colleagues locked out nor resumes opened to everybody by running a job again."""
    target = tmp_path / "out.jsonl"
    write_all(target)
    target.chmod(mode)
    write_all(target)
    assert target.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.name != "posix", reason="elsewhere rights are none of a file's mode")
@pytest.mark.parametrize("mode", [0o400, 0o440])
def test_what_a_killed_process_left_of_a_read_only_output_can_be_written_to(tmp_path: Path, mode: int) -> None:
    """The file aside stays its owner's, who could not open it again, and bears the output's rights once it is whole."""
    target = tmp_path / "out.jsonl"
    write_all(target)
    target.chmod(mode)
    with open_sink(str(target), FLAT, fingerprint="f") as sink:
        sink.write(FULL)
        assert (tmp_path / "out.jsonl.partial").stat().st_mode & 0o777 == mode | 0o200
    assert target.stat().st_mode & 0o777 == mode


def test_a_device_that_is_full_says_so() -> None:
    """The operating system's own words reach the user."""
    with (
        pytest.raises(OutputError, match="cannot write /dev/full: No space left on device"),
        open_sink("/dev/full", FLAT, fingerprint="f") as sink,
    ):
        sink.write(FULL)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="elsewhere open files have no names")
def test_a_pipe_that_has_no_path_of_its_own_can_be_written_to() -> None:
    """As in ``-o /dev/stdout | cat`` and ``-o >(gzip > out.gz)``: the name leads to no place in any folder."""
    reader, writer = os.pipe()
    with open(reader, "rb") as lines:  # noqa: PTH123 - it is open already
        try:
            write_all(Path(f"/dev/fd/{writer}"))
        finally:
            os.close(writer)
        assert [json.loads(line)["id"] for line in lines] == [record.id for record in ALL]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, OSError])
def test_what_is_replaced_as_a_whole_stays_until_then(tmp_path: Path, error: type[BaseException]) -> None:
    """Half of the new file is none, whatever broke off its writing, and what was there is not lost."""
    target = tmp_path / "out.jsonl"
    target.write_bytes(YESTERDAY)

    def write_half() -> None:
        with replacing(str(target)) as file:
            file.write(b"half\n")
            raise error

    with pytest.raises(OutputError if error is OSError else error):
        write_half()
    assert target.read_bytes() == YESTERDAY
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    with replacing(str(target)) as file:
        file.write(b"whole\n")
    assert target.read_bytes() == b"whole\n"


@pytest.mark.parametrize("target", ["nowhere/out.jsonl", "."])
def test_a_place_that_cannot_be_is_refused_on_entering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """It is said before a document is read."""
    monkeypatch.chdir(tmp_path)
    with (
        pytest.raises(UsageError, match=f"cannot write {target}: .*a folder that exists"),
        open_sink(target, FLAT, fingerprint="f"),
    ):
        pass


def test_a_sink_that_is_not_open_takes_nothing(tmp_path: Path) -> None:
    """A record that would be lost is refused."""
    with pytest.raises(ValueError, match="with statement"):
        open_sink(str(tmp_path / "out.jsonl"), FLAT, fingerprint="f").write(FULL)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nobody can write to a file that is open")
def test_two_sinks_do_not_write_to_one_file(tmp_path: Path) -> None:
    """The second is refused before a record is made, also through a link, and may begin when the first is done."""
    target, link = tmp_path / "records.jsonl", tmp_path / "latest.jsonl"
    link.symlink_to(target)
    with open_sink(str(target), FLAT, fingerprint="f") as first:
        first.write(ALL[0])
        with pytest.raises(UsageError, match=r"another process is writing .*latest\.jsonl; wait"):
            open_sink(str(link), FLAT, fingerprint="f").__enter__()
        for record in ALL[1:]:
            first.write(record)
    assert [json.loads(line)["id"] for line in target.read_text().splitlines()] == [record.id for record in ALL]
    with open_sink(str(link), FLAT, fingerprint="f") as second:
        second.write(ALL[0])
    assert len(target.read_text().splitlines()) == 1


def test_what_a_killed_process_left_keeps_nobody_out(tmp_path: Path) -> None:
    """Its file aside is written over."""
    (tmp_path / "records.jsonl.partial").write_text("half a li")
    write_all(tmp_path / "records.jsonl")
    assert len((tmp_path / "records.jsonl").read_text().splitlines()) == len(ALL)
    assert [path.name for path in tmp_path.iterdir()] == ["records.jsonl"]
