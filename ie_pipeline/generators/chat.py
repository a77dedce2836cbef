"""OpenAI's chat protocol as data: request bodies as an endpoint takes them, replies as it gives them.

Endpoints that speak the protocol differ in what they take of it: some refuse a field, some pass over one in silence.
A ``Dialect`` is what has been learned about one of them. Pure functions; knows no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from critic.fields import Field
from ie_pipeline.generators.answers import after_thoughts, read_answer
from ie_pipeline.generators.base import Request, Usage
from ie_pipeline.generators.prompts import Message, answer_schema, messages
from ie_pipeline.generators.refusals import REASON_CHARS, Unintelligible, is_too_long

__all__ = ["FORMAT", "SCHEMA", "Dialect", "Reply", "longest_answer"]

SCHEMA = "json_schema"
"""The one thing that is not left out without a substitute: the schema is then printed in the prompt."""
FORMAT = "response_format"
"""What is left of it then, that the answer be JSON; LM Studio, Anthropic and some of LiteLLM's models refuse it."""
_SYSTEM = "system"
_NO_SYSTEM = re.compile(r"system role|role.{1,30}\bsystem\b|roles must alternate", re.IGNORECASE)
"""What the chat templates of some models, Gemma 2 among them, and some of OpenAI's own say to their rules' message."""
_LIMITS = frozenset({"max_completion_tokens", "max_tokens"})
_SETTINGS = _LIMITS | {"seed", "temperature"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint does not take of the protocol; nothing to begin with.

    ``lacks`` holds names among ``json_schema``, ``response_format``, ``max_completion_tokens``, ``max_tokens``,
    ``seed``, ``temperature`` and ``system``.
    """

    lacks: frozenset[str] = frozenset()

    def __or__(self, other: Dialect) -> Dialect:
        """Join what was learned in two conversations."""
        return Dialect(self.lacks | other.lacks)

    def body(self, model: str, request: Request, settings: Mapping[str, float | None]) -> dict[str, Any]:
        """Write a request body; of the settings, those are sent that have a value and that the endpoint takes."""
        schema_apart = SCHEMA not in self.lacks
        chat = messages(request, with_schema=not schema_apart)
        if _SYSTEM in self.lacks:
            chat = (Message("user", "\n\n".join(message.content for message in chat)),)
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": message.role, "content": message.content.encode("utf-8", "replace").decode()}
                for message in chat
            ],
        }
        if schema_apart:
            schema = {"name": "record", "strict": True, "schema": answer_schema(request.fields)}
            body[FORMAT] = {"type": "json_schema", "json_schema": schema}
        elif FORMAT not in self.lacks:
            body[FORMAT] = {"type": "json_object"}
        taken = {name: value for name, value in settings.items() if value is not None and name not in self.lacks}
        return body | taken

    def after_refusal(self, reason: str, sent: Mapping[str, Any]) -> Dialect | None:
        """Learn from a request that was refused: what to leave out next, or None where nothing is left to try.

        Args:
            reason: what the endpoint said, the name of the parameter at fault first where it gave one.
            sent: the body that it refused.

        """
        if is_too_long(reason):  # the room for the answer is a part of the context, too
            return Dialect(self.lacks | _LIMITS) if _LIMITS & set(sent) else None
        if _SYSTEM not in self.lacks and _NO_SYSTEM.search(reason[:REASON_CHARS]):
            return Dialect(self.lacks | {_SYSTEM})
        named = _SETTINGS & set(re.findall(r"\w+", reason[:REASON_CHARS]))
        if named & _LIMITS:  # some call the limit by its other name
            named |= _LIMITS
        if refused := named & set(sent):
            return Dialect(self.lacks | refused)
        return self._plainer()

    def after_reply(self, reply: Reply, fields: Sequence[Field], sent: Mapping[str, Any]) -> Dialect | None:
        """Learn from a reply that shows a field of its request passed over or out of place; None where all is well.

        A model that was cut while it was still thinking, aloud or unheard, needs more room than its answer does. Prose,
        or JSON of another shape, cannot come from an endpoint that heeds the schema, whatever its status says. And some
        servers end an answer before it begins where they are to keep it in any form.
        """
        if reply.refusal is not None or reply.finish_reason == "content_filter":
            return None
        cut, begun = reply.finish_reason == "length", "{" in after_thoughts(reply.content)
        empty = not reply.content.strip()
        if cut and not begun and (reply.thought or empty) and _LIMITS & set(sent):
            return Dialect(self.lacks | _LIMITS)
        if empty:
            return None if cut else self._plainer()
        reading = read_answer(reply.content, fields)
        strange = not begun if cut else reading.error is not None and not reading.data
        return self._plainer() if strange and SCHEMA not in self.lacks else None

    def limited(self) -> Dialect:
        """Return the dialect with a limit on answers, which may be left out for one passage that is too long."""
        return Dialect(self.lacks - _LIMITS)

    def _plainer(self) -> Dialect | None:
        """Ask less of an answer's form; None where nothing is asked of it."""
        left = [part for part in (SCHEMA, FORMAT) if part not in self.lacks]
        return Dialect(self.lacks | {left[0]}) if left else None


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
            Unintelligible: if it is no chat completion.

        """
        try:
            body = json.loads(raw)
            choice = body["choices"][0]
            message = choice.get("message") or {}
            content, refusal = message.get("content"), message.get("refusal")
            thoughts = _text(message.get("reasoning_content") or message.get("reasoning"))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            message = "the endpoint answered with something that is no chat completion"
            raise Unintelligible(message, hint="check the base URL") from None
        text = _text(content)
        if not text.strip() and thoughts.lstrip().startswith("{"):  # vLLM takes an answer without thoughts for one
            text, thoughts = thoughts, ""
        bill = body.get("usage")
        return cls(
            content=text,
            refusal=refusal if isinstance(refusal, str) and refusal else None,
            finish_reason=choice.get("finish_reason"),
            thought=bool(thoughts) or text.lstrip().startswith("<think>"),
            usage=_usage(bill) if isinstance(bill, Mapping) else Usage(),
        )


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


def _usage(bill: Mapping[str, Any]) -> Usage:
    """Read a bill; Google counts what its models thought in the total alone."""
    read, written, total = (_count(bill, name) for name in ("prompt_tokens", "completion_tokens", "total_tokens"))
    return Usage(0, read, max(written, total - read) if read else written)


def _count(bill: Mapping[str, Any], name: str) -> int:
    """Return a number of tokens; 0 where the endpoint does not say."""
    count = bill.get(name)
    return count if isinstance(count, int) and count > 0 else 0
