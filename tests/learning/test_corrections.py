"""Corrections: which lines can be used, and what they say of draft and record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from critic.mistakes.checking import check
from critic.mistakes.rows import Mistake, MistakeRow, Origin
from ie_pipeline.errors import UsageError
from ie_pipeline.learning.corrections import Correction, CorrectionError, corrected_rows, oddities, read_corrections
from ie_pipeline.record import LeafEvidence, OpenFinding, Record, Status
from ie_pipeline.runs.journal import Entry, Logged, State

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["law"],
    "properties": {
        "law": {"type": "string"},
        "parties": {"type": "array", "items": {"type": "string"}},
        "jobs": {"type": "array", "items": {"type": "object", "properties": {"firm": {"type": "string"}}}},
    },
}
TEXT = "Agreement between Orrin Bay Ltd and Quill House AG under the law of Norland. Ada works at Quill House AG."
DRAFT = {"law": "Westmark", "parties": ["Orrin Bay Ltd", "Ada"]}
DELIVERED = {"law": "Norland", "parties": ["Orrin Bay Ltd", "Ada"]}
CORRECTED = {"law": "Norland", "parties": ["Orrin Bay Ltd", "Quill House AG"], "jobs": [{"firm": "Quill House AG"}]}


def logged(delivered: dict[str, Any] = DELIVERED, *flagged: str) -> Logged:
    """Return what a journal has of a document whose record has open findings at some pointers."""
    findings = tuple(OpenFinding("redundant", pointer, "", None, None, None, None, 0.9, "") for pointer in flagged)
    record = Record("a", Status.NEEDS_REVIEW, delivered, findings=findings)
    review = {"findings": [{"pointer": "/law"}]}
    return Logged(Entry(1, State.DONE, record.to_json()), "a", "ff", TEXT, DRAFT, review, ())


def rows(
    explanation: dict[str, str] | None = None, data: Any = CORRECTED, *flagged: str, **more: Any
) -> list[MistakeRow]:
    """Return the rows of a correction, each seen to hold together."""
    correction = Correction("a", data, "c.jsonl, line 3", explanation or {})
    made = corrected_rows(
        correction, logged(*([DELIVERED, *flagged])), SCHEMA, generator="g", notes={"run": "r"}, **more
    )
    for row in made:
        check(row)
    return made


def test_record_and_draft_are_both_compared_in_all_fields() -> None:
    """What the loop had mended is a mistake of the draft alone."""
    delivered, draft = rows()
    assert delivered.draft == DELIVERED
    assert [(t.mistake, t.pointer) for t in delivered.truths] == [
        (Mistake.MISPLACED, "/parties/1"),
        (Mistake.OMITTED_ITEM, "/parties/-"),
        (Mistake.OMITTED_ITEM, "/jobs/-/firm"),
    ]
    assert draft.draft == DRAFT
    assert [t.pointer for t in draft.truths[:2]] == ["/law", "/law"]
    assert delivered.judged == draft.judged == ("/law", "/parties/*", "/jobs/*/firm")
    assert {row.origin for row in (delivered, draft)} == {Origin.HUMAN}
    assert (delivered.generator, draft.generator) == ("", "g")


def test_what_a_person_kept_stands_where_it_was_shown() -> None:
    """A value that was delivered with its evidence, or reported as missing, is not sought from the beginning again."""
    text = "Norland, 3 May. Orrin Bay Ltd and Ada of Orrin Bay Ltd agree. The law is that of Norland."
    law, party = text.rindex("Norland"), text.rindex("Orrin Bay Ltd")
    shown = {"/law": LeafEvidence(law, law + 7, None, "Norland", "verbatim", 0.9)}
    lacked = OpenFinding("missing", "/parties/-", "Orrin Bay Ltd", party, party + 13, None, None, 0.9, "")
    record = Record("a", Status.NEEDS_REVIEW, {"law": "Norland"}, evidence=shown, findings=(lacked,))
    kept = Correction("a", {"law": "Norland", "parties": ["Orrin Bay Ltd"]}, "c.jsonl, line 1", {})
    known = Logged(Entry(1, State.DONE, record.to_json()), "a", "ff", text, record.data, None, ())
    (row,) = corrected_rows(kept, known, SCHEMA, generator="g", notes={})
    assert [value.start for value in row.right] == [law]
    assert [truth.start for truth in row.truths] == [party]


def test_a_record_that_was_never_mended_is_there_once() -> None:
    """Draft and record are the same."""
    correction = Correction("a", CORRECTED, "c.jsonl, line 1")
    assert [row.generator for row in corrected_rows(correction, logged(DRAFT), SCHEMA, generator="g", notes={})] == [
        "g"
    ]


def test_a_persons_reasons_go_with_the_mistake_wherever_it_stands() -> None:
    """Pointers into the delivered record, the corrected one, or a whole item; the draft has the same mistakes."""
    said = {"/parties/1": "A person is no party.", "/jobs/0": "Her job is there too."}
    for row in rows(said):
        words = {truth.pointer: truth.explanation for truth in row.truths}
        assert words["/parties/1"] == words["/parties/-"] == "A person is no party."
        assert words["/jobs/-/firm"] == "Her job is there too."
    assert "Norland" in rows(said)[1].truths[0].explanation


def test_where_critic_and_person_disagree_is_noted() -> None:
    """A flag on a value that was kept, and none on one that was wrong."""
    delivered, draft = rows({}, CORRECTED, "/law")
    assert json.loads(delivered.notes["critic_false_alarm"]) == ["/law"]
    assert json.loads(delivered.notes["critic_overlooked"]) == ["/parties/1"]
    assert "critic_false_alarm" not in draft.notes
    assert json.loads(draft.notes["critic_overlooked"]) == ["/parties/1"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"parties": "Orrin"}, r"does not fit the run's schema: at \$.parties"),
        ({"skills": ["SQL"], "name": "Ada"}, r"\(name, skills\) has no field of the run's schema"),
        ({"law": 5}, r"at \$.law"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(data: Any, said: str) -> None:
    """Nothing of such a line is used."""
    with pytest.raises(CorrectionError, match=rf"c.jsonl, line 3: .*{said}"):
        rows({}, data)


@pytest.mark.parametrize("pointer", ["/colour", "law", "/parties/7", "/parties/x/-"])
def test_a_reason_that_leads_nowhere_is_named_with_its_line(pointer: str) -> None:
    """A correction is read whole or not at all."""
    with pytest.raises(CorrectionError, match=f"c.jsonl, line 3: '{pointer}' leads to no value"):
        rows({pointer: "x"}, CORRECTED)


def test_a_field_may_be_rightly_empty_for_a_reason() -> None:
    """There is no value that it could be the reason of, and nothing wrong with it."""
    without = {**CORRECTED, "jobs": []}
    assert rows({"/jobs": "She never worked."}, without) == rows({}, without)


def test_a_reason_for_a_new_item_is_one_for_all_of_its_values() -> None:
    """What a person says of ``/jobs/-`` is said of the firm that the new job has."""
    (truth,) = (truth for truth in rows({"/jobs/-": "She works there."})[0].truths if truth.pattern == "/jobs/*/firm")
    assert truth.explanation == "She works there."


def test_what_the_schema_requires_may_be_absent() -> None:
    """A person says that the source does not state it."""
    delivered, _ = rows({"/law": "Nothing is said of it."}, {"parties": ["Orrin Bay Ltd"]})
    assert (delivered.truths[0].pointer, delivered.truths[0].explanation) == ("/law", "Nothing is said of it.")


def test_bad_lines_are_told_and_skipped(tmp_path: Path) -> None:
    """Each with its number; the last of two corrections stands."""
    path = tmp_path / "c.jsonl"
    lines = ['{"id": "a", "data": {}}', "{oops", '{"id": true, "data": {}}', '{"id": "b", "data": []}', ""]
    lines += ['{"id": "c", "data": {}, "explanation": {"/law": 5}}', '{"id": "a", "data": {"law": "x"}}']
    path.write_text("\n".join(lines), encoding="utf-8")
    told: list[str] = []
    found = read_corrections(path, told.append)
    assert {name: correction.data for name, correction in found.items()} == {"a": {"law": "x"}}
    assert [line.partition(": ")[0].rpartition(" ")[2] for line in told] == ["2", "3", "4", "6", "1"]
    assert "is corrected again in" in told[-1]


def test_ids_may_be_numbers_and_reasons_blank(tmp_path: Path) -> None:
    """Documents and drafts may have such ids; a form has a box for each reason, filled or not."""
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": 7, "data": {}, "explanation": {"/law": " ", "/parties": null, "/jobs": "None."}}')
    told: list[str] = []
    (correction,) = read_corrections(path, told.append).values()
    assert (correction.id, correction.explanations, told) == ("7", {"/jobs": "None."}, [])


def test_a_blank_text_is_no_value(tmp_path: Path) -> None:
    """Whoever empties a cell says that there is none."""
    place = tmp_path / "c.jsonl"
    data = {"law": "", "parties": ["Orrin Bay Ltd"], "jobs": [{"firm": " "}]}
    place.write_text(json.dumps({"id": "a", "data": data}), encoding="utf-8")
    correction = read_corrections(place, print)["a"]
    assert correction.data == {"law": None, "parties": ["Orrin Bay Ltd"], "jobs": [{"firm": None}]}
    (delivered, *_) = rows(None, correction.data)
    assert [(t.mistake, t.pointer) for t in delivered.truths if t.pointer == "/law"] == [(Mistake.MISPLACED, "/law")]


def test_a_class_need_not_stand_in_the_source() -> None:
    """One of the values that the schema lists is no misprint."""
    schema = {"type": "object", "properties": {"kind": {"enum": ["lease", "sale"]}}}
    correction = Correction("a", {"kind": "lease"}, "c.jsonl, line 3")
    assert not list(oddities(correction, logged({}), schema))


def test_a_correction_that_looks_like_a_slip_is_told() -> None:
    """One that names the changed field alone says that all else is wrong; what stands nowhere may be a misprint.

    So may a name that is no field's: the value is not read, and its field is taken to have none.
    """

    def told(data: dict[str, Any]) -> list[str]:
        return list(oddities(Correction("a", data, "c.jsonl, line 3"), logged(DELIVERED), SCHEMA))

    assert told(CORRECTED) == []
    assert told({"law": "Norland", "parties": ["Orrin Bay Ltd"]}) == []
    (part,) = told({"jobs": [{"firm": "Quill House AG"}]})
    assert part.startswith("c.jsonl, line 3: 3 of the 3 values delivered of 'a' are not in it")
    assert told({**CORRECTED, "law": "Utopia"}) == ["c.jsonl, line 3: 'Utopia' at /law stands nowhere in the source"]
    misspelt = {"lwa": "Norland", "parties": CORRECTED["parties"]}
    assert told(misspelt) == ["c.jsonl, line 3: /lwa is no field of the schema; it is not read"]
    twice = {**CORRECTED, "parties": ["Orrin Bay Ltd", "Quill House AG", "orrin bay ltd"]}
    assert told(twice) == ["c.jsonl, line 3: the value at /parties/2 is in that list already"]


def test_reasons_under_another_name_are_told(tmp_path: Path) -> None:
    """Once for the file; a line of an output that was corrected where it stood has nothing strange."""
    path = tmp_path / "c.jsonl"
    record = Record("a", Status.NEEDS_REVIEW, CORRECTED).to_dict()
    lines = [record, *({"id": name, "data": CORRECTED, "explanations": {"/law": "So it says."}} for name in "bc")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    told: list[str] = []
    assert list(read_corrections(path, told.append)) == ["a", "b", "c"]
    assert told == [f"{path}: not read of its lines: explanations; reasons go by the name of explanation"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no line of it"), (b"{oops\n", "no line of it"), (b"\xff\xfe", "not UTF-8"), (None, "No such file")],
)
def test_a_file_of_none_is_an_error(tmp_path: Path, content: bytes | None, said: str) -> None:
    """It names the file."""
    path = tmp_path / "c.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=rf"c\.jsonl: .*{said}"):
        read_corrections(path, lambda _: None)
