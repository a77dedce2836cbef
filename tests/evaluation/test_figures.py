"""A figure says in words whether it is what was asked."""

from __future__ import annotations

from ie_pipeline.evaluation.figures import Figure, Unit, table


def test_scores_are_asked_to_be_high_and_costs_to_be_low() -> None:
    """A share or gain must reach what was asked; a ratio, time or memory must not pass it."""
    assert Figure("F1", 9, 0.81, asked=0.80).met
    assert not Figure("F1", 9, 0.79, asked=0.80).met
    assert Figure("time", 9, 12.0, unit=Unit.SECONDS, asked=15).met
    assert not Figure("time", 9, 16.0, unit=Unit.SECONDS, asked=15).met


def test_a_figure_is_compared_as_measured_not_as_written() -> None:
    """A loss that rounds to nothing is a loss."""
    figure = Figure("loop − draft", 9, -0.0001, unit=Unit.GAIN, asked=0.0)
    assert figure.cells()[-1] == "missed"


def test_nothing_measured_meets_nothing_and_nothing_asked_is_left_blank() -> None:
    """An empty cell stands for no demand; a demand without a value is missed."""
    assert Figure("precision", 0, None, asked=0.9).cells() == ("0", "precision", "none", "", "≥ 0.900", "missed")
    assert Figure("draft F1", 9, 0.5, (0.4, 0.6)).cells() == ("9", "draft F1", "0.500", "0.400 to 0.600", "", "")


def test_the_table_is_markdown() -> None:
    """Headings, a rule, and one line a row."""
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
