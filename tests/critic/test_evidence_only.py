"""The critic without a network: it can say that a value stands nowhere, and claims no more."""

from __future__ import annotations

from typing import Any

import pytest

from critic.critic import EvidenceCritic
from critic.evidence_only import EvidenceExamination
from critic.examination import Costs
from critic.fields import flatten
from critic.findings import EvidenceKind, FindingKind, Verdict

TEXT = "Agreement of 1 May 2014 between Acme Inc. and 北京字节 👩‍🔬 under the laws of Ohio."
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "law": {"type": "string"},
        "date": {"type": "string"},
        "parties": {"type": "array", "items": {"type": "string"}},
        "pages": {"type": "integer"},
        "code": {"type": "integer", "x-verbatim": True},
        "clause": {"type": "string"},
        "quote": {"type": "string", "x-verbatim": True},
    },
}


def test_what_stands_in_the_source_is_supported_where_it_stands() -> None:
    """Another spelling of a date will do; the probability is left open."""
    record = {"law": "Ohio", "date": "2014-05-01", "parties": ["北京字节"]}
    review = EvidenceCritic().review(TEXT, SCHEMA, record)
    assert review.passed
    for judgement in review.judgements:
        assert (judgement.verdict, judgement.probability) == (Verdict.SUPPORTED, None)
        assert judgement.evidence is not None
        assert TEXT[judgement.evidence.start : judgement.evidence.end] == judgement.evidence.quote


def test_a_value_of_a_list_item_is_shown_with_the_others_of_the_item() -> None:
    """Each line of a bill has its own price, although another line has the same."""
    text = "Bolts 5.00 EUR\nNuts 5.00 EUR\n"
    line = {"type": "object", "properties": {"item": {"type": "string"}, "price": {"type": "number"}}}
    schema = {"type": "object", "properties": {"lines": {"type": "array", "items": line}}}
    bill = {"lines": [{"item": "Bolts", "price": 5.0}, {"item": "Nuts", "price": 5.0}]}
    places = {one.pointer: one.evidence for one in EvidenceCritic().review(text, schema, bill).judgements}
    starts = [place.start for pointer, place in places.items() if pointer.endswith("price") and place]
    assert starts == [text.index("5.00"), text.rindex("5.00")]


def test_a_copied_value_that_stands_nowhere_is_redundant() -> None:
    """A text, and a number that is to be copied, are flagged; a number that may be counted is unknown."""
    review = EvidenceCritic().review(TEXT, SCHEMA, {"law": "Delaware", "pages": 12, "code": 77})
    assert [judgement.verdict for judgement in review.judgements] == [
        Verdict.UNSUPPORTED,
        Verdict.UNKNOWN,
        Verdict.UNSUPPORTED,
    ]
    assert [(f.kind, f.pointer, f.value) for f in review.findings] == [
        (FindingKind.REDUNDANT, "/law", "Delaware"),
        (FindingKind.REDUNDANT, "/code", 77),
    ]
    assert review.findings[0].explanation == "'Delaware' stands nowhere in the source."
    assert review.expected_errors == 2.0


def test_what_departs_from_the_schemas_shape_is_unknown() -> None:
    """No field leads to it, so it cannot be looked up, and does not pass."""
    review = EvidenceCritic().review(TEXT, SCHEMA, {"law": ["Ohio"], "parties": "Acme Inc."})
    assert [judgement.pointer for judgement in review.unknown] == ["/law/0", "/parties"]
    assert not review.passed
    record: Any = None
    with pytest.raises(TypeError, match="not NoneType"):
        EvidenceCritic().review(TEXT, SCHEMA, record)


def test_a_near_match_is_left_to_a_person() -> None:
    """It may say the opposite; of what is to be copied exactly it is redundant, with the nearest passage."""
    text = "The principal may not be repaid in full before the maturity date of the notes."
    opposite = "The principal may be repaid in full before the maturity date of the notes."
    review = EvidenceCritic().review(text, SCHEMA, {"clause": opposite, "quote": opposite})
    assert not review.passed
    assert [judgement.verdict for judgement in review.judgements] == [Verdict.UNKNOWN, Verdict.UNSUPPORTED]
    assert all(found.evidence and found.evidence.kind is EvidenceKind.FUZZY for found in review.judgements)
    (finding,) = review.findings
    assert (finding.kind, finding.pointer) == (FindingKind.REDUNDANT, "/quote")
    assert finding.start is not None
    assert text[finding.start : finding.end] == finding.quote
    assert "a near match" in finding.explanation


def test_what_is_proposed_is_weighed_as_it_would_be_judged() -> None:
    """Next to no probability for what a review flags, and none for what it supports or does not know."""
    values = {"law": "Delaware", "pages": 12, "code": 77, "date": "2014-05-01", "quote": "the laws of Iowa"}
    examination = EvidenceCritic().examine(TEXT, flatten(SCHEMA))
    weighed = examination.weigh([(f"/{name}", value) for name, value in values.items()])
    judged = {judgement.pointer: judgement for judgement in examination.review(values).judgements}
    for name, (probability, place) in zip(values, weighed, strict=True):
        judgement = judged[f"/{name}"]
        assert (probability, place) == (judgement.probability, judgement.evidence)
        assert (probability is not None) is (judgement.verdict is Verdict.UNSUPPORTED)


def test_numbers_of_a_list_may_be_equal() -> None:
    """The doses of a day are no set."""
    schema = {"type": "object", "properties": {"doses": {"type": "array", "items": {"type": "integer"}}}}
    assert EvidenceCritic().review("Metformin 1-0-1-0", schema, {"doses": [1, 0, 1, 0]}).passed


def test_a_value_that_a_list_holds_already_is_redundant() -> None:
    """In whatever spelling; the first one stands."""
    review = EvidenceCritic().review(TEXT, SCHEMA, {"parties": ["Acme Inc.", "ACME, Inc.", "北京字节"]})
    assert not review.passed
    assert [(f.kind, f.pointer, f.probability) for f in review.findings] == [(FindingKind.REDUNDANT, "/parties/1", 1.0)]
    assert review.findings[0].explanation == "The record has 'ACME, Inc.' among parties already."
    assert review.expected_errors == 1.0


def test_of_what_is_missing_it_says_nothing() -> None:
    """Without a network an empty record is not known to be wanting."""
    review = EvidenceCritic().review(TEXT, SCHEMA, {})
    assert (review.findings, review.candidates, review.expected_errors) == ((), (), 0.0)


def test_an_answer_is_refused_where_it_stands_nowhere_and_else_left_open() -> None:
    """It never adds a value on its own."""
    examination = EvidenceCritic().examine(TEXT, flatten(SCHEMA))
    assert isinstance(examination, EvidenceExamination)
    assert examination.survey() == ()
    printed, invented = examination.weigh([("/law", "Ohio"), ("/law", "Delaware")])
    assert printed[0] is None
    assert printed[1] is not None
    assert TEXT[printed[1].start : printed[1].end] == "Ohio"
    assert invented[0] == pytest.approx(0.01)
    assert invented[1] is None


def test_a_wrong_value_costs_what_the_user_says() -> None:
    """Expected errors are counted in the user's unit."""
    examination = EvidenceCritic().examine(TEXT, flatten(SCHEMA), costs=Costs(redundant=3.0))
    assert examination.review({"law": "Delaware"}).expected_errors == 3.0
