"""Fitting a calibration: what the fit recovers, and what it keeps of documents that it did not see."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from math import log
from typing import Any

import pytest

from critic.calibration import FEATURES, Calibration, Sighting, sigmoid
from critic.corpus import LabelledDocument
from critic.fields import Field
from critic.fitting import CAUTIOUS, CalibrationError, fit, sightings
from critic.logistic import Labelled
from critic.reliability import expected_calibration_error
from critic.training import Task
from tests.critics import ScriptedReader


def labelled(number: int, span: float, right: bool, *, name: str = "easy", single: bool = False) -> Labelled:
    """Return a sighting in one of ten documents, at a place of its own."""
    sighting = Sighting((span, *(0.0,) * (len(FEATURES) - 1)))
    cluster = str(number % 10)
    return Labelled(sighting, name, right, cluster, f"{cluster}/0", f"/{name}", single, (number, number + 1))


def drawn(count: int, seed: int = 0) -> list[Labelled]:
    """Return sightings whose span is the log-odds that they are right; those of the field easy are righter by 2."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        name = ("easy", "hard")[number % 2]
        span = rng.uniform(-3, 3)
        right = rng.random() < sigmoid(span + (2 if name == "easy" else 0))
        made.append(labelled(number, span, right, name=name))
    return made


def test_the_fit_recovers_the_odds_and_knows_the_easy_field() -> None:
    """On new sightings the probabilities are those that the labels were drawn with, within a tenth."""
    calibration = fit(drawn(3000), drawn(3000, seed=1), generator="embedded")
    for span in (-2.0, 0.0, 2.0):
        sighting = Sighting((span, *(0.0,) * (len(FEATURES) - 1)))
        for name, bonus in (("easy", 2), ("hard", 0)):
            found = sigmoid(calibration.proposed.logit(sighting, name))
            assert found == pytest.approx(sigmoid(span + bonus), abs=0.1)
    fresh = drawn(2000, seed=2)
    probabilities = [sigmoid(calibration.pointed.logit(entry.sighting, entry.name)) for entry in fresh]
    assert expected_calibration_error(probabilities, [entry.right for entry in fresh]) < 0.05


def test_the_fit_learns_what_it_is_worth_that_a_field_is_named() -> None:
    """Of a field whose right values alone are named it is worth much, of one where that is chance next to nothing."""
    rng = random.Random(5)
    some = drawn(2000)
    told = [
        replace(e, sighting=replace(e.sighting, named=e.right if e.name == "hard" else rng.random() < 0.5))
        for e in some
    ]
    named = fit(told, some, generator="embedded").proposed.named
    assert named["hard"][0] == pytest.approx(sum(e.right for e in some if e.name == "hard") / 1000)
    assert named["hard"][1] > 4
    assert abs(named["easy"][1]) < 0.5
    assert fit(some, some, generator="embedded").proposed.named == {}


def test_the_fit_remembers_whose_drafts_they_were() -> None:
    """The error rate is that of the drafts, and becomes the profile of their generator."""
    some = drawn(200)
    calibration = fit(some, some, generator="embedded")
    wrong = sum(not entry.right for entry in some) / 200
    assert calibration.error_rate == calibration.profile("embedded").error_rate == wrong
    assert calibration.profile("another") == CAUTIOUS


def test_variants_count_where_they_help_and_nowhere_else() -> None:
    """Values of the same documents, drawn alike, add to the few that are held out; such as mislead are left out."""
    few, many = drawn(60), drawn(1500, seed=70)
    alone, beside = (fit(few, few, generator="x", varied=varied) for varied in ((), many))
    misled = fit(few, few, generator="x", varied=[replace(entry, right=not entry.right) for entry in many])
    assert misled.pointed == alone.pointed
    assert beside.pointed != alone.pointed
    assert beside.proposed == alone.proposed

    def off(calibration: Calibration) -> float:
        hard = Sighting((0.0,) * len(FEATURES))
        return abs(calibration.pointed.logit(hard, "easy") - 2) + abs(calibration.pointed.logit(hard, "hard"))

    assert off(beside) < off(alone)
    elsewhere = [replace(entry, cluster="of another document") for entry in many]
    assert fit(few, few, generator="x", varied=elsewhere).pointed == alone.pointed
    whole = [replace(entry, name="risks") for entry in many]
    assert fit(few, few, generator="x", statements={"risks"}, varied=whole).pointed == alone.pointed


def test_little_that_is_held_out_moves_an_earlier_fit_and_much_replaces_it() -> None:
    """Of twelve features one matters. Fifty values do not tell which; a fit to thousands does, and stays."""
    rng = random.Random(7)

    def noisy(some: list[Labelled], worth: float) -> Iterator[Labelled]:
        """Return sightings with other features of chance; a span is worth so many times what it was."""
        for entry in some:
            others = tuple(rng.uniform(-3, 3) for _ in FEATURES[1:])
            right = rng.random() < sigmoid(worth * entry.sighting.numbers[0])
            yield replace(entry, sighting=Sighting((entry.sighting.numbers[0], *others)), right=right)

    earlier = fit(*(list(noisy(drawn(3000, seed), 1.0)) for seed in (1, 2)), generator="")
    few, many, fresh = (list(noisy(drawn(count, seed), 2.0)) for seed, count in ((3, 50), (4, 3000), (5, 2000)))

    def surprise(calibration: Calibration) -> float:
        said = [sigmoid(calibration.proposed.logit(entry.sighting, entry.name)) for entry in fresh]
        return -sum(log(p if entry.right else 1 - p) for p, entry in zip(said, fresh, strict=True)) / len(fresh)

    alone, gone_on = fit(few, few, generator=""), fit(few, few, generator="", earlier=earlier)
    assert surprise(gone_on) < surprise(earlier) < surprise(alone)
    assert surprise(fit(many, many, generator="", earlier=earlier)) <= surprise(gone_on)


def test_an_earlier_fit_that_knew_other_fields_is_not_said_to_know_them() -> None:
    """What the new weights say of a field that nobody held out, nobody has seen."""
    some = drawn(400)
    earlier = fit([replace(e, name="old") for e in some], some, generator="")
    gone_on = fit(some[:40], some[:40], generator="", earlier=earlier)
    assert gone_on.knows("easy")
    assert not gone_on.knows("old")


def test_what_is_held_out_was_scored_by_fits_on_other_documents() -> None:
    """A document in which everything is the other way round does not talk its own values right."""
    some = drawn(400)
    odd = [replace(entry, right=not entry.right) if entry.cluster == "3" else entry for entry in some]
    held_out = fit(odd, odd, generator="embedded").held_out
    assert {record.document for record in held_out.records} == set(range(10))
    errors = {
        record.document: expected_calibration_error(
            [v.probability for v in record.drafted], [v.right for v in record.drafted]
        )
        for record in held_out.records
    }
    *others, worst = sorted(errors.values())
    assert max(others) < 0.3
    assert worst > 0.4


def test_a_mended_record_has_the_likeliest_value_of_a_field() -> None:
    """Of a single-valued field one, of a list all that no likelier one overlaps; drafted or pointed at alike."""
    fill = drawn(200)
    drafted = [labelled(200, 2.5, True, name="law", single=True), labelled(210, 2.0, True, name="parties")]
    drafted.append(replace(labelled(250, -2.9, False, name="parties"), span=(210, 211)))
    pointed = [
        labelled(220, -2.5, False, name="law", single=True),
        labelled(230, 1.0, False, name="parties"),
        replace(labelled(240, -1.0, False, name="parties"), span=(230, 231)),
    ]
    drafted, pointed = ([replace(entry, record="whole") for entry in some] for some in (drafted, pointed))
    records = fit([*fill, *drafted], [*fill, *pointed], generator="embedded").held_out.records
    (whole,) = (record for record in records if len(record.drafted) == 3)
    assert len(whole.pointed) == 3
    assert sorted(value.right for value in whole.mended) == [False, True, True]


def test_statements_have_a_model_of_their_own_and_are_not_held_out() -> None:
    """Their drafts were made up: they say nothing of how often a generator errs, nor move the odds of other fields."""
    rng = random.Random(3)
    made_up = []
    for number in range(200):
        span = rng.uniform(-3, 3)
        made_up.append(labelled(number, span, rng.random() < sigmoid(3 * span - 3), name="made up"))
    plain = fit(drawn(200), drawn(100), generator="embedded")
    both = fit(
        [*drawn(200), *made_up[:100]], [*drawn(100), *made_up[100:]], generator="embedded", statements={"made up"}
    )
    assert replace(both, statements=None) == plain
    assert both.knows("made up")
    assert not plain.knows("made up")
    sighting = Sighting((1.0, *(0.0,) * (len(FEATURES) - 1)))
    assert both.of_value(sighting, "made up") == both.of_pointed(sighting, "made up") == pytest.approx(0.0, abs=1.0)
    assert both.of_value(sighting, "easy") == plain.of_value(sighting, "easy") > 1.5
    assert Calibration.from_dict(both.to_dict()).statements == both.statements


def test_a_fit_is_the_same_each_time() -> None:
    """Also where its sightings come in: folds are drawn by document."""
    assert fit(drawn(200), drawn(100), generator="e") == fit(drawn(200), drawn(100), generator="e")


@pytest.mark.parametrize(
    ("rights", "said"),
    [((True,) * 40, "of the 40 values .* none is wrong"), ((False,) * 40, "of the 40 values .* none is right")],
)
def test_one_kind_of_value_is_nothing_to_calibrate_on(rights: tuple[bool, ...], said: str) -> None:
    """The message says which kind is lacking."""
    with pytest.raises(CalibrationError, match=said):
        fit([labelled(n, 0.0, right) for n, right in enumerate(rights)], drawn(10), generator="e")


def test_too_few_documents_are_nothing_to_calibrate_on() -> None:
    """Near-duplicates count once."""
    few = [replace(entry, cluster=str(number % 4)) for number, entry in enumerate(drawn(100))]
    with pytest.raises(CalibrationError, match="4 held-out documents are too few"):
        fit(few, few, generator="e")


def test_a_network_that_pointed_at_nothing_is_believed_nothing_later() -> None:
    """What was never seen cannot be calibrated, and is next to impossible."""
    calibration = fit(drawn(200), [], generator="e")
    assert sigmoid(calibration.pointed.logit(Sighting((9.0,) * len(FEATURES)), "law")) < 0.02
    assert calibration.held_out.pointed == ()


def test_two_texts_of_one_id_are_two_records() -> None:
    """As of a document whose draft was planted twice: what stands in the one shuts nothing out of the other."""
    fields, draft = (Field(("law",)),), {"law": ["Ohio"]}
    texts = ("The law of Ohio.", "Now the law of Ohio applies.")
    tasks = [Task(LabelledDocument("a", text, {"law": ("Ohio",)}), fields, drafts=(draft,)) for text in texts]
    reader: Any = ScriptedReader(stated={("law", "Ohio"): 0.8})
    proposed, _ = sightings(reader, tasks)
    assert len({entry.record for entry in proposed}) == 2


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
    assert {entry.record for entry in (*proposed, *pointed)} == {"a/0/0"}
    assert [(entry.field, entry.single) for entry in proposed] == [
        ("/law", True),
        ("/parties/*", False),
        ("/parties/*", False),
    ]
    assert [text[low:high] for low, high in (entry.span for entry in proposed)] == ["Ohio", "Acme Inc.", "Delaware"]
