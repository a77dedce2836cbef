"""The OpenAI back end against servers that refuse and answer as those do that users have."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import stamina

from critic.fields import Field
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.generators.breaker import Breaker
from ie_pipeline.generators.openai import OpenAIGenerator
from tests.generators.endpoint import GOOD, KEY, Act, Endpoint, completion, failure

FIELDS = (Field(("governing_law",), description="The place."), Field(("parties", "*")))
LAW = {"governing_law": "Delaware", "parties": ["Acme Inc.", "Beta LLC"]}
Server = Callable[[dict[str, Any]], Act]


def ask(endpoint: Endpoint, server: Server, passage: str = "between Acme Inc. and Beta LLC") -> tuple[Answer, Answer]:
    """Ask a server twice: what it taught the first time it need not teach again."""
    endpoint.script = server
    asked = OpenAIGenerator("m", base_url=endpoint.url, api_key=KEY, max_attempts=2)
    with stamina.set_testing(testing=True, attempts=2):
        (first,), (second,) = (asked.generate([Request("doc", passage, 0, FIELDS)]) for _ in range(2))
    return first, second


def form(body: dict[str, Any]) -> str | None:
    """Return the form that a request wants its answer in."""
    wanted: dict[str, str] = body.get("response_format", {})
    return wanted.get("type")


def anthropic(body: dict[str, Any]) -> Act:
    """Refuse a schema of many fields that may be absent, and any form but a schema."""
    if form(body) == "json_schema":
        return failure(400, "Schemas contains too many parameters with union types")
    return failure(400, "response_format.type: Input should be 'json_schema'") if form(body) else GOOD


def lm_studio(body: dict[str, Any]) -> Act:
    """Pass over the schema with some models, and refuse any other form; errors are plain texts."""
    if form(body) == "json_schema":
        return completion("The law is that of Delaware.")
    refused = json.dumps({"error": "'response_format.type' must be 'json_schema' or 'text'"}).encode()
    return Act(400, refused) if form(body) else GOOD


def litellm(body: dict[str, Any]) -> Act:
    """Refuse what the model behind the proxy has no name for, one thing after the other."""
    known = {"model", "messages", "max_tokens", "temperature"}
    for name in body.keys() - known:
        return failure(400, f"litellm.UnsupportedParamsError: bedrock does not support parameters: ['{name}'], for m")
    return GOOD


def azure(body: dict[str, Any]) -> Act:
    """Refuse a thinking model's temperature and the old name of the limit, in favour of the new."""
    if "max_tokens" in body:
        message = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        return failure(400, f"Unsupported parameter: {message}")
    if "temperature" in body:
        return failure(400, "Unsupported value: 'temperature' does not support 0 with this model.")
    return GOOD if body["max_completion_tokens"] > 20_000 else failure(400, "no room to think")


def vllm(body: dict[str, Any]) -> Act:
    """Refuse a limit that does not fit in the context with the prompt, without calling it by its name."""
    message = "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (100 in the "
    return failure(400, f"{message}messages, 8900 in the completion).") if any("max" in name for name in body) else GOOD


def ik_llama(body: dict[str, Any]) -> Act:
    """Take a form that it does not know for its own mistake."""
    message = 'response_format type must be one of "text" or "json_object", but got: json_schema'
    return failure(500, message) if form(body) == "json_schema" else GOOD


def gemini(body: dict[str, Any]) -> Act:
    """Think unheard, until the limit is reached, and leave the message out."""
    if not any("max" in name for name in body):
        return GOOD
    usage = {"prompt_tokens": 100, "completion_tokens": 0, "total_tokens": 700}
    return Act(body=json.dumps({"choices": [{"finish_reason": "length", "index": 0}], "usage": usage}).encode())


def watsonx(body: dict[str, Any]) -> Act:
    """End an answer at once that is to be of any form."""
    return completion("") if form(body) else GOOD


def gemma(body: dict[str, Any]) -> Act:
    """Refuse rules that are not the user's."""
    roles = [message["role"] for message in body["messages"]]
    both = "You extract facts" in body["messages"][0]["content"] and "Acme Inc." in body["messages"][0]["content"]
    return GOOD if both and form(body) and roles == ["user"] else failure(400, "System role not supported")


@pytest.mark.parametrize(
    ("server", "calls"),
    [(anthropic, 3), (lm_studio, 3), (litellm, 4), (azure, 3), (ik_llama, 2), (gemini, 2), (watsonx, 3), (gemma, 2)],
)
def test_a_way_to_ask_is_found_and_kept(endpoint: Endpoint, server: Server, calls: int) -> None:
    """Each of these leaves a user without a single record whose requests are all of one form."""
    first, second = ask(endpoint, server)
    assert (first.error, first.data, second.data) == (None, LAW, LAW)
    assert (first.usage.calls, second.usage.calls) == (calls, 1)


def test_one_passage_that_is_too_long_takes_the_limit_off_no_other(endpoint: Endpoint) -> None:
    """The next question is asked with a limit on its answer again, and refused for nothing if that is too long, too."""
    first, second = ask(endpoint, vllm)
    assert (first.data, second.data) == (LAW, LAW)
    assert (first.usage.calls, second.usage.calls) == (2, 2)
    assert ["max_tokens" in body for body in endpoint.requests] == [True, False, True, False]


def test_a_lesson_that_did_not_help_is_forgotten(endpoint: Endpoint) -> None:
    """One passage that a model answers in prose, however it is asked, does not cost the others their schema."""
    endpoint.script = lambda body: completion("No.") if "secret" in body["messages"][1]["content"] else GOOD
    asked = OpenAIGenerator("m", base_url=endpoint.url, api_key=KEY)
    for passage in ("secret", "between Acme Inc. and Beta LLC"):
        asked.generate([Request("doc", passage, 0, FIELDS)])
    assert [form(body) for body in endpoint.requests] == ["json_schema", "json_object", "json_schema"]


@pytest.mark.parametrize(
    "act",
    [
        Act(body=b'{"error": {"message": "Provider returned error", "code": 502}}'),
        Act(body=b'{"choices": [], "usage": null}'),
        Act(body=b'{"choices": [{"finish_reason": "error", "message": {"content": "{\\"gov"}}]}'),
    ],
    ids=["an error", "no choice", "a broken answer"],
)
def test_a_gateway_that_lost_its_model_is_asked_again(endpoint: Endpoint, act: Act) -> None:
    """The status is that of a success, and another attempt reaches another provider."""
    answers = iter([act, GOOD, GOOD])
    first, _ = ask(endpoint, lambda _: next(answers))
    assert (first.error, first.data, first.usage.calls) == (None, LAW, 2)


def test_a_passage_that_does_not_fit_is_refused_once(endpoint: Endpoint) -> None:
    """Another form of the answer makes the prompt no shorter; the hint says what does."""
    message = "the request exceeds the available context size (2048 tokens), try increasing it. " + "Else. " * 100
    first, _ = ask(endpoint, lambda _: failure(400, message))
    assert first.usage.calls == 2  # the limit on the answer is a part of the context
    assert (first.error or "").endswith("ask for smaller passages, or give the model more context")


def test_a_filtered_prompt_is_not_asked_again(endpoint: Endpoint) -> None:
    """Azure's filter is the end of a question, and no lesson about the endpoint."""
    body = {"error": {"message": "The response was filtered", "param": "prompt", "code": "content_filter"}}
    first, _ = ask(endpoint, lambda _: Act(400, json.dumps(body).encode()))
    assert first.usage.calls == 1
    assert not first.retryable


def test_a_prompt_that_was_cut_in_silence_is_noticed(endpoint: Endpoint) -> None:
    """Ollama reads as much as its context holds and answers all the same; the answer counts as one to a part."""
    reply = completion(json.dumps(LAW), usage=(2_050, 30))
    first, _ = ask(endpoint, lambda _: reply, "the law " * 2_000)
    assert first.data == LAW
    assert "read 2,050 tokens of a passage of 4,000 words; give it more context" in (first.error or "")


def test_a_rate_limit_costs_time_and_no_question(endpoint: Endpoint) -> None:
    """OpenAI serves one question a moment and tells the others when to come again; in the end it has served all."""
    free_at = 0.0

    def limited(_: dict[str, Any]) -> Act:
        nonlocal free_at
        now = time.monotonic()
        if now < free_at:
            return failure(429, f"Rate limit reached. Please try again in {1000 * (free_at - now):.0f}ms.")
        free_at = now + 0.1
        return GOOD

    endpoint.script = limited
    asked = OpenAIGenerator("m", base_url=endpoint.url, api_key=KEY, max_attempts=2)
    answers = asked.generate([Request(f"doc{number}", "Acme Inc.", 0, FIELDS) for number in range(12)])
    assert [answer.error for answer in answers] == [None] * 12


def test_an_endpoint_that_serves_nobody_is_given_up(endpoint: Endpoint) -> None:
    """It may promise to come back for ever; the patience is that for an endpoint that is down."""
    endpoint.script = [failure(429, "Please try again in 10ms.")]
    asked = OpenAIGenerator("m", base_url=endpoint.url, api_key=KEY, max_attempts=1, breaker=Breaker(patience_s=0.3))
    (answer,) = asked.generate([Request("doc", "Acme Inc.", 0, FIELDS)])
    assert "answered 429" in (answer.error or "")
    assert answer.retryable
