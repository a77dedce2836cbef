"""The README does what it says: its code runs, and the places and targets that it names exist."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ie_pipeline.documents import Document, read_document

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NEEDS_REVIEW = 3


def block(language: str, named: str = "") -> str:
    """Return the one code block of the README in a language that has some words in it."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    (code,) = [code for code in blocks if named in code]
    return str(code)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an empty folder that has the samples where the README has them."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would, with this environment's programs on the path."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "HF_HOME": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.weights
def test_the_python_example_runs(folder: Path) -> None:
    """The Python example prints a record whose evidence stands in the document."""
    done = run([sys.executable, "-c", block("python", "Pipeline(")], folder)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout.splitlines()[-1])
    assert record["data"]["parties"]
    source = read_document(ROOT / "data/samples/contracts/mutual_nda.md")
    assert isinstance(source, Document)
    for evidence in record["evidence"].values():
        if evidence["quote"] is not None:
            assert source.text[evidence["start"] : evidence["end"]] == evidence["quote"]


@pytest.mark.weights
def test_the_shell_example_runs(folder: Path) -> None:
    """The shell example writes one record per resume, and a report."""
    done = run(["bash", "-c", block("shell")], folder)
    assert done.returncode in (0, NEEDS_REVIEW), done.stderr
    records = [json.loads(line) for line in (folder / "resumes.jsonl").read_text(encoding="utf-8").splitlines()]
    resumes = ROOT / "data" / "samples" / "resumes"
    assert {record["id"] for record in records} == {
        path.name for path in resumes.iterdir() if path.suffix in {".md", ".txt"}
    }
    assert all(record["status"] != "failed" for record in records)
    assert "<html" in (folder / "resumes.html").read_text(encoding="utf-8")


REPLAY = '{"id": "ada", "data": {"name": "Ada Lovelace", "email": "ada@example.org"}}\n'


def test_the_callable_for_etl_runs(folder: Path) -> None:
    """With a replayed draft in place of the models."""
    pytest.importorskip("datasets", reason="needs the extra `train`")
    (folder / "drafts.jsonl").write_text(REPLAY, encoding="utf-8")
    code = block("python", "BatchExtractor")
    cheap = code.replace('Extractor("resume")', 'Extractor("resume", "replay:drafts.jsonl", "evidence")')
    assert cheap != code
    done = run([sys.executable, "-c", f"import datasets; datasets.disable_progress_bars()\n{cheap}"], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == 'accepted {"name": "Ada Lovelace", "email": "ada@example.org"}\n'


def test_the_spacy_example_runs(folder: Path) -> None:
    """With a replayed draft in place of the models, found by the id that the doc is given."""
    pytest.importorskip("spacy", reason="needs the extra `spacy`")
    (folder / "drafts.jsonl").write_text(REPLAY, encoding="utf-8")
    code = block("python", "import spacy")
    cheap = code.replace('"resume"}', '"resume", "generator": "replay:drafts.jsonl", "critic": "evidence"}')
    *lines, told = cheap.replace('doc = nlp("', 'doc = nlp.make_doc("').splitlines()
    program = "\n".join(["import ie_pipeline.spacy_component", *lines, "doc._.ie_id = 'ada'", "doc = nlp(doc)", told])
    done = run([sys.executable, "-c", program], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "accepted [('name', 'Ada Lovelace'), ('email', 'ada@example.org')]\n"


def test_the_map_names_folders_that_exist() -> None:
    """Every folder of the map is there, and every folder at the top is on the map."""
    mapped = re.findall(r"^\| `([^`]+)/` \|", README, flags=re.MULTILINE)
    assert [name for name in mapped if not (ROOT / name).is_dir()] == []
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    tops = {line.split("/")[0] for line in tracked.splitlines() if "/" in line and not line.startswith(".")}
    assert tops <= set(mapped)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_make_targets_exist(page: str) -> None:
    """Every ``make`` target that a page tells of is one of the Makefile's."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = {target for line in re.findall(r"(?:`|\$ )make ([a-z ]+)", text) for target in line.split()}
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert named
    assert named <= set(targets)


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))]
)
def test_the_files_that_a_page_names_exist(page: str) -> None:
    """Programs, modules, folders and other pages: whoever follows a name or a link arrives."""
    text = (ROOT / page).read_text(encoding="utf-8")
    programs = re.findall(r"(?<![\w/])((?:critic|ie_pipeline|scripts|tests)/[\w/.]*)", text)
    links = [str(Path(page).parent / link) for link in re.findall(r"\]\(([^)#:]+)", text)]
    named = {name.rstrip(".") for name in [*programs, *links]}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
