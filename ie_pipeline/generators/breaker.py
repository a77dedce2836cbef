"""A circuit breaker: while an endpoint is down the run pauses and probes it, and burns no documents into failures.

Knows no network and waits for nobody: it is told what became of each attempt, and says who may make the next one.
After M. Nygard, "Release It!" (2007), with waiting in the place of failing fast.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from ie_pipeline.errors import EndpointDown

__all__ = ["Admission", "Breaker"]

_LOG = logging.getLogger("ie_pipeline")
_LOOK_S = 0.5
"""How often those who wait look whether a probe that is under way has brought an answer."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether an attempt may be made: at once, as one of many or as the ``probe``; or not before ``wait_s``."""

    wait_s: float = 0.0
    probe: bool = False


@dataclass(slots=True)
class _Outage:
    """An endpoint that is down: since when, why, and when it is probed next."""

    began: float
    reason: str
    interval_s: float
    next_probe: float
    probing: bool = False
    given_up: bool = False


@dataclass(slots=True)
class _Streak:
    """Failures without an answer between them, the documents that met them, and whether one was never sent."""

    failures: int = 0
    unsent: bool = False
    documents: set[str] = field(default_factory=set)


class Breaker:
    """Say whether an endpoint may be asked; may be shared by several threads.

    Several failures in a row open it, if more than one document met them: a document that by itself brings a server
    down must not stop the run. One is enough if nobody is there any more to send it to; an endpoint that nobody ever
    reached is more likely a wrong address. While it is open one attempt at a time is let through, at growing intervals;
    the first answer closes it.

    Args:
        failures: how many failures in a row open it.
        first_probe_s: seconds from the last failure to the first probe; each further interval is twice as long.
        longest_probe_s: the longest interval between probes.
        patience_s: how long a run waits for an endpoint altogether. After that attempts fail until a probe succeeds.
        clock: seconds, from any beginning.

    """

    def __init__(
        self,
        *,
        failures: int = 5,
        first_probe_s: float = 2.0,
        longest_probe_s: float = 60.0,
        patience_s: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.failures = failures
        self.first_probe_s = first_probe_s
        self.longest_probe_s = longest_probe_s
        self.patience_s = patience_s
        self._clock = clock
        self._lock = Lock()
        self._streak = _Streak()
        self._outage: _Outage | None = None
        self.has_answered = False
        """Whether the endpoint was ever there."""

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is taken to be down."""
        return self._outage is not None

    def admit(self) -> Admission:
        """Say whether an attempt may be made now; what becomes of one that may is to be told.

        Raises:
            EndpointDown: if the patience is at its end, and this is not the moment for a probe.

        """
        with self._lock:
            outage, now = self._outage, self._clock()
            if outage is None:
                return Admission()
            if not outage.probing and now >= outage.next_probe:
                outage.probing = True
                return Admission(probe=True)
            if now >= outage.began + self.patience_s:
                raise self._down(outage)
            wait = _LOOK_S if outage.probing else min(outage.next_probe, outage.began + self.patience_s) - now
            return Admission(wait_s=max(wait, 0.001))

    def succeeded(self) -> None:
        """Hear that the endpoint answered, be it with a refusal."""
        with self._lock:
            outage, self._outage, self._streak = self._outage, None, _Streak()
            self.has_answered = True
            if outage is not None:
                _LOG.warning("The endpoint answers again after %.0f s; the run goes on", self._clock() - outage.began)

    def failed(self, document: str, reason: str, admission: Admission, *, sent: bool = True) -> None:
        """Hear that the endpoint broke down or, unless ``sent``, was not there; ``reason`` is logged, without a key."""
        with self._lock:
            outage, now = self._outage, self._clock()
            if outage is None:
                self._streak.failures += 1
                self._streak.documents.add(document)
                self._streak.unsent |= not sent
                if self._streak.failures >= self.failures and self._is_no_documents_doing():
                    wait = self.first_probe_s
                    self._outage = _Outage(now, reason, wait, now + wait)
                    message = "%s; the run pauses and asks again in %g s, for %g s at most"
                    _LOG.warning(message, reason, wait, self.patience_s)
            elif admission.probe:
                outage.probing, outage.reason = False, reason
                outage.interval_s = min(2 * outage.interval_s, self.longest_probe_s)
                outage.next_probe = now + outage.interval_s
                _LOG.warning("%s; still down, asking again in %g s", reason, outage.interval_s)

    def withdrawn(self, admission: Admission) -> None:
        """Hear that an attempt was not made, or says nothing of the endpoint; another may be the probe."""
        with self._lock:
            if self._outage is not None and admission.probe:
                self._outage.probing = False

    def _is_no_documents_doing(self) -> bool:
        return len(self._streak.documents) > 1 or (self._streak.unsent and self.has_answered)

    def _down(self, outage: _Outage) -> EndpointDown:
        """Return the error of an attempt that is not made; the first one is logged."""
        if not outage.given_up:
            outage.given_up = True
            _LOG.warning("The endpoint has been down for %g s; documents fail until it answers", self.patience_s)
        message = f"the endpoint has been down for more than {self.patience_s:g} s ({outage.reason})"
        return EndpointDown(message, hint="run the failed documents again when it is back")
