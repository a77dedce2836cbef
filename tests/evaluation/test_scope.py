"""Which fields are scored, and how flat labels meet nested records."""

from __future__ import annotations

import pytest

from critic.corpus import LabelledDocument
from critic.fields import flatten
from ie_pipeline.errors import UsageError
from ie_pipeline.evaluation.scope import Scope, distinct
from tests.evaluation.traces import SCHEMA, A, B

NESTED = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "positions": {
            "type": "array",
            "items": {"type": "object", "properties": {"company": {"type": "string"}, "period": {"type": "string"}}},
        },
    },
}


def labelled(**gold: tuple[str, ...]) -> LabelledDocument:
    """Return a document with some labels."""
    return LabelledDocument("x", "text", gold)


def test_the_fields_that_labels_speak_of_are_scored_and_run() -> None:
    """A field that only an uncertain mark names counts as labelled; one that nothing names is not even extracted."""
    scope = Scope.of(SCHEMA, [A, B])
    assert scope.names == ("parties", "agreement_date", "governing_law")
    assert [field.name for field in flatten(scope.schema)] == ["parties", "agreement_date", "governing_law"]


def test_the_whole_schema_can_be_run_and_scored_in_part() -> None:
    """A user who extracts more than was labelled sees scores of the very same run."""
    scope = Scope.of(SCHEMA, [A, B], whole_schema=True)
    assert scope.schema == SCHEMA
    assert scope.names == ("parties", "agreement_date", "governing_law")
    assert "repayment_risks" not in scope.values({"repayment_risks": ["all of it"]})


def test_chosen_fields_alone_are_scored() -> None:
    """A field is chosen by any of its names."""
    assert Scope.of(SCHEMA, [A, B], only=["agreement_date", "/parties/*"]).names == ("parties", "agreement_date")


def test_nested_values_are_flat_and_each_counts_once() -> None:
    """Two positions at one company hold one company, as the labels say it."""
    scope = Scope.of(NESTED, [labelled(name=("Ada",), company=("Acme",))])
    record = {"positions": [{"company": "Acme, Inc."}, {"period": "1999", "company": "ACME INC"}, {"company": "Beta"}]}
    assert scope.values(record) == {"name": [], "company": ["Acme, Inc.", "Beta"]}
    assert scope.single == {"name"}


def test_dotted_labels_are_understood() -> None:
    """Labels that name a field with its parents mean that field."""
    scope = Scope.of(NESTED, [labelled(**{"positions.company": ("Acme",), "period": ("1999",)})])
    assert scope.values({"positions": [{"company": "Acme"}]}) == {"positions.company": ["Acme"], "period": []}


def test_gold_leaves_out_what_is_not_judged() -> None:
    """Uncertain fields, and fields that a document was not asked for, are not scored."""
    scope = Scope.of(SCHEMA, [A, B])
    assert set(scope.gold(A)) == {"parties", "agreement_date"}
    assert scope.gold(B) == {"parties": ()}


def test_a_normalised_date_is_as_right_as_the_printed_one() -> None:
    """The normalised form helps where the printed one can hardly be read; a normalised name does not count."""
    document = LabelledDocument(
        "x",
        "text",
        {"agreement_date": ("the Ides of March, 2001",), "governing_law": ("Delaware law",)},
        normalised={"agreement_date": ("2001-03-15",), "governing_law": ("Delaware",)},
    )
    gold = Scope.of(SCHEMA, [document]).gold(document)
    assert gold["agreement_date"][0].matches("March 15, 2001")
    assert gold["agreement_date"][0].matches("The Ides of March 2001")
    assert not gold["governing_law"][0].matches("Delaware")


@pytest.mark.parametrize(
    ("only", "problem"),
    [
        (["colour"], "no such field: colour"),
        (["repayment_risks"], "no document is labelled with repayment_risks"),
    ],
)
def test_a_field_that_cannot_be_scored_is_refused(only: list[str], problem: str) -> None:
    """A misspelt field and one without labels are told apart."""
    with pytest.raises(UsageError, match=problem):
        Scope.of(SCHEMA, [A, B], only=only)


def test_labels_of_another_schema_are_refused() -> None:
    """Scoring receipts under a contract schema ends before any model is loaded."""
    with pytest.raises(UsageError, match=r"the labels \(total\) and the schema .* share no field"):
        Scope.of(SCHEMA, [labelled(total=("1.00",))])


def test_equal_values_are_one() -> None:
    """The first spelling stands for all."""
    assert distinct(["Acme Inc.", "ACME INC", "$5", "Beta", "5 dollars"])[:2] == ["Acme Inc.", "$5"]
