"""What an installed package has with it, seen from the wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and lay its files out as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_installed_package_finds_its_schemas(installed: Path) -> None:
    """The shipped schemas are found where no source tree is near."""
    program = "import ie_pipeline.schema as s, json; print(json.dumps([s.__file__, *s.shipped_schemas()]))"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=installed.parent,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    place, *names = json.loads(run.stdout)
    assert Path(place).is_relative_to(installed)
    assert set(names) == {path.stem for path in (ROOT / "schemas").glob("*.json")}


def test_wheel_has_templates_types_and_licence(installed: Path) -> None:
    """The report's templates, both ``py.typed`` markers and the licence are in the wheel."""
    templates = sorted(path.relative_to(ROOT) for path in (ROOT / "ie_pipeline" / "templates").iterdir())
    for path in (*templates, Path("critic/py.typed"), Path("ie_pipeline/py.typed")):
        assert (installed / path).is_file(), path
    assert list(installed.glob("*.dist-info/licenses/LICENSE"))


def test_wheel_has_every_adapter(installed: Path) -> None:
    """Every file below a ``pretrained`` folder ships with its package."""
    adapters = [path for package in ("critic", "ie_pipeline") for path in (ROOT / package / "pretrained").rglob("*.*")]
    assert [path for path in adapters if not (installed / path.relative_to(ROOT)).is_file()] == []


def test_wheel_has_nothing_but_the_packages(installed: Path) -> None:
    """Tests, samples and scripts stay out of a user's environment."""
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"critic", "ie_pipeline"}
