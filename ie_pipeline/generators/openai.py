"""Any OpenAI-compatible endpoint as a generator: OpenAI itself, vLLM, Ollama, llama.cpp's server and their kin.

One asynchronous core and one synchronous face over it. Knows how to ask, to wait and to give up; what is asked and
what comes back, and what an endpoint can be asked for, is known to ``chat``, and when an attempt may be made to
``attempts``. Whatever an endpoint does, the outcome is an ``Answer``, and the API key is in none of them.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ie_pipeline.errors import BudgetSpent, GeneratorBusy, GeneratorError, UsageError
from ie_pipeline.generators.answers import read_answer
from ie_pipeline.generators.attempts import Attempt, Gate
from ie_pipeline.generators.base import Answer, Meter, Request, Usage
from ie_pipeline.generators.breaker import Breaker
from ie_pipeline.generators.chat import Dialect, Reply, longest_answer
from ie_pipeline.generators.metered import prompt_bound
from ie_pipeline.generators.pacing import Pace
from ie_pipeline.generators.redaction import bare_url, endpoint_url, located, redacted
from ie_pipeline.generators.refusals import MAX_WAIT_S, BadRequest, Unserved, error_within, is_too_long, refusal

if TYPE_CHECKING:
    from ssl import SSLContext

    from openai import AsyncOpenAI

__all__ = ["OpenAIGenerator"]

_MAX_BODY_BYTES = 4_000_000
"""Longer responses are not read to their end: they are no record, and memory is finite."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 20.0
_CONNECT_S = 10.0
_UNCONNECTED = ("ConnectError", "ConnectTimeout")
"""The HTTP library's errors before anything was sent."""
_UNCERTAIN = (408, 504, 524)
"""Somebody on the way lost patience: what was asked may have been answered, and billed, all the same."""
_THINKING_TOKENS = 25_000
"""Room that OpenAI advises to leave a model that thinks before it answers."""
_LONGEST_COMPLETION = 131_072
"""What is reserved where no limit can be sent: no model in wide use writes more at once."""

# The answer's bill and error tell of retries; without a handler of the user's own they would be printed to stderr too.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class OpenAIGenerator:
    """Ask a chat model behind an OpenAI-compatible endpoint, constrained by the JSON Schema of the fields.

    An endpoint that refuses ``response_format: json_schema``, or answers as if it had never seen it, is asked once
    more with the schema in the prompt, and from then on always so; one that refuses any format, or a setting by name,
    is asked without it in the same manner. Endpoints other than OpenAI's own are given a limit on the length of an
    answer, in proportion to the passage; models that think longer are let off it. An attempt whose bill never came
    counts at its worst case.

    Args:
        model: the model's name as the endpoint knows it.
        base_url: the endpoint; by default the one of the environment (``OPENAI_BASE_URL``) or OpenAI's.
        api_key: by default the one of the environment (``OPENAI_API_KEY``); endpoints of one's own often need none.
        timeout_s: seconds that one attempt may take, from sending to the last byte; servers of one's own that answer
            one question after the other need enough for ``concurrency`` of them.
        max_attempts: how often one question is sent when the endpoint is busy, broken or silent; as often as it takes
            where it says when to come again and serves other questions meanwhile.
        concurrency: questions of one call that are under way at once; each thread that asks makes calls of its own.
        passage_chars: the largest passage to send, in characters.
        seed: sent along, for endpoints that honour it; None to send none.
        temperature: sent along; None for models that refuse one.
        meter: what may be spent; every attempt is reserved and settled. Answers of OpenAI's own endpoint are limited
            in length only then, with room to think.
        pace: how fast requests may follow each other; None for as fast as ``concurrency`` lets them.
        breaker: when the endpoint is taken to be down, and for how long it is waited for; by default ``Breaker()``.

    Raises:
        UsageError: if the endpoint's URL is none, or no API key is known for OpenAI's own endpoint.

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
        meter: Meter | None = None,
        pace: Pace | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """Store the settings; nothing is sent yet."""
        self.name = f"openai:{model}"
        self.model = model
        self.base_url = endpoint_url(base_url)
        self.timeout_s = timeout_s
        self.max_attempts = max_attempts
        self.concurrency = concurrency
        self.passage_chars = passage_chars
        self.seed = seed
        self.temperature = temperature
        self.meter = meter
        self.pace = pace
        self.breaker = breaker or Breaker()
        self._api_key = (api_key or os.environ.get("OPENAI_API_KEY") or "").strip()
        self._dialect = Dialect()
        self._served_at = 0.0  # by a clock that only goes forward; 0 before the first question
        if not self._api_key and self.base_url is None:
            message = f"openai:{model}: no API key"
            raise UsageError(message, hint="set OPENAI_API_KEY, or give the base URL of an endpoint of your own")
        if not (self._api_key.isascii() and self._api_key.isprintable()):
            message = f"openai:{model}: the API key has characters that no key has"
            raise UsageError(message, hint="look for quotation marks and line ends in OPENAI_API_KEY")

    def __repr__(self) -> str:
        """Show the model and the endpoint, never the key."""
        return f"{type(self).__name__}({self.model!r}, base_url={bare_url(self.base_url)!r})"

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
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        gate = asyncio.Semaphore(self.concurrency)
        timeout = Timeout(self.timeout_s, connect=min(self.timeout_s, _CONNECT_S))
        http = DefaultAsyncHttpxClient(verify=_trusted())
        place = located(self.base_url)
        async with AsyncOpenAI(
            api_key=self._api_key or "none", timeout=timeout, max_retries=0, http_client=http, **place
        ) as client:

            async def answer(request: Request) -> Answer:
                async with gate:
                    return await self._answer(client, request)

            return list(await asyncio.gather(*(answer(request) for request in requests)))

    async def _answer(self, client: AsyncOpenAI, request: Request) -> Answer:
        """Ask, and turn whatever happens into an answer with its bill."""
        bill = _Bill()
        left = self.meter.time_left(request.document) if self.meter else None
        try:
            async with asyncio.timeout(left.seconds if left else None):
                reply = await self._ask(client, request, bill)
        except BudgetSpent as error:
            return Answer(usage=bill.total, error=str(error), retryable=True)
        except TimeoutError:
            return Answer(usage=bill.total, error=left.reason if left else "the time is over", retryable=True)
        except GeneratorError as error:
            reason = self._clean(error.message) + (f"; {error.hint}" if error.hint else "")
            unserved = isinstance(error, Unserved)
            return Answer({}, bill.total, reason, retryable=error.retryable, unserved=unserved)
        except Exception as error:  # noqa: BLE001 - one request's accident must not cost the others their answers
            return Answer(usage=bill.total, error=self._clean(f"{type(error).__name__}: {error}"))
        return self._read(reply, request, bill)

    def _read(self, reply: Reply, request: Request, bill: _Bill) -> Answer:
        """Read a reply; what is stated before an answer's cut, or of what is left of a cut prompt, stands by the error.

        Ollama drops what is longer than its context, and says nothing of it but how many tokens it read.
        """
        if reply.refusal is not None or reply.finish_reason == "content_filter":
            reason = reply.refusal or "stopped by its content filter"
            return Answer(usage=bill.total, error=self._clean(f"the model refused: {reason}"))
        reading = read_answer(reply.content, request.fields)
        error, words = reading.error, len(request.passage.split())
        if 0 < reply.usage.prompt_tokens < words:
            read = f"the model read {reply.usage.prompt_tokens:,} tokens of a passage of {words:,} words"
            error = f"{read}; give it more context (OLLAMA_CONTEXT_LENGTH), or ask for smaller passages"
        elif reply.finish_reason == "length":
            error = "the answer was cut at the model's token limit; its beginning was kept"
        return Answer(reading.data, bill.total, self._clean(error) if error else None)

    async def _ask(self, client: AsyncOpenAI, request: Request, bill: _Bill) -> Reply:
        """Ask as this endpoint is best asked, which a refusal or an odd reply may teach; lessons that helped stay."""
        dialect, too_long = self._dialect, False
        while True:
            settings = {**self._length(request, dialect), "seed": self.seed, "temperature": self.temperature}
            body = dialect.body(self.model, request, settings)
            try:
                reply = await self._insist(client, request.document, body, bill)
            except BadRequest as error:
                said = f"{error.parameter} {error}"
                lesson, too_long = dialect.after_refusal(said, body), too_long or is_too_long(said)
                if lesson is None:
                    raise
            else:
                lesson = dialect.after_reply(reply, request.fields, body)
                if lesson is None:
                    break
            dialect = lesson
        if Dialect().after_reply(reply, request.fields, body) is None:
            self._dialect |= dialect.limited() if too_long else dialect
        return reply

    def _length(self, request: Request, dialect: Dialect) -> dict[str, int]:
        """Return the limit on the length of an answer; by its newer name it counts what the model thinks, too.

        The other name is tried where one is refused: it is unknown, or its limit is more than the model may write.
        """
        if not self.base_url and not self.meter:
            return {}
        longest = longest_answer(request)
        limits = [("max_tokens", longest), ("max_completion_tokens", longest + _THINKING_TOKENS)]
        taken = [limit for limit in limits if limit[0] not in dialect.lacks]
        return dict(taken[:1] if self.base_url else taken[-1:])

    async def _insist(self, client: AsyncOpenAI, document: str, body: dict[str, Any], bill: _Bill) -> Reply:
        """Send until there is a reply, a failure that will not pass, or no attempt left.

        Attempts that fell into an outage are not counted, nor those at whose end an endpoint that was there is there
        no more: while it is down, its breaker says for how long. Nor are those at whose end it says when to come again,
        for as long as it serves other questions: one that is rate limited serves some and puts off the others.
        """
        self._served_at = self._served_at or time.monotonic()
        while True:
            try:
                reply = await self._retry(client, document, body, bill)
            except _InOutage:
                continue
            except _Unreached:
                if not self.breaker.has_answered:
                    raise
            except GeneratorBusy as error:
                wait = error.retry_after
                if not wait or wait > MAX_WAIT_S or time.monotonic() > self._served_at + self.breaker.patience_s:
                    raise
                await asyncio.sleep(max(wait, _FIRST_WAIT_S))
            else:
                self._served_at = time.monotonic()
                return reply

    async def _retry(self, client: AsyncOpenAI, document: str, body: dict[str, Any], bill: _Bill) -> Reply:
        """Make up to ``max_attempts`` attempts.

        Raises:
            _InOutage: if one failed while the endpoint was down.
            _Unreached: if the last one found nobody to connect to.

        """
        from stamina import retry_context

        gate = Gate(self.breaker, self.pace, self.meter)
        limit = body.get("max_tokens", body.get("max_completion_tokens", _LONGEST_COMPLETION))
        worst = Usage(1, prompt_bound(json.dumps(body, ensure_ascii=False)), limit)
        async for attempt in retry_context(
            on=_backoff,
            attempts=self.max_attempts,
            timeout=None,
            wait_initial=_FIRST_WAIT_S,
            wait_max=_LONGEST_WAIT_S,
        ):
            with attempt:
                try:
                    async with gate.attempt(document, worst) as made:
                        try:
                            reply = await self._send(client, body, made)
                        finally:
                            bill.total += made.usage
                except GeneratorBusy as error:
                    if self.breaker.is_open:
                        raise _InOutage from error
                    raise
        return reply

    async def _send(self, client: AsyncOpenAI, body: dict[str, Any], made: Attempt) -> Reply:
        """Make one attempt and note what is known of it.

        Raises:
            GeneratorBusy: if there is no reply, and another attempt may bring one.
            GeneratorError: if there is none and never will be.

        """
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        try:
            async with asyncio.timeout(self.timeout_s):
                async with client.chat.completions.with_streaming_response.create(**body) as response:
                    made.alive = True
                    raw = await _bounded(response.iter_bytes())
        except (TimeoutError, APITimeoutError) as error:
            raise self._silent(made, f"no answer within {self.timeout_s:g} s", error.__cause__) from None
        except APIConnectionError as error:
            cause = error.__cause__ or error
            place = bare_url(self.base_url) or "the endpoint"
            reason = f"{type(cause).__name__}: {cause}".removesuffix(": ")
            message = f"{place} cannot be reached or broke off ({reason})"
            raise self._silent(made, message, cause) from None
        except _BrokenOff as error:
            raise self._silent(made, str(error), error) from None
        except APIStatusError as error:
            status = error.status_code
            made.usage = made.usage if status in _UNCERTAIN else Usage(calls=1)
            refused = refusal(status, error.body or error.message, error.response.headers, self._redacted)
            made.alive = status < 500 or isinstance(refused, BadRequest)  # noqa: PLR2004 - the server's own mistakes
            if not made.alive:
                made.outage = self._clean(str(refused))
            raise refused from None
        if (failed := error_within(raw, self._redacted)) is not None:
            raise failed
        reply = Reply.parse(raw)
        read, written = reply.usage.prompt_tokens, reply.usage.completion_tokens
        made.usage = Usage(1, read or made.usage.prompt_tokens, written or made.usage.completion_tokens)
        return reply

    def _silent(self, made: Attempt, message: str, cause: BaseException | None) -> GeneratorBusy:
        """Note an attempt without an answer; it cost nothing only if there was no connection."""
        made.alive, made.outage = False, self._clean(message)
        if type(cause).__name__ not in _UNCONNECTED:
            return GeneratorBusy(message)
        made.usage, made.sent = Usage(calls=1), False
        return _Unreached(message)

    def _clean(self, text: str) -> str:
        """Return an error text fit for records and logs: named, on one line, short and without the key."""
        text = " ".join(self._redacted(text).split())
        return f"{self.name}: {text if len(text) <= 300 else text[:299] + '…'}"  # noqa: PLR2004 - a line or three

    def _redacted(self, text: str) -> str:
        return redacted(text, self._api_key, self.base_url)


@dataclass(slots=True)
class _Bill:
    """What one request has cost so far, failed attempts included, as the meter was told."""

    total: Usage = field(default=Usage())


class _BrokenOff(GeneratorBusy):
    """The connection was lost in the middle of an answer."""


class _Unreached(GeneratorBusy):
    """There was no connection; nothing was sent."""


class _InOutage(Exception):  # noqa: N818 - nobody's fault
    """An attempt that counts for nothing: the endpoint was down."""


@cache
def _trusted() -> SSLContext:
    """Return whose certificates are trusted; to read them takes twenty times as long as all else of a client."""
    from httpx2 import create_ssl_context

    return create_ssl_context()


async def _bounded(chunks: Any) -> bytes:
    """Read a response to its end, or to where it is too long to be one.

    Raises:
        _BrokenOff: if it breaks off.
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
        raise _BrokenOff(message) from None
    if len(body) > _MAX_BODY_BYTES:
        message = f"the response is longer than {_MAX_BODY_BYTES:,} bytes"
        raise GeneratorError(message)
    return bytes(body)


def _backoff(error: Exception) -> bool | float:
    """Say whether to try again: no, after the usual pause, or after the seconds that the endpoint asked for."""
    if not isinstance(error, GeneratorBusy):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= MAX_WAIT_S else False
