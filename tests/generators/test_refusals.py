"""What the errors of endpoints mean, in the forms in which they are sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from ie_pipeline.errors import GeneratorBusy, GeneratorError
from ie_pipeline.generators.refusals import BadRequest, Unintelligible, Unserved, error_within, pause, refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOGLE_DAY = [
    {
        "error": {
            "code": 429,
            "message": "You exceeded your current quota, please check your plan. Please retry in 22.5s.",
            "status": "RESOURCE_EXHAUSTED",
            "details": [{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}],
        }
    }
]
GOOGLE_MINUTE = json.loads(json.dumps(GOOGLE_DAY).replace("PerDay", "PerMinute"))
GOOGLE_KEY = [{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key."}}]
FILTERED = {"message": "The response was filtered due to the prompt", "param": "prompt", "code": "content_filter"}


def unchanged(text: str) -> str:
    """Return a text that holds no key."""
    return text


def test_retry_after_may_be_a_date() -> None:
    """Both forms of the header are understood; nonsense is as good as none."""
    assert pause({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, "", NOW) == 90
    assert pause({"retry-after": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, "", NOW) == 0
    assert pause({"retry-after": "2.5"}, "try again in 7s", NOW) == 2.5
    for nonsense in ("soon", "nan", "inf", ""):
        assert pause({"retry-after": nonsense}, "", NOW) is None


@pytest.mark.parametrize(
    ("reason", "seconds"),
    [
        ("Please retry in 36.123456789s.", 36.123456789),
        ("Limit 200, Used 200, Requested 1. Please try again in 7m12s. Visit", 432),
        ("Please try again in 59ms.", 0.059),
        ("Please try again in 1h2m.", 3720),
        ("Please retry after 26 seconds.", 26),
        ("Please try again in a moment", None),
        ("Resource exhausted. Please try again later.", None),
    ],
)
def test_a_pause_may_be_asked_for_in_words(reason: str, seconds: float | None) -> None:
    """Google sends no header."""
    assert pause({}, reason, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable"),
    [
        (429, GOOGLE_MINUTE, GeneratorBusy, True),
        (429, GOOGLE_DAY, Unserved, True),
        (429, {"message": "no quota", "code": "insufficient_quota"}, Unserved, True),
        (400, GOOGLE_KEY, Unserved, True),
        (400, {"message": "Your credit balance is too low to access the Anthropic API."}, Unserved, True),
        (400, {"message": "/chat/completions: Invalid model name passed in model=x."}, Unserved, True),
        (400, {"message": "The model `x` has been decommissioned.", "code": "model_decommissioned"}, Unserved, True),
        (405, "<html>Not Allowed</html>", Unserved, True),
        (403, {"message": "no access to the model"}, Unserved, True),
        (403, {"message": "moderated", "metadata": {"flagged_input": "a text"}}, GeneratorError, False),
        (400, {"message": "Unsupported value: 'temperature'"}, BadRequest, False),
        (400, FILTERED, GeneratorError, False),
        (413, {"message": "Request too large"}, GeneratorError, False),
        (529, {"message": "Overloaded"}, GeneratorBusy, True),
    ],
)
def test_what_an_error_means(status: int, body: Any, kind: type[GeneratorError], retryable: bool) -> None:
    """An account may be put in order and a minute passes, but a document stays as it is."""
    error = refusal(status, body, {}, unchanged)
    assert type(error) is kind
    assert error.retryable is retryable


@pytest.mark.parametrize(("status", "kind"), [(429, Unserved), (503, GeneratorBusy)])
def test_a_long_pause_serves_nobody_but_for_an_outage(status: int, kind: type[GeneratorError]) -> None:
    """A quota by the day is not waited for; a server that is down is, for as long as a run's patience lasts."""
    error = refusal(status, {"message": "try again in 2h"}, {}, unchanged)
    assert type(error) is kind
    assert error.hint == "it asks to be left alone for 7,200 s"


def test_google_is_quoted_without_the_list_around_it() -> None:
    """And what it says of a pause is heard."""
    error = refusal(429, GOOGLE_MINUTE, {}, unchanged)
    assert str(error).startswith("the endpoint answered 429: You exceeded your current quota")
    assert isinstance(error, GeneratorBusy)
    assert error.retry_after == 22.5


def test_what_the_provider_behind_a_gateway_said_is_told() -> None:
    """OpenRouter's own words say nothing."""
    error = {"message": "Provider returned error", "code": 400, "metadata": {"raw": "'temperature' is deprecated"}}
    assert "'temperature' is deprecated" in str(refusal(400, error, {}, unchanged))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"error": {"message": "Rate limit exceeded", "code": 429}}, GeneratorBusy),
        ({"error": {"message": "Provider returned error", "code": 502}, "choices": None}, GeneratorBusy),
        ({"error": {"message": "no such schema", "code": 400}}, BadRequest),
        ({"error": {"message": "failed", "code": "oops"}}, Unintelligible),
        ({"error": "failed"}, Unintelligible),
        ({"choices": []}, GeneratorBusy),
        ({"choices": [{"error": {"code": 502, "message": "lost"}, "message": {"content": '{"a": '}}]}, GeneratorBusy),
        ({"choices": [{"finish_reason": "error", "message": {"content": '{"a": '}}]}, GeneratorBusy),
    ],
)
def test_an_error_under_the_status_of_a_success_is_one(body: Any, kind: type[GeneratorError]) -> None:
    """What passes is waited for, what the request is to blame for is learned, and the rest is for the next run."""
    assert type(error_within(json.dumps(body).encode(), unchanged)) is kind


@pytest.mark.parametrize(
    "raw", [b"<html>", b"[]", b'{"choices": [{"message": {"content": "{}"}}], "error": null}', b'{"id": 1}']
)
def test_what_is_no_error_is_none(raw: bytes) -> None:
    """Whether it is a completion is said elsewhere."""
    assert error_within(raw, unchanged) is None
