"""Budgets: what is reserved, refused, waited for and settled."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ie_pipeline.errors import BudgetSpent, UsageError
from ie_pipeline.generators.base import Reservation, Usage
from ie_pipeline.runs.budget import Budget, Limits
from ie_pipeline.runs.prices import Price


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: float = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def refusal(future: Future[Reservation]) -> str:
    """Return why a reservation was refused."""
    return str(future.exception(timeout=0))


def test_a_reservation_is_settled_at_the_true_bill() -> None:
    """What was set aside and not spent is there for the next attempt."""
    budget = Budget(Limits(max_tokens=1000))
    first = budget.reserve("a", Usage(1, 600, 300)).result(timeout=0)
    first.settle(Usage(1, 200, 50))
    first.settle(Usage(1, 600, 300))
    assert budget.spent == Usage(1, 200, 50)
    assert budget.reserve("b", Usage(1, 600, 150)).done()


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(max_tokens=10_000), "the run's budget of 10,000 tokens is spent"),
        (Limits(max_calls=3), "the run's budget of 3 calls is spent"),
        (Limits(max_cost=0.01), "the run's budget of $0.01 is spent"),
        (Limits(max_seconds=60), "the run's budget of 60 s is spent"),
    ],
)
def test_a_refusal_names_the_budget(limits: Limits, reason: str) -> None:
    """Who reads the record learns whose budget it was, and what to do."""
    budget = Budget(limits, price=Price(1.0, 1.0), spent=Usage(3, 9_000, 1_000), seconds=61)
    assert refusal(budget.reserve("a", Usage(1, 1, 0))) == f"{reason}; run again with a larger budget to go on"


def test_a_refusal_says_what_is_left() -> None:
    """A budget that is not spent, but too small for a question, is said to be so."""
    budget = Budget(Limits(), Limits(max_tokens=2_000), price=Price(0, 0))
    budget.reserve("a", Usage(1, 800, 0)).result(timeout=0).settle(Usage(1, 800, 0))
    reason = "the document's budget of 2,000 tokens has 1,200 tokens left, and the next question may take 1,500 tokens"
    assert reason in refusal(budget.reserve("a", Usage(1, 1000, 500)))
    assert budget.reserve("b", Usage(1, 1000, 500)).done()


def test_an_attempt_waits_for_what_others_may_not_need() -> None:
    """A question is not refused for what is only set aside; who came first is served first."""
    budget = Budget(Limits(max_tokens=1000))
    held = budget.reserve("a", Usage(1, 900, 0)).result(timeout=0)
    large, small = budget.reserve("b", Usage(1, 800, 0)), budget.reserve("c", Usage(1, 50, 0))
    assert not large.done()
    assert not small.done()
    held.settle(Usage(1, 150, 0))
    assert large.done()
    assert small.done()
    assert isinstance(budget.reserve("d", Usage(1, 851, 0)).exception(), BudgetSpent)


def test_a_document_at_its_limit_keeps_nobody_waiting() -> None:
    """Who waits for the room of its own document does not hold up another."""
    budget = Budget(Limits(max_tokens=10_000), Limits(max_tokens=1000))
    budget.reserve("a", Usage(1, 900, 0))
    assert not budget.reserve("a", Usage(1, 500, 0)).done()
    assert budget.reserve("b", Usage(1, 500, 0)).done()


def test_who_stops_waiting_is_passed_over() -> None:
    """A wait that was called off reserves nothing and holds nobody up."""
    budget = Budget(Limits(max_calls=2))
    held = [budget.reserve("a", Usage(calls=1)).result(timeout=0) for _ in range(2)]
    gone, next_one = budget.reserve("b", Usage(calls=1)), budget.reserve("c", Usage(calls=1))
    assert gone.cancel()
    held[0].settle(Usage())
    assert next_one.done()
    assert budget.spent == Usage()


def test_seconds_are_counted_for_the_run_and_for_each_document() -> None:
    """A document's seconds begin when it is opened, the run's with the budget; the nearest end counts."""
    clock = Clock()
    budget = Budget(Limits(max_seconds=100), Limits(max_seconds=30), clock=clock)
    clock.now += 50
    budget.open("a")
    clock.now += 25
    left = budget.time_left("a")
    assert left is not None
    assert (left.seconds, left.reason) == (5, "the document's budget of 30 s is spent")
    clock.now += 20
    assert "the document's budget" in refusal(budget.reserve("a", Usage(calls=1)))
    left = budget.time_left("b")
    assert left is not None
    assert (left.seconds, left.reason) == (5, "the run's budget of 100 s is spent")
    assert Budget().time_left("a") is None


def test_a_resumed_run_goes_on_with_a_larger_budget() -> None:
    """What was spent before counts, in the run and in the document; a larger limit leaves room."""
    before = Usage(2, 900, 100)
    assert "1,000 tokens is spent" in refusal(Budget(Limits(max_tokens=1_000), spent=before).reserve("a", before))
    budget = Budget(Limits(max_tokens=2_000), Limits(max_calls=3), spent=before)
    budget.open("a", spent=before)
    budget.reserve("a", Usage(1, 500, 0)).result(timeout=0).settle(Usage(1, 400, 0))
    assert "the document's budget of 3 calls is spent" in refusal(budget.reserve("a", Usage(calls=1)))
    budget.close("a")
    assert budget.reserve("a", Usage(calls=1)).exception(timeout=0) is None


def test_documents_that_have_ended_take_no_memory() -> None:
    """A run of any length holds the accounts of the documents that are open."""
    budget = Budget(document=Limits(max_calls=1))
    for number in range(100):
        budget.open(str(number))
        budget.reserve(str(number), Usage(calls=1)).result(timeout=0).settle(Usage(calls=1))
        budget.close(str(number))
    assert budget._documents == {}
    assert budget.spent.calls == 100


def test_a_bill_above_the_worst_case_is_counted_and_told(caplog: pytest.LogCaptureFixture) -> None:
    """An endpoint that heeds no limit is paid and not asked again."""
    budget = Budget(Limits(max_tokens=1000))
    with caplog.at_level(logging.WARNING, logger="ie_pipeline"):
        budget.reserve("a", Usage(1, 300, 200)).result(timeout=0).settle(Usage(1, 300, 900))
    assert "to take 500 tokens at most was billed 1,200" in caplog.text
    assert "is spent" in refusal(budget.reserve("a", Usage(1, 1, 1)))


def test_a_cost_needs_a_price() -> None:
    """A limit that could not be kept is refused at once; a cost is counted where there is a price."""
    with pytest.raises(UsageError, match="price"):
        Budget(document=Limits(max_cost=1.0))
    assert Budget(price=Price(0.25, 2.0), spent=Usage(1, 1_000_000, 100_000)).cost == pytest.approx(0.45)


USAGES = st.builds(Usage, st.integers(0, 2), st.integers(0, 400), st.integers(0, 400))
LIMITS = st.builds(
    Limits,
    st.none() | st.integers(0, 2000),
    st.none() | st.integers(0, 8),
    st.none(),
    st.none() | st.floats(0, 0.003),
)
STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), USAGES, st.integers(0, 9), st.floats(0, 1), st.booleans()), max_size=40
)


def within(spent: Usage, limits: Limits, price: Price) -> bool:
    """Say whether a bill keeps to limits."""
    tokens = spent.prompt_tokens + spent.completion_tokens
    amounts = ((limits.max_tokens, tokens), (limits.max_calls, spent.calls), (limits.max_cost, price.of(spent)))
    return all(limit is None or amount <= limit for limit, amount in amounts)


@settings(max_examples=300, deadline=None)
@given(LIMITS, LIMITS, STEPS)
def test_promise_9_budgets_hold_in_any_order_of_attempts_and_bills(
    run: Limits, document: Limits, steps: list[tuple[str, Usage, int, float, bool]]
) -> None:
    """However attempts overlap, and whatever they turn out to cost, nothing is exceeded and nobody waits for ever."""
    price = Price(1.0, 3.0)
    budget = Budget(run, document, price=price)
    bills = dict.fromkeys("abc", Usage())
    futures: list[tuple[str, Usage, Future[Reservation]]] = []
    for name, worst, which, share, reserving in steps:
        if reserving:
            futures.append((name, worst, budget.reserve(name, worst)))
        held = [entry for entry in futures if entry[2].done()]
        assert held or not futures, "somebody waits though nothing is reserved"
        if held and not reserving:
            owner, most, future = entry = held[which % len(held)]
            futures.remove(entry)
            if future.exception() is None:
                bill = Usage(most.calls, int(most.prompt_tokens * share), int(most.completion_tokens * share))
                future.result().settle(bill)
                bills[owner] += bill
        assert budget.spent == sum(bills.values(), Usage())
        assert within(budget.spent, run, price)
        assert all(within(bill, document, price) for bill in bills.values())
