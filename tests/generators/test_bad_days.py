"""Whole batches behind an endpoint that has a bad day: every document has its record, and no budget is exceeded."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ie_pipeline.documents import Document
from ie_pipeline.errors import GeneratorError
from ie_pipeline.generators.base import Usage
from ie_pipeline.generators.breaker import Breaker
from ie_pipeline.generators.openai import OpenAIGenerator
from ie_pipeline.generators.pacing import Pace
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.budget import Budget, Limits
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.prices import Price
from ie_pipeline.runs.run import Run
from tests.generators.endpoint import GOOD, KEY, Act, Endpoint, completion, failure
from tests.runs.worlds import FINGERPRINT

SCHEMA = {"type": "object", "properties": {"governing_law": {"type": "string"}}}
TEXT = "This Agreement is governed by the laws of Delaware."
FLOOD = completion("x" * 10_000_000)
BAD_DAYS = {
    "busy": failure(429, "slow down"),
    "busy for a second": failure(429, "slow down", Retry_After="0"),
    "broken": failure(500, f"internal error, your key was {KEY}"),
    "hangs": Act(sleep_s=0.4),
    "closes mid-body": Act(body=GOOD.body, cut_at=40),
    "hangs up": Act(hang_up=True),
    "broken JSON": Act(body=b'{"choices": [{"mess'),
    "wrong schema": completion('{"song": "la", "verses": [1, 2, 3]}'),
    "prose": completion(f"I shall not. Your key is {KEY}."),
    "ten megabytes": FLOOD,
}


@pytest.fixture(autouse=True)
def _no_backoff() -> Iterator[None]:
    """Try again at once, as often as ever."""
    with stamina.set_testing(testing=True, attempts=3):
        yield


def documents(count: int) -> list[Document]:
    """Return some documents."""
    return [Document(f"d{number}", TEXT) for number in range(count)]


def generator(endpoint: Endpoint, **options: Any) -> OpenAIGenerator:
    """Return a generator that does not wait for long."""
    quick = Breaker(failures=4, first_probe_s=0.05, longest_probe_s=0.2, patience_s=0.5)
    return OpenAIGenerator(
        "m", base_url=endpoint.url, api_key=KEY, **{"timeout_s": 0.3, "max_attempts": 3, "breaker": quick, **options}
    )


def run(made: OpenAIGenerator, count: int, in_flight: int = 4) -> list[Record]:
    """Run a batch."""
    return list(Pipeline(SCHEMA, made, "evidence", in_flight=in_flight).stream(documents(count)))


@pytest.mark.parametrize("day", BAD_DAYS)
def test_every_document_ends_with_its_reason(endpoint: Endpoint, day: str, caplog: pytest.LogCaptureFixture) -> None:
    """An endpoint that only does wrong fails its documents, one record each, and the key is in no message."""
    caplog.set_level(logging.DEBUG)
    endpoint.script = [BAD_DAYS[day]]
    records = run(generator(endpoint), 6)
    assert [record.id for record in records] == [document.id for document in documents(6)]
    assert all(record.status is Status.FAILED and record.error for record in records)
    told = " ".join(record.to_json() for record in records)
    logged = " ".join(str(vars(entry)) for entry in caplog.records if entry.name in ("ie_pipeline", "stamina"))
    assert KEY not in told + logged


@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_bad_moment_costs_no_document(endpoint: Endpoint, day: str) -> None:
    """What goes wrong once for some documents is mended or reported; the others never hear of it."""
    turns = iter(range(10_000))

    def moody(_: dict[str, Any]) -> Act:
        return BAD_DAYS[day] if next(turns) % 5 == 2 else completion('{"governing_law": "Delaware"}')

    endpoint.script = moody
    records = run(generator(endpoint), 6)
    assert len(records) == 6
    for record in records:
        assert record.data == {"governing_law": "Delaware"} or (record.status is Status.FAILED and record.error)
    assert sum(record.data == {"governing_law": "Delaware"} for record in records) >= 4


@pytest.mark.parametrize("refused", [True, False], ids=["nobody listens", "500"])
def test_an_outage_pauses_the_run(endpoint: Endpoint, refused: bool, caplog: pytest.LogCaptureFixture) -> None:
    """An endpoint that is down for a while costs time and no document; the run says so, and probes one at a time."""
    good = completion('{"governing_law": "Delaware"}')
    made = generator(endpoint, breaker=Breaker(failures=4, first_probe_s=0.1, longest_probe_s=0.2, patience_s=30))
    served = iter(range(10_000))
    back: list[float] = []

    def recover() -> None:
        back.append(time.monotonic())
        endpoint.script = [good]
        if not endpoint.is_up:
            endpoint.start()

    def first_day(_: dict[str, Any]) -> Act:
        if next(served) < 5:
            return good
        if not back and not timer.is_alive():
            timer.start()
            if refused:
                threading.Thread(target=endpoint.stop).start()
        return failure(503, "down")

    timer = threading.Timer(1.0, recover)
    endpoint.script = first_day
    patient = stamina.set_testing(testing=True, attempts=20)  # one document must not use up all before the next has one
    with patient, caplog.at_level(logging.WARNING, logger="ie_pipeline"):
        records = run(made, 16)
    timer.join()
    assert [(record.data, record.error) for record in records] == [({"governing_law": "Delaware"}, None)] * 16
    assert "the run pauses" in caplog.text
    assert "answers again" in caplog.text
    assert sum(record.usage["calls"] for record in records) < 16 + 30


def test_documents_one_by_one_outlast_an_outage(endpoint: Endpoint) -> None:
    """Not even the one that is under way is lost when the endpoint leaves, though no other shares its bad luck."""
    good = completion('{"governing_law": "Delaware"}')
    endpoint.script = [good]
    made = generator(endpoint, breaker=Breaker(failures=4, first_probe_s=0.1, longest_probe_s=0.2, patience_s=30))
    records = Pipeline(SCHEMA, made, "evidence", in_flight=1).stream(documents(3))
    assert next(records).data == {"governing_law": "Delaware"}
    endpoint.stop()
    timer = threading.Timer(0.5, endpoint.start)
    timer.start()
    assert [record.data for record in records] == [{"governing_law": "Delaware"}] * 2
    timer.join()


def test_patience_is_limited(endpoint: Endpoint) -> None:
    """An endpoint that stays away fails the documents with the reason, after the patience and not once for each."""
    endpoint.stop()
    began = time.monotonic()
    records = run(generator(endpoint), 20)
    assert time.monotonic() - began < 4
    assert all(record.status is Status.FAILED for record in records)
    assert "the endpoint has been down for more than 0.5 s" in str(records[-1].error)
    assert "cannot be reached" in str(records[-1].error)


@pytest.mark.parametrize("act", [Act(sleep_s=2), failure(503, "down"), failure(429, Retry_After="60")])
def test_the_time_is_over_when_it_is(endpoint: Endpoint, act: Act) -> None:
    """Neither an attempt, a pause of the breaker nor a wait that the endpoint asks for outlasts the run's seconds."""
    endpoint.script = [act]
    with stamina.set_testing(testing=False):
        made = generator(endpoint, timeout_s=60, breaker=Breaker(failures=2, first_probe_s=30))
        budget = made.meter = Budget(Limits(max_seconds=0.8))
        began = time.monotonic()
        records = run(made, 6)
    assert time.monotonic() - began < 1.8
    assert budget.seconds >= 0.8
    assert [record.status for record in records] == [Status.FAILED] * 6
    assert all("the run's budget of 0.8 s is spent" in str(record.error) for record in records)


def test_refused_documents_say_so_and_a_larger_budget_goes_on(endpoint: Endpoint) -> None:
    """What is over the budget fails with the reason; run again with a larger one, it is extracted."""
    endpoint.script = [completion('{"governing_law": "Delaware"}')]
    made = generator(endpoint)
    budget = made.meter = Budget(Limits(max_calls=3))
    records = run(made, 6)
    refused = [record for record in records if record.status is Status.FAILED]
    assert len(refused) == len(records) - 3 == 3
    assert {record.error for record in refused} == {
        "the run's budget of 3 calls is spent; run again with a larger budget to go on"
    }
    made.meter = Budget(Limits(max_calls=6), spent=budget.spent)
    again = list(Pipeline(SCHEMA, made, "evidence").stream(Document(record.id, TEXT) for record in refused))
    assert [record.data for record in again] == [{"governing_law": "Delaware"}] * 3


def test_a_small_budget_is_shared_by_waiting(endpoint: Endpoint) -> None:
    """Documents in flight together wait for what others may not need, so a budget takes as many as one by one."""
    endpoint.script = [completion('{"governing_law": "Delaware"}')]
    made = generator(endpoint, concurrency=8)
    made.meter = Budget(Limits(max_tokens=8 * 110 + 4_000))
    records = run(made, 8, in_flight=8)
    assert [record.status for record in records] == [Status.ACCEPTED] * 8
    assert endpoint.most_underway < 8


def test_the_pace_is_kept_over_batches(endpoint: Endpoint) -> None:
    """The rate holds from one batch to the next, and for retries."""
    endpoint.script = [failure(500), completion('{"governing_law": "Delaware"}')]
    run(generator(endpoint, pace=Pace(300)), 8, in_flight=2)  # five a second, five at once
    assert len(endpoint.times) == 9
    assert endpoint.times[-1] - endpoint.times[0] >= (9 - 5) / 5 - 0.05


def test_an_answer_of_openais_own_endpoint_is_limited_by_its_name_for_that(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a budget its answers are limited in length, with room for thinking; without one they are not."""
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    endpoint.script = [completion('{"governing_law": "Delaware"}')]
    made = OpenAIGenerator("m", api_key=KEY)
    made.base_url = None  # as it is without the variable, which the client reads by itself
    run(made, 1)
    made.meter = Budget(Limits(max_tokens=100_000))
    run(made, 1)
    assert not {"max_tokens", "max_completion_tokens"} & set(endpoint.requests[0])
    assert 25_000 < endpoint.requests[1]["max_completion_tokens"] < 30_000


def test_a_model_that_may_not_write_as_much_is_limited_all_the_same(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GPT-4o is left no room to think, so that a small budget need not set aside what no model writes."""

    def gpt_4o(body: dict[str, Any]) -> Act:
        limit = body.get("max_completion_tokens", body.get("max_tokens", 0))
        message = f"max_tokens is too large: {limit}. This model supports at most 16384 completion tokens"
        return failure(400, message) if limit > 16_384 else completion('{"governing_law": "Delaware"}')

    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    endpoint.script = gpt_4o
    made = OpenAIGenerator("m", api_key=KEY)
    made.base_url = None
    made.meter = Budget(Limits(max_tokens=100_000))
    assert [record.data for record in run(made, 2, in_flight=1)] == [{"governing_law": "Delaware"}] * 2
    assert [body.get("max_tokens", 0) > 0 for body in endpoint.requests] == [False, True, True]
    assert endpoint.requests[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    "act",
    [
        completion('{"governing_law": "Delaware"}', usage=None),
        Act(body=b"<html>"),
        Act(body=GOOD.body, cut_at=40),
        Act(hang_up=True),
        Act(sleep_s=0.4),
        failure(504, "timeout", Retry_After="0"),
        failure(500, Retry_After="0"),
    ],
    ids=["no bill", "junk", "cut", "hangs up", "timeout", "gateway", "broken"],
)
def test_promise_9_what_was_never_billed_counts_in_the_next_run_too(
    endpoint: Endpoint, act: Act, tmp_path: Path
) -> None:
    """What is known to the budget is what the journal has, however often a run is begun, so that no limit is passed."""
    spent: list[Usage] = []
    for begun in range(3):
        endpoint.script = [act]
        with open_run(tmp_path, FINGERPRINT) as journal:
            made = generator(endpoint, timeout_s=0.1 if act.sleep_s else 5)
            made.meter = budget = Budget(Limits(max_tokens=20_000), spent=journal.usage())
            pipeline = Pipeline(SCHEMA, made, "evidence")
            list(Run(journal, lambda made=pipeline: made, budget=budget).records(documents(2 + begun)))
            assert journal.usage() == budget.spent
            spent.append(budget.spent)
    assert spent[0].calls > 0
    assert spent[0].prompt_tokens > 0 or act.status == 500
    assert spent[-1].prompt_tokens + spent[-1].completion_tokens <= 20_000


class Ledger:
    """What an endpoint bills, whatever its client hears of it: the truth that budgets are held against."""

    def __init__(self, acts: list[tuple[str, float]]) -> None:
        self.acts = acts
        self.total = Usage()
        self.documents: dict[str, Usage] = {}

    def __call__(self, body: dict[str, Any]) -> Act:
        """Bill a request, unless it ends in an error status, and do the next of the acts."""
        kind, share = self.acts[self.total.calls % len(self.acts)]
        prompt = int(share * len(json.dumps(body["messages"]).encode()))
        usage = (prompt, int(share * body.get("max_tokens", body.get("max_completion_tokens", 100_000))))
        served = kind not in ("429", "500", "400")
        bill = Usage(1, *usage) if served else Usage(calls=1)
        self.total += bill
        document = body["messages"][1]["content"].split("Document ")[1][:2]
        self.documents[document] = self.documents.get(document, Usage()) + bill
        if not served:
            return failure(int(kind), "max_tokens is not supported" if kind == "400" else "no", Retry_After="0")
        reply = completion('{"governing_law": "Delaware"}', usage=usage)
        return {
            "good": reply,
            "unbilled": completion('{"governing_law": "Delaware"}', usage=None),
            "cut": Act(body=reply.body, cut_at=30),
            "junk": Act(body=b"<html>"),
            "prose": completion("No.", usage=usage),
            "gateway": failure(504, "timeout", Retry_After="0"),
            "hang up": Act(hang_up=True),
        }[kind]


KINDS = ("good", "good", "unbilled", "cut", "junk", "prose", "gateway", "hang up", "429", "500", "400")
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from((0.1, 1.0))), min_size=1, max_size=8)
LIMITS = st.builds(
    Limits,
    st.none() | st.integers(2_000, 20_000),
    st.none() | st.integers(0, 12),
    st.none(),
    st.none() | st.floats(0, 0.04),
)


@settings(max_examples=30, deadline=None)
@given(ACTS, LIMITS, LIMITS)
@example([("cut", 1.0)], Limits(max_tokens=6_000), Limits())
@example([("gateway", 1.0)], Limits(max_cost=0.02), Limits())
@example([("hang up", 1.0)], Limits(), Limits(max_tokens=6_000))
@example([("400", 1.0), ("good", 1.0)], Limits(max_tokens=50_000), Limits())
@example([("junk", 1.0)], Limits(), Limits(max_tokens=6_000))
def test_promise_9_no_sequence_of_answers_exceeds_a_budget(
    acts: list[tuple[str, float]], run_limits: Limits, document_limits: Limits
) -> None:
    """Tokens, calls and cost as the endpoint counts them stay within the limits, retries and lost answers included."""
    price = Price(1.0, 4.0)
    ledger = Ledger(acts)
    texts = [Document(f"d{number}", f"Document d{number}. {TEXT}") for number in range(5)]
    with Endpoint() as endpoint:
        endpoint.script = ledger
        breaker = Breaker(failures=5, first_probe_s=0.01, longest_probe_s=0.02, patience_s=0.1)
        made = generator(endpoint, breaker=breaker, concurrency=3, timeout_s=5)
        made.meter = Budget(run_limits, document_limits, price=price)
        records = list(Pipeline(SCHEMA, made, "evidence").stream(texts))
    assert [record.id for record in records] == [text.id for text in texts]
    assert all(record.status is Status.ACCEPTED or record.error for record in records)
    for limits, bills in ((run_limits, [ledger.total]), (document_limits, list(ledger.documents.values()))):
        for bill in bills:
            tokens = bill.prompt_tokens + bill.completion_tokens
            assert limits.max_tokens is None or tokens <= limits.max_tokens
            assert limits.max_calls is None or bill.calls <= limits.max_calls
            assert limits.max_cost is None or price.of(bill) <= limits.max_cost


REFUSALS = {
    "key": failure(401, "no such key"),
    "balance": failure(402, "no balance"),
    "right": failure(403, "not allowed"),
    "model": failure(404, "no such model"),
    "quota": Act(429, b'{"error": {"message": "no quota", "type": "t", "code": "insufficient_quota"}}'),
    "day": failure(429, "come back", Retry_After="3600"),
}


def journalled(endpoint: Endpoint, folder: Path, count: int, in_flight: int = 4) -> Iterator[Record]:
    """Go on with a run."""
    with open_run(folder, FINGERPRINT) as journal:
        run = Run(journal, lambda: Pipeline(SCHEMA, generator(endpoint), "evidence", in_flight=in_flight))
        for _, record in run.records(documents(count)):
            yield record


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_run_that_nobody_serves_stops_and_goes_on_later(endpoint: Endpoint, tmp_path: Path, reason: str) -> None:
    """Ten thousand documents do not fail one by one for a wrong key; with the right one the same command goes on."""
    endpoint.script = [REFUSALS[reason]]
    with pytest.raises(GeneratorError, match="no document is served") as raised:
        next(journalled(endpoint, tmp_path / "run", 40))
    assert KEY not in str(raised.value)
    assert len(endpoint.requests) == 4
    endpoint.script = [GOOD]
    found = [record.data for record in journalled(endpoint, tmp_path / "run", 40)]
    assert found == [{"governing_law": "Delaware"}] * 40


@pytest.mark.parametrize("in_flight", [1, 4, 7])
def test_an_account_that_runs_empty_keeps_what_was_paid_for(endpoint: Endpoint, tmp_path: Path, in_flight: int) -> None:
    """What was answered is there, and is not asked again by the run that goes on."""
    turns = iter(range(10_000))
    endpoint.script = lambda _: GOOD if next(turns) < 12 else failure(402, "no balance")
    found: list[Record] = []
    with pytest.raises(GeneratorError, match="check the account's balance"):
        found.extend(journalled(endpoint, tmp_path / "run", 40, in_flight))
    assert len(endpoint.requests) <= 12 + 2 + in_flight
    endpoint.requests.clear()
    endpoint.script = [GOOD]
    assert [record.data for record in journalled(endpoint, tmp_path / "run", 40)] == [
        {"governing_law": "Delaware"}
    ] * 40
    assert len(endpoint.requests) == 40 - 12


@pytest.mark.parametrize("count", [1, 2])
def test_a_document_that_is_refused_by_itself_stops_no_run(endpoint: Endpoint, count: int) -> None:
    """A firewall may dislike its text; it fails, and the others are served."""
    refused = [f"d{number}" for number in range(3, 3 + count)]
    texts = [Document(f"d{number}", f"{TEXT} d{number}.") for number in range(12)]
    firewall = failure(403, "blocked")
    endpoint.script = lambda body: firewall if any(f"{name}." in str(body) for name in refused) else GOOD
    records = list(Pipeline(SCHEMA, generator(endpoint), "evidence").stream(texts))
    assert [record.id for record in records if record.status is Status.FAILED] == refused


def test_what_may_be_no_documents_fault_is_asked_again_in_the_next_run(endpoint: Endpoint, tmp_path: Path) -> None:
    """A gateway's page fails documents for this run alone."""
    endpoint.script = [Act(body=b"<html>Sign in</html>")]
    assert [record.status for record in journalled(endpoint, tmp_path / "run", 4)] == [Status.FAILED] * 4
    assert len(endpoint.requests) == 4
    endpoint.script = [GOOD]
    assert [record.data for record in journalled(endpoint, tmp_path / "run", 4)] == [{"governing_law": "Delaware"}] * 4


def test_a_long_pause_that_is_asked_for_is_told(endpoint: Endpoint) -> None:
    """Whoever reads the record knows when to come again."""
    endpoint.script = [failure(429, "slow down", Retry_After="3600")]
    (record,) = run(generator(endpoint), 1)
    assert record.error is not None
    assert record.error.endswith("slow down; it asks to be left alone for 3,600 s")
