"""Rows to tasks: what is right by all rows of a document, what nobody has judged, and whose drafts are learned from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from critic.corpus import Span
from critic.mistakes.comparing import compare
from critic.mistakes.rows import MistakeRow, Origin
from critic.mistakes.tasks import tasks

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "remote": {"type": "boolean"},
        "pay": {"type": "integer"},
        "positions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "company": {"type": "string"}},
            },
        },
    },
}
TEXT = "Mira Olsen. Baker at Crumb & Co, then miller at Flour AG, both in Bergen. Pay: 4100. Wrote to Flour AG again."
RIGHT: dict[str, Any] = {
    "name": "Mira Olsen",
    "remote": True,
    "pay": 4100,
    "positions": [{"title": "Baker", "company": "Crumb & Co"}, {"title": "miller", "company": "Flour AG"}],
}
ALL = ("/name", "/remote", "/pay", "/positions/*/title", "/positions/*/company")


def row(draft: dict[str, Any], right: dict[str, Any] = RIGHT, **changed: Any) -> MistakeRow:
    """Return the row of a draft of the text."""
    settings: dict[str, Any] = {"judged": ALL, "origin": Origin.GENERATOR, **changed}
    return compare("a", TEXT, SCHEMA, draft, right, **settings)


def quoted(spans: tuple[Span, ...]) -> set[tuple[str, str]]:
    """Return what the spans mark."""
    return {(span.field, TEXT[span.start : span.end]) for span in spans}


def test_a_document_is_right_by_what_stood_in_its_drafts_and_what_was_missing() -> None:
    """Nested fields by pattern, numbers as they are written, each value with its place; a boolean is left out."""
    (task,) = tasks([row({"name": "Bergen", "remote": False, "positions": [RIGHT["positions"][0]]})])
    assert task.document.gold == {
        "/name": ("Mira Olsen",),
        "/pay": ("4100",),
        "/positions/*/title": ("Baker", "miller"),
        "/positions/*/company": ("Crumb & Co", "Flour AG"),
    }
    assert quoted(task.document.spans) == {
        (pattern, value) for pattern, values in task.document.gold.items() for value in values
    }
    assert task.drafts == (
        {"/name": ("Bergen",), "/positions/*/title": ("Baker",), "/positions/*/company": ("Crumb & Co",)},
    )
    assert (task.document.id, task.document.cluster, task.document.text) == ("a", "a", TEXT)


def test_rows_of_one_document_are_one_task() -> None:
    """Their drafts stand side by side and their weights add up; another text or another schema is another task."""
    one, other = row({"name": "Bergen"}), row({"name": "Mira Olsen", "pay": 4100})
    stranger = replace(one, document="b")
    narrower = compare("a", TEXT, {"type": "object", "properties": {"name": {}}}, {}, RIGHT, judged=("/name",), origin=Origin.HUMAN)  # fmt: skip  # noqa: E501
    made = tasks([one, other, stranger, narrower], [1.0, 0.5, 2.0, 3.0])
    assert [(task.document.id, len(task.drafts), task.weight) for task in made] == [("a", 2, 1.5), ("b", 1, 2), ("a", 1, 3)]  # fmt: skip  # noqa: E501


def test_what_no_row_has_judged_is_not_judged() -> None:
    """Neither absent nor right: its values in the draft are no examples either."""
    (task,) = tasks([row({"name": "Bergen", "pay": 1}, judged=("/name",)), row({}, judged=("/positions/*/title",))])
    assert task.document.asked == {"/name", "/positions/*/title"}
    assert not task.document.judged("/pay")
    assert task.drafts == ({"/name": ("Bergen",)}, {})


def test_a_persons_word_counts_before_others() -> None:
    """What a person has judged is right as the person says; the rest by the other rows."""
    mistaken = row({"name": "Bergen"}, {**RIGHT, "name": "Bergen"})
    corrected = row({"name": "Bergen"}, judged=("/name",), origin=Origin.HUMAN)
    (task,) = tasks([mistaken, corrected])
    assert task.document.gold["/name"] == ("Mira Olsen",)
    assert task.document.gold["/pay"] == ("4100",)


def test_where_rows_contradict_each_other_nothing_is_judged() -> None:
    """One calls wrong what the other calls right, and no person has spoken."""
    (task,) = tasks([row({"name": "Bergen"}, {**RIGHT, "name": "Bergen"}), row({"name": "Bergen"})])
    assert not task.document.judged("/name")
    assert task.document.judged("/pay")


def test_a_value_in_the_wrong_item_contradicts_nothing() -> None:
    """It is right in its own item, and the field alone does not tell items apart."""
    mixed = {"positions": [{"title": "Baker", "company": "Flour AG"}, {"title": "miller", "company": "Flour AG"}]}
    (task,) = tasks([row(mixed), row(RIGHT)])
    assert task.document.gold["/positions/*/company"] == ("Flour AG", "Crumb & Co")


def test_synthetic_drafts_give_way_to_real_ones() -> None:
    """Damage is drawn anew in training; where there is nothing else, as in a synthetic dev split, they are kept."""
    synthetic = row({"name": "Bergen"}, origin=Origin.SYNTHETIC)
    (task,) = tasks([synthetic, row({"name": "Crumb & Co"})])
    assert task.drafts == ({"/name": ("Crumb & Co",)},)
    (task,) = tasks([synthetic])
    assert task.drafts == ({"/name": ("Bergen",)},)


def test_a_value_without_a_place_gets_the_only_one() -> None:
    """Where it stands twice, nobody said which is meant, and no place is made up."""
    placeless = row({"name": "Bergen"})
    placeless = replace(placeless, truths=tuple(replace(truth, start=None, end=None) for truth in placeless.truths))
    (task,) = tasks([placeless])
    assert ("/name", "Mira Olsen") in quoted(task.document.spans)
    assert ("/positions/*/company", "Crumb & Co") in quoted(task.document.spans)
    assert ("/positions/*/company", "Flour AG") not in quoted(task.document.spans)
    assert "Flour AG" in task.document.gold["/positions/*/company"]
