"""The synthetic risk sentences: seeded, varied, of fitting length, and never the sentence of the sample agreement."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from critic.mistakes.risks import distractor_sentences, risk_sentences

if TYPE_CHECKING:
    from collections.abc import Callable

    Writer = Callable[[random.Random, int], list[str]]

both = pytest.mark.parametrize("write", [risk_sentences, distractor_sentences])


@both
def test_the_same_seed_writes_the_same_sentences(write: Writer) -> None:
    """A training set can be made again from its seed."""
    assert write(random.Random(7), 200) == write(random.Random(7), 200)
    assert write(random.Random(7), 200) != write(random.Random(8), 200)


@both
def test_sentences_are_distinct_filled_and_of_fitting_length(write: Writer) -> None:
    """No sentence is repeated, has an open slot or falls outside 60 to 350 characters."""
    sentences = write(random.Random(0), 20_000)
    assert len(set(sentences)) == 20_000
    assert all(60 <= len(sentence) <= 350 for sentence in sentences)
    assert not [sentence for sentence in sentences if re.search(r"[{}]|  | [,.;]", sentence)]


@both
@pytest.mark.parametrize("n", [-1, 1_000_000])
def test_a_number_that_cannot_be_served_is_refused(write: Writer, n: int) -> None:
    """A count below zero or beyond the grammar says so and does not loop."""
    with pytest.raises(ValueError, match=str(n)):
        write(random.Random(0), n)


def test_hundreds_of_thousands_of_risk_statements_can_be_written() -> None:
    """Two large draws with different seeds share next to nothing, so the grammar is far larger than either."""
    first, second = (set(risk_sentences(random.Random(seed), 20_000)) for seed in (1, 2))
    assert len(first & second) < 200


def test_no_sentence_is_both_a_risk_and_a_near_miss() -> None:
    """The two classes never share a sentence."""
    risks = set(risk_sentences(random.Random(3), 20_000))
    assert risks.isdisjoint(distractor_sentences(random.Random(3), 20_000))


def test_the_sample_agreement_states_its_risk_in_words_of_its_own() -> None:
    """No run of five words of the sample's risk statement is ever written here, so the sample is a fair test."""
    gold = Path(__file__).parents[3] / "data" / "samples" / "gold" / "contracts.jsonl"
    records = map(json.loads, gold.read_text(encoding="utf-8").splitlines())
    (statement,) = [risk for record in records for risk in record["data"].get("repayment_risks", [])]
    words = re.findall(r"\w+", statement.lower())
    runs = {" ".join(words[i : i + 5]) for i in range(len(words) - 4)}
    written = risk_sentences(random.Random(5), 20_000)
    folded = " | ".join(" ".join(re.findall(r"\w+", sentence.lower())) for sentence in written)
    assert [run for run in runs if run in folded] == []
