"""Two labelled documents and what a run left behind, small enough to count by hand.

| document a        | right answers         | draft          | critic alone | loop                |
|-------------------|-----------------------|----------------|--------------|---------------------|
| parties           | Acme Inc., Beta LLC   | ACME INC, Gamma| Beta LLC     | Acme Inc., Beta LLC |
| agreement_date    | October 15, 2009      | -              | 15/10/2009   | 2009-10-15          |
| governing_law     | uncertain             | Ohio           | -            | Ohio                |

Document b was asked for parties alone and has none; its draft says Delta, which the loop drops.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from critic.corpus import LabelledDocument
from critic.findings import Finding, FindingKind, Review
from ie_pipeline.documents.document import Document
from ie_pipeline.pipeline import Trace
from ie_pipeline.record import Record, Status

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "parties": {"type": "array", "items": {"type": "string"}},
        "agreement_date": {"type": "string"},
        "governing_law": {"type": "string"},
        "repayment_risks": {"type": "array", "items": {"type": "string"}},
    },
}

A = LabelledDocument(
    id="a",
    text="text of a",
    gold={"parties": ("Acme Inc.", "Beta LLC"), "agreement_date": ("October 15, 2009",)},
    normalised={"agreement_date": ("2009-10-15",)},
    uncertain=frozenset({"governing_law"}),
)
B = LabelledDocument(id="b", text="text of b", gold={}, asked=frozenset({"parties"}))


def finding(kind: str, pointer: str, value: str) -> Finding:
    """Return a finding; only its kind, place and value count."""
    return Finding(FindingKind(kind), pointer, value, None, None, None, 0.9, "because")


def review(*findings: Finding) -> Review:
    """Return a review with some findings."""
    return Review((), findings, (), 1.0, 0.0)


REVIEW_A = review(
    finding("redundant", "/parties/1", "Gamma"),  # a wrong value, found
    finding("redundant", "/parties/0", "ACME INC"),  # a right one: a false alarm
    finding("redundant", "/governing_law", "Ohio"),  # not judged
    finding("missing", "/parties/-", "Beta LLC"),  # what lacks, found
    finding("missing", "/agreement_date", "1 January 2001"),  # a false alarm, and the date is overlooked
)
REVIEW_B = review()
TRACE_A = Trace(
    Document("a", A.text),
    draft={"parties": ["ACME INC", "Gamma"], "governing_law": "Ohio"},
    critic_only={"parties": ["Beta LLC"], "agreement_date": "15/10/2009"},
    candidates=(("/parties/*", "ACME INC"), ("/parties/*", "Gamma"), ("/parties/*", "Beta LLC")),
    reviewed=REVIEW_A,
    record=Record(
        "a",
        Status.NEEDS_REVIEW,
        {"parties": ["Acme Inc.", "Beta LLC"], "agreement_date": "2009-10-15", "governing_law": "Ohio"},
        usage={"calls": 3, "prompt_tokens": 100, "completion_tokens": 20},
    ),
    generator_seconds=2.0,
    critic_seconds=0.25,
    draft_seconds=1.5,
    review_seconds=0.125,
)
TRACE_B = Trace(
    Document("b", B.text),
    draft={"parties": ["Delta"]},
    critic_only={},
    candidates=(("/parties/*", "Delta"),),
    reviewed=REVIEW_B,
    record=Record("b", Status.ACCEPTED, usage={"calls": 1, "prompt_tokens": 10, "completion_tokens": 5}),
    generator_seconds=1.0,
    critic_seconds=0.25,
)


def accepted(trace: Trace) -> Trace:
    """Return the trace of a document that was accepted."""
    return replace(trace, record=replace(trace.record, status=Status.ACCEPTED))
