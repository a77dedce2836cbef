"""Token buckets: how many requests and tokens a minute an endpoint is sent.

Knows no clock but the one it is given and no event loop, since a generator runs a new loop for each batch and the
pace must outlast it: it says how long to wait, and whoever asked waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from ie_pipeline.generators.base import Usage

__all__ = ["Pace"]

_BURST_S = 1.0
"""A bucket holds what a second brings: endpoints measure by the second, too."""


class Pace:
    """Keep requests and tokens below a rate; may be shared by several threads.

    A request is paced by an estimate of its tokens, which its bill corrects afterwards: what was spent beyond it is
    waited for by those that follow.

    Args:
        requests_per_minute: how many requests may be sent; None for any number.
        tokens_per_minute: how many tokens may be read and written; None for any number.
        clock: seconds, from any beginning.

    """

    def __init__(
        self,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._requests = _Bucket(requests_per_minute, least=1)
        self._tokens = _Bucket(tokens_per_minute, least=0)
        self._clock = clock
        self._lock = Lock()

    def take(self, tokens: int) -> float:
        """Take the place of one request in the queue and return the seconds until it may be sent."""
        with self._lock:
            now = self._clock()
            return max(self._requests.take(1, now), self._tokens.take(tokens, now))

    def correct(self, tokens: int, usage: Usage) -> None:
        """Replace an estimate of tokens by the bill; without tokens on it, the estimate stands."""
        spent = usage.prompt_tokens + usage.completion_tokens
        if spent:
            with self._lock:
                self._tokens.add(spent - tokens)


class _Bucket:
    """A token bucket, kept as the moment at which it will be full again (the generic cell rate algorithm)."""

    def __init__(self, per_minute: float | None, least: float) -> None:
        self._seconds_each = 60 / per_minute if per_minute else 0.0
        self._burst_s = max(_BURST_S, least * self._seconds_each)
        self._full_at = float("-inf")

    def take(self, amount: float, now: float) -> float:
        """Take an amount and return the seconds until it is there; one that the bucket cannot hold empties it."""
        self._full_at = max(self._full_at, now)
        holds = min(amount * self._seconds_each, self._burst_s)
        wait = max(0.0, self._full_at + holds - self._burst_s - now)
        self.add(amount)
        return wait

    def add(self, amount: float) -> None:
        """Take a further amount, or give a negative one back."""
        self._full_at += amount * self._seconds_each
