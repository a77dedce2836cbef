"""Flat labels as right records, and drafts compared with those."""

from __future__ import annotations

from typing import Any

import pytest

from critic.corpus import LabelledDocument, Span
from critic.fields import flatten
from critic.mistakes.labelled import Labelling, compare_labelled, right_record
from critic.mistakes.rows import Mistake, Origin

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "born": {"type": "string"},
        "children": {"type": "integer"},
        "jobs": {
            "type": "array",
            "items": {"type": "object", "properties": {"role": {"type": "string"}, "firm": {"type": "string"}}},
        },
        "hobbies": {"type": "array", "items": {"type": "string"}},
    },
}
TEXT = "Ada Brook, born 1 May 1970, 2 children. Baker at Orrin Bay Ltd, clerk at Quill House. Chess and chess."


def document(**more: Any) -> LabelledDocument:
    """Return a labelled document, with other labels where they are given."""
    gold = {
        "name": ("Ada Brook", "A. Brook"),
        "born": ("1 May 1970",),
        "children": ("2",),
        "role": ("Baker", "clerk"),
        "jobs.firm": ("Orrin Bay Ltd", "Quill House"),
        "hobbies": ("Chess", "chess"),
    }
    return LabelledDocument("ada", TEXT, **{"gold": gold, "cluster": "brooks", **more})


def test_labels_become_a_nested_record() -> None:
    """By dotted names or last ones, each value in an item of its own, equal ones once, numbers as numbers."""
    ada = document()
    right = right_record(ada, Labelling.of(SCHEMA, [ada]))
    assert right.data == {
        "name": "Ada Brook",
        "born": "1 May 1970",
        "children": 2,
        "jobs": [{"role": "Baker"}, {"role": "clerk"}, {"firm": "Orrin Bay Ltd"}, {"firm": "Quill House"}],
        "hobbies": ["Chess"],
    }
    assert right.judged == tuple(entry.pattern for entry in flatten(SCHEMA))
    assert right.ungrouped == ("/jobs/*/role", "/jobs/*/firm")


def test_a_good_draft_has_no_mistakes() -> None:
    """Whatever it puts together, and whichever of two right values it takes."""
    ada = document(spans=(Span("firm", TEXT.index("Orrin"), TEXT.index("Orrin") + 13),))
    draft = {
        "name": "A. Brook",
        "born": "1970-05-01",
        "children": 2,
        "jobs": [{"role": "clerk", "firm": "Orrin Bay Ltd"}, {"role": "baker", "firm": "Quill House"}],
        "hobbies": ["chess"],
    }
    row = compare_labelled(ada, Labelling.of(SCHEMA, [ada]), draft, origin=Origin.GENERATOR, generator="hf:tiny")
    assert row.truths == ()
    assert (row.document, row.cluster, row.generator, row.origin) == ("ada", "brooks", "hf:tiny", Origin.GENERATOR)


def test_mistakes_of_ungrouped_fields_claim_nothing_of_items() -> None:
    """Nobody says which item lacks the value, or what stands in its place."""
    ada = document()
    row = compare_labelled(ada, Labelling.of(SCHEMA, [ada]), {"jobs": [{"role": "Pilot"}]}, origin=Origin.GENERATOR)
    wrong = next(truth for truth in row.truths if truth.value == "Pilot")
    missing = next(truth for truth in row.truths if truth.value == "Baker")
    assert (wrong.mistake, missing.pointer) == (Mistake.INVENTED, "/jobs/-/role")
    assert "Baker" not in wrong.explanation
    assert "Pilot" not in missing.explanation


def test_only_what_is_labelled_is_judged() -> None:
    """Not what is uncertain, not what was not asked for, not what the set never speaks of."""
    ada = document(gold={"name": ("Ada Brook",)}, uncertain=frozenset({"born"}))
    other = document(gold={"hobbies": ("Chess",)}, asked=frozenset({"hobbies", "name"}))
    labelling = Labelling.of(SCHEMA, [ada, other])
    assert right_record(ada, labelling).judged == ("/name", "/hobbies/*")
    assert right_record(other, labelling).judged == ("/name", "/hobbies/*")
    assert "/born" in labelling.labels


def test_a_label_that_two_fields_bear_judges_neither() -> None:
    """It does not say where a value belongs."""
    party = {"type": "object", "properties": {"name": {"type": "string"}}}
    schema = {"type": "object", "properties": {"seller": party, "buyer": party, "born": {"type": "string"}}}
    assert dict(Labelling.of(schema, [document()]).labels) == {"/born": "born"}


def test_normalised_dates_are_as_right() -> None:
    """A draft in ISO form of a date that a program cannot read is right where the labels say so."""
    ada = document(gold={"born": ("the Ides of March, 44",)}, normalised={"born": ("0044-03-15",)})
    labelling = Labelling.of(SCHEMA, [ada])
    row = compare_labelled(ada, labelling, {"born": "0044-03-15"}, origin=Origin.GENERATOR)
    assert row.truths == ()


@pytest.mark.parametrize("value", ["several", "2"])
def test_a_label_that_is_no_number_stays_text(value: str) -> None:
    """Labels are what people wrote."""
    ada = document(gold={"children": (value,)})
    assert right_record(ada, Labelling.of(SCHEMA, [ada])).data == {"children": 2 if value == "2" else value}


@pytest.mark.parametrize(
    ("bound", "values", "drafted"),
    [({"type": "integer"}, ("2,000", "2,100"), 2100), ({"enum": ["Few", "Many"]}, ("few", "many"), "Many")],
)
def test_of_several_labels_of_one_value_each_is_right_as_the_schema_writes_it(
    bound: dict[str, Any], values: tuple[str, ...], drafted: Any
) -> None:
    """A number is one and a class is written as it is listed there, however people wrote them."""
    ada = document(gold={"children": values})
    labelling = Labelling.of({"type": "object", "properties": {"children": bound}}, [ada])
    assert not compare_labelled(ada, labelling, {"children": drafted}, origin=Origin.GENERATOR).truths
    (omitted,) = compare_labelled(ada, labelling, {}, origin=Origin.GENERATOR).truths
    assert type(omitted.value) is type(drafted)
    assert omitted.value in (2000, "Few")
