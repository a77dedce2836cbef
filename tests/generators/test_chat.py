"""What is sent to an endpoint, and what its refusals and replies teach."""

from __future__ import annotations

import json
from typing import Any

import pytest

from critic.fields import Field
from ie_pipeline.errors import GeneratorError
from ie_pipeline.generators.base import Request, Usage
from ie_pipeline.generators.chat import FORMAT, SCHEMA, Dialect, Reply, longest_answer

FIELDS = (Field(("governing_law",), description="The place."), Field(("parties", "*")))
REQUEST = Request("doc", "between Acme Inc. and Beta LLC", 0, FIELDS)
SETTINGS: dict[str, float | None] = {"max_tokens": 100, "seed": 0, "temperature": None}
LIMITS = {"max_completion_tokens", "max_tokens"}


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
        ("max_completion_tokens is too large: 100. The model writes 50 tokens", {"max_tokens"}),
        ("The maximum context length is 90 tokens; you requested 120, 100 in the completion", LIMITS),
        ("messages[0].role 'messages[0].role' does not support 'system' with this model.", {"system"}),
        ("Conversation roles must alternate user/assistant/user/assistant", {"system"}),
        ("bad request: " + "x" * 300 + " the document speaks of a seed", {SCHEMA}),
    ],
)
def test_a_refusal_teaches_what_to_leave_out(reason: str, lacks: set[str]) -> None:
    """A setting that the refusal names goes first, by whichever name, and the schema where it names none."""
    body = Dialect().body("m", REQUEST, SETTINGS)
    assert Dialect().after_refusal(reason, body) == Dialect(frozenset(lacks))


def test_there_is_an_end_to_what_can_be_left_out() -> None:
    """A request that is refused in its plainest form is refused, and a passage that is too long in any."""
    plainer = Dialect(frozenset({SCHEMA}))
    plainest = plainer.after_refusal("no", plainer.body("m", REQUEST, SETTINGS))
    assert plainest == Dialect(frozenset({SCHEMA, FORMAT}))
    body = plainest.body("m", REQUEST, SETTINGS)
    assert FORMAT not in body
    assert plainest.after_refusal("no", body) is None
    unlimited = Dialect().body("m", REQUEST, {})
    assert Dialect().after_refusal("the request exceeds the available context size", unlimited) is None


@pytest.mark.parametrize(
    ("reply", "lacks"),
    [
        (Reply('{"governing_law": "Delaware", "parties": []}', finish_reason="stop"), None),
        (Reply('Here it is: {"governing_law": "Delaware"}', finish_reason="stop"), None),
        (Reply('{"governing_law": "Delaware", "parties": ["Ac', finish_reason="stop"), None),
        (Reply('{"governing_law": "Delaware", "parties": ["Ac', finish_reason="length"), None),
        (Reply('{"governing_law": "A </think> B', finish_reason="length", thought=True), None),
        (Reply("", finish_reason="stop"), {SCHEMA}),
        (Reply("I must not.", finish_reason="content_filter"), None),
        (Reply(refusal="I would rather not."), None),
        (Reply("The law is that of Delaware.", finish_reason="stop"), {SCHEMA}),
        (Reply("The law, the law, the law, the", finish_reason="length"), {SCHEMA}),
        (Reply('{"song": "la"}', finish_reason="stop"), {SCHEMA}),
        (Reply("<think>Let me see", finish_reason="length", thought=True), LIMITS),
        (Reply("", finish_reason="length", thought=True), LIMITS),
        (Reply("", finish_reason="length"), LIMITS),
    ],
)
def test_a_reply_shows_what_was_passed_over(reply: Reply, lacks: set[str] | None) -> None:
    """Prose shows that the schema was passed over; a thought cut short shows that the limit was too low."""
    sent = Dialect().body("m", REQUEST, SETTINGS)
    assert Dialect().after_reply(reply, FIELDS, sent) == (None if lacks is None else Dialect(frozenset(lacks)))


def test_a_lesson_is_learned_once() -> None:
    """An endpoint that answers in prose whatever is sent is not asked for ever."""
    prose = Reply("The law is that of Delaware.", finish_reason="stop")
    assert Dialect(frozenset({SCHEMA})).after_reply(prose, FIELDS, {"max_tokens": 100}) is None
    silent = Reply("", finish_reason="stop")
    assert Dialect(frozenset({SCHEMA})).after_reply(silent, FIELDS, {}) == Dialect(frozenset({SCHEMA, FORMAT}))
    assert Dialect(frozenset({SCHEMA, FORMAT})).after_reply(silent, FIELDS, {}) is None
    thinking = Reply("", finish_reason="length", thought=True)
    assert Dialect(frozenset(LIMITS)).after_reply(thinking, FIELDS, {}) is None


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


def test_an_answer_among_the_thoughts_is_read() -> None:
    """A server that looks for the end of thoughts which there were none puts the whole answer there."""
    message = {"content": None, "reasoning_content": '\n{"governing_law": "Delaware"}'}
    reply = Reply.parse(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode())
    assert (reply.content.strip(), reply.thought) == ('{"governing_law": "Delaware"}', False)


@pytest.mark.parametrize(
    ("bill", "written"),
    [
        ({"prompt_tokens": 20, "completion_tokens": 151, "total_tokens": 553}, 533),
        ({"prompt_tokens": 20, "completion_tokens": 151, "total_tokens": 171}, 151),
        ({"prompt_tokens": 20, "completion_tokens": 151}, 151),
        ({"prompt_tokens": None, "completion_tokens": None, "total_tokens": 0}, 0),
    ],
)
def test_thoughts_that_only_the_total_counts_are_paid_for(bill: dict[str, Any], written: int) -> None:
    """Google bills them as written."""
    body = {"choices": [{"message": {"content": "{}"}}], "usage": bill}
    assert Reply.parse(json.dumps(body).encode()).usage.completion_tokens == written


def test_a_message_in_parts_is_read() -> None:
    """Thoughts are a part of another kind."""
    parts = [{"type": "thinking", "thinking": []}, {"type": "text", "text": '{"law"'}, {"type": "text", "text": ": 1}"}]
    body = {"choices": [{"message": {"content": parts}, "finish_reason": "stop"}]}
    assert Reply.parse(json.dumps(body).encode()).content == '{"law": 1}'
