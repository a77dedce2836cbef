"""Documents whose right values are written over in other forms: gold, spans and text say the same still."""

from __future__ import annotations

import random

import pytest

from critic.corpus import LabelledDocument, Span
from critic.mistakes.exchanging import exchanged
from critic.mistakes.fiction import write_contract, write_resume
from critic.mistakes.fiction.misfits import MISFITS, Misfits
from critic.mistakes.fiction.variety import MAKERS
from critic.text.folding import fold

TEXT = "Ana Diaz\nSQL Developer at Initech, before at Initrode.\nSkills: SQL, Excel, C"
GOLD = {
    "/name": ("Ana Diaz",),
    "/positions/*/company": ("Initech", "Initrode"),
    "/positions/*/designation": ("SQL Developer",),
    "/tech_tools/*": ("SQL", "Excel", "C"),
}


def _document(text: str = TEXT, **changes: object) -> LabelledDocument:
    spans = tuple(
        Span(field, text.index(value), text.index(value) + len(value))
        for field, values in GOLD.items()
        for value in values
    )
    return LabelledDocument("ana", text, GOLD, spans, **changes)


def _variants(document: LabelledDocument, count: int = 30) -> list[LabelledDocument]:
    return [exchanged(document, random.Random(seed), misfits={}) for seed in range(count)]


def test_what_is_exchanged_stands_where_the_old_value_stood() -> None:
    """Every span is a gold value of its field, in order, whatever became of the text."""
    for variant in _variants(_document()):
        for field, values in variant.gold.items():
            assert tuple(variant.text[s.start : s.end] for s in variant.spans if s.field == field) == values
    assert len({variant.gold["/name"] for variant in _variants(_document())}) > 10


def test_the_same_chance_exchanges_the_same() -> None:
    """A training that goes on after a kill meets the same documents."""
    document = _document()
    assert exchanged(document, random.Random(4)) == exchanged(document, random.Random(4))


def test_what_may_mean_another_value_stays() -> None:
    """SQL is part of a title, and C is too short to be known wherever it stands."""
    for variant in _variants(_document()):
        assert variant.gold["/tech_tools/*"][::2] == ("SQL", "C")
        assert variant.gold["/positions/*/designation"] == ("SQL Developer",)


def test_nothing_is_exchanged_without_a_maker() -> None:
    """A field of which nobody writes values keeps its own."""
    document = _document()
    assert exchanged(document, random.Random(1), {}) is document


def test_a_normalised_answer_goes_with_the_value_that_it_was_for() -> None:
    """What was said of the old value is not said of the new one."""
    document = _document(normalised={"/name": ("Diaz, Ana",), "/tech_tools/*": ("sql", "excel", "c")})
    for variant in _variants(document):
        assert ("/name" in variant.normalised) == (variant.gold["/name"] == ("Ana Diaz",))


def test_a_misfit_stands_in_the_text_and_is_no_value() -> None:
    """A pastime in the place of a tool leaves the field with one value, and one span, less."""
    misfits = {"tech_tools": Misfits(lambda _: "abseiling", 1.0)}
    variants = [exchanged(_document(), random.Random(seed), misfits=misfits) for seed in range(30)]
    changed = [variant for variant in variants if "abseiling" in variant.text]
    assert changed
    for variant in changed:
        assert variant.gold["/tech_tools/*"] == ("SQL", "C")
        assert [variant.text[s.start : s.end] for s in variant.spans if s.field == "/tech_tools/*"] == ["SQL", "C"]


@pytest.mark.parametrize("seed", range(6))
def test_fictional_documents_stay_sound(seed: int) -> None:
    """Each new value stands in the text that states it."""
    rng = random.Random(seed)
    for document in (write_resume(rng).labelled(), write_contract(rng, chars=4000).labelled()):
        variant = exchanged(document, rng)
        assert all(f" {fold(v)} " in f" {fold(variant.text)} " for values in variant.gold.values() for v in values)


@pytest.mark.parametrize("field", MISFITS)
def test_what_is_no_value_is_never_one(field: str) -> None:
    """Nothing is right in one document and wrong in another only because another program drew it."""
    wrong, right = (
        {fold(make(random.Random(seed))) for seed in range(1000)} for make in (MISFITS[field].make, MAKERS[field])
    )
    assert not wrong & right


@pytest.mark.parametrize("field", MAKERS)
def test_values_are_many_and_plain(field: str) -> None:
    """A value has no slot left open, no space too many, and seldom comes twice."""
    values = [MAKERS[field](random.Random(seed)) for seed in range(200)]
    assert all(value == " ".join(value.split()) and not set("{}") & set(value) for value in values)
    assert len(set(values)) > 60
