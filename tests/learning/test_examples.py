"""Training examples of the compact prompt: what is asked varies, what is answered is always true of the passage."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from critic.corpus import LabelledDocument, Span
from ie_pipeline.generators.compact import Ask, collapse
from ie_pipeline.learning.examples import OTHER_NAMES, Example, Family, contracts_with_risks, examples, with_periods

FILLER = "Nothing of interest is said in this sentence, which only takes up room. "
VALUES = (
    ("governing_law", "New\n York"),
    ("parties", "Acme Inc."),
    ("parties", "Beta LLC"),
    ("initial_term", "2 years"),
)
ASKS = (
    Ask("parties", "Who signs."),
    Ask("governing_law", "Law that governs."),
    Ask("initial_term", "How long it runs."),
    Ask("effective_date", "When it begins."),
)


def labelled(identifier: str, filler: int = 12) -> LabelledDocument:
    """Return a document with the values far apart."""
    text = ""
    spans: list[Span] = []
    gold: dict[str, tuple[str, ...]] = {}
    for name, value in VALUES:
        text += FILLER * filler
        spans.append(Span(name, len(text), len(text) + len(value)))
        gold[name] = (*gold.get(name, ()), collapse(value))
        text += value + ". "
    return LabelledDocument(
        identifier, text + FILLER * filler, gold, tuple(spans), uncertain=frozenset({"effective_date"})
    )


FAMILY = Family(ASKS, (labelled("a"), labelled("b", 3), labelled("c", 1)), empty=0.25)
ORIGINAL = {other: name for name, others in OTHER_NAMES.items() for other in others}


@pytest.fixture(scope="module")
def made() -> list[Example]:
    """Return many examples of one family."""
    return list(examples(FAMILY, 600, random.Random(0)))


def original(name: str) -> str:
    """Return the field that a name, perhaps another one, stands for."""
    return name if name in {ask.name for ask in ASKS} else ORIGINAL[name]


def test_an_answer_is_all_that_the_passage_states_of_the_fields_asked(made: list[Example]) -> None:
    """Nothing invented, nothing left out, nothing that was not asked; a passage is one line."""
    for example in made:
        assert "\n" not in example.passage
        asked = {ask.name for ask in example.asks}
        assert set(example.values) == asked
        wanted: dict[str, list[str]] = {}
        for name, value in VALUES:
            if collapse(value) in example.passage:
                wanted.setdefault(name, []).append(collapse(value))
        found = {original(name): list(values) for name, values in example.values.items() if values}
        assert found == {name: values for name, values in wanted.items() if name in map(original, asked)}


def test_passages_are_no_longer_than_the_model_takes(made: list[Example]) -> None:
    """The family says how long, and no word is cut at the end."""
    assert max(len(example.passage) for example in made) <= FAMILY.passage_chars
    assert all(example.passage[-1] in ".," or example.passage[-1].isalnum() for example in made)


def test_fields_of_which_the_gold_says_nothing_are_not_asked_for(made: list[Example]) -> None:
    """Silence about them would be taught as an answer."""
    assert not any(original(ask.name) == "effective_date" for example in made for ask in example.asks)


def test_the_variety_is_there(made: list[Example]) -> None:
    """Some passages state nothing; fields are dropped, shuffled, renamed, bare; rejected answers are shown."""
    order = [ask.name for ask in ASKS]
    seen = Counter[str]()
    for example in made:
        names = [original(ask.name) for ask in example.asks]
        seen["nothing"] += not any(example.values.values())
        seen["one field"] += len(names) == 1
        seen["all fields"] += len(names) == 3
        seen["shuffled"] += names != sorted(names, key=order.index)
        seen["renamed"] += any(ask.name not in order for ask in example.asks)
        seen["bare"] += not any(ask.description for ask in example.asks)
        seen["rejected"] += bool(example.rejected)
    assert all(count >= 20 for count in seen.values()), seen
    assert seen["nothing"] < 300


def test_a_rejected_answer_is_a_wrong_one_from_the_passage(made: list[Example]) -> None:
    """It is rejected for the one field that is asked, and stands in the passage."""
    for example in made:
        for name, value in example.rejected:
            assert [ask.name for ask in example.asks] == [name]
            assert value in example.passage
            assert value not in example.values[name]


def test_the_same_seed_gives_the_same_examples(made: list[Example]) -> None:
    """A training run can be repeated."""
    assert list(examples(FAMILY, 40, random.Random(0))) == made[:40]


def test_no_two_fields_of_an_example_bear_one_name() -> None:
    """A field is not renamed to the name of another, whichever of the two comes first."""
    text = "Acme hires Ada as Engineer. "
    spans = tuple(
        Span(name, text.index(v), text.index(v) + len(v)) for name, v in (("company", "Acme"), ("title", "Engineer"))
    )
    names = ("title", "designation", "document_name", "company", "employer")
    family = Family(tuple(Ask(name, "") for name in names), (LabelledDocument("a", text, {}, spans),), empty=0.0)
    seen = Counter[str]()
    for example in examples(family, 400, random.Random(0)):
        shown = [ask.name for ask in example.asks]
        assert len(set(shown)) == len(shown)
        assert set(example.values) == set(shown)
        seen.update(shown)
    assert seen["role"] > 5


def test_a_document_that_judges_none_of_the_fields_is_passed_over() -> None:
    """It teaches nothing, and the others go on."""
    silent = LabelledDocument("s", "Nothing.", {}, uncertain=frozenset(ask.name for ask in ASKS))
    made = list(examples(Family(ASKS, (silent, labelled("a")), empty=0.25), 30, random.Random(0)))
    assert len(made) == 30


@pytest.mark.parametrize(
    "documents", [(), (LabelledDocument("s", "Nothing.", {}, uncertain=frozenset(ask.name for ask in ASKS)),)]
)
def test_a_family_without_examples_is_refused(documents: tuple[LabelledDocument, ...]) -> None:
    """Rather than searching for ever, it names the fields that nobody labelled."""
    with pytest.raises(ValueError, match="parties"):
        next(examples(Family(ASKS, documents, empty=0.25), 1, random.Random(0)))


def test_inserted_risks_move_the_annotations_with_the_text() -> None:
    """Every value is still where its span says, and the inserted sentence is marked when it is a risk."""
    rng = random.Random(3)
    kinds = Counter[bool]()
    for _ in range(60):
        document = labelled("a", 2)
        longer = contracts_with_risks(document, rng, count=rng.randint(1, 2))
        assert len(longer.text) > len(document.text)
        risks = [longer.text[s.start : s.end] for s in longer.spans if s.field == "repayment_risks"]
        assert sorted(risks) == sorted(longer.gold.get("repayment_risks", ()))
        rest = [(s.field, longer.text[s.start : s.end]) for s in longer.spans if s.field != "repayment_risks"]
        assert rest == list(VALUES)
        kinds[bool(risks)] += 1
    assert kinds[True] > 10
    assert kinds[False] > 5


def test_a_text_without_a_break_gets_no_risk() -> None:
    """There is no place to put one."""
    document = LabelledDocument("a", "no break at all", {})
    assert contracts_with_risks(document, random.Random(0)) is document


def test_dated_stretches_of_experience_are_periods() -> None:
    """Five years are a length, 2005 - 2006 is a period."""
    text = "5 years; 2005 -\n2006; 2005 - 2006"
    spans = tuple(
        Span("years_of_experience", text.index(v), text.index(v) + len(v)) for v in ("5 years", "2005 -\n2006")
    )
    document = with_periods(LabelledDocument("a", text, {"years_of_experience": ("5 years", "2005 - 2006")}, spans))
    assert document.gold["period"] == ("2005 - 2006",)
    assert [span for span in document.spans if span.field == "period"] == [Span("period", 9, 20)]
    bare = with_periods(LabelledDocument("b", "5 years", {}, (Span("years_of_experience", 0, 7),)))
    assert "period" not in bare.gold
