"""What can be saved of a model's text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.fields import Field
from ie_pipeline.generators.answers import MAX_ANSWER_CHARS, Reading, read_answer

FIELDS = (Field(("name",)), Field(("tools", "*")))


def test_prose_around_the_object_is_ignored() -> None:
    """A model that explains itself is read all the same."""
    reading = read_answer('Sure! {"name": "Ada"} I hope {this} helps.', FIELDS)
    assert reading.data == {"name": "Ada"}
    assert reading.error is None


def test_a_torn_value_is_dropped_not_shortened() -> None:
    """Of an answer that breaks off only whole values are kept, and the break is reported."""
    reading = read_answer('{"tools": ["Python", "Fla', FIELDS)
    assert reading.data == {"tools": ["Python"]}
    assert "breaks off" in (reading.error or "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"name": "A", "age": 12', {"name": "A"}),
        ('{"name": "A", "age": -1.5e', {"name": "A"}),
        ('{"name": "A", "age": 12,', {"name": "A", "age": 12}),
        ('{"name": "A", "age": 12\n', {"name": "A", "age": 12}),
        ('{"name": "A", "married": true', {"name": "A", "married": True}),
        ('{"name": "A 12', {}),
    ],
)
def test_a_torn_number_is_dropped_not_shortened(text: str, kept: dict[str, object]) -> None:
    """Digits may be wanting at the end of an answer that breaks off; a number that something follows is whole."""
    fields = (*FIELDS, Field(("age",), "number"), Field(("married",), "boolean"))
    reading = read_answer(text, fields)
    assert reading.data == kept
    assert "breaks off" in (reading.error or "")


@pytest.mark.parametrize(
    "text",
    [
        'The set {a, b} is here. ```json\n{"name": "Ada"}```',
        'A {"torn": [1, oops]} try, then {"name": "Ada"}',
        '<think>Is it {"name": "Bob"}? No.</think>{"name": "Ada"}',
        'Is it {"name": "Bob"}? No.</think> <think>{x}</think>{"name": "Ada"}',
    ],
)
def test_braces_before_the_object_are_passed_over(text: str) -> None:
    """Prose and thoughts may hold braces of their own, and whole drafts."""
    assert read_answer(text, FIELDS) == Reading({"name": "Ada"})


@pytest.mark.parametrize("before", ["", "<think>Hm.</think>", "The set {a, b}: "])
def test_a_value_may_look_like_the_end_of_a_thought(before: str) -> None:
    """What a document holds cannot make an answer disappear."""
    answer = before + '{"name": "A </think> B", "tools": ["C'
    assert read_answer(answer + '"]}', FIELDS) == Reading({"name": "A </think> B", "tools": ["C"]})
    assert read_answer(answer, FIELDS).data == {"name": "A </think> B"}


@pytest.mark.parametrize(
    "thought",
    [
        '{"name": "Bob"\n\nWait, no.',
        '{"tools": ["a", "b"\n',
        '{"name": "He said "hi""}',
        'it begins with {"',
        '{"name": "Bob"}',
    ],
)
def test_what_is_thought_is_no_answer(thought: str) -> None:
    """However much it looks like one, or like its beginning."""
    assert read_answer(f'<think>{thought}</think>{{"name": "Alice"}}', FIELDS) == Reading({"name": "Alice"})


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"law": "Ohio", "day": "1 May",}', False),
        ('{"law": "Ohio", "day": "1 May" // as printed\n}', False),
        ('{"result": {"law": "Ohio", "day": "1 May"}}', True),
        ('{"records": [{"law": "Ohio", "day": "1 May"}]}', True),
        ('{"data": {"law": "Ohio", "day": "1 May"}, "confidence": 0.9}', True),
        ('{"type": "object", "properties": {"law": "Ohio", "day": "1 May"}}', True),
        ('[THINK]{"law": "Utah"}[/THINK]{"law": "Ohio", "day": "1 May"}', True),
        ('<thinking>{"law": "Utah"}</thinking> {"law": "Ohio", "day": "1 May"}', True),
    ],
)
def test_an_answer_in_another_form_is_kept(text: str, whole: bool) -> None:
    """A comma too many, a comment, an object around the object or another way to think aloud costs no value."""
    reading = read_answer(text, (Field(("law",)), Field(("day",))))
    assert (reading.data, reading.error is None) == ({"law": "Ohio", "day": "1 May"}, whole)


def test_which_of_two_records_is_meant_is_not_guessed() -> None:
    """Two objects with the fields asked for are no answer about one document."""
    reading = read_answer('{"records": [{"law": "Ohio"}, {"law": "Utah"}]}', (Field(("law",)),))
    assert reading.data == {}
    assert reading.error


@pytest.mark.parametrize("text", ['{"result": {}}', '{"records": []}', '{"output": {"record": {}}}', "{}"])
def test_a_wrapped_nothing_is_an_answer(text: str) -> None:
    """A model that has found nothing may say so in an object around its empty record."""
    assert read_answer(text, FIELDS) == Reading()


@pytest.mark.parametrize(
    "text", ['{"error": "no document", "record": {}}', '{"result": null}', '{"skills": [], "who": {}}']
)
def test_nothing_beside_something_else_is_none(text: str) -> None:
    """What is said in other words than those asked for may be anything."""
    assert "none of the fields" in (read_answer(text, FIELDS).error or "")


def test_a_line_break_in_a_value_needs_no_escape() -> None:
    """Models copy it from the passage as it stands there."""
    assert read_answer('{"name": "Ada\nLovelace", "tools": []}', FIELDS) == Reading({"name": "Ada\nLovelace"})


def test_parts_of_a_broken_object_are_no_answer() -> None:
    """An object inside one that is no JSON is not taken for the whole."""
    assert read_answer('{"jobs": [{"name": "Acme"}, oops]}', FIELDS).data == {}


@pytest.mark.parametrize("unit", ["{", '{"', '{"a":', "</think>", '{"a" </think>', "1"])
def test_hostile_answers_cost_little_time(unit: str) -> None:
    """An answer of the greatest length that repeats itself is read, or refused, at once."""
    began = time.perf_counter()
    read_answer(unit * ((MAX_ANSWER_CHARS - 1) // len(unit)), FIELDS)
    assert time.perf_counter() - began < 10


def test_an_empty_record_is_an_answer() -> None:
    """A passage that states nothing is no error."""
    assert read_answer('{"name": null, "tools": []}', FIELDS).error is None
    assert read_answer("{}", FIELDS).error is None


def test_an_endless_answer_is_refused() -> None:
    """Text beyond any record's length is not parsed."""
    assert "more than" in (read_answer("{" + " " * MAX_ANSWER_CHARS, FIELDS).error or "")


@given(st.text() | st.text(alphabet='{}[]",: \\nulltrue0e9"', max_size=60))
def test_no_text_raises(text: str) -> None:
    """Whatever a model writes, there is an outcome: a part of a record, an error, or both."""
    reading = read_answer(text, FIELDS)
    assert set(reading.data) <= {"name", "tools"}
