"""A needle: the value stands at the depth that was asked for and nowhere else, and every span is true."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critic.corpus import LabelledDocument, Span
from critic.evidence import occurrences
from critic.findings import EvidenceKind
from critic.mistakes.fiction import write_contract
from critic.mistakes.needle import lengthen, move, passages

CONTRACTS = [write_contract(random.Random(seed), chars=6_000 + 3_000 * seed).labelled() for seed in range(6)]
FIELDS = (
    "agreement_date",
    "effective_date",
    "expiration_date",
    "initial_term",
    "renewal_term",
    "notice_period_to_terminate_renewal",
    "governing_law",
)


def labelled(text: str, **values: str) -> LabelledDocument:
    """Return a document whose values are marked where they first stand."""
    spans = tuple(Span(name, text.index(value), text.index(value) + len(value)) for name, value in values.items())
    return LabelledDocument("a", text, {name: (value,) for name, value in values.items()}, spans)


def filler(count: int, about: str = "goods") -> str:
    """Return some paragraphs that state nothing."""
    return "\n\n".join(f"{n}. The parties deal in {about} of sort {n} as they see fit each day." for n in range(count))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CONTRACTS), st.sampled_from(FIELDS), st.floats(0, 1), st.integers(0, 99))
def test_spans_are_true_and_the_value_stands_once(
    document: LabelledDocument, field: str, depth: float, seed: int
) -> None:
    """Also: no field is lost, the length stays, and the needle is where it was wanted."""
    moved = move(document, field, depth, random.Random(seed))
    if moved is None:
        return
    (value,) = document.gold[field]
    for span in moved.spans:
        assert moved.text[span.start : span.end] in document.gold[span.field]
    assert {span.field for span in moved.spans} == set(document.gold)
    places = [place for place in occurrences(moved.text, value) if place.kind is not EvidenceKind.FUZZY]
    needle = [span for span in moved.spans if span.field == field]
    assert max(place.end for place in places) - min(place.start for place in places) < 1_500
    assert needle[0].start / len(moved.text) == pytest.approx(depth, abs=0.02 + 1_500 / len(moved.text))
    assert 0.9 * len(document.text) <= len(moved.text) <= len(document.text) + 10
    assert (moved.id, moved.gold) == (document.id, document.gold)


def test_most_values_of_a_contract_can_be_moved() -> None:
    """The test above is no empty one."""
    tried = [(d, field) for d in CONTRACTS for field in FIELDS if field in d.gold]
    assert sum(move(d, field, 0.5, random.Random(0)) is not None for d, field in tried) > len(tried) / 2


def test_the_needle_becomes_a_paragraph_and_its_heading_goes_with_it() -> None:
    """The number and the title before the sentence are not left behind, and the words are the same."""
    text = (
        f"{filler(40)}\n\n9. Law. This Agreement is governed by the law of Ohio. It is long.\n\n{filler(40, 'nails')}"
    )
    moved = move(labelled(text, law="Ohio"), "law", 0.1, random.Random(0))
    assert moved is not None
    assert "\n\n9. Law. This Agreement is governed by the law of Ohio.\n\n" in moved.text
    assert "It is long.\n\n0. The parties deal in nails" in moved.text


def test_other_mentions_go_with_their_sentences() -> None:
    """Only the needle still says it; the sentence beside a mention stays."""
    text = f"The company is known in Ohio by its trade. It deals in steel alone and always has.\n\n{filler(30)}"
    document = labelled(text + "\n\nThis Agreement is governed by the law of Iowa and of Ohio.", law="Iowa")
    moved = move(LabelledDocument("a", document.text, {"law": ("Iowa",)}, document.spans), "law", 0.5, random.Random(0))
    assert moved is not None
    assert "known in Ohio" in moved.text
    document = labelled(document.text.replace("known in Ohio", "known in Iowa"), trade="steel")
    span = Span("law", document.text.index("Iowa and"), document.text.index("Iowa and") + 4)
    both = LabelledDocument("a", document.text, {**document.gold, "law": ("Iowa",)}, (*document.spans, span))
    moved = move(both, "law", 0.5, random.Random(0))
    assert moved is not None
    assert "known in" not in moved.text
    assert "It deals in steel alone" in moved.text


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Only a heading of Ohio\n\n" + filler(10), {"law": ("Ohio",)}),  # no sentence
        (filler(10), {}),  # no value
        ("We name Ohio and Iowa in this long sentence here.\n\n" + filler(10), {"law": ("Ohio", "Iowa")}),  # two values
        ("The law of Ohio governs all of this agreement. " * 20, {"law": ("Ohio",)}),  # more mentions than text
    ],
)
def test_what_cannot_be_moved_cleanly_is_not(text: str, gold: dict[str, tuple[str, ...]]) -> None:
    """None says so."""
    spans = (Span("law", text.index("Ohio"), text.index("Ohio") + 4),) if gold else ()
    assert move(LabelledDocument("a", text, gold, spans), "law", 0.5, random.Random(0)) is None


def test_no_other_field_is_lost_with_a_mention() -> None:
    """Where the only statement of a date stands beside a mention of the value, nothing is moved."""
    text = f"On May 1, 2014 the parties met in Ohio for talks.\n\n{filler(30)}\n\nThe law of Ohio governs all of this."
    document = labelled(text, date="May 1, 2014")
    law = Span("law", text.rindex("Ohio"), text.rindex("Ohio") + 4)
    both = LabelledDocument("a", text, {**document.gold, "law": ("Ohio",)}, (*document.spans, law))
    assert move(both, "law", 0.5, random.Random(0)) is None


@pytest.mark.parametrize("depth", [-0.1, 1.1])
def test_a_depth_outside_the_document_is_refused(depth: float) -> None:
    """A share of the document is meant, not a character."""
    with pytest.raises(ValueError, match="depth"):
        move(CONTRACTS[0], "governing_law", depth, random.Random(0))


def test_a_document_is_lengthened_between_its_paragraphs() -> None:
    """It has about the length asked for, true spans, its paragraphs in order, and no foreign mention of its values."""
    document = CONTRACTS[0]
    others = [passage for other in CONTRACTS[1:] for passage in passages(other, shortest=80)]
    value = document.gold["parties"][0]
    longer = lengthen(
        document, [f"{value} is named here and so this is no boilerplate.", *others], 12_000, random.Random(0)
    )
    assert 11_500 < len(longer.text) <= 12_000
    for span in longer.spans:
        assert longer.text[span.start : span.end] in document.gold[span.field]
    assert len(longer.spans) == len(document.spans)
    assert longer.text.count(value) == document.text.count(value)
    at = [longer.text.index(passage) for passage in passages(document, shortest=300)]
    assert all(a < b for a, b in pairwise(at))


def test_passages_state_nothing() -> None:
    """No paragraph with a labelled span is boilerplate."""
    document = CONTRACTS[2]
    stated = {document.text[span.start : span.end] for span in document.spans if span.field.endswith("_date")}
    assert passages(document)
    assert not any(value in passage for passage in passages(document) for value in stated)
