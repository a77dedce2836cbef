"""Labelled documents are read as they are, and a bad line is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from critic.corpus import CorpusError, LabelledDocument, Span, read_corpus

SPAN = {"field": "party", "start": 0.0, "end": 4.0}


def written(folder: Path, *rows: Any) -> Path:
    """Write rows as lines of JSON; a string is written as it is."""
    path = folder / "gold.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def test_a_line_is_a_document(tmp_path: Path) -> None:
    """Values, places, normalised answers, doubts and the fields that were asked for are all read."""
    row = {
        "id": 7,
        "text": "Acme, 5 May",
        "gold": {"party": ["Acme"], "day": "5 May"},
        "spans": [{"field": "party", "start": 0, "end": 4, "source": "x"}],
        "gold_norm": {"day": ["2001-05-05"]},
        "uncertain_fields": ["law"],
        "schema_fields": ["party", "day", "law"],
        "cluster": "acme",
        "record": {"contract": {"party": "Acme"}},
    }
    (document,) = read_corpus(written(tmp_path, row))
    assert document == LabelledDocument(
        id="7",
        text="Acme, 5 May",
        gold={"party": ("Acme",), "day": ("5 May",)},
        spans=(Span("party", 0, 4),),
        normalised={"day": ("2001-05-05",)},
        uncertain=frozenset({"law"}),
        asked=frozenset({"party", "day", "law"}),
        cluster="acme",
        record={"contract": {"party": "Acme"}},
    )


def test_numbers_are_written_out_and_objects_taken_apart(tmp_path: Path) -> None:
    """The values of relations and events are fields of their own, by dotted names."""
    relations = [{"head": "x", "tails": ["y", "z"]}, {"head": "w"}]
    row = {"id": "a", "text": "t", "gold": {"total": [12, 3.5], "spouse": relations, "child": []}}
    (document,) = read_corpus(written(tmp_path, row))
    assert document.gold == {
        "total": ("12", "3.5"),
        "spouse.head": ("x", "w"),
        "spouse.tails": ("y", "z"),
        "child": (),
    }


def test_what_a_table_wrote_is_read(tmp_path: Path) -> None:
    """Where a column may lack values, tables write null for what is not there, and whole numbers with a point."""
    extra = {
        "gold_norm": None,
        "uncertain_fields": None,
        "schema_fields": None,
        "cluster": None,
        "dataset": None,
        "record": None,
    }
    rows = [{"id": "a", "text": "Acme", "gold": {"party": "Acme"}, "spans": spans, **extra} for spans in (None, [SPAN])]
    bare, marked = read_corpus(written(tmp_path, *rows))
    assert bare == LabelledDocument("a", "Acme", {"party": ("Acme",)}, cluster="a")
    assert marked.spans == (Span("party", 0, 4),)
    assert isinstance(marked.spans[0].end, int)


def test_a_blank_label_says_that_there_is_no_value(tmp_path: Path) -> None:
    """As null does and an empty list; nobody has to find nothing."""
    row = {"id": "a", "text": "t", "gold": {"law": "", "date": None, "party": ["x", " "], "spouse": [{"head": ""}]}}
    (document,) = read_corpus(written(tmp_path, row))
    assert document.gold == {"law": (), "date": (), "party": ("x",), "spouse.head": ()}


def test_a_field_is_judged_unless_it_is_uncertain_or_was_not_asked_for() -> None:
    """The absence of a value says something only where somebody looked."""
    document = LabelledDocument("a", "t", {"x": ()}, uncertain=frozenset({"y"}))
    assert [document.judged(name) for name in "xyz"] == [True, False, True]
    asked = LabelledDocument("a", "t", {}, uncertain=frozenset({"y"}), asked=frozenset("xy"))
    assert [asked.judged(name) for name in ("x", "y", "z", "x.head", "y.head")] == [True, False, False, True, False]


def test_near_duplicates_share_a_fold() -> None:
    """A fold holds whole clusters, and is the same on every machine."""
    folds = [LabelledDocument(str(n), "t", {}, cluster=f"c{n // 2}").fold(5) for n in range(200)]
    assert folds[0::2] == folds[1::2]
    assert set(folds) == {0, 1, 2, 3, 4}
    assert folds[:8:2] == [LabelledDocument("", "", {}, cluster=f"c{n}").fold(5) for n in range(4)]


def test_no_more_documents_are_read_than_asked_for(tmp_path: Path) -> None:
    """What lies behind the limit is not even looked at."""
    row = {"id": "a", "text": "t", "gold": {}}
    path = written(tmp_path, row, row, "not json")
    assert len(list(read_corpus(path, limit=2))) == 2


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    """As in every other file of JSON lines."""
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "t", "gold": {}}\n\n{"id": "b", "text": "t", "gold": {}}\n', "utf-8-sig")
    assert [document.id for document in read_corpus(path)] == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"id": "a", "text": "t"}',
        '{"id": 1, "text": "t", "gold": 3}',
        '{"id": 1, "text": 5, "gold": {}}',
        '{"id": 1, "text": "t", "gold": {}, "record": ["Acme"]}',
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    """The message has the file and the number of the line."""
    path = written(tmp_path, {"id": "a", "text": "t", "gold": {}}, line)
    with pytest.raises(CorpusError, match=r"gold\.jsonl, line 2: not a labelled document"):
        list(read_corpus(path))


def test_whoever_asks_is_told_of_a_bad_line_and_gets_the_others(tmp_path: Path) -> None:
    """A thousand labelled documents are not lost for one line."""
    good = {"id": "a", "text": "t", "gold": {}}
    told: list[str] = []
    documents = list(read_corpus(written(tmp_path, good, "not json", {**good, "id": "b"}), report=told.append))
    assert [document.id for document in documents] == ["a", "b"]
    assert len(told) == 1
    assert "gold.jsonl, line 2: not a labelled document" in told[0]
    assert told[0].endswith("; skipped")
