"""What may be shown of an endpoint: its URL without what lets one in, and what it says without the key."""

from __future__ import annotations

import logging
import os
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit, urlunsplit

from ie_pipeline.errors import UsageError

__all__ = ["bare_url", "endpoint_url", "located", "redacted"]

_VARIABLE = "OPENAI_BASE_URL"
_LIBRARIES = ("httpx2", "openai._base_client")
"""The loggers that tell of each question, with the URL that it was sent to."""
_ASKED = re.compile(r"https?://.*/chat/completions(\?|$)")
_SHORTEST = 8
"""Characters of a secret. What is shorter stands for none, and in words that have nothing to do with it."""


def endpoint_url(given: str | None) -> str | None:
    """Return the URL of an endpoint: the one that is given, or the environment's; None for OpenAI's own.

    Raises:
        UsageError: if it is no URL.

    """
    url = (given or os.environ.get(_VARIABLE) or "").strip() or None
    if url is not None and not _is_http(url):
        message = f"{'the base URL' if given else _VARIABLE} is no URL"
        raise UsageError(message, hint="write it as in http://localhost:8000/v1")
    return url


def located(url: str | None) -> dict[str, Any]:
    """Return where a client finds an endpoint: its URL, and the query, which Azure wants behind each path."""
    parts = urlsplit(url or "")
    return {"base_url": urlunsplit(parts._replace(query="")) or None, "default_query": dict(parse_qsl(parts.query))}


def bare_url(url: str | None) -> str | None:
    """Return a URL without user, password, query and fragment."""
    parts = urlsplit(url or "")
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")) or None


def redacted(text: str, key: str, url: str | None) -> str:
    """Return a text without the key, what an endpoint shows of it, and the secrets of the endpoint's URL.

    A URL's user may be a token, and an endpoint reads what is percent-encoded.
    """
    parts = urlsplit(url or "")
    values = [setting.partition("=")[2] for setting in parts.query.split("&")]
    written = (key, parts.username or "", parts.password or "", *values)
    secrets = {*written, *map(unquote, written), *map(unquote_plus, values)}
    for secret in sorted(secrets, key=lambda secret: (-len(secret), secret)):  # one may hold another
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, "[key]")
    return re.sub(r"\bsk-[\w*.-]+", "[key]", text)


class _Bare(logging.Filter):
    """Lets libraries log where a chat model was asked, without what lets one in there."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strip the URLs among what a message is made of."""
        if isinstance(record.args, tuple):
            record.args = tuple(bare_url(str(part)) if _ASKED.match(str(part)) else part for part in record.args)
        return True


for _library in _LIBRARIES:
    logging.getLogger(_library).addFilter(_Bare())


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # brackets that do not close, a port that is no number
        return False
