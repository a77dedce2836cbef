"""Without a generator, the record is what the critic points at."""

from __future__ import annotations

from pathlib import Path

import pytest

from ie_pipeline import Document, Pipeline
from ie_pipeline.errors import UsageError
from ie_pipeline.generators import Generator
from ie_pipeline.generators.none import NoGenerator
from tests.critics import ScriptedCritic

SCHEMA = {"type": "object", "properties": {"law": {"type": "string"}, "party": {"type": "string"}}}
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "contracts" / "mutual_nda.md"


def test_it_is_a_generator_that_says_nothing() -> None:
    """The protocol is kept."""
    assert isinstance(NoGenerator(), Generator)


def test_the_record_holds_what_the_critic_is_sure_of() -> None:
    """With its evidence; what it holds to be less likely than not is left out, and nobody was asked."""
    critic = ScriptedCritic({("law", "Ohio"): 0.9}, {("law", "Ohio"): 0.9, ("party", "Zeta"): 0.2})
    record = Pipeline(SCHEMA, "none", critic).extract(Document("a", "Zeta agrees to the law of Ohio."))
    assert record.data == {"law": "Ohio"}
    assert record.evidence["/law"].quote == "Ohio"
    assert [change.proposed_by for made in record.rounds for change in made.changes] == ["critic"]
    assert record.usage["calls"] == 0


def test_somebody_must_read_the_documents() -> None:
    """The search for values in the text finds none by itself."""
    with pytest.raises(UsageError, match="nobody reads the documents"):
        Pipeline(SCHEMA, "none", "evidence")


@pytest.mark.weights
def test_the_shipped_critic_reads_a_contract_by_itself() -> None:
    """A party to a sample and its law."""
    record = Pipeline("contract", "none").extract(SAMPLE)
    assert "England" in record.data["governing_law"]
    assert "Penhallow Tidal Energy Limited" in record.data["parties"]
    assert record.usage["calls"] == 0
