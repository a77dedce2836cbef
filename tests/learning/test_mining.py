"""What is claimed of a run's documents without a person, and what is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from critic.mistakes.checking import check
from critic.mistakes.rows import Mistake, MistakeRow, Origin
from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Answer
from ie_pipeline.learning.corrections import Correction
from ie_pipeline.learning.mining import mine, schema_of
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.run import Run
from tests.critics import ScriptedCritic
from tests.generators.scripted import ScriptedGenerator

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"law": {"type": "string"}, "parties": {"type": "array", "items": {"type": "string"}}},
}
THIS = Fingerprint({"generator": {"name": "scripted"}}, SCHEMA)
TEXT = "Agreement between Orrin Bay Ltd and Quill House AG, signed in Westmark under the law of Norland."
RIGHT = {("law", "Norland"): 0.95, ("parties", "Orrin Bay Ltd"): 0.95, ("parties", "Quill House AG"): 0.95}


def run(
    folder: Path,
    draft: Mapping[str, Any],
    again: Any,
    *,
    right: Mapping[tuple[str, str], float] = RIGHT,
    stated: Mapping[tuple[str, str], float] = {},
    documents: tuple[Document | Unreadable, ...] = (Document("a", TEXT),),
) -> None:
    """Take documents through a pipeline whose generator and critic have their scripts."""
    pipeline = Pipeline(
        SCHEMA, ScriptedGenerator(draft, again), ScriptedCritic(right, stated), LoopSettings(error_rate=0.2)
    )
    with open_run(folder, THIS) as journal:
        list(Run(journal, lambda: pipeline).records(documents))


def mined(
    folder: Path,
    corrections: Mapping[str, Correction] = {},
    used: dict[str, str | None] | None = None,
    understood: set[str] | None = None,
) -> tuple[list[MistakeRow], list[str]]:
    """Mine a run; return the rows, each seen to hold together, and what was reported."""
    told: list[str] = []
    with open_run(folder, THIS) as journal:
        used, understood = ({} if used is None else used), (set() if understood is None else understood)
        rows = list(mine(journal, corrections, told.append, used=used, understood=understood))
    for row in rows:
        check(row)
    return rows, told


def test_a_finding_that_the_generator_confirmed_is_a_mistake(tmp_path: Path) -> None:
    """The draft as it was, with what stands at the end as the truth of that field and of no other."""
    run(
        tmp_path / "r",
        {"law": "Westmark", "parties": ["Orrin Bay Ltd"]},
        {"law": "Norland"},
        stated={("law", "Norland"): 0.9},
    )
    ((row,), _) = mined(tmp_path / "r")
    assert row.draft == {"law": "Westmark", "parties": ["Orrin Bay Ltd"]}
    assert row.judged == ("/law",)
    wrong, missing = row.truths
    assert (wrong.mistake, wrong.value, TEXT[wrong.start : wrong.end]) == (Mistake.MISPLACED, "Westmark", "Westmark")
    assert (missing.mistake, missing.value) == (Mistake.OMITTED_VALUE, "Norland")
    assert (row.origin, row.generator, row.notes["run"]) == (Origin.GENERATOR, "scripted", "r")
    assert json.loads(row.notes["mined"]) == {"/law": "confirmed"}


def test_what_the_critic_alone_mended_is_not_claimed(tmp_path: Path) -> None:
    """The generator did not follow; nobody knows who is right."""
    run(tmp_path / "r", {"law": "Westmark"}, {}, stated={("law", "Norland"): 0.9})
    assert mined(tmp_path / "r") == ([], [])


def test_a_value_that_the_generator_takes_back_is_a_mistake(tmp_path: Path) -> None:
    """Shown its passage with the complaint, it states nothing for the field any more."""
    run(tmp_path / "r", {"law": "Westmark"}, {}, stated={("law", "signed"): 0.2})
    ((row,), _) = mined(tmp_path / "r")
    assert [(truth.mistake, truth.value) for truth in row.truths] == [(Mistake.MISPLACED, "Westmark")]
    run(tmp_path / "s", {"law": "Westmark"}, {"law": "Westmark"}, stated={("law", "signed"): 0.2})
    assert mined(tmp_path / "s") == ([], [])


def test_a_round_that_was_reverted_shows_a_right_value(tmp_path: Path) -> None:
    """The mend made the record worse, so the flag was false."""
    right = {("law", "Norland"): 0.4, ("law", "Westmark"): 0.55}
    run(
        tmp_path / "r",
        {"law": "Norland"},
        {"law": "Westmark"},
        right=right,
        stated={("law", "Westmark"): 0.6, ("law", "Norland"): 0.9},
    )
    ((row,), _) = mined(tmp_path / "r")
    assert (row.judged, row.truths) == (("/law",), ())
    assert [(value.value, TEXT[value.start : value.end]) for value in row.right] == [("Norland", "Norland")]
    assert json.loads(row.notes["mined"]) == {"/law": "reverted"}


@pytest.mark.parametrize(("sure", "claimed"), [(0.95, True), (0.7, False)])
def test_a_list_is_claimed_only_if_all_of_it_is_sure(tmp_path: Path, sure: float, claimed: bool) -> None:
    """The row would call its other values right."""
    run(
        tmp_path / "r",
        {"parties": ["Orrin Bay Ltd"]},
        {"parties": ["Quill House AG"]},
        right={("parties", "Quill House AG"): 0.9, ("parties", "Orrin Bay Ltd"): sure},
        stated={("parties", "Quill House AG"): 0.8},
    )
    rows, _ = mined(tmp_path / "r")
    assert [[truth.value for truth in row.truths] for row in rows] == ([["Quill House AG"]] if claimed else [])


def test_what_failed_or_was_right_at_once_gives_nothing(tmp_path: Path) -> None:
    """Nobody has said that an accepted record is right."""
    run(tmp_path / "r", {"law": "Norland"}, {}, documents=(Document("a", TEXT), Unreadable("b", "encrypted")))
    assert mined(tmp_path / "r") == ([], [])
    broken = lambda _: Answer(error="down")  # noqa: E731
    run(tmp_path / "s", broken, {})  # type: ignore[arg-type]
    assert mined(tmp_path / "s") == ([], [])


def test_a_person_takes_the_place_of_all_claims(tmp_path: Path) -> None:
    """What generator and critic agreed on counts no more for that document."""
    run(tmp_path / "r", {"law": "Westmark"}, {"law": "Norland"}, stated={("law", "Norland"): 0.9})
    correction = Correction("a", {"law": "Westmark"}, "corrections.jsonl, line 1")
    rows, told = mined(tmp_path / "r", {"a": correction})
    assert [row.origin for row in rows] == [Origin.HUMAN] * 2
    assert [truth.value for truth in rows[0].truths] == ["Norland", "Westmark"]
    assert rows[1].truths == ()
    assert told == []


def test_a_correction_is_about_the_last_text_of_a_document(tmp_path: Path) -> None:
    """A journal holds a document that was changed as it was and as it is."""
    for text in (TEXT, f"{TEXT} Amended."):
        run(tmp_path / "r", {"law": "Norland"}, {}, documents=(Document("a", text),))
    rows, _ = mined(tmp_path / "r", {"a": Correction("a", {}, "c, line 1")})
    assert {row.text for row in rows} == {f"{TEXT} Amended."}


def test_a_correction_is_not_about_another_document_of_the_same_id(tmp_path: Path) -> None:
    """Monday's scan1 is not Tuesday's; the same document may well be in both runs."""
    used: dict[str, str | None] = {}
    correction = {"a": Correction("a", {"law": "Norland"}, "c, line 1")}
    for day, text in (("tue", TEXT), ("mon", f"{TEXT} Amended."), ("sun", TEXT)):
        run(tmp_path / day, {"law": "Westmark"}, {}, documents=(Document("a", text),))
        rows, told = mined(tmp_path / day, correction, used)
        assert bool(rows) is (day != "mon")
        assert told == ([] if rows else [f"c, line 1: {tmp_path / day} has another text under 'a'; not used for that"])


def test_a_reason_may_lead_to_a_value_that_only_the_last_run_has(tmp_path: Path) -> None:
    """The correction is of that record; what it says of the other run's is used as well, and nothing is skipped."""
    right = {**RIGHT, ("parties", "Westmark"): 0.95}
    for name, parties in (("mon", ["Orrin Bay Ltd"]), ("tue", ["Orrin Bay Ltd", "Westmark"])):
        run(tmp_path / name, {"law": "Norland", "parties": parties}, {}, right=right)
    data = {"law": "Norland", "parties": ["Orrin Bay Ltd"]}
    said = {"a": Correction("a", data, "c, line 1", {"/parties/1": "That is where it was signed."})}
    used: dict[str, str | None] = {}
    understood: set[str] = set()
    last, told = mined(tmp_path / "tue", said, used, understood)
    first, more = mined(tmp_path / "mon", said, used, understood)
    assert last[0].truths[0].explanation == "That is where it was signed."
    assert first
    assert not any("leads to no value" in line for line in (*told, *more))


def test_a_reason_that_leads_nowhere_in_the_last_run_is_a_slip_in_all(tmp_path: Path) -> None:
    """The correction is left out whole."""
    said = {"a": Correction("a", {"law": "Norland"}, "c, line 1", {"/parties/7": "No."})}
    used: dict[str, str | None] = {}
    understood: set[str] = set()
    for name in ("tue", "mon"):
        run(tmp_path / name, {"law": "Norland"}, {})
        rows, told = mined(tmp_path / name, said, used, understood)
        assert rows == []
        assert told == ["c, line 1: '/parties/7' leads to no value, delivered or corrected; skipped"]


def test_a_run_of_an_earlier_version_says_what_to_do(tmp_path: Path) -> None:
    """It keeps no schema; and no texts, which is told."""
    with open_run(tmp_path / "r", Fingerprint(THIS.settings)) as journal:
        with pytest.raises(UsageError, match=r"does not say its schema.*--fresh"):
            schema_of(journal)
        assert journal.counts() == {}
    run(tmp_path / "s", {"law": "Westmark"}, {"law": "Norland"}, stated={("law", "Norland"): 0.9})
    with open_run(tmp_path / "s", THIS) as journal:
        journal._db.execute("DELETE FROM texts")
    rows, (told,) = mined(tmp_path / "s")
    assert rows == []
    assert "the texts of 1 documents were not kept" in told
