"""What is sent to an endpoint, and what its refusals and replies teach."""

from __future__ import annotations

import json
from typing import Any

import pytest

from critic.fields import Field
from ie_pipeline.errors import GeneratorError
from ie_pipeline.generators.base import Request, Usage
from ie_pipeline.generators.chat import SCHEMA, Dialect, Reply, Unserved, longest_answer

FIELDS = (Field(("governing_law",), description="The place."), Field(("parties", "*")))
REQUEST = Request("doc", "between Acme Inc. and Beta LLC", 0, FIELDS)
SETTINGS: dict[str, float | None] = {"max_tokens": 100, "seed": 0, "temperature": None}


def test_a_new_endpoint_is_sent_the_schema_and_what_is_set() -> None:
    """A setting of 0 is sent, one without a value is not, and the schema stands beside the prompt."""
    body = Dialect().body("m", REQUEST, SETTINGS)
    assert (body["model"], body["max_tokens"], body["seed"]) == ("m", 100, 0)
    assert "temperature" not in body
    assert body["response_format"]["type"] == "json_schema"
    assert "JSON Schema" not in body["messages"][1]["content"]


def test_the_schema_moves_into_the_prompt() -> None:
    """An endpoint without ``json_schema`` still learns the shape of the answer."""
    body = Dialect(frozenset({SCHEMA})).body("m", REQUEST, SETTINGS)
    assert body["response_format"] == {"type": "json_object"}
    assert '"governing_law"' in body["messages"][1]["content"]


@pytest.mark.parametrize(
    ("reason", "lacks"),
    [
        ("seed the endpoint answered 400: not supported", {"seed"}),
        ("422: Unexpected fields in the request: {'seed', 'max_tokens'}", {"seed", "max_tokens"}),
        ("temperature is not supported", {SCHEMA}),  # it was not sent, so it cannot be what is wrong
        ("json_schema is not supported", {SCHEMA}),
        ("bad request: " + "x" * 300 + " the document speaks of a seed", {SCHEMA}),
    ],
)
def test_a_refusal_teaches_what_to_leave_out(reason: str, lacks: set[str]) -> None:
    """A setting that the refusal names goes first, and the schema where it names none."""
    body = Dialect().body("m", REQUEST, SETTINGS)
    assert Dialect().after_refusal(reason, body) == Dialect(frozenset(lacks))


def test_there_is_an_end_to_what_can_be_left_out() -> None:
    """A request that is refused in its plainest form is refused."""
    plain = Dialect(frozenset({SCHEMA}))
    assert plain.after_refusal("too long", plain.body("m", REQUEST, SETTINGS)) is None


@pytest.mark.parametrize(
    ("reply", "lacks"),
    [
        (Reply('{"governing_law": "Delaware", "parties": []}', finish_reason="stop"), None),
        (Reply('Here it is: {"governing_law": "Delaware"}', finish_reason="stop"), None),
        (Reply('{"governing_law": "Delaware", "parties": ["Ac', finish_reason="stop"), None),
        (Reply('{"governing_law": "Delaware", "parties": ["Ac', finish_reason="length"), None),
        (Reply('{"governing_law": "A </think> B', finish_reason="length", thought=True), None),
        (Reply("", finish_reason="stop"), None),
        (Reply("I must not.", finish_reason="content_filter"), None),
        (Reply(refusal="I would rather not."), None),
        (Reply("The law is that of Delaware.", finish_reason="stop"), {SCHEMA}),
        (Reply("The law, the law, the law, the", finish_reason="length"), {SCHEMA}),
        (Reply('{"song": "la"}', finish_reason="stop"), {SCHEMA}),
        (Reply("<think>Let me see", finish_reason="length", thought=True), {"max_tokens"}),
        (Reply("", finish_reason="length", thought=True), {"max_tokens"}),
    ],
)
def test_a_reply_shows_what_was_passed_over(reply: Reply, lacks: set[str] | None) -> None:
    """Prose shows that the schema was passed over; a thought cut short shows that the limit was too low."""
    assert Dialect().after_reply(reply, FIELDS) == (None if lacks is None else Dialect(frozenset(lacks)))


def test_a_lesson_is_learned_once() -> None:
    """An endpoint that answers in prose whatever is sent is not asked for ever."""
    prose = Reply("The law is that of Delaware.", finish_reason="stop")
    assert Dialect(frozenset({SCHEMA})).after_reply(prose, FIELDS) is None
    thinking = Reply("", finish_reason="length", thought=True)
    assert Dialect(frozenset({"max_tokens"})).after_reply(thinking, FIELDS) is None


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_are_noticed(name: str) -> None:
    """Thoughts that a server puts beside the answer are seen, and are no part of it."""
    message: dict[str, Any] = {"content": "{}", name: "Let me see."}
    reply = Reply.parse(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode())
    assert reply == Reply("{}", finish_reason="stop", thought=True, usage=Usage())


def test_what_is_no_completion_is_an_error() -> None:
    """A web page in a completion's place points at the base URL."""
    with pytest.raises(GeneratorError, match="check the base URL"):
        Reply.parse(b"<html>")


def test_chinese_has_room_as_english_has() -> None:
    """A token holds fewer characters of Chinese, so that the same number of them is given more tokens."""
    english, chinese = Request("d", "a" * 900, 0, FIELDS), Request("d", "合" * 900, 0, FIELDS)
    assert longest_answer(english) > 900 / 4
    assert longest_answer(chinese) > 900


@pytest.mark.parametrize("error", [{"message": "Rate limit exceeded", "code": 429}, "Rate limit exceeded"])
def test_an_error_under_the_status_of_a_success_is_told(error: Any) -> None:
    """It is no document's fault: the next run asks again."""
    with pytest.raises(Unserved, match="answered with an error: Rate limit exceeded") as caught:
        Reply.parse(json.dumps({"error": error}).encode())
    assert caught.value.retryable


def test_a_message_in_parts_is_read() -> None:
    """Thoughts are a part of another kind."""
    parts = [{"type": "thinking", "thinking": []}, {"type": "text", "text": '{"law"'}, {"type": "text", "text": ": 1}"}]
    body = {"choices": [{"message": {"content": parts}, "finish_reason": "stop"}]}
    assert Reply.parse(json.dumps(body).encode()).content == '{"law": 1}'
