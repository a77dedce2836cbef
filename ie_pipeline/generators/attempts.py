"""What stands before every attempt to reach an endpoint: the breaker, the pace and the meter, in this order.

Knows neither protocol nor model: it lets an attempt through when all three agree, and tells them what became of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ie_pipeline.generators.base import Meter, Reservation, Usage
from ie_pipeline.generators.breaker import Breaker
from ie_pipeline.generators.metered import release
from ie_pipeline.generators.pacing import Pace

__all__ = ["Attempt", "Gate"]

_BYTES_PER_TOKEN = 4
"""Of English text, roughly; the pace corrects itself by the endpoint's own count."""


@dataclass(slots=True)
class Attempt:
    """What is known of an attempt; to begin with that nothing came back.

    ``usage`` is what it cost, or its worst case as long as it may have been served without a bill. ``alive`` says
    that the endpoint answered, ``outage`` why it is taken to be down; neither, where the attempt was called off.
    ``sent`` is False where there was nobody to send anything to.
    """

    usage: Usage
    alive: bool = False
    outage: str | None = None
    sent: bool = True


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets attempts through."""

    breaker: Breaker
    pace: Pace | None
    meter: Meter | None

    @asynccontextmanager
    async def attempt(self, document: str, worst: Usage) -> AsyncIterator[Attempt]:
        """Wait until an attempt may be made, and report afterwards what was noted of it.

        Raises:
            BudgetSpent: if there is no room for it in the budget.
            EndpointDown: if the endpoint has been down for too long.

        """
        estimate = worst.prompt_tokens // _BYTES_PER_TOKEN
        if self.pace is not None:
            await asyncio.sleep(self.pace.take(estimate))
        while (admission := self.breaker.admit()).wait_s:  # noqa: ASYNC110 - the breaker outlives the event loop
            await asyncio.sleep(admission.wait_s)
        made = Attempt(worst)
        try:
            reservation = await self._reserve(document, worst)
            try:
                yield made
            finally:
                if reservation is not None:
                    reservation.settle(made.usage)
                if self.pace is not None:
                    self.pace.correct(estimate, made.usage if made.usage != worst else Usage())  # no bill, no news
        finally:
            if made.alive:
                self.breaker.succeeded()
            elif made.outage is not None:
                self.breaker.failed(document, made.outage, admission, sent=made.sent)
            else:
                self.breaker.withdrawn(admission)

    async def _reserve(self, document: str, worst: Usage) -> Reservation | None:
        """Wait for a reservation; one that is granted as the wait is called off is given back."""
        if self.meter is None:
            return None
        future = self.meter.reserve(document, worst)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            release(future)
            raise
