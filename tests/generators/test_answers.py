"""What can be saved of a model's text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from critic.fields import Field
from ie_pipeline.generators.answers import MAX_ANSWER_CHARS, read_answer

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
