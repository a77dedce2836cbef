"""What an endpoint's errors mean for the next attempt: wait, ask otherwise, or ask no more.

Knows the forms in which endpoints state their errors, and no network.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ie_pipeline.errors import GeneratorBusy, GeneratorError

__all__ = [
    "MAX_WAIT_S",
    "REASON_CHARS",
    "BadRequest",
    "Unintelligible",
    "Unserved",
    "error_within",
    "is_too_long",
    "pause",
    "refusal",
]

REASON_CHARS = 300
"""What a refusal names, it names at its beginning; further on it may quote the request, document and all."""
MAX_WAIT_S = 120.0
"""An endpoint that asks for a longer pause is taken to be out of service for this run."""
_BAD_REQUEST = (400, 422)
_PASSING = (408, 409, 429)
_UNSERVED = {
    401: "check the API key (OPENAI_API_KEY)",
    402: "check the account's balance",
    403: "check what the API key may do",
    404: "check the model's name and the base URL",
    405: "check the base URL",
}
_NO_QUOTA = ("insufficient_quota", "PerDay")
"""What OpenAI calls an empty account and Google a quota by the day, under the status of one who asks too fast."""
_NO_MODEL = ("model_not_found", "model_decommissioned")
"""What Hugging Face and Groq call a model that is not there, or no more, under the status of a bad request."""
_NO_ACCESS = re.compile(r"api[ _]key|credit balance|user location|invalid model|valid model id", re.IGNORECASE)
"""What Google, Anthropic, OpenRouter and LiteLLM say under the status of a bad request."""
_FILTERED = ("content_filter", "invalid_prompt")
"""What Azure and OpenAI call a prompt that they do not show to the model."""
_TOO_LONG = re.compile(r"context[ _]?(?:length|window|size)|prompt is too long|input token count", re.IGNORECASE)
_NO_FORMAT = re.compile(r"response_format|json_schema|grammar|required for format", re.IGNORECASE)
"""What the relatives of llama.cpp say of a form they do not know, under the status of a server that is broken."""
_RETRY_IN = re.compile(
    r"(?:try again|retry) (?:in|after) (?=\d)(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?) ?(ms|s))?", re.IGNORECASE
)


class Unserved(GeneratorError):  # noqa: N818 - a state that may pass
    """Report an endpoint that serves nobody as it is asked: a key, a balance, a name or an address is to be put right.

    Nothing of it is the document's fault, so the next run asks again; within this one nothing is gained by that.
    """

    retryable = True


class Unintelligible(GeneratorError):  # noqa: N818 - as the above
    """Report a success that is none, as of a gateway: whose fault that is remains open, and the next run asks again."""

    retryable = True


class BadRequest(GeneratorError):  # noqa: N818 - HTTP's name for it
    """Report a request that is not taken as it is; ``parameter`` is the part of it at fault, where one is named."""

    def __init__(self, message: str, parameter: str = "", *, hint: str | None = None) -> None:
        """Say what the endpoint said."""
        super().__init__(message, hint=hint)
        self.parameter = parameter


def refusal(status: int, body: Any, headers: Mapping[str, str], redacted: Callable[[str], str]) -> GeneratorError:
    """Say what an error means for the next attempt.

    Args:
        status: the HTTP status; 0 where none is known.
        body: the error as the endpoint states it: OpenAI's form, Google's list around it, FastAPI's, or a text.
        headers: of the response, with names in lower case.
        redacted: takes the key out of a text, since errors are logged.

    """
    body = _stated(body)
    code = parameter = reason = None
    if isinstance(body, Mapping):
        code, parameter, reason = body.get("code"), body.get("param"), _reason(body)
    reason = str(reason or body)
    message = redacted(f"the endpoint answered {status or 'with an error'}: {reason[:1000]}")
    no_quota = code == _NO_QUOTA[0] or (status == 429 and _NO_QUOTA[1] in str(body))  # noqa: PLR2004 - HTTP's
    no_access = code in _NO_MODEL or _NO_ACCESS.search(reason[:REASON_CHARS])
    if no_quota or (status in _BAD_REQUEST and no_access):
        return Unserved(message)
    if status >= 500 and _NO_FORMAT.search(reason[:REASON_CHARS]):  # noqa: PLR2004 - as the next line
        return BadRequest(message)
    if status in _PASSING or status >= 500:  # noqa: PLR2004 - the server's own mistakes
        wait = pause(headers, reason, datetime.now(UTC))
        told = f"it asks to be left alone for {wait:,.0f} s" if wait and wait > MAX_WAIT_S else None
        busy = GeneratorBusy(message, hint=told, retry_after=wait)
        return Unserved(message, hint=told) if told and status in _PASSING else busy
    if status in _BAD_REQUEST and code not in _FILTERED:
        hint = "ask for smaller passages, or give the model more context" if is_too_long(reason) else None
        return BadRequest(message, str(parameter or ""), hint=hint)
    if status in _UNSERVED and not _is_flagged(body):
        return Unserved(message, hint=_UNSERVED[status])
    return GeneratorError(message) if status else Unintelligible(message)


def error_within(raw: bytes, redacted: Callable[[str], str]) -> GeneratorError | None:
    """Return the error that a response under the status of a success holds, as gateways send it whose model failed."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, Mapping):
        return None
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) else {}
    error = choice.get("error") or (None if choice else body.get("error"))
    if error:
        status = error.get("code") if isinstance(error, Mapping) else None
        return refusal(status if isinstance(status, int) and status >= 400 else 0, error, {}, redacted)  # noqa: PLR2004
    if choice.get("finish_reason") == "error":
        return GeneratorBusy("the endpoint broke off in the middle of its answer")
    if "choices" in body and not choices:
        return GeneratorBusy("the endpoint answered with an empty list of choices")
    return None


def is_too_long(reason: str) -> bool:
    """Say whether an endpoint refuses more tokens than its model takes."""
    return _TOO_LONG.search(reason[:REASON_CHARS]) is not None


def pause(headers: Mapping[str, str], reason: str, now: datetime) -> float | None:
    """Return the seconds to wait that ``Retry-After`` names, as a number or as a date, or else the reason's words."""
    wanted = headers.get("retry-after", "").strip()
    try:
        seconds = float(wanted)
    except ValueError:
        try:
            moment = parsedate_to_datetime(wanted)
        except (ValueError, TypeError):
            return _pause_in_words(reason)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _pause_in_words(reason: str) -> float | None:
    """Return the seconds of "please try again in 1m30.5s"; None where nothing of the kind is said."""
    found = _RETRY_IN.search(reason)
    if found is None:
        return None
    hours, minutes, seconds, unit = found.groups()
    return 3600 * int(hours or 0) + 60 * int(minutes or 0) + float(seconds or 0) / (1000 if unit == "ms" else 1)


def _stated(body: Any) -> Any:
    """Return what states the error."""
    if isinstance(body, list) and body:
        body = body[0]
    return (body.get("error") or body) if isinstance(body, Mapping) else body


def _is_flagged(error: Any) -> bool:
    """Say whether OpenRouter keeps a text from the model, which it does under the status of a key that may not."""
    metadata = error.get("metadata") if isinstance(error, Mapping) else None
    return isinstance(metadata, Mapping) and "flagged_input" in metadata


def _reason(error: Mapping[str, Any]) -> Any:
    """Return an error's reason, with what the provider behind OpenRouter said."""
    reason, metadata = error.get("message") or error.get("detail"), error.get("metadata")
    raw = metadata.get("raw") if isinstance(metadata, Mapping) else None
    return f"{reason}: {raw}" if raw else reason
