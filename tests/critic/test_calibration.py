"""Scores to probabilities, by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from math import log, log1p
from typing import Any

import pytest

from critic.calibration import (
    FEATURES,
    NOBODY,
    Calibration,
    Logistic,
    Profile,
    Sighting,
    logit,
    sighting_of_pointed,
    sighting_of_value,
    sigmoid,
)
from critic.fields import Field
from critic.findings import Evidence, EvidenceKind
from critic.scores import Pointed, ValueScore
from tests.critics import PLAIN, logistic


def numbers(sighting: Sighting) -> dict[str, float]:
    """Return a sighting's numbers by name."""
    return dict(zip(FEATURES, sighting.numbers, strict=True))


def rival(value: str, span: float) -> Pointed:
    """Return another value that is pointed at for the same field."""
    return Pointed(0, value, 0, len(value), span, 1)


def test_odds_and_probabilities_are_two_ways_to_say_one_thing() -> None:
    """Also far out, where e to the power would overflow; certainty is kept out of reach."""
    assert sigmoid(0.0) == 0.5
    assert sigmoid(log(3)) == pytest.approx(0.75)
    assert sigmoid(logit(0.2)) == pytest.approx(0.2)
    assert (sigmoid(-5000.0), sigmoid(5000.0)) == (0.0, 1.0)
    assert logit(0.0) == pytest.approx(-logit(1.0))
    assert logit(0.0) == pytest.approx(log(1e-4 / (1 - 1e-4)))


def test_a_logistic_model_standardises_weighs_and_knows_some_fields() -> None:
    """Bias, weights on standardised numbers, and the offset of the field where it has one."""
    zeros = (0.0,) * (len(FEATURES) - 2)
    model = Logistic((1.0, 0.0, *zeros), (2.0, 1.0, *(1.0 for _ in zeros)), (3.0, 0.5, *zeros), 0.25, {"law": -1.0})
    sighting = Sighting((5.0, 4.0, *zeros))
    assert model.logit(sighting, "party") == pytest.approx(0.25 + 3 * (5 - 1) / 2 + 0.5 * 4)
    assert model.logit(sighting, "law") == pytest.approx(model.logit(sighting, "party") - 1.0)


def test_what_it_is_worth_that_a_field_is_named_nearby_counts_around_how_often_it_is() -> None:
    """Where it is not asked, as of the items of a list, and for other fields nothing is added."""
    model = replace(logistic(), named={"state": (0.25, 4.0)})
    state, bare = Field(("state",)), Sighting((0.0,) * len(FEATURES))
    named, unnamed = (
        bare.at(text, len(text) - 4, len(text), state) for text in ("The State of Ohio", "Living in Ohio")
    )
    assert (model.logit(named, "state"), model.logit(unnamed, "state")) == (3.0, -1.0)
    assert model.logit(bare, "state") == model.logit(named, "town") == 0.0
    assert bare.at("States: Ohio", 8, 12, Field(("states", "*"))) == bare


def test_a_generator_that_errs_more_shifts_the_odds_by_the_ratio_of_the_rates() -> None:
    """Fitted at one error in five, met at one in two: four times the odds of an error."""
    assert PLAIN.shift(0.5) == pytest.approx(log(4))
    assert PLAIN.shift(0.2) == 0.0
    assert PLAIN.shift(0.05) < 0


def test_a_measured_generator_has_its_profile_and_any_other_the_cautious_one() -> None:
    """A name that is not known is no error."""
    known = Calibration(logistic(), logistic(), 0.2, 0.8, Profile(0.1, 6.0), {"embedded": Profile(0.4)})
    assert known.profile("embedded") == Profile(0.4)
    assert known.profile("gpt") == known.profile(None) == Profile(0.1, 6.0)


def test_where_nobody_drafts_an_empty_record_says_nothing() -> None:
    """The odds stay as they were fitted, whatever has been measured of generators."""
    known = Calibration(logistic(), logistic(), 0.2, 0.8, Profile(0.1, 6.0), {NOBODY: Profile(0.4)})
    assert known.profile(NOBODY) == Profile(0.2)
    assert known.shift(known.profile(NOBODY).error_rate) == 0.0


def test_on_fields_it_was_not_measured_on_a_generator_s_rate_soon_gives_way() -> None:
    """Its rate counts no more than that of an unknown generator; half of the fields known is enough to trust it."""
    model = logistic(0.0, {"law": 1.0, "party": 1.0})
    known = Calibration(model, logistic(), 0.2, 0.8, Profile(0.1, 6.0), {"embedded": Profile(0.4)})
    assert known.profile("embedded", ("law", "total")) == Profile(0.4)
    assert known.profile("embedded", ("law", "total", "date")) == Profile(0.4, 6.0)
    assert known.profile("gpt", ("law",)) == Profile(0.1, 6.0)


def test_a_critic_that_learned_more_fields_knows_them_too() -> None:
    """What was known of the others stays; a calibration without fields of its own knows all."""
    tried = Calibration(logistic(0.0, {"law": 1.0}), logistic(), 0.2, 0.8, Profile(0.1), {})
    assert (tried.knows("law"), tried.knows("total")) == (True, False)
    assert tried.knowing({"law", "total"}).proposed.offsets == {"law": 1.0, "total": 0.0}
    assert PLAIN.knows("total")
    assert replace(tried, proposed=logistic(0.0, {"": 1.0})).knows("total")
    assert PLAIN.knowing({"total"}) == PLAIN


def test_a_field_by_another_name_is_taken_for_the_one_it_is() -> None:
    """It gets that field's offset in each model which has one; nothing that is known changes."""
    tried = Calibration(logistic(0.0, {"law": 1.0}), logistic(0.0, {"date": 2.0}), 0.2, 0.8, Profile(0.1), {})
    both = tried.akin({"jurisdiction": "law", "day": "date", "law": "date", "odd": "gone"})
    assert both.proposed.offsets == {"law": 1.0, "jurisdiction": 1.0}
    assert both.pointed.offsets == {"date": 2.0, "day": 2.0, "law": 2.0}
    assert (both.knows("jurisdiction"), both.knows("day"), both.knows("odd")) == (True, True, False)


def test_what_naming_is_worth_holds_under_the_same_words() -> None:
    """``effectiveDate`` is named where ``effective_date`` is; ``start`` is another word."""
    model = replace(logistic(0.0, {"effective_date": 1.0}), named={"effective_date": (0.5, 3.0)})
    tried = Calibration(model, logistic(), 0.2, 0.8, Profile(0.1), {})
    akin = tried.akin({"effectiveDate": "effective_date", "start": "effective_date"})
    assert akin.proposed.named == {"effective_date": (0.5, 3.0), "effectiveDate": (0.5, 3.0)}


def test_a_calibration_survives_its_file() -> None:
    """Through JSON and back it is the same, infinite strength included, and JSON is all it needs."""
    calibration = Calibration(
        replace(logistic(0.5, {"law": 1.5}, span=2.0), named={"law": (0.5, 2.0)}),
        logistic(),
        0.2,
        0.8,
        Profile(0.1, 6.0),
        {"embedded": Profile(0.4)},
        meant={"law": ("law: The law.",)},
    )
    written = json.dumps(calibration.to_dict(), allow_nan=False)
    assert Calibration.from_dict(json.loads(written)) == calibration


def test_a_drafted_value_is_seen_with_its_rivals_and_its_place() -> None:
    """The margin is that over the best rival; the value itself, in another spelling, is none."""
    place = Evidence(500, 504, "OHIO", EvidenceKind.NORMALISED)
    score = ValueScore(1.5, 2.0, place, 3)
    rivals = [rival("OHIO", 9.0), rival("Delaware", 0.5), rival("Ohio State", -1.0)]
    seen = numbers(sighting_of_value(score, "Ohio", rivals, single=True))
    assert seen == {
        "span": 2.0,
        "support": 1.5,
        "unread": 0.0,
        "margin": 1.5,
        "overlap_margin": 3.0,
        "single": 1.0,
        "single_span": 2.0,
        "single_margin": 1.5,
        "mentions": pytest.approx(log1p(3)),
        "normalised": 1.0,
        "fuzzy": 0.0,
        "length": pytest.approx(log1p(4)),
    }


def test_a_value_that_no_window_showed_whole_is_told_apart() -> None:
    """No score is not a score of zero, and no margin runs away."""
    score = ValueScore(None, None, Evidence(1800, 1804, "Ohio", EvidenceKind.FUZZY), 1)
    seen = numbers(sighting_of_value(score, "Ohio", [rival("Delaware", 100.0)], single=False))
    assert (seen["span"], seen["unread"], seen["margin"], seen["overlap_margin"]) == (-9.0, 1.0, -12.0, 0.0)
    assert (seen["fuzzy"], seen["single_span"]) == (1.0, 0.0)


def test_a_value_pointed_at_is_no_rival_of_itself() -> None:
    """What the network alone points at has no support score, and is verbatim."""
    mine = Pointed(0, "Ohio", 100, 104, 2.0, 2)
    seen = numbers(sighting_of_pointed(mine, [mine, rival("Delaware", 1.0)], single=True))
    assert (seen["span"], seen["margin"], seen["unread"], seen["normalised"]) == (2.0, 1.0, 1.0, 0.0)
    alone = numbers(sighting_of_pointed(mine, [mine], single=True))
    assert alone["margin"] == 11.0


@pytest.mark.parametrize("broken", [{}, {"proposed": {}}])
def test_a_file_that_is_no_calibration_is_refused(broken: dict[str, Any]) -> None:
    """Whoever loads it can say which file."""
    with pytest.raises(KeyError):
        Calibration.from_dict(broken)
