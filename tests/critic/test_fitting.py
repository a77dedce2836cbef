"""Fitting a calibration: what the fit recovers, and the two sums that decide what is accepted."""

from __future__ import annotations

import random
from typing import Any

import pytest

from critic.calibration import FEATURES, Sighting, sigmoid
from critic.corpus import LabelledDocument
from critic.fields import Field
from critic.fitting import CAUTIOUS, Labelled, accept_from, expected_calibration_error, fit, sightings
from critic.training import Task
from tests.critics import ScriptedReader


def drawn(count: int, seed: int = 0) -> list[Labelled]:
    """Return sightings whose span is the log-odds that they are right; those of the field easy are righter by 2."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        name = ("easy", "hard")[number % 2]
        span = rng.uniform(-3, 3)
        right = rng.random() < sigmoid(span + (2 if name == "easy" else 0))
        made.append(Labelled(Sighting((span, *(0.0,) * (len(FEATURES) - 1))), name, right))
    return made


def test_the_fit_recovers_the_odds_and_knows_the_easy_field() -> None:
    """On new sightings the probabilities are those that the labels were drawn with, within a tenth."""
    calibration = fit(drawn(3000), drawn(3000, seed=1), accept=0.9, generator="embedded")
    for span in (-2.0, 0.0, 2.0):
        sighting = Sighting((span, *(0.0,) * (len(FEATURES) - 1)))
        for name, bonus in (("easy", 2), ("hard", 0)):
            found = sigmoid(calibration.proposed.logit(sighting, name))
            assert found == pytest.approx(sigmoid(span + bonus), abs=0.1)
    fresh = drawn(2000, seed=2)
    probabilities = [sigmoid(calibration.pointed.logit(entry.sighting, entry.name)) for entry in fresh]
    assert expected_calibration_error(probabilities, [entry.right for entry in fresh]) < 0.05


def test_the_fit_remembers_whose_drafts_they_were() -> None:
    """The error rate is that of the drafts, and becomes the profile of their generator."""
    labelled = drawn(200)
    calibration = fit(labelled, labelled, accept=0.9, generator="embedded")
    wrong = sum(not entry.right for entry in labelled) / 200
    assert calibration.error_rate == calibration.profile("embedded").error_rate == wrong
    assert calibration.profile("another") == CAUTIOUS
    assert calibration.accept == 0.9


def test_the_calibration_error_is_the_gap_between_said_and_seen() -> None:
    """By hand: .9 said and 1 of 2 seen, .1 said and 0 of 2 seen, is half of .4 and half of .1."""
    assert expected_calibration_error([0.9, 0.1, 0.9, 0.1], [True, False, False, False], bins=2) == pytest.approx(0.25)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0.0
    assert expected_calibration_error([], []) == 0.0


def test_records_are_accepted_from_where_their_values_are_right_often_enough() -> None:
    """By hand, one more value taken to be wrong: 9/11 at .9, 19/21 at .8, 24/31 at .7."""
    outcomes = [(0.7, 5, 10), (0.9, 9, 10), (0.8, 10, 10)]
    assert accept_from(outcomes, wanted=0.9) == 0.8
    assert accept_from(outcomes, wanted=0.8) == 0.8
    assert accept_from(outcomes, wanted=0.75) == 0.7
    assert accept_from(outcomes, wanted=0.95) == 1.0
    assert accept_from([], wanted=0.5) == 1.0


def test_few_documents_are_no_proof() -> None:
    """Three right values of three are not nine in ten."""
    assert accept_from([(0.99, 3, 3)], wanted=0.9) == 1.0
    assert accept_from([(0.99, 9, 9)], wanted=0.9) == 0.99


def test_sightings_are_labelled_by_the_gold_and_split_by_who_proposed() -> None:
    """A value that stands nowhere needs no calibration, and neither does a field of which the gold says nothing."""
    text = "Acme Inc. and Beta LLC, law of Ohio, signed in Delaware."
    document = LabelledDocument(
        "a", text, {"parties": ("Acme Inc.", "Beta LLC"), "law": ("Ohio",)}, uncertain=frozenset({"date"})
    )
    stated = {
        ("parties", "Beta LLC"): 0.8,
        ("parties", "Acme Inc."): 0.8,
        ("law", "Delaware"): 0.3,
        ("date", "Ohio"): 0.5,
    }
    reader: Any = ScriptedReader(stated=stated)
    fields = (Field(("law",)), Field(("parties", "*")), Field(("date",)))
    draft = {"law": ["OHIO"], "parties": ["Acme Inc.", "Delaware", "Zeta AG"], "date": ["Ohio"]}
    proposed, pointed = sightings(reader, [Task(document, fields, drafts=(draft,))])
    assert [(entry.name, entry.right) for entry in proposed] == [
        ("law", True),
        ("parties", True),
        ("parties", False),
    ]
    assert sorted((entry.name, entry.right) for entry in pointed) == [("law", False), ("parties", True)]
