"""A mistake set is built, kept and read back without a loss."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from datasets import Dataset, load_from_disk
from hypothesis import given, settings
from hypothesis import strategies as st

from critic.mistakes.dataset import MistakeSet, MistakeSetError
from critic.mistakes.rows import Mistake, MistakeRow, Origin, Passage
from tests.critic.disks import full_disk
from tests.critic.mistakes.examples import FLAWLESS, ROW, TEXT, log, rows

ANY = st.lists(rows(), max_size=6).map(lambda drawn: [*drawn, ROW, FLAWLESS])


def made(count: int = 30, **changes: Any) -> list[MistakeRow]:
    """Return a row with mistakes for each of some documents."""
    return [
        replace(ROW, document=f"d{number}", passages=(Passage(0, f"{TEXT} {log(number)}"),), **changes)
        for number in range(count)
    ]


def built(rows: Sequence[MistakeRow] | None = None) -> MistakeSet:
    """Return a set of rows with nothing to report; without any, of thirty documents in as many clusters."""
    clusters = [replace(row, cluster=f"c{number}") for number, row in enumerate(made())]
    return MistakeSet.build(clusters if rows is None else rows, report=pytest.fail)


@settings(max_examples=15, deadline=None)
@given(ANY)
def test_what_was_saved_is_loaded(drawn: list[MistakeRow]) -> None:
    """Every row as it was, in any script, and the same digest."""
    mistakes = built(drawn)
    with TemporaryDirectory() as folder:
        mistakes.save(Path(folder) / "set")
        assert MistakeSet.load(Path(folder) / "set", pytest.fail) == mistakes


@settings(max_examples=30, deadline=None)
@given(ANY, st.randoms())
def test_the_order_of_the_rows_changes_nothing(drawn: list[MistakeRow], rng: random.Random) -> None:
    """Nor do rows that come twice, nor building a set from itself."""
    mistakes = built(drawn)
    assert built(rng.sample(drawn, len(drawn)) + drawn[:2]) == mistakes
    again = built([*mistakes.dev, *mistakes.train])
    assert (len(again.train), len(again.dev)) == (len(mistakes.train), len(mistakes.dev))


def test_the_digest_tells_what_the_set_holds() -> None:
    """Another row, another explanation or another split has another digest."""
    mistakes = built()
    others = [
        built(mistakes.train),
        MistakeSet.build([*mistakes.train, *mistakes.dev], seed=1),
        built([*mistakes.dev, replace(mistakes.train[0], notes={}), *mistakes.train[1:]]),
    ]
    assert len({one.digest for one in (mistakes, *others)}) == 4
    assert built().digest == mistakes.digest == built([*mistakes.train, *mistakes.dev]).digest


def test_a_set_says_where_it_comes_from_and_how_to_draw_from_it() -> None:
    """One line for each source, one weight for each row of the training part."""
    mistakes = built()
    assert mistakes.dev
    assert mistakes.sources == ("generator toy on harbour (CC0 1.0): 30 rows",)
    assert len(mistakes.weights) == len(mistakes.train)


def test_a_persons_rows_are_never_thrown_away() -> None:
    """However many a program made beside them, of the same drafts too."""
    human = made(5, origin=Origin.HUMAN)
    mistakes = built([*made(50, origin=Origin.SYNTHETIC), *human])
    kept = [row for row in (*mistakes.train, *mistakes.dev) if row.origin is Origin.HUMAN]
    assert {row.document for row in kept} == {row.document for row in human}


def test_any_program_can_read_the_directory(tmp_path: Path) -> None:
    """With the library alone: columns, structs, and a schema stored once for all rows; a datasheet beside them."""
    mistakes = built()
    mistakes.save(tmp_path / "set")
    tables = load_from_disk(str(tmp_path / "set"))
    assert {name: len(tables[name]) for name in tables} == {"train": len(mistakes.train), "dev": len(mistakes.dev)}
    table, row = tables["train"], mistakes.train[0]
    example = table[0]
    assert example["truths"][0]["mistake"] == "invented"
    assert example["passages"] == [{"start": 0, "text": row.text}]
    (schema,) = table.features["schema"].names
    assert json.loads(schema) == row.schema
    assert json.loads(example["draft"]) == row.draft
    assert mistakes.digest in (tmp_path / "set" / "README.md").read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"set"}


def test_the_order_of_fields_is_kept(tmp_path: Path) -> None:
    """It is that in which the schema names them, and part of what a generator was asked."""
    turned = {"type": "object", "properties": dict(reversed(ROW.schema["properties"].items()))}
    built(made(3, schema=turned)).save(tmp_path / "set")
    loaded = MistakeSet.load(tmp_path / "set", pytest.fail)
    assert list(loaded.train[0].schema["properties"]) == ["jobs", "skills", "name"]


def test_rows_that_do_not_hold_together_are_reported_and_left_out() -> None:
    """With their number and document; the rest is built."""
    bad, reports = replace(ROW, document="bad", draft={}), list[str]()
    mistakes = MistakeSet.build([*made(3), bad, *made(3)], report=reports.append)
    assert reports == ["row 4, document 'bad': skipped, /skills/1: the draft has no value there"]
    assert len(mistakes.train) + len(mistakes.dev) == 3
    with pytest.warns(UserWarning, match="row 1, document 'bad'"):
        MistakeSet.build([bad, ROW])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no row to learn from; mine more runs"),
        ([FLAWLESS], "not one mistake"),
        ([replace(ROW, draft={}, right=(), truths=ROW.truths[1:2])], "not one right value"),
    ],
)
def test_a_set_that_teaches_nothing_is_refused(rows: list[MistakeRow], said: str) -> None:
    """An empty one, and one with a single class."""
    with pytest.raises(MistakeSetError, match=f"the rows: {said}"):
        built(rows)


def test_a_share_that_is_none_is_refused() -> None:
    """All or nothing is no split."""
    for share in (0.0, 1.0, 20.0):
        with pytest.raises(MistakeSetError, match=f"dev_share is {share}; .* such as 0.2"):
            MistakeSet.build([ROW], dev_share=share)


def rewritten(directory: Path, split: str, change: Any) -> None:
    """Change the examples of a split on disk."""
    table = load_from_disk(str(directory))[split]
    examples = list(table)
    change(examples)
    columns = {name: [example[name] for example in examples] for name in table.features}
    shutil.rmtree(directory / split)
    Dataset.from_dict(columns, features=table.features).save_to_disk(directory / split)


def test_a_bad_row_on_disk_is_reported_and_skipped(tmp_path: Path) -> None:
    """With directory, split and number; broken JSON, an unknown kind and evidence outside the text."""
    built().save(tmp_path)

    def spoil(examples: list[dict[str, Any]]) -> None:
        examples[0]["draft"] = "{"
        examples[1]["truths"][0]["mistake"] = "typo"
        examples[2]["truths"][1]["end"] = 10_000

    rewritten(tmp_path, "train", spoil)
    reports: list[str] = []
    loaded = MistakeSet.load(tmp_path, reports.append)
    assert len(loaded.train) == len(built().train) - 3
    assert [report.split(": skipped, ")[0] for report in reports] == [f"{tmp_path}, train, row {n}" for n in (1, 2, 3)]
    assert "'typo' is none of invented" in reports[1]
    assert "not within the text" in reports[2]
    assert loaded.digest != built().digest


def test_a_directory_that_is_no_mistake_set_is_named(tmp_path: Path) -> None:
    """With the next step: none at all, another data set, a damaged one, one that was put together by hand."""
    with pytest.raises(MistakeSetError, match=r"none: no mistake set; `ie-pipeline mistakes make`"):
        MistakeSet.load(tmp_path / "none")
    directory = tmp_path / "set"
    built().save(directory)
    for file, content in (
        ("dev/state.json", b"{"),
        ("train/data-00000-of-00001.arrow", b"nothing"),
        ("dataset_dict.json", b'{"splits": ["train"]}'),
    ):
        before = (directory / file).read_bytes()
        (directory / file).write_bytes(content)
        with pytest.raises(MistakeSetError, match=r"set: the mistake set is damaged \(.*\); make it again"):
            MistakeSet.load(directory)
        (directory / file).write_bytes(before)
    shutil.rmtree(directory / "dev")
    Dataset.from_dict({"text": ["x"]}).save_to_disk(directory / "dev")
    with pytest.raises(MistakeSetError, match="set, dev: these are not the columns of a mistake set"):
        MistakeSet.load(directory)
    shutil.rmtree(directory / "dev")
    shutil.copytree(directory / "train", directory / "dev")
    with pytest.raises(MistakeSetError, match=r"set: cluster c\d+ is in train and in dev; build the set again"):
        MistakeSet.load(directory)


def test_what_is_no_mistake_set_is_not_replaced(tmp_path: Path) -> None:
    """A home directory named by mistake stays whole; a file does too."""
    (tmp_path / "thesis.txt").write_text("ten years")
    with pytest.raises(MistakeSetError, match=r"holds thesis\.txt, which is no part of a mistake set"):
        built().save(tmp_path)
    with pytest.raises(MistakeSetError, match=r"thesis\.txt: cannot be replaced .*name a directory"):
        built().save(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "ten years"


@pytest.mark.parametrize("kilobytes", [0, 5, 20])
def test_a_full_disk_leaves_the_earlier_set(tmp_path: Path, kilobytes: int) -> None:
    """Wherever the writing stops."""
    earlier = built(made(3))
    earlier.save(tmp_path / "set")
    with full_disk(kilobytes << 10) as fill:
        fill()
        with pytest.raises(MistakeSetError, match=r"set: cannot be written \(File too large\); make room"):
            built(made(400)).save(tmp_path / "set")
    assert MistakeSet.load(tmp_path / "set", pytest.fail) == earlier
    assert {path.name for path in tmp_path.iterdir()} == {"set"}


def test_without_the_library_the_next_step_is_named(tmp_path: Path) -> None:
    """A set is built without it; to keep one, an extra is installed. Importing the module imports no library."""
    program = (
        "import sys; sys.modules['datasets'] = None\n"
        "from pathlib import Path\n"
        "from critic.mistakes.dataset import MistakeSet, MistakeSetError\n"
        "from tests.critic.mistakes.examples import ROW\n"
        "assert not {'pandas', 'pyarrow', 'torch'} & set(sys.modules)\n"
        "mistakes = MistakeSet.build([ROW])\n"
        "for use in (mistakes.save, MistakeSet.load):\n"
        "    try: use(Path(sys.argv[1]))\n"
        "    except MistakeSetError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "set")], capture_output=True, text=True, check=True
    )
    assert (
        done.stdout.splitlines()
        == ["a mistake set is kept with the library datasets: pip install 'ie-pipeline[train]'"] * 2
    )
    assert not list(tmp_path.iterdir())


def test_kinds_of_mistake_survive(tmp_path: Path) -> None:
    """As members of their enumeration, not as strings."""
    built().save(tmp_path)
    assert {type(truth.mistake) for row in MistakeSet.load(tmp_path).train for truth in row.truths} == {Mistake}
