"""``ie-pipeline mistakes``: from documents, runs and corrections to sets that a critic can be trained from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from critic.fitting import FOLDS
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.rows import Origin
from ie_pipeline.cli import main

TEXTS = {
    "a": "Lease Deed of 1 May 2014 between Orrin Bay Ltd and Tamsin Works LLC, governed by the laws of Norland.",
    "b": "Supply Agreement made on 2 June 2015 between Quill House AG and Fenwick Mills SA under Westmark law.",
    "c": "Licence given in Sundry on 3 July 2016 by Harrow Press Inc. to Mossgate Readers GmbH; Eastland law governs.",
}
RIGHT: dict[str, dict[str, Any]] = {
    "a": {"agreement_date": "1 May 2014", "governing_law": "Norland", "parties": ["Orrin Bay Ltd", "Tamsin Works LLC"]},
    "b": {
        "agreement_date": "2 June 2015",
        "governing_law": "Westmark",
        "parties": ["Quill House AG", "Fenwick Mills SA"],
    },
    "c": {
        "agreement_date": "3 July 2016",
        "governing_law": "Eastland",
        "parties": ["Harrow Press Inc.", "Mossgate Readers GmbH"],
    },
}
DRAFTS: dict[str, dict[str, Any]] = {
    "a": {**RIGHT["a"], "governing_law": "Tamsin Works LLC"},
    "b": {"agreement_date": "2 June 2016", "parties": ["Quill House AG"]},
    "c": {**RIGHT["c"], "parties": ["Harrow Press Inc.", "Mossgate Readers GmbH", "Zed Corp"]},
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with documents, labels and drafts."""
    monkeypatch.chdir(tmp_path)
    write("documents.jsonl", ({"id": name, "text": text} for name, text in TEXTS.items()))
    write("labelled.jsonl", ({"id": name, "text": text, "gold": RIGHT[name]} for name, text in TEXTS.items()))
    write("drafts.jsonl", ({"id": name, "data": data} for name, data in DRAFTS.items()))
    return tmp_path


def write(name: str, entries: Iterable[Any]) -> None:
    """Write lines of JSON; strings are written as they are."""
    lines = (entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)
    Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def call(command: str) -> Result:
    """Give a command."""
    return CliRunner().invoke(main, command.split())


def extracted(name: str = "out.jsonl", schema: str = "contract") -> None:
    """Make a real run, with replayed drafts and the deterministic critic."""
    result = call(
        f"extract documents.jsonl --schema {schema} --generator replay:drafts.jsonl --critic evidence -o {name}"
    )
    assert result.exit_code in (0, 3), result.output


def rows(name: str) -> dict[tuple[str, Origin], list[Any]]:
    """Return what the rows of a set call mistakes, by document and origin."""
    one = MistakeSet.load(Path(name))
    found: dict[tuple[str, Origin], list[Any]] = {}
    for row in (*one.train, *one.dev):
        found.setdefault((row.document, row.origin), []).append({truth.value for truth in row.truths})
    return found


def test_make_drafts_labelled_documents_and_goes_on_where_it_was(here: Path) -> None:
    """Data on stdout there is none; a second call drafts nothing and makes the same set."""
    command = "mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl -o made"
    result = call(command)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "ie-pipeline critic train made" in result.stderr
    assert rows("made") == {
        ("a", Origin.GENERATOR): [{"Tamsin Works LLC", "Norland"}],
        ("b", Origin.GENERATOR): [{"2 June 2016", "2 June 2015", "Westmark", "Fenwick Mills SA"}],
        ("c", Origin.GENERATOR): [{"Zed Corp"}],
    }
    digest = MistakeSet.load(Path("made")).digest
    assert call(command).exit_code == 0
    assert MistakeSet.load(Path("made")).digest == digest
    write("drafts.jsonl", ({"id": name, "data": {}} for name in TEXTS))
    other = call(command)
    assert other.exit_code == 2
    assert "another generator" in other.stderr
    assert MistakeSet.load(Path("made")).digest == digest


def test_make_skips_a_line_that_is_no_labelled_document(here: Path) -> None:
    """It is told with its number, and the others are read."""
    with Path("labelled.jsonl").open("a", encoding="utf-8") as lines:
        lines.write("{oops\n")
    result = call("mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl -o made")
    assert result.exit_code == 0, result.output
    assert "labelled.jsonl, line 4: not a labelled document" in result.stderr
    assert {name for name, _ in rows("made")} == {"a", "b", "c"}


def test_a_set_of_one_document_says_that_no_critic_can_be_measured_by_it() -> None:
    """Nothing is held out of it; how much it takes stands where else the next command does."""
    write("labelled.jsonl", [{"id": "a", "text": TEXTS["a"], "gold": RIGHT["a"]}])
    result = call("mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl -o made")
    assert result.exit_code == 0, result.output
    assert "Held-out documents: 0, too few to say what a critic that learns from this set is worth" in result.stderr
    assert f"that takes {FOLDS}" in result.stderr
    assert "critic train" not in result.stderr


def test_a_set_that_holds_out_too_few_says_so_beside_the_next_command() -> None:
    """A critic can be trained from it, and nobody will know what it is worth."""
    result = call("mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl -o made")
    assert result.exit_code == 0, result.output
    assert "Held-out documents: 1, too few" in result.stderr
    assert "or, without knowing: ie-pipeline critic train made -o my-critic" in result.stderr


def test_make_adds_synthetic_drafts() -> None:
    """Beside those of the generator; a document that it did not draft is named."""
    write("drafts.jsonl", [{"id": "a", "data": DRAFTS["a"]}])
    result = call(
        "mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl --synthetic 4 -o made"
    )
    assert result.exit_code == 0, result.output
    assert {origin for _, origin in rows("made")} == {Origin.GENERATOR, Origin.SYNTHETIC}
    assert "b: its draft is left out" in result.stderr


def test_make_without_a_generator_takes_a_programs_drafts_alone(here: Path) -> None:
    """Nobody is asked, so there is no run; and without such drafts either there is nothing to make a set of."""
    make = "mistakes make labelled.jsonl --schema contract --generator none -o made"
    refused = call(make)
    assert refused.exit_code == 2, refused.output
    assert "--synthetic" in refused.stderr
    assert call(f"{make} --synthetic 2").exit_code == 0
    assert {origin for _, origin in rows("made")} == {Origin.SYNTHETIC}
    assert not (here / "made.run").exists()


def test_make_damages_nested_records_and_tells_of_labels_that_contradict_each_other(here: Path) -> None:
    """Beside real drafts too, and a second call makes the same set; a record that is no object is a bad line."""
    right = {"positions": [{"designation": "Clerk", "company": "Orrin"}, {"designation": "Cook", "company": "Quill"}]}
    gold = {"designation": ["Clerk", "Cook"], "company": ["Orrin", "Quill"]}
    line = {"id": "a", "text": "Clerk at Orrin, then Cook at Quill.", "gold": gold, "record": right}
    write("labelled.jsonl", [{**line, "gold": {**gold, "company": ["Quill"]}}, {**line, "record": "Clerk"}, line])
    write("drafts.jsonl", [{"id": "a", "data": {"positions": right["positions"][:1]}}])
    command = "mistakes make labelled.jsonl --schema resume --generator replay:drafts.jsonl --synthetic 20 -o made"
    result = call(command)
    assert result.exit_code == 0, result.output
    assert (
        "labelled.jsonl, line 2: not a labelled document (TypeError: its record is no object); skipped" in result.stderr
    )
    assert "a: labelled again with other values of company; the last labels stand" in result.stderr
    assert {origin for _, origin in rows("made")} == {Origin.GENERATOR, Origin.SYNTHETIC}
    made = MistakeSet.load(Path("made"))
    said = [truth.explanation for row in (*made.train, *made.dev) for truth in row.truths]
    assert any("not of this one" in words or "belongs to another item, the one with" in words for words in said), said
    assert call(command).exit_code == 0
    assert MistakeSet.load(Path("made")).digest == made.digest


def test_mine_takes_corrections_with_their_reasons() -> None:
    """The draft's mistakes and the record's; bad lines are named and skipped, the others used."""
    extracted()
    write(
        "corrections.jsonl",
        [
            {"id": "a", "data": RIGHT["a"], "explanation": {"/governing_law": "A party is no law."}},
            "{oops",
            {"id": "zz", "data": {}},
            {"id": "b", "data": {"parties": "Quill"}},
            {"id": "c", "data": RIGHT["c"], "explanation": {"/colour": "Red."}},
        ],
    )
    result = call("mistakes mine out.jsonl.run --corrections corrections.jsonl -o mined")
    assert result.exit_code == 0, result.output
    assert rows("mined") == {("a", Origin.HUMAN): [{"Tamsin Works LLC", "Norland"}]}
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()[:4]] == [
        f"corrections.jsonl, line {number}" for number in (2, 4, 5, 3)
    ]
    shown = call("mistakes show mined")
    assert "A party is no law." in shown.stdout
    assert "[Tamsin Works LLC]" in shown.stdout


def test_draft_and_delivered_record_both_become_rows() -> None:
    """The deterministic critic has dropped a value that stands nowhere: the record lacks it, the draft does not."""
    extracted()
    write("corrections.jsonl", ({"id": name, "data": RIGHT[name]} for name in ("a", "c")))
    assert call("mistakes mine out.jsonl.run --corrections corrections.jsonl -o mined").exit_code == 0
    assert sorted(rows("mined")["c", Origin.HUMAN], key=len) == [set(), {"Zed Corp"}]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("mine nowhere.run -o m", "nowhere.run is no run"),
        ("mine out.jsonl.run -o m", "no row to learn from"),
        ("mine out.jsonl.run -o nowhere/m", "cannot write nowhere/m"),
        ("mine out.jsonl.run -o labelled.jsonl", "it is a file"),
        ("merge out.jsonl.run -o .", "you are in that folder"),
        ("mine out.jsonl.run other.jsonl.run -o m", "other.jsonl.run is a run of another schema"),
        ("mine out.jsonl.run --corrections strange.jsonl -o m", "none of its corrections"),
        ("mine out.jsonl.run -o out.jsonl.run", "it holds something else than a set of mistakes"),
        ("mine out.jsonl.run --corrections missing.jsonl -o m", "missing.jsonl: the corrections cannot be read"),
        ("make labelled.jsonl --schema resume --generator replay:drafts.jsonl -o m", "share no field"),
        ("make missing.jsonl --schema contract -o m", "missing.jsonl"),
        ("make labelled.jsonl --schema contract --generator replay:none.jsonl -o m", "labelled.jsonl: not one right"),
        ("make labelled.jsonl --schema contract --generator replay:drafts.jsonl --folds 2 -o m", "is not tuned here"),
        ("merge out.jsonl.run -o m", "no mistake set"),
        ("show out.jsonl.run", "no mistake set"),
    ],
)
def test_a_wrong_call_ends_with_2(here: Path, command: str, said: str) -> None:
    """It names the file and writes nothing."""
    extracted()
    if "other" in command:
        extracted("other.jsonl", "resume")
    write("strange.jsonl", [{"id": "zz", "data": {}}])
    write("none.jsonl", ({"id": name, "data": {}} for name in TEXTS))
    result = call(f"mistakes {command}")
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not (here / "m").exists()


def test_what_the_embedded_generator_was_tuned_on_is_left_out(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    """Where nothing is left, it says how to go on."""
    from ie_pipeline.learning import seen

    seen.write_seen(seen_documents(), here / "seen.txt")
    monkeypatch.setattr(seen.unseen, "__defaults__", (here / "seen.txt",))
    result = call("mistakes make labelled.jsonl --schema contract -o m")
    assert result.exit_code == 2
    assert "was tuned on all of these documents" in result.stderr
    assert "--folds" in result.stderr


def seen_documents() -> list[Any]:
    """Return the labelled documents."""
    from critic.corpus import read_corpus

    return list(read_corpus(Path("labelled.jsonl")))


def test_sets_are_merged_and_shown() -> None:
    """What is in both is there once; nothing of a document reaches the terminal as a command."""
    write("drafts.jsonl", [{"id": "a", "data": {**DRAFTS["a"], "document_name": "\x1b[2JDeed"}}])
    write("labelled.jsonl", [{"id": "a", "text": f"\x1b[2J{TEXTS['a']}", "gold": RIGHT["a"]}])
    make = "mistakes make labelled.jsonl --schema contract --generator replay:drafts.jsonl"
    assert call(f"{make} -o one").exit_code == 0
    assert call(f"{make} --synthetic 2 -o two").exit_code == 0
    result = call("mistakes merge one two -o both")
    assert result.exit_code == 0, result.output
    assert len(rows("both")["a", Origin.GENERATOR]) == 1
    shown = call("mistakes show both --rows 5")
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout
    assert "redundant, misplaced: " in shown.stdout
    assert MistakeSet.load(Path("both")).digest in shown.stdout


def test_corrections_made_under_another_schema_are_told_line_by_line(here: Path) -> None:
    """Each with its file and line; that none is left is an error that says so, and a set that stands there stays."""
    extracted()
    write("corrections.jsonl", ({"id": name, "data": {"skills": ["SQL"]}} for name in "ab"))
    result = call("mistakes mine out.jsonl.run --corrections corrections.jsonl -o mined")
    assert result.exit_code == 2, result.output
    for number in (1, 2):
        assert f"corrections.jsonl, line {number}: its data (skills) has no field of the run's schema" in result.stderr
    assert "no correction in corrections.jsonl fits" in result.stderr
    assert "name the file with --corrections" not in result.stderr
    assert not Path("mined").exists()
