"""Places where a network points in vain: found in documents whose right values are known, and then read more often."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from critic.examples import Example, draw
from critic.labels import WRONG
from critic.misleading import MOST, misled
from critic.reading import FieldReader
from tests.critic.leases import leases

FILLER = "The tenant keeps the garden, the fence and the gate in good repair, and says so in a letter when asked. "


@pytest.mark.weights
def test_what_is_pointed_at_in_vain_is_no_right_value_nor_near_one(reader: FieldReader) -> None:
    """Runs of the text, a few of each field, none of which holds, is part of or overlaps what is right."""
    (task,) = leases(1)
    document = task.document
    found = misled(reader, task).misleading
    assert found
    for pattern, runs in found.items():
        assert 0 < len(runs) <= MOST
        for start, end in runs:
            words = document.text[start:end].lower()
            assert words.strip()
            assert not any(right.lower() in words or words in right.lower() for right in document.gold[pattern])
            assert not any(s.field == pattern and s.start < end and start < s.end for s in document.spans)


@pytest.mark.weights
def test_a_field_that_is_not_judged_misleads_nobody(reader: FieldReader) -> None:
    """Of what its values are nothing is known."""
    (task,) = leases(1)
    asked = replace(task, document=replace(task.document, asked=frozenset({"/law"})))
    assert set(misled(reader, asked).misleading) <= {"/law"}


@pytest.mark.weights
def test_a_misleading_place_is_read_more_often_and_drafted(reader: FieldReader) -> None:
    """In a long document its window is drawn in most draws, and its words stand among the draft's, as wrong."""
    (task,) = leases(1)
    document = replace(task.document, text=task.document.text + " " + FILLER * 120 + "A lamp of brass hangs there.")
    place = document.text.rindex("brass")
    plain = replace(task, document=document)
    known = replace(plain, misleading={"/law": ((place, place + len("brass")),)})
    read, drafted = {}, 0
    for one in (plain, known):
        examples = [example for seed in range(60) for example in draw(reader, one, 1.0, random.Random(seed))]
        holding = [e for e in examples if e.text.holds(e.window.first, [(place, place)])]
        read[one is known] = len(holding)
        drafted += sum(WRONG in e.support and "[unused2] brass" in _head(reader, e) for e in holding)
    assert read[True] > 2 * read[False]
    assert drafted
    assert plain.document.text.startswith(task.document.text)


def _head(reader: FieldReader, example: Example) -> str:
    return str(reader.encoder.tokenizer.decode(example.window.ids[: example.window.text_at]))
