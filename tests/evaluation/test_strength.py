"""Damaged gold, as a generator hands it out."""

from __future__ import annotations

from typing import Any

from critic.corpus import LabelledDocument
from critic.fields import flatten
from ie_pipeline.evaluation import Scope
from ie_pipeline.evaluation.strength import DamagedGold
from ie_pipeline.generators import Generator, Request

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "date": {"type": "string"},
        "jobs": {
            "type": "array",
            "items": {"type": "object", "properties": {"company": {"type": "string"}, "title": {"type": "string"}}},
        },
    },
}
DOCUMENT = LabelledDocument(
    id="a",
    text="Written on 2 May 2020.\n\nAcme Pumps, welder.\n\nBirch Valves, foreman. Signed 3 May 2020.",
    gold={
        "date": ("2 May 2020", "3 May 2020"),
        "company": ("Acme Pumps", "Birch Valves"),
        "title": ("welder", "foreman"),
    },
)
SCOPE = Scope.of(SCHEMA, [DOCUMENT])


def _drafted(generator: Generator, document: str = "a") -> dict[str, Any]:
    (answer,) = generator.generate([Request(document, DOCUMENT.text, 0, flatten(SCHEMA))])
    return answer.data


def test_undamaged_gold_is_nested_as_the_schema_is() -> None:
    """A single-valued field takes the first value, and what stands together makes one item."""
    assert _drafted(DamagedGold([DOCUMENT], SCOPE, rate=0.0)) == {
        "date": "2 May 2020",
        "jobs": [{"company": "Acme Pumps", "title": "welder"}, {"company": "Birch Valves", "title": "foreman"}],
    }


def test_a_seed_gives_the_same_damage_again() -> None:
    """The drafts of two runs are the same; fully damaged, no gold value of the dates is left."""
    one, other = (DamagedGold([DOCUMENT], SCOPE, rate=1.0, seed=3) for _ in range(2))
    assert _drafted(one) == _drafted(other) != _drafted(DamagedGold([DOCUMENT], SCOPE, rate=0.0))


def test_a_document_without_gold_is_an_error_of_that_document() -> None:
    """The answer names the id."""
    (answer,) = DamagedGold([DOCUMENT], SCOPE, rate=0.0).generate([Request("b", "", 0, flatten(SCHEMA))])
    assert answer.error is not None
    assert "'b'" in answer.error
