"""Budgets: what a run and each of its documents may cost, in tokens, calls, seconds and money.

An attempt is reserved at its worst case before it is made and settled at its true bill after it, so that no limit is
exceeded whatever is answered. Knows no generator, no prices but the one it is given, and no clock but that too.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from ie_pipeline.errors import BudgetSpent, UsageError
from ie_pipeline.generators.base import Reservation, TimeLeft, Usage
from ie_pipeline.runs.prices import Price

__all__ = ["Budget", "Limits"]

_LOG = logging.getLogger("ie_pipeline")
_HINT = "run again with a larger budget to go on"
_SMALLEST = Usage(1, 1, 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that may be spent; None for no limit. Seconds are wall time, cost is in US dollars.

    Tokens are those read and those written; calls count every attempt. Once the seconds are over nothing is asked of
    an endpoint or waited for; a local model finishes the batch it is at, and the critic what it reads.
    """

    max_tokens: int | None = None
    max_calls: int | None = None
    max_seconds: float | None = None
    max_cost: float | None = None

    @property
    def any(self) -> bool:
        """Whether anything is limited."""
        return self != Limits()


class Budget:
    """Keep what a run spends within its limits, and each document within its own. A ``Meter`` for generators.

    May be shared by several threads. Where an endpoint's bill is above the worst case that it was given, which takes
    one that does not heed its limits, the truth is counted and logged, and nothing more is asked.

    Args:
        run: the limits of all documents together.
        document: the limits of each document.
        price: what tokens cost; needed to limit the cost.
        spent: what earlier runs into the same output have spent.
        seconds: how long those took, where that is to count.
        clock: seconds, from any beginning; the run's begin now.

    Raises:
        UsageError: if the cost is limited and no price is given.

    """

    def __init__(
        self,
        run: Limits = Limits(),
        document: Limits = Limits(),
        *,
        price: Price | None = None,
        spent: Usage = Usage(),
        seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if price is None and (run.max_cost is not None or document.max_cost is not None):
            message = "the cost is limited, but the price of the model is not known"
            raise UsageError(message, hint="give a price")
        self._price = price or Price(0.0, 0.0)
        self._clock = clock
        self._run = _Account("the run", run, self._price, clock() - seconds, spent)
        self._limits = document
        self._documents: dict[str, _Account] = {}
        self._refused: dict[str, str] = {}
        self._waiting: list[_Reservation] = []
        self._lock = Lock()

    @property
    def spent(self) -> Usage:
        """What the run has spent, with what earlier ones did. An attempt without a bill counts at its worst case."""
        return self._run.spent

    @property
    def cost(self) -> float:
        """What the run has spent in US dollars; 0 where no price was given."""
        return self._price.of(self._run.spent)

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return self._clock() - self._run.began

    @property
    def refusal(self) -> BudgetSpent | None:
        """Why not even the smallest question may be asked any more; None while one may."""
        with self._lock:
            reason = self._run.refusal(_SMALLEST, self._clock())
        return None if reason is None else BudgetSpent(reason, hint=_HINT)

    def open(self, document: str, spent: Usage = Usage()) -> None:
        """Begin to count a document's seconds; ``spent`` is what earlier runs have spent on it."""
        with self._lock:
            self._account(document).spent += spent

    def close(self, document: str) -> BudgetSpent | None:
        """Forget a document that has ended, and with it what it spent; the run's account keeps that.

        Returns why the run had no room for one of its questions, if it had none.
        """
        with self._lock:
            self._documents.pop(document, None)
            reason = self._refused.pop(document, None)
        return None if reason is None else BudgetSpent(reason, hint=_HINT)

    def reserve(self, document: str, worst: Usage) -> Future[Reservation]:
        """Return what is done when an attempt may be made; see `ie_pipeline.generators.base.Meter`."""
        with self._lock:
            reservation = _Reservation(self, document, (self._account(document), self._run), worst)
            self._waiting.append(reservation)
        self._serve()
        return reservation.future

    def time_left(self, document: str) -> TimeLeft | None:
        """Return how long a question about a document may take; None for as long as it likes."""
        with self._lock:
            now = self._clock()
            left = [account.time_left(now) for account in (self._account(document), self._run)]
        return min((time for time in left if time), key=lambda time: time.seconds, default=None)

    def settle(self, reservation: _Reservation, usage: Usage) -> None:
        """Settle a reservation; whoever holds it calls its own ``settle``."""
        with self._lock:
            if reservation.settled:
                return
            reservation.settled = True
            for account in reservation.accounts:
                account.reserved -= reservation.worst
                account.spent += usage
        if _tokens(usage) > _tokens(reservation.worst):
            billed, most = _tokens(usage), _tokens(reservation.worst)
            _LOG.warning("An attempt that was to take %s tokens at most was billed %s", f"{most:,}", f"{billed:,}")
        self._serve()

    def _account(self, document: str) -> _Account:
        if document not in self._documents:
            account = _Account("the document", self._limits, self._price, self._clock(), Usage())
            if not self._limits.any:
                return account
            self._documents[document] = account
        return self._documents[document]

    def _serve(self) -> None:
        """Grant or refuse those who wait, first come first served, as far as what is known allows."""
        with self._lock:
            decided = list(self._decide())
        for reservation, refusal in decided:  # outside the lock: whoever hears of it may reserve again
            if refusal is None:
                reservation.future.set_result(reservation)
            else:
                reservation.future.set_exception(BudgetSpent(refusal, hint=_HINT))

    def _decide(self) -> Iterator[tuple[_Reservation, str | None]]:
        """Yield the reservations that need not wait any longer, and why they are refused where they are."""
        now, full, still = self._clock(), False, list[_Reservation]()
        for reservation in self._waiting:
            if reservation.future.cancelled():
                continue
            refusals = [account.refusal(reservation.worst, now) for account in reservation.accounts]
            if refusals[-1]:
                self._refused[reservation.document] = refusals[-1]
            refusal = next(filter(None, refusals), None)
            room = [account.has_room(reservation.worst) for account in reservation.accounts]
            if refusal is None and (full or not all(room)):
                # One that waits for the run's room keeps the others behind it, or it would wait for ever; one that
                # waits for its own document's keeps nobody.
                full = full or not room[-1]
                still.append(reservation)
            elif reservation.future.set_running_or_notify_cancel():
                if refusal is None:
                    for account in reservation.accounts:
                        account.reserved += reservation.worst
                yield reservation, refusal
        self._waiting = still


class _Account:
    """What one owner, a document or the run, has spent and reserved of its limits."""

    def __init__(self, owner: str, limits: Limits, price: Price, began: float, spent: Usage) -> None:
        self.limits = limits
        self.began = began
        self.spent = spent
        self.reserved = Usage()
        self._owner = owner
        self._price = price

    def has_room(self, worst: Usage) -> bool:
        """Say whether an attempt fits even if all that is reserved is spent."""
        return all(amount <= limit for limit, amount, _ in self._measures(self.spent + self.reserved + worst))

    def refusal(self, worst: Usage, now: float) -> str | None:
        """Say why an attempt does not fit even if nothing that is reserved is spent; None if it does."""
        time = self.time_left(now)
        if time and time.seconds <= 0:
            return time.reason
        measures = zip(self._measures(self.spent), self._measures(self.spent + worst), strict=True)
        for (limit, spent, wording), (_, amount, _) in measures:
            if amount <= limit:
                continue
            budget = f"{self._owner}'s budget of {wording(limit)}"
            if spent >= limit:
                return f"{budget} is spent"
            return (
                f"{budget} has {wording(limit - spent)} left, and the next question may take {wording(amount - spent)}"
            )
        return None

    def time_left(self, now: float) -> TimeLeft | None:
        """Return the seconds that are left; None without a limit."""
        if self.limits.max_seconds is None:
            return None
        reason = f"{self._owner}'s budget of {self.limits.max_seconds:g} s is spent"
        return TimeLeft(max(0.0, self.began + self.limits.max_seconds - now), reason)

    def _measures(self, usage: Usage) -> Iterator[tuple[float, float, Callable[[float], str]]]:
        """Yield each limit that is set, an amount to hold against it, and how such amounts are written."""
        if self.limits.max_tokens is not None:
            yield self.limits.max_tokens, _tokens(usage), _tokens_in_words
        if self.limits.max_calls is not None:
            yield self.limits.max_calls, usage.calls, _calls_in_words
        if self.limits.max_cost is not None:
            yield self.limits.max_cost, self._price.of(usage), "${:.4g}".format


class _Reservation:
    """A part of a budget, waited for and then held until it is settled."""

    def __init__(self, budget: Budget, document: str, accounts: tuple[_Account, _Account], worst: Usage) -> None:
        self.future: Future[Reservation] = Future()
        self.document = document
        self.accounts = accounts
        self.worst = worst
        self.settled = False
        self._budget = budget

    def settle(self, usage: Usage) -> None:
        """Replace what was reserved by what was spent; only the first call counts."""
        self._budget.settle(self, usage)


def _tokens(usage: Usage) -> int:
    return usage.prompt_tokens + usage.completion_tokens


def _tokens_in_words(amount: float) -> str:
    return f"{amount:,} token{'' if amount == 1 else 's'}"


def _calls_in_words(amount: float) -> str:
    return f"{amount:,} call{'' if amount == 1 else 's'}"
