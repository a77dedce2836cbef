"""The loop for one document: what it asks, what it mends, what it keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critic.fields import Field
from ie_pipeline.documents import Document
from ie_pipeline.generators.base import Answer, Generator, Request, Usage
from ie_pipeline.loop import LoopSettings, Outcome, Reader, work
from ie_pipeline.record import Change
from tests.critics import ScriptedCritic, logistic, plain
from tests.generators.scripted import ScriptedGenerator

LAW = Field(("law",))
PARTIES = Field(("parties", "*"))
COMPANY, PERIOD = Field(("jobs", "*", "company")), Field(("jobs", "*", "period"))
CONTRACT = Document("c", "Agreement between Acme Inc. and Beta LLC under the laws of Delaware. Served in New York.")


def run(
    critic: ScriptedCritic,
    generator: Generator,
    fields: tuple[Field, ...] = (LAW, PARTIES),
    document: Document = CONTRACT,
    settings: LoopSettings = LoopSettings(error_rate=0.2),
) -> Outcome:
    """Drive the loop for one document to its end."""
    asking = work(document, fields, critic, Reader.of(generator), settings)
    requests = next(asking)
    while True:
        try:
            requests = asking.send(generator.generate(requests))
        except StopIteration as done:
            outcome: Outcome = done.value
            return outcome


def test_a_wrong_value_is_dropped() -> None:
    """A value that the source does not hold goes, and one that it holds for another field goes too."""
    critic = ScriptedCritic(right={("parties", "Acme Inc."): 0.95, ("law", "New York"): 0.1})
    outcome = run(critic, ScriptedGenerator({"law": "New York", "parties": ["Acme Inc.", "Gamma AG"]}))
    assert outcome.draft == {"law": "New York", "parties": ["Acme Inc.", "Gamma AG"]}
    assert outcome.data == {"parties": ["Acme Inc."]}
    assert {change.before for turn in outcome.rounds for change in turn.changes} == {"New York", "Gamma AG"}
    assert outcome.review.findings == ()


def test_on_a_field_that_the_critic_was_never_tried_on_the_draft_stands() -> None:
    """It may object and point elsewhere, and a person reads that; only what stands nowhere in the source still goes."""
    tried = replace(plain(), proposed=logistic(offsets={"title": 0.0}, span=1.0))
    critic = ScriptedCritic(
        right={("parties", "Acme Inc."): 0.1, ("law", "New York"): 0.9},
        stated={("parties", "Beta LLC"): 0.95},
        calibration=tried,
    )
    outcome = run(critic, ScriptedGenerator({"law": "New York", "parties": ["Acme Inc.", "Gamma AG"]}))
    assert outcome.data == {"law": "New York", "parties": ["Acme Inc."]}
    assert {finding.value for finding in outcome.review.findings} >= {"Acme Inc."}
    assert [judgement.value for judgement in outcome.review.unknown] == ["New York"]


def test_a_missing_value_is_taken_from_the_critic() -> None:
    """Where the generator stays silent, what the critic is sure of is added, and its author is named."""
    critic = ScriptedCritic(right={("parties", "Acme Inc."): 0.95}, stated={("law", "Delaware"): 0.9})
    outcome = run(critic, ScriptedGenerator({"parties": ["Acme Inc."]}))
    assert outcome.data == {"parties": ["Acme Inc."], "law": "Delaware"}
    assert outcome.rounds[0].changes == (Change("/law", None, "Delaware", "critic"),)


def test_what_the_critic_points_at_is_taken_in_the_type_of_its_field() -> None:
    """Sums are numbers where the schema says so, a date is written as it asks, and a word is none of either."""
    kinds = {"year": "integer", "paid": "boolean", "fee": "number", "day": "string"}
    fields = (
        *(Field((name,), type=kind, format="date") for name, kind in kinds.items()),
        Field(("n", "*"), type="number"),
    )
    document = Document("c", "Graduated in 2014 on May 3, 2014, fee of $1,200.50 and 3.50 paid by Acme Inc.")
    said = {("year", "2014"), ("paid", "Acme Inc."), ("fee", "$1,200.50"), ("day", "May 3, 2014"), ("n", "3.50")}
    outcome = run(ScriptedCritic(stated=dict.fromkeys(said, 0.9)), ScriptedGenerator({}), fields, document)
    assert outcome.data == outcome.surveyed
    assert outcome.data == {"year": 2014, "fee": 1200.5, "day": "2014-05-03", "n": [3.5]}
    assert outcome.review.findings == ()


def test_a_drafted_date_is_read_as_its_document_writes_dates() -> None:
    """Where one date shows that the day comes first, it does in those that the generator copied as they are printed."""
    fields = (Field(("issued",), format="date"), Field(("due",), format="date"))
    document = Document("i", "Invoice of 03/04/2024, due on 25/04/2024.")
    critic = ScriptedCritic(right={("issued", "2024-04-03"): 0.9, ("due", "2024-04-25"): 0.9})
    outcome = run(critic, ScriptedGenerator({"issued": "03/04/2024", "due": "25/04/2024"}), fields, document)
    assert outcome.data == {"issued": "2024-04-03", "due": "2024-04-25"}


def test_a_missing_value_is_taken_from_the_generators_second_answer() -> None:
    """What the critic only suspects is asked about, and taken when the generator's answer is found right."""
    critic = ScriptedCritic(right={("law", "Delaware"): 0.9}, stated={("law", "Delaware"): 0.3})
    outcome = run(critic, ScriptedGenerator({}, again={"law": "Delaware"}))
    assert outcome.data == {"law": "Delaware"}
    assert outcome.rounds[0].changes == (Change("/law", None, "Delaware", "generator"),)


def test_a_suspicion_that_the_generator_does_not_confirm_is_not_taken() -> None:
    """Neither silence nor another value of which the critic thinks little makes a value."""
    critic = ScriptedCritic(right={("law", "New York"): 0.1}, stated={("law", "Delaware"): 0.3})
    assert run(critic, ScriptedGenerator({})).data == {}
    assert run(critic, ScriptedGenerator({}, again={"law": "New York"})).data == {}


def test_the_question_names_the_field_the_place_and_what_was_rejected() -> None:
    """The generator is asked for that field alone, beside the place, and told which answer of it was flagged."""
    critic = ScriptedCritic(right={("law", "New York"): 0.1}, stated={("law", "Delaware"): 0.9})
    generator = ScriptedGenerator({"law": "New York"})
    filler = "Nothing of interest is said here. " * 40
    document = Document("c", filler + CONTRACT.text + " " + filler)
    run(critic, generator, document=document)
    question = generator.requests[1]
    assert question.fields == (LAW,)
    assert "Delaware" in question.passage
    assert len(question.passage) < 700
    assert document.text[question.start :].startswith(question.passage)
    complaint = question.complaints[0]
    assert (complaint.kind, complaint.field, complaint.value) == ("redundant", "law", "New York")
    assert "New York" in complaint.reason


def test_no_place_is_asked_about_twice() -> None:
    """A second round with the same doubts asks nothing new."""
    critic = ScriptedCritic(right={("parties", "Beta LLC"): 0.9}, stated={("law", "Delaware"): 0.3})
    generator = ScriptedGenerator({"parties": ["Gamma AG"]})
    run(critic, generator, settings=LoopSettings(max_rounds=5, error_rate=0.2))
    assert [request.fields for request in generator.requests] == [(LAW, PARTIES), (LAW,)]


def test_a_value_goes_into_the_nearest_item_that_lacks_it() -> None:
    """The period of the second job is not given to the first."""
    document = Document(
        "r", "Acme Inc., engineer.\n" + "Wrote code all day. " * 10 + "\nBeta LLC, 2010 - 2012, director."
    )
    critic = ScriptedCritic(
        right={("company", "Acme Inc."): 0.9, ("company", "Beta LLC"): 0.9}, stated={("period", "2010 - 2012"): 0.9}
    )
    draft = {"jobs": [{"company": "Acme Inc."}, {"company": "Beta LLC"}]}
    outcome = run(critic, ScriptedGenerator(draft), (COMPANY, PERIOD), document)
    assert outcome.data == {"jobs": [{"company": "Acme Inc."}, {"company": "Beta LLC", "period": "2010 - 2012"}]}


@pytest.mark.parametrize("flat", [True, False])
def test_items_are_put_together_in_the_end_where_they_were_by_place(flat: bool) -> None:
    """What a generator that lists values read in two passages is one item; another's items are its own."""
    document = Document("r", "Worked at Acme Inc. from 2010 to 2012.")
    right = {("company", "Acme Inc."): 0.9, ("period", "2010 to 2012"): 0.9}
    generator = ScriptedGenerator({"jobs": [{"company": "Acme Inc."}, {"period": "2010 to 2012"}]})
    generator.flat = flat  # type: ignore[attr-defined]
    outcome = run(ScriptedCritic(right=right), generator, (COMPANY, PERIOD), document)
    together = [{"company": "Acme Inc.", "period": "2010 to 2012"}]
    assert outcome.data["jobs"] == (together if flat else [{"company": "Acme Inc."}, {"period": "2010 to 2012"}])
    assert [judgement.pointer for judgement in outcome.review.judgements] == (
        ["/jobs/0/company", "/jobs/0/period"] if flat else ["/jobs/0/company", "/jobs/1/period"]
    )


def test_items_are_put_together_though_the_same_errors_add_up_to_more() -> None:
    """The same probabilities in another order make another sum in its last digit, which is no reason to leave them."""
    sure = {"Acme Inc.": 0.7, "Beta LLC": 0.8, "Gamma AG": 0.9, "Delta Ltd": 0.95}
    jobs = [
        {"company": company, "period": f"{year} to {year + 2}"}
        for company, year in zip(sure, (2014, 2011, 2008, 2005), strict=True)
    ]
    document = Document("r", "\n".join(", ".join(job.values()) for job in jobs))
    right = {(name, value): sure[job["company"]] for job in jobs for name, value in job.items()}
    parted = [{"period": job["period"]} for job in jobs[::-1]] + [{"company": job["company"]} for job in jobs]
    generator = ScriptedGenerator({"jobs": parted})
    generator.flat = True  # type: ignore[attr-defined]
    assert run(ScriptedCritic(right=right), generator, (COMPANY, PERIOD), document).data["jobs"] == jobs


@pytest.mark.parametrize("flat", [True, False])
def test_two_jobs_at_one_employer_both_have_it(flat: bool) -> None:
    """A generator that lists values says it once; the second job gets it too, and is shown its own place."""
    document = Document("r", "Acme Inc., 2014 to 2016\nAcme Inc., 2010 to 2012\n")
    right = {("company", "Acme Inc."): 0.9, ("period", "2014 to 2016"): 0.9, ("period", "2010 to 2012"): 0.9}
    jobs = [{"company": "Acme Inc.", "period": "2014 to 2016"}, {"period": "2010 to 2012"}]
    generator = ScriptedGenerator({"jobs": jobs})
    generator.flat = flat  # type: ignore[attr-defined]
    outcome = run(ScriptedCritic(right=right), generator, (COMPANY, PERIOD), document)
    assert outcome.data["jobs"] == [jobs[0], {**jobs[1], "company": "Acme Inc."} if flat else jobs[1]]
    places = {one.pointer: one.evidence.start for one in outcome.review.judgements if one.evidence}
    assert [places.get(f"/jobs/{number}/company") for number in (0, 1)] == [0, 24 if flat else None]


def test_without_a_draft_items_stand_in_reading_order_with_what_is_beside_them() -> None:
    """What the critic is surest of does not come first, nor take what stands with another item."""
    document = Document("r", "| 2018 - now | Acme Inc. |\n| 2013 - 2018 | Beta LLC |\n| 2009 - 2013 | Acme Inc. |\n")
    jobs = [("Acme Inc.", "2018 - now"), ("Beta LLC", "2013 - 2018"), ("Acme Inc.", "2009 - 2013")]
    sure = {"Acme Inc.": 0.9, "Beta LLC": 0.95, "2018 - now": 0.8, "2013 - 2018": 0.9, "2009 - 2013": 0.85}
    stated = {("company" if value[0].isalpha() else "period", value): p for value, p in sure.items()}
    generator = ScriptedGenerator({})
    generator.whole_document = True  # type: ignore[attr-defined]
    outcome = run(ScriptedCritic(stated=stated), generator, (COMPANY, PERIOD), document)
    assert outcome.data == {"jobs": [{"company": company, "period": period} for company, period in jobs]}


def test_a_round_that_does_not_lower_the_expected_errors_is_thrown_away() -> None:
    """Where a mend makes two doubts of one, the record stays as it was, and the round is on record as not kept."""
    stated = {("law", "Delaware"): 0.95, ("law", "New York"): 0.7}
    outcome = run(ScriptedCritic({("law", "Delaware"): 0.6}, stated), ScriptedGenerator({"law": "Delaware"}))
    assert outcome.data == {"law": "Delaware"}
    turn = outcome.rounds[-1]
    assert not turn.kept
    assert turn.expected_errors_after >= turn.expected_errors_before
    assert turn.changes[0].after == "New York"


def test_where_the_generators_answers_do_not_pay_the_critics_findings_still_may() -> None:
    """A second answer that makes the record worse is thrown away, and does not take a good finding with it."""
    critic = ScriptedCritic(
        right={("parties", "Acme Inc."): 0.9, ("parties", "laws"): 0.4, ("parties", "Served"): 0.4},
        stated={("law", "Delaware"): 0.41, ("parties", "Beta LLC"): 0.2},
    )
    generator = ScriptedGenerator({"parties": ["Acme Inc."]}, {"parties": ["Served", "laws"]})
    outcome = run(critic, generator)
    assert outcome.data == {"parties": ["Acme Inc."], "law": "Delaware"}
    thrown, kept, *_ = outcome.rounds
    assert (thrown.kept, kept.kept) == (False, True)
    assert {change.proposed_by for change in kept.changes} == {"critic"}
    assert len(thrown.changes) > len(kept.changes)


def test_kept_rounds_lower_the_expected_errors_step_by_step() -> None:
    """Each round begins where the one before it ended."""
    critic = ScriptedCritic(
        right={("parties", "Beta LLC"): 0.9, ("law", "Delaware"): 0.9},
        stated={("parties", "Beta LLC"): 0.4, ("parties", "Acme Inc."): 0.9, ("law", "Delaware"): 0.2},
    )
    outcome = run(critic, ScriptedGenerator({"law": "New York"}, again={"law": "Delaware", "parties": ["Beta LLC"]}))
    kept = [turn for turn in outcome.rounds if turn.kept]
    assert kept
    assert all(turn.expected_errors_after < turn.expected_errors_before for turn in kept)
    assert kept[-1].expected_errors_after == pytest.approx(outcome.review.expected_errors)
    assert outcome.data["law"] == "Delaware"
    assert sorted(outcome.data["parties"]) == ["Acme Inc.", "Beta LLC"]


def test_where_passages_disagree_the_critic_decides() -> None:
    """The first value read stands in the draft, the likelier one in the record."""
    document = Document("d", "The law of Ohio applies. " * 3 + "\n\n" + "Governed by the law of Delaware. " * 3)
    critic = ScriptedCritic(right={("law", "Ohio"): 0.2, ("law", "Delaware"): 0.9})
    generator = ScriptedGenerator(
        lambda request: {"law": "Ohio" if "Ohio" in request.passage else "Delaware"}, passage_chars=80
    )
    outcome = run(critic, generator, document=document)
    assert outcome.draft == {"law": "Ohio"}
    assert outcome.data == {"law": "Delaware"}
    assert outcome.rounds[0].changes == (Change("/law", "Ohio", "Delaware", "generator"),)


def test_a_short_document_is_drafted_passage_by_passage_without_a_gap() -> None:
    """Together the passages hold every character, and each tells its true offset."""
    document = Document("d", "One sentence after another. " * 40)
    generator = ScriptedGenerator({}, passage_chars=200)
    run(ScriptedCritic(), generator, document=document)
    reached = 0
    for request in generator.requests:
        assert document.text[request.start : request.start + len(request.passage)] == request.passage
        assert request.start <= reached
        reached = request.start + len(request.passage)
    assert reached == len(document.text)


def test_of_a_long_document_the_passages_that_promise_most_are_drafted() -> None:
    """The generator is spared the passages in which the critic sees nothing; the order stays that of the text."""
    filler = "Nothing of interest is said here at all. " * 40
    document = Document("d", filler + "Governed by the laws of Delaware. " + filler + "Acme Inc. signed. " + filler)
    generator = ScriptedGenerator({}, passage_chars=300)
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.9, ("parties", "Acme Inc."): 0.8})
    run(critic, generator, document=document, settings=LoopSettings(max_rounds=0, max_passages=4, error_rate=0.2))
    assert len(generator.requests) == 4
    assert any("Delaware" in request.passage for request in generator.requests)
    assert any("Acme" in request.passage for request in generator.requests)
    assert [r.start for r in generator.requests] == sorted(r.start for r in generator.requests)


def test_a_generator_of_whole_documents_is_asked_once() -> None:
    """A replayed draft is mended by the critic alone."""
    generator = ScriptedGenerator({"law": "New York"}, again={"law": "Delaware"})
    generator.whole_document = True  # type: ignore[attr-defined]
    critic = ScriptedCritic({("law", "New York"): 0.1}, {("law", "Delaware"): 0.8})
    outcome = run(critic, generator)
    assert [request.passage for request in generator.requests] == [CONTRACT.text]
    assert outcome.rounds[0].changes[0].proposed_by == "critic"


def test_many_fields_are_asked_for_some_at_a_time() -> None:
    """What belongs to one item is never parted, and passages stay in order for each group of fields."""
    name, skills = Field(("name",)), Field(("skills", "*"))
    generator = ScriptedGenerator({}, passage_chars=80)
    generator.most_fields = 3  # type: ignore[attr-defined]
    run(ScriptedCritic(), generator, (name, COMPANY, PERIOD, skills, LAW), Document("r", "Acme Inc. " * 12))
    asked = [(request.fields, request.start) for request in generator.requests]
    starts = sorted({start for _, start in asked})
    assert len(starts) > 1
    assert asked == [(group, start) for group in ((name, COMPANY, PERIOD), (skills, LAW)) for start in starts]


def test_without_rounds_the_draft_is_the_record() -> None:
    """The loop can be switched off and still reviews."""
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.9})
    generator = ScriptedGenerator({"parties": ["Gamma AG"]})
    outcome = run(critic, generator, settings=LoopSettings(max_rounds=0))
    assert outcome.data == outcome.draft == {"parties": ["Gamma AG"]}
    assert outcome.rounds == ()
    assert {finding.kind.value for finding in outcome.review.findings} == {"redundant", "missing"}
    assert len(generator.requests) == 1


def test_usage_counts_every_call() -> None:
    """The bill holds the draft and the questions."""
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.9, ("parties", "Acme Inc."): 0.9})
    assert run(critic, ScriptedGenerator({})).usage == Usage(3, 30, 6)


def test_what_anyone_proposed_is_on_record_for_the_oracle() -> None:
    """The draft's, the critic's and the second answer's values are all candidates, each once."""
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.3})
    seen = run(critic, ScriptedGenerator({"parties": ["Gamma AG"]}, again={"law": "New York"})).seen
    assert set(seen) == {("/law", "Delaware"), ("/parties/*", "Gamma AG"), ("/law", "New York")}
    assert len(set(seen)) == len(seen)


def test_what_the_critic_alone_would_extract_is_kept_apart() -> None:
    """The survey takes the likeliest value of a field, before any draft."""
    stated = {("law", "Delaware"): 0.9, ("law", "New York"): 0.6, ("parties", "Beta LLC"): 0.3}
    assert run(ScriptedCritic(stated=stated), ScriptedGenerator({"law": "Ohio"})).surveyed == {"law": "Delaware"}


@pytest.mark.parametrize(("broken", "undrafted"), [("stands", True), ("first", False)])
def test_only_a_generator_without_any_answer_leaves_a_document_undrafted(broken: str, undrafted: bool) -> None:
    """One failed passage of several is an error to report, not the end."""
    document = Document("d", "The first passage stands here. " * 3 + "\n\n" + "The other passage stands there. " * 3)

    def draft(request: Request) -> Answer:
        return Answer(error="timed out") if broken in request.passage else Answer({"law": "Ohio"})

    outcome = run(ScriptedCritic(), ScriptedGenerator(draft, passage_chars=80), document=document)
    assert outcome.undrafted is undrafted
    assert outcome.errors == ("timed out",)


def test_the_costs_decide_what_is_worth_having() -> None:
    """Where a wrong value costs four times a missing one, a value of probability .7 is not taken, and else it is."""
    critic = ScriptedCritic(stated={("law", "Delaware"): 0.7})
    settings = LoopSettings(error_rate=0.2)
    assert run(critic, ScriptedGenerator({}), settings=settings).data == {"law": "Delaware"}
    assert run(critic, ScriptedGenerator({}), settings=replace(settings, cost_redundant=4.0)).data == {}
