"""The card says nothing that the run did not show."""

from __future__ import annotations

from critic.calibration import FEATURES, Calibration, Logistic, Profile
from critic.card import Card, card
from critic.evaluation import Evaluation
from critic.heldout import HeldOut, HeldOutRecord, Judged
from critic.mistakes.detection import Detection

_FLAT = Logistic((0.0,) * len(FEATURES), (1.0,) * len(FEATURES), (0.0,) * len(FEATURES), 0.0, {})


def written(accept: float, found: Detection, drafts: int = 1) -> str:
    """Return the card of a critic that was measured on so many drafts."""
    values = (Judged(0.9994, right=True), Judged(0.2, right=False))
    held_out = HeldOut(tuple(HeldOutRecord(number, values, (), values) for number in range(drafts)))
    calibration = Calibration(_FLAT, _FLAT, 0.5, accept, Profile(0.01), {}, held_out=held_out)
    return card(
        Card(
            "a base", "mit", "An adapter", "4 steps", ["a set"], "1 draft", calibration, "a machine",
            evaluation=Evaluation(1, found, Detection(), {}),
        )
    )  # fmt: skip


def test_where_there_was_nothing_to_find_no_figure_is_given() -> None:
    """Neither a perfect F1 nor an empty table; a false alarm is a figure."""
    assert "| redundant | 0 | – | – | – |" in written(0.8, Detection())
    assert "kind of mistake" not in written(0.8, Detection())
    assert "| redundant | 0 | 0% | – | 0.00 |" in written(0.8, Detection(fp=1))
    assert "| redundant | 2 | – | 0% | 0.00 |" in written(0.8, Detection(fn=2))


def test_what_was_measured_on_is_said_to_have_had_a_say_in_the_training() -> None:
    """Nobody should take the figures for those of documents that the critic never met."""
    assert "had a say in the training" in written(0.8, Detection())


def test_of_no_values_no_error_is_told() -> None:
    """A critic that points at nothing is not right about what it points at."""
    assert "| only pointed at | 0 | – | – |" in written(0.8, Detection())


def test_no_promise_is_rounded_up() -> None:
    """Of 500 right values in as many records it is 99.7 % that can be promised, from no more than 0.999 on."""
    said = written(0.999, Detection(), drafts=500)
    assert "accepted from a mean probability of 0.999: from there on 100% of the values are right" in said
    assert "nine times in ten 99% or more" in said


def test_what_no_critic_can_judge_is_told_beside_what_could_be_accepted() -> None:
    """A schema that asks for a yes or no has most of its records wait, however sure the critic is of all else."""
    limits = written(0.8, Detection()).partition("## Where not to trust it")[2]
    assert "a yes or no) is `unknown` to it at best, not right, and a record that holds one waits" in limits


def test_a_critic_that_accepts_nothing_says_so() -> None:
    """A mean probability of 1.00 would sound as if some record had it."""
    assert "accepted from a mean probability of 0.80" in written(0.8, Detection())
    assert "No record is accepted" in written(1.0, Detection())
