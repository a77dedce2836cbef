"""The OpenAI back end against a real HTTP server that does what servers do on bad days."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from critic.fields import Field
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Complaint, Generator, Request, Usage
from ie_pipeline.generators.breaker import Breaker
from ie_pipeline.generators.openai import OpenAIGenerator
from ie_pipeline.generators.redaction import redacted
from tests.generators.endpoint import GOOD, KEY, Act, Endpoint, completion, failure

FIELDS = (Field(("governing_law",), description="The place."), Field(("parties", "*")))


def generator(endpoint: Endpoint, **settings: Any) -> OpenAIGenerator:
    """Return a generator that talks to the test's server."""
    return OpenAIGenerator("m", base_url=endpoint.url, api_key=KEY, **settings)


def request(passage: str = "between Acme Inc. and Beta LLC", *complaints: Complaint) -> Request:
    """Return a question about one passage."""
    return Request("doc", passage, 0, FIELDS, complaints)


def test_an_answer_is_read_and_paid_for(endpoint: Endpoint) -> None:
    """A good completion becomes the record's part, with the endpoint's own count of tokens."""
    endpoint.script = [GOOD]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.data == {"governing_law": "Delaware", "parties": ["Acme Inc.", "Beta LLC"]}
    assert answer.usage == Usage(calls=1, prompt_tokens=100, completion_tokens=10)
    assert answer.error is None


def test_the_request_lets_every_value_be_absent(endpoint: Endpoint) -> None:
    """The strict schema that is sent allows null for every leaf, and the call can be repeated (seed, temperature)."""
    endpoint.script = [GOOD]
    generator(endpoint, seed=7).generate([request()])
    (body,) = endpoint.requests
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert "null" in schema["schema"]["properties"]["governing_law"]["type"]
    assert schema["schema"]["properties"]["parties"]["type"] == "array"
    assert (body["seed"], body["temperature"]) == (7, 0)


def test_answers_keep_the_order_of_the_requests(endpoint: Endpoint) -> None:
    """Requests overlap, up to the concurrency, and still each gets its own answer."""

    def echo(body: dict[str, Any]) -> Act:
        number = body["messages"][1]["content"].split("number ")[1][:2]
        act = completion(json.dumps({"governing_law": number}))
        return Act(body=act.body, sleep_s=0.15 if number < "04" else 0.02)

    endpoint.script = echo
    answers = generator(endpoint, concurrency=3).generate([request(f"number {i:02}") for i in range(9)])
    assert [answer.data["governing_law"] for answer in answers] == [f"{i:02}" for i in range(9)]
    assert 2 <= endpoint.most_underway <= 3


def test_retry_after_is_honoured(endpoint: Endpoint) -> None:
    """A busy endpoint is left alone for as long as it asks, and every attempt is on the bill."""
    endpoint.script = [failure(429, Retry_After="1"), GOOD]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.error is None
    assert answer.usage.calls == 2
    assert endpoint.times[1] - endpoint.times[0] >= 1


def test_an_endpoint_that_wants_an_hour_is_given_up(endpoint: Endpoint) -> None:
    """A pause that no run can wait for ends the question at once instead of being cut short."""
    endpoint.script = [failure(429, "slow down", Retry_After="3600")]
    (answer,) = generator(endpoint).generate([request()])
    assert "slow down" in (answer.error or "")
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("act", [failure(500), failure(503), Act(status=502, body=b"<html>bad gateway")])
def test_server_errors_pass(endpoint: Endpoint, act: Act) -> None:
    """A server error is tried again."""
    endpoint.script = [act, GOOD]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.error is None
    assert answer.usage.calls == 2


def test_attempts_are_limited(endpoint: Endpoint) -> None:
    """An endpoint that never recovers costs ``max_attempts`` calls and gives an error, not an exception."""
    endpoint.script = [failure(500, "on fire", Retry_After="0")]
    (answer,) = generator(endpoint, max_attempts=3).generate([request()])
    assert answer.usage.calls == len(endpoint.requests) == 3
    assert answer.data == {}
    assert "500: on fire" in (answer.error or "")


def test_a_silent_endpoint_times_out(endpoint: Endpoint) -> None:
    """A hanging attempt ends after ``timeout_s`` and is tried again."""
    endpoint.script = [Act(sleep_s=3), GOOD]
    (answer,) = generator(endpoint, timeout_s=0.5).generate([request()])
    assert answer.error is None
    assert answer.usage.calls == 2


def test_a_response_that_breaks_off_is_asked_for_again(endpoint: Endpoint) -> None:
    """A connection closed in the middle of the body is a passing fault."""
    endpoint.script = [Act(body=GOOD.body, cut_at=40), GOOD]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.data["governing_law"] == "Delaware"
    assert answer.usage.calls == 2


def test_nobody_listens() -> None:
    """An address where nothing runs gives an error that names it and says why, without the password in it."""
    lost = OpenAIGenerator("m", base_url="http://me:hidden@127.0.0.1:9/v1", api_key=KEY, max_attempts=1)
    (answer,) = lost.generate([request()])
    assert "127.0.0.1:9/v1 cannot be reached or broke off (ConnectError: " in (answer.error or "")
    assert "hidden" not in (answer.error or "") + repr(lost)


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ('```json\n{"governing_law": "Delaware"}\n```', {"governing_law": "Delaware"}),
        ('<think>{"governing_law": "?"}</think>{"governing_law": "Delaware"}', {"governing_law": "Delaware"}),
        ('{"governing_law": ["not", "a", "text"], "parties": "Acme Inc."}', {"parties": ["Acme Inc."]}),
        ('{"governing_law": null, "parties": [], "poem": "roses"}', {}),
        ('{"parties": ["Acme Inc.", null, {"a": 1}, 7]}', {"parties": ["Acme Inc.", "7"]}),
    ],
)
def test_what_fits_of_an_answer_is_kept(endpoint: Endpoint, content: str, data: dict[str, Any]) -> None:
    """Wrapping and stray types cost nothing but themselves."""
    endpoint.script = [completion(content)]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.data == data
    assert answer.error is None


@pytest.mark.parametrize("content", ["", "I cannot see a contract.", "[1, 2]", None, '{"song": "la"}', "{" * 100_000])
def test_an_answer_without_a_record_is_an_error(endpoint: Endpoint, content: str | None) -> None:
    """Text that holds none of the fields asked for is reported, however the question is put."""
    endpoint.script = [completion(content)]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.data == {}
    assert answer.error
    assert len(endpoint.requests) == (2 if content else 3)


def test_the_beginning_of_a_cut_answer_is_kept(endpoint: Endpoint) -> None:
    """An answer cut at the token limit keeps its whole values, drops the torn one and says that it was cut."""
    endpoint.script = [completion('{"governing_law": "Delaware", "parties": ["Acme Inc.", "Beta L', finish="length")]
    (answer,) = generator(endpoint).generate([request()])
    assert answer.data == {"governing_law": "Delaware", "parties": ["Acme Inc."]}
    assert "token limit" in (answer.error or "")


def test_a_refusal_is_an_error(endpoint: Endpoint) -> None:
    """A model that declines is quoted."""
    endpoint.script = [completion(None, refusal="I would rather not.")]
    (answer,) = generator(endpoint).generate([request()])
    assert "I would rather not." in (answer.error or "")


@pytest.mark.parametrize("body", [b"<html>hello", b"[]", b'{"id": 1}', b'{"choices": [{"message": "hi"}]}', b""])
def test_a_response_that_is_no_completion(endpoint: Endpoint, body: bytes) -> None:
    """A server that is no such endpoint is told apart from a model that answers badly."""
    endpoint.script = [Act(body=body)]
    (answer,) = generator(endpoint).generate([request()])
    assert "check the base URL" in (answer.error or "")


def test_ten_megabytes_are_not_read(endpoint: Endpoint) -> None:
    """A flood of text is cut off and reported."""
    endpoint.script = [completion("x" * 10_000_000)]
    (answer,) = generator(endpoint).generate([request()])
    assert "longer than" in (answer.error or "")


def test_an_endpoint_without_json_schema_is_given_it_in_the_prompt(endpoint: Endpoint) -> None:
    """A refusal of ``response_format`` is paid for once; later questions begin with the plain form."""

    def choosy(body: dict[str, Any]) -> Act:
        known = body["response_format"]["type"] == "json_object"
        return GOOD if known else failure(400, "response_format.type json_schema is not supported")

    endpoint.script = choosy
    tried = generator(endpoint)
    (first,) = tried.generate([request()])
    (second,) = tried.generate([request()])
    assert first.data == second.data == {"governing_law": "Delaware", "parties": ["Acme Inc.", "Beta LLC"]}
    assert (first.usage.calls, second.usage.calls) == (2, 1)
    assert '"additionalProperties": false' in endpoint.requests[-1]["messages"][1]["content"]


def test_an_endpoint_that_passes_over_the_schema_is_given_it_in_the_prompt(endpoint: Endpoint) -> None:
    """Prose where a schema was sent is paid for once; later questions have the schema in the prompt."""

    def heedless(body: dict[str, Any]) -> Act:
        return GOOD if "JSON Schema of the answer" in body["messages"][1]["content"] else completion("It is Delaware.")

    endpoint.script = heedless
    tried = generator(endpoint)
    (first,) = tried.generate([request()])
    (second,) = tried.generate([request()])
    assert first.data == second.data == {"governing_law": "Delaware", "parties": ["Acme Inc.", "Beta LLC"]}
    assert first.usage == Usage(calls=2, prompt_tokens=200, completion_tokens=20)
    assert second.usage.calls == 1


@pytest.mark.parametrize("refused", ["seed", "temperature", "max_tokens"])
def test_a_setting_that_is_refused_by_name_is_left_out(endpoint: Endpoint, refused: str) -> None:
    """An endpoint without one of the settings keeps the others and its schema."""

    def choosy(body: dict[str, Any]) -> Act:
        return failure(400, f"Unsupported value: '{refused}' cannot be set.") if refused in body else GOOD

    endpoint.script = choosy
    tried = generator(endpoint)
    (first,) = tried.generate([request()])
    (second,) = tried.generate([request()])
    assert (first.error, first.usage.calls, second.usage.calls) == (None, 2, 1)
    assert {"max_tokens", "seed", "temperature"} - set(endpoint.requests[-1]) == {refused}
    assert endpoint.requests[-1]["response_format"]["type"] == "json_schema"


def test_the_length_of_an_answer_is_limited(endpoint: Endpoint) -> None:
    """A passage of twice the length may be answered at greater length; no answer may go on for ever."""
    endpoint.script = [GOOD]
    generator(endpoint).generate([request("law " * 200), request("law " * 400)])
    short, long = sorted(body["max_tokens"] for body in endpoint.requests)
    assert 200 < short < long < 4_000


def test_a_model_that_was_still_thinking_is_given_more_room(endpoint: Endpoint) -> None:
    """An answer cut before it began is asked for without a limit; later questions have none."""

    def thinker(body: dict[str, Any]) -> Act:
        return completion("<think>The parties seem to", finish="length") if "max_tokens" in body else GOOD

    endpoint.script = thinker
    tried = generator(endpoint)
    (first,) = tried.generate([request()])
    (second,) = tried.generate([request()])
    assert first.data["governing_law"] == "Delaware"
    assert (first.usage.calls, second.usage.calls) == (2, 1)


@pytest.mark.parametrize("body", [{"error": "no such model"}, {"detail": "no such model"}])
def test_other_forms_of_errors_are_quoted(endpoint: Endpoint, body: dict[str, str]) -> None:
    """What a server says in a form other than OpenAI's is told as plainly."""
    endpoint.script = [Act(404, json.dumps(body).encode())]
    (answer,) = generator(endpoint).generate([request()])
    assert "answered 404: no such model; check the model" in (answer.error or "")


def test_one_bad_request_does_not_cost_the_others_their_schema(endpoint: Endpoint) -> None:
    """A request refused in every form is that request's error alone, and the next is sent with its schema again."""
    endpoint.script = [failure(400, "bad text"), failure(400, "bad text"), failure(400, "bad text"), GOOD]
    tried = generator(endpoint)
    (bad,) = tried.generate([request()])
    (good,) = tried.generate([request()])
    assert "bad text" in (bad.error or "")
    assert good.error is None
    assert endpoint.requests[-1]["response_format"]["type"] == "json_schema"


def test_the_key_stays_secret(endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    """A server that echoes the key, whole or masked, finds it in no error, log or repr."""
    caplog.set_level(logging.DEBUG)
    masked = f"{KEY[:8]}******{KEY[-4:]}"
    endpoint.script = [failure(429, f"key {KEY}", Retry_After="0"), failure(401, f"wrong key {KEY} ({masked})")]
    tried = generator(endpoint)
    (answer,) = tried.generate([request()])
    assert "check the API key" in (answer.error or "")
    logged = " ".join(str(vars(entry)) for entry in caplog.records if entry.name == "stamina")
    assert "429" in logged
    for text in (answer.error or "", repr(tried), caplog.text, logged):
        assert KEY not in text
        assert masked not in text


@pytest.mark.parametrize("key", ["k", KEY])
def test_promise_10_the_secrets_of_the_url_stay_secret(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    """User, password and a key in the query are in no repr, error or log, whatever the endpoint says of them."""
    caplog.set_level(logging.DEBUG)
    url = endpoint.url.replace("//", "//me:hidden-word@") + "?key=SECRET-SECRET"
    tried = OpenAIGenerator("m", base_url=url, api_key=key, max_attempts=1, breaker=Breaker(failures=1, patience_s=0))
    endpoint.script = [failure(404, "no /v1?key=SECRET-SECRET here, hidden-word")]
    (answered,) = tried.generate([request()])
    endpoint.stop()
    (lost,) = tried.generate([request()])
    assert repr(tried) == f"OpenAIGenerator('m', base_url='{endpoint.url}')"
    assert f"{endpoint.url} cannot be reached" in (lost.error or "")
    assert f'POST {endpoint.url}/chat/completions "HTTP/1.1 404' in caplog.text
    for text in (answered.error or "", lost.error or "", caplog.text):
        assert "SECRET" not in text
        assert "hidden" not in text
    assert "no /v1?key=[key] here, [key]" in (answered.error or "")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://token-token@gateway/v1", "no token-token here"),
        ("https://token-token:x-oauth-basic@gateway/v1", "no token-token:x-oauth-basic here"),
        ("https://me:p%40ss%20word@gateway/v1", "no p@ss word here"),
        ("https://gateway/v1?sig=ab%2Bcdefgh+ij", "no ab+cdefgh ij here, nor ab%2Bcdefgh+ij"),
    ],
)
def test_promise_10_the_secrets_of_the_url_stay_secret_however_they_are_told(url: str, said: str) -> None:
    """A token in the user's place is one, and what a URL has percent-encoded an endpoint reads and says in plain."""
    shown = redacted(said, "KEY-KEY-KEY", url)
    assert "[key]" in shown
    assert not any(secret in shown for secret in ("token", "oauth", "ss", "cdefgh"))


def test_the_query_of_the_url_goes_behind_the_path(endpoint: Endpoint) -> None:
    """As Azure wants its api-version, and with a line end behind the URL, as files of secrets have one."""
    endpoint.script = [GOOD]
    tried = OpenAIGenerator("m", base_url=f"{endpoint.url}?api-version=2024-10-21\n", api_key=f"{KEY}\n")
    (answered,) = tried.generate([request()])
    assert answered.error is None
    assert endpoint.paths == ["/v1/chat/completions?api-version=2024-10-21"]


@pytest.mark.parametrize("key", ["\u201cabcdef0123456789\u201d", "abcdef01\n23456789"])
def test_what_can_be_no_key_is_refused_and_not_told(key: str) -> None:
    """Quotation marks that were pasted with it would fail every document."""
    with pytest.raises(UsageError) as caught:
        OpenAIGenerator("m", base_url="http://localhost:8000/v1", api_key=key)
    assert "abcdef01" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://localhost:port/v1", "http://localhost:99999/v1", "me:pw@host/v1"]
)
def test_what_is_no_url_is_noticed_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """The message names the variable, or says that it was given, and does not repeat what may hold a password."""
    with pytest.raises(UsageError, match=r"^the base URL is no URL; .* http://localhost:8000/v1$"):
        OpenAIGenerator("m", base_url=url)
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(UsageError, match=r"^OPENAI_BASE_URL is no URL"):
        OpenAIGenerator("m")


def test_a_running_event_loop_is_no_hindrance(endpoint: Endpoint) -> None:
    """``generate`` can be called from a notebook or a web handler, where a loop is already running."""
    endpoint.script = [GOOD]

    async def inside() -> dict[str, Any]:
        return generator(endpoint).generate([request()])[0].data

    assert asyncio.run(inside())["governing_law"] == "Delaware"


def test_text_that_is_no_unicode_is_sent_all_the_same(endpoint: Endpoint) -> None:
    """A lone surrogate in a passage, or in an answer, breaks neither the request nor the record."""
    endpoint.script = [completion('{"governing_law": "Dela\\ud800ware"}')]
    (answer,) = generator(endpoint).generate([request("broken \ud800 text")])
    assert answer.error is None
    assert answer.data["governing_law"].encode()


def test_settings_can_be_left_unsent(endpoint: Endpoint) -> None:
    """Models that refuse a temperature or a seed get neither."""
    endpoint.script = [GOOD]
    generator(endpoint, seed=None, temperature=None).generate([request()])
    assert not {"seed", "temperature"} & set(endpoint.requests[0])


def test_no_requests_cost_nothing(endpoint: Endpoint) -> None:
    """An empty batch sends nothing."""
    assert generator(endpoint).generate([]) == []
    assert endpoint.requests == []


def test_a_missing_key_is_noticed_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenAI's own endpoint needs a key; an endpoint of one's own does not."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        OpenAIGenerator("m")
    assert isinstance(OpenAIGenerator("m", base_url="http://localhost:8000/v1"), Generator)
