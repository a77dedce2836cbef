"""OpenAI's chat protocol as data: request bodies as an endpoint takes them, replies as it gives them.

Endpoints that speak the protocol differ in what they take of it: some refuse a field, some pass over one in silence.
A ``Dialect`` is what has been learned about one of them. Pure functions; knows no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from critic.fields import Field
from ie_pipeline.errors import GeneratorError
from ie_pipeline.generators.answers import after_thoughts, read_answer
from ie_pipeline.generators.base import Request, Usage
from ie_pipeline.generators.prompts import answer_schema, messages

__all__ = ["SCHEMA", "Dialect", "Reply", "Unserved", "longest_answer"]

SCHEMA = "json_schema"
"""The one thing that is not left out without a substitute: the schema is then printed in the prompt."""
_SETTINGS = ("max_completion_tokens", "max_tokens", "seed", "temperature")
_REFUSAL_CHARS = 300
"""What a refusal names, it names at its beginning; further on it may quote the request, document and all."""


class Unserved(GeneratorError):  # noqa: N818 - a state that may pass
    """Report an endpoint that serves nobody as it is asked: a key, a balance, a name or a gateway is to be put right.

    Nothing of it is the document's fault, so the next run asks again; within this one nothing is gained by that.
    """

    retryable = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint does not take of the protocol; nothing to begin with.

    ``lacks`` holds names among ``json_schema``, ``max_completion_tokens``, ``max_tokens``, ``seed`` and
    ``temperature``.
    """

    lacks: frozenset[str] = frozenset()

    def __or__(self, other: Dialect) -> Dialect:
        """Join what was learned in two conversations."""
        return Dialect(self.lacks | other.lacks)

    def body(self, model: str, request: Request, settings: Mapping[str, float | None]) -> dict[str, Any]:
        """Write a request body; of the settings, those are sent that have a value and that the endpoint takes."""
        schema_apart = SCHEMA not in self.lacks
        chat = messages(request, with_schema=not schema_apart)
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": message.role, "content": message.content.encode("utf-8", "replace").decode()}
                for message in chat
            ],
            "response_format": {"type": "json_object"},
        }
        if schema_apart:
            schema = {"name": "record", "strict": True, "schema": answer_schema(request.fields)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        taken = {name: value for name, value in settings.items() if value is not None and name not in self.lacks}
        return body | taken

    def after_refusal(self, reason: str, sent: Mapping[str, Any]) -> Dialect | None:
        """Learn from a request that was refused: what to leave out next, or None where nothing is left to try.

        Args:
            reason: what the endpoint said, the name of the parameter at fault first where it gave one.
            sent: the body that it refused.

        """
        named = frozenset(re.findall(r"\w+", reason[:_REFUSAL_CHARS])) & (set(_SETTINGS) & set(sent))
        if named:
            return Dialect(self.lacks | named)
        return None if SCHEMA in self.lacks else Dialect(self.lacks | {SCHEMA})

    def after_reply(self, reply: Reply, fields: Sequence[Field]) -> Dialect | None:
        """Learn from a reply that shows a field of its request passed over or out of place; None where all is well.

        A model that was cut while it was still thinking needs more room than its answer does. And prose, or JSON of
        another shape, cannot come from an endpoint that heeds the schema, whatever it says about its status.
        """
        if reply.refusal is not None or reply.finish_reason == "content_filter":
            return None
        cut, begun = reply.finish_reason == "length", "{" in after_thoughts(reply.content)
        if cut and reply.thought and not begun and "max_tokens" not in self.lacks:
            return Dialect(self.lacks | {"max_tokens"})
        reading = read_answer(reply.content, fields)
        strange = not begun if cut else reading.error is not None and not reading.data
        if SCHEMA not in self.lacks and reply.content.strip() and strange:
            return Dialect(self.lacks | {SCHEMA})
        return None


@dataclass(frozen=True, slots=True)
class Reply:
    """A chat completion, as far as it matters here; ``thought`` says that the model thought aloud before it."""

    content: str = ""
    refusal: str | None = None
    finish_reason: str | None = None
    thought: bool = False
    usage: Usage = field(default=Usage())

    @classmethod
    def parse(cls, raw: bytes) -> Reply:
        """Read a response body.

        Raises:
            Unserved: if it is no chat completion.

        """
        try:
            body = json.loads(raw)
            choice = body["choices"][0]
            message = choice["message"]
            content, refusal = message.get("content"), message.get("refusal")
            thoughts = message.get("reasoning_content") or message.get("reasoning")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise _unserved(raw) from None
        text = _text(content)
        reply = cls(
            content=text,
            refusal=refusal if isinstance(refusal, str) and refusal else None,
            finish_reason=choice.get("finish_reason"),
            thought=bool(thoughts) or text.lstrip().startswith("<think>"),
        )
        bill = body.get("usage")
        if not isinstance(bill, Mapping):
            return reply
        return replace(reply, usage=Usage(0, _count(bill, "prompt_tokens"), _count(bill, "completion_tokens")))


def longest_answer(request: Request) -> int:
    """Return how many tokens an answer may need: the whole passage as values, in any language, and JSON around it.

    Small models repeat an item of a list without end, and most servers of one's own let them.
    """
    return 512 + len(request.passage.encode("utf-8", "replace")) // 2 + 32 * len(request.fields)


def _text(content: Any) -> str:
    """Return the text of a message, which some endpoints give in parts, beside the parts that are thoughts."""
    if isinstance(content, list):
        texts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def _unserved(raw: bytes) -> Unserved:
    """Say what came in the place of a completion; some gateways send an error under the status of a success."""
    try:
        error = json.loads(raw)["error"]
        said = error["message"] if isinstance(error, Mapping) else error
    except (ValueError, LookupError, TypeError, RecursionError):
        said = None
    if said:
        return Unserved(f"the endpoint answered with an error: {said}")
    return Unserved("the endpoint answered with something that is no chat completion", hint="check the base URL")


def _count(bill: Mapping[str, Any], name: str) -> int:
    """Return a number of tokens; 0 where the endpoint does not say."""
    count = bill.get(name)
    return count if isinstance(count, int) and count > 0 else 0
