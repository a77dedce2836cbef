"""Any OpenAI-compatible endpoint as a generator: OpenAI itself, vLLM, Ollama, llama.cpp's server and their kin.

One asynchronous core and one synchronous face over it. Knows how to ask, to wait and to give up; what is asked and
what comes back, and what an endpoint can be asked for, is known to ``chat``. Whatever an endpoint does, the outcome is
an ``Answer``, and the API key is in none of them.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ie_pipeline.errors import GeneratorBusy, GeneratorError, UsageError
from ie_pipeline.generators.answers import read_answer
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.generators.chat import Dialect, Reply, longest_answer

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

__all__ = ["OpenAIGenerator"]

_MAX_BODY_BYTES = 4_000_000
"""Longer responses are not read to their end: they are no record, and memory is finite."""
_MAX_WAIT_S = 120.0
"""An endpoint that asks for a longer pause is taken to be out of service for this run."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 20.0
_CONNECT_S = 10.0
_BAD_REQUEST = (400, 422)
_PASSING = (408, 409, 429)
_HINTS = {
    401: "check the API key (OPENAI_API_KEY)",
    403: "check what the API key may do",
    404: "check the model's name and the base URL",
}

# The answer's bill and error tell of retries; without a handler of the user's own they would be printed to stderr too.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class OpenAIGenerator:
    """Ask a chat model behind an OpenAI-compatible endpoint, constrained by the JSON Schema of the fields.

    An endpoint that refuses ``response_format: json_schema``, or answers as if it had never seen it, is asked once
    more with the schema in the prompt, and from then on always so; a setting that it refuses by name is left out in
    the same manner. Endpoints other than OpenAI's own are given a limit on the length of an answer, in proportion to
    the passage; models that think aloud are let off it.

    Args:
        model: the model's name as the endpoint knows it.
        base_url: the endpoint; by default the one of the environment (``OPENAI_BASE_URL``) or OpenAI's.
        api_key: by default the one of the environment (``OPENAI_API_KEY``); endpoints of one's own often need none.
        timeout_s: seconds that one attempt may take, from sending to the last byte; servers of one's own that answer
            one question after the other need enough for ``concurrency`` of them.
        max_attempts: how often one question is sent when the endpoint is busy, broken or silent.
        concurrency: questions under way at once.
        passage_chars: the largest passage to send, in characters.
        seed: sent along, for endpoints that honour it; None to send none.
        temperature: sent along; None for models that refuse one.

    Raises:
        UsageError: if the ``openai`` package is not installed, or no API key is known for OpenAI's own endpoint.

    """

    whole_document = False

    def __init__(  # noqa: PLR0913 - what an endpoint needs, each with a default that works
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout_s: float = 600,
        max_attempts: int = 5,
        concurrency: int = 8,
        passage_chars: int = 24_000,
        seed: int | None = 0,
        temperature: float | None = 0,
    ) -> None:
        """Store the settings; nothing is sent yet."""
        if find_spec("openai") is None or find_spec("stamina") is None:
            message = f"openai:{model} needs the packages openai and stamina"
            raise UsageError(message, hint="install the extra `openai`")
        self.name = f"openai:{model}"
        self.model = model
        self.base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self.timeout_s = timeout_s
        self.max_attempts = max_attempts
        self.concurrency = concurrency
        self.passage_chars = passage_chars
        self.seed = seed
        self.temperature = temperature
        self._api_key = api_key or os.environ.get("OPENAI_API_KEY") or ""
        self._dialect = Dialect()
        if not self._api_key and self.base_url is None:
            message = f"openai:{model}: no API key"
            raise UsageError(message, hint="set OPENAI_API_KEY, or give the base URL of an endpoint of your own")

    def __repr__(self) -> str:
        """Show the model and the endpoint, never the key."""
        return f"{type(self).__name__}({self.model!r}, base_url={_without_user(self.base_url)!r})"

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order; also callable where an event loop is already running."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.agenerate(requests))
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(asyncio.run, self.agenerate(requests)).result()

    async def agenerate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order, ``concurrency`` of them at once."""
        from openai import AsyncOpenAI, Timeout

        gate = asyncio.Semaphore(self.concurrency)
        key = self._api_key or "none"
        timeout = Timeout(self.timeout_s, connect=min(self.timeout_s, _CONNECT_S))
        async with AsyncOpenAI(api_key=key, base_url=self.base_url, timeout=timeout, max_retries=0) as client:

            async def answer(request: Request) -> Answer:
                async with gate:
                    return await self._answer(client, request)

            return list(await asyncio.gather(*(answer(request) for request in requests)))

    async def _answer(self, client: AsyncOpenAI, request: Request) -> Answer:
        """Ask, and turn whatever happens into an answer with its bill."""
        bill = _Bill()
        try:
            reply = await self._ask(client, request, bill)
        except GeneratorError as error:
            return Answer(usage=bill.total, error=self._clean(str(error)))
        except Exception as error:  # noqa: BLE001 - one request's accident must not cost the others their answers
            return Answer(usage=bill.total, error=self._clean(f"{type(error).__name__}: {error}"))
        return self._read(reply, request, bill)

    def _read(self, reply: Reply, request: Request, bill: _Bill) -> Answer:
        """Read a reply; what a cut answer states before the cut is kept beside the error."""
        if reply.refusal is not None or reply.finish_reason == "content_filter":
            reason = reply.refusal or "stopped by its content filter"
            return Answer(usage=bill.total, error=self._clean(f"the model refused: {reason}"))
        reading = read_answer(reply.content, request.fields)
        error = reading.error
        if reply.finish_reason == "length":
            error = "the answer was cut at the model's token limit; its beginning was kept"
        return Answer(reading.data, bill.total, self._clean(error) if error else None)

    async def _ask(self, client: AsyncOpenAI, request: Request, bill: _Bill) -> Reply:
        """Ask as this endpoint is best asked, which a refusal or an odd reply may teach; lessons that helped stay."""
        limit = longest_answer(request) if self.base_url else None  # OpenAI's own has limits, and another name for them
        settings = {"max_tokens": limit, "seed": self.seed, "temperature": self.temperature}
        dialect = self._dialect
        while True:
            body = dialect.body(self.model, request, settings)
            try:
                reply = await self._insist(client, body, bill)
            except _BadRequest as error:
                lesson = dialect.after_refusal(f"{error.parameter} {error}", body)
                if lesson is None:
                    raise
            else:
                lesson = dialect.after_reply(reply, request.fields)
                if lesson is None:
                    break
            dialect = lesson
        self._dialect |= dialect
        return reply

    async def _insist(self, client: AsyncOpenAI, body: dict[str, Any], bill: _Bill) -> Reply:
        """Send until there is a reply, a failure that will not pass, or no attempt left."""
        from stamina import retry_context

        async for attempt in retry_context(
            on=_backoff,
            attempts=self.max_attempts,
            timeout=None,
            wait_initial=_FIRST_WAIT_S,
            wait_max=_LONGEST_WAIT_S,
        ):
            with attempt:
                bill.total += Usage(calls=1)
                reply = await self._send(client, body)
                bill.total += reply.usage
        return reply

    async def _send(self, client: AsyncOpenAI, body: dict[str, Any]) -> Reply:
        """Make one attempt.

        Raises:
            GeneratorBusy: if there is no reply, and another attempt may bring one.
            GeneratorError: if there is none and never will be.

        """
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        try:
            async with asyncio.timeout(self.timeout_s):
                async with client.chat.completions.with_streaming_response.create(**body) as response:
                    raw = await _bounded(response.iter_bytes())
        except (TimeoutError, APITimeoutError):
            message = f"no answer within {self.timeout_s:g} s"
            raise GeneratorBusy(message) from None
        except APIConnectionError as error:
            place = _without_user(self.base_url) or "the endpoint"
            message = f"{place} cannot be reached or broke off ({type(error.__cause__ or error).__name__})"
            raise GeneratorBusy(message) from None
        except APIStatusError as error:
            raise _status_error(error, self._redacted) from None
        return Reply.parse(raw)

    def _clean(self, text: str) -> str:
        """Return an error text fit for records and logs: named, on one line, short and without the key."""
        text = " ".join(self._redacted(text).split())
        return f"{self.name}: {text if len(text) <= 300 else text[:299] + '…'}"  # noqa: PLR2004 - a line or three

    def _redacted(self, text: str) -> str:
        """Return a text without the key, or what an endpoint shows of it."""
        if self._api_key:
            text = text.replace(self._api_key, "[key]")
        return re.sub(r"\bsk-[\w*.-]+", "[key]", text)


@dataclass(slots=True)
class _Bill:
    """What one request has cost so far, failed attempts included."""

    total: Usage = field(default=Usage())


class _BadRequest(GeneratorError):  # noqa: N818 - HTTP's name for it
    """The endpoint does not take the request as it is; ``parameter`` is the part of it at fault, where it says so."""

    def __init__(self, message: str, parameter: str) -> None:
        """Say what the endpoint said."""
        super().__init__(message)
        self.parameter = parameter


async def _bounded(chunks: Any) -> bytes:
    """Read a response to its end, or to where it is too long to be one.

    Raises:
        GeneratorBusy: if it breaks off.
        GeneratorError: if it is too long.

    """
    body = bytearray()
    try:
        async for chunk in chunks:
            body += chunk
            if len(body) > _MAX_BODY_BYTES:
                break
    except Exception as error:  # noqa: BLE001 - whichever HTTP library is below, a broken stream is one thing
        message = f"the endpoint broke off in the middle of its answer ({type(error).__name__})"
        raise GeneratorBusy(message) from None
    if len(body) > _MAX_BODY_BYTES:
        message = f"the response is longer than {_MAX_BODY_BYTES:,} bytes"
        raise GeneratorError(message)
    return bytes(body)


def _status_error(error: APIStatusError, redacted: Callable[[str], str]) -> GeneratorError:
    """Say what a status other than 200 means for the next attempt; errors are logged, so the key goes here already."""
    status, body = error.status_code, error.body
    if isinstance(body, Mapping):  # OpenAI's form, or that of servers built on FastAPI
        body = body.get("message") or body.get("detail")
    reason = str(body or error.message)[:1000]
    message = redacted(f"the endpoint answered {status}: {reason}")
    if status in _PASSING or status >= 500:  # noqa: PLR2004 - the server's own mistakes
        return GeneratorBusy(message, retry_after=_retry_after(error.response.headers, datetime.now(UTC)))
    if status in _BAD_REQUEST:
        return _BadRequest(message, error.param or "")
    return GeneratorError(message, hint=_HINTS.get(status))


def _backoff(error: Exception) -> bool | float:
    """Say whether to try again: no, after the usual pause, or after the seconds that the endpoint asked for."""
    if not isinstance(error, GeneratorBusy):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= _MAX_WAIT_S else False


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds to wait that ``Retry-After`` names, as a number or as a date; None where it names none."""
    wanted = headers.get("retry-after", "").strip()
    try:
        seconds = float(wanted)
    except ValueError:
        try:
            moment = parsedate_to_datetime(wanted)
        except (ValueError, TypeError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _without_user(url: str | None) -> str | None:
    """Return a URL without the user and password that may stand in it."""
    return re.sub(r"//[^/@]*@", "//", url) if url else None
