"""Stand-ins for the network: what it would say of each value is written down, everything after it is real.

Probabilities are those of the record's review, for the calibration of these stand-ins takes the network's logit as it
is and knows a generator that errs exactly as often as the one at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from critic.calibration import FEATURES, Calibration, Logistic, Profile, logit
from critic.evidence import Source, locate, occurrences
from critic.examination import Costs, Examination
from critic.fields import Field
from critic.scores import Pointed, Reading, ValueScore

__all__ = ["PLAIN", "ScriptedCritic", "ScriptedReader", "logistic", "plain"]

Said = Mapping[tuple[str, str], float]
"""A probability for each (field name, value)."""


def logistic(bias: float = 0.0, offsets: Mapping[str, float] | None = None, **weights: float) -> Logistic:
    """Return a logistic model on numbers as they are, with these weights and no others."""
    ones, zeros = (1.0,) * len(FEATURES), (0.0,) * len(FEATURES)
    return Logistic(zeros, ones, tuple(weights.get(name, 0.0) for name in FEATURES), bias, offsets or {})


def plain(*, accept: float = 0.0, cautious: Profile = Profile(0.2)) -> Calibration:  # noqa: B008 - frozen
    """Return a calibration under which the span's logit is the log-odds."""
    return Calibration(logistic(span=1.0), logistic(span=1.0), 0.2, accept, cautious, {})


PLAIN = plain()


class ScriptedReader:
    """Say of the draft's values what ``right`` has and point at what ``stated`` has, where the source holds it.

    ``coverage`` is the share of the source that it says it read.
    """

    coverage = 1.0

    def __init__(self, right: Said = {}, stated: Said = {}) -> None:  # noqa: B006 - never changed
        self.right = right
        self.stated = stated
        self.asked: list[tuple[str, str]] = []

    def read(
        self,
        source: Source,
        fields: Sequence[Field],
        values: Sequence[tuple[int, str]],
        *,
        only_mentions: bool = False,  # noqa: ARG002 - the reader's signature
    ) -> Reading:
        """Return the script's scores, true places included."""
        names = [field.name for field in fields]
        self.asked += [(names[index], value) for index, value in values]
        return Reading(
            tuple(self._score(source, names[index], value) for index, value in values),
            tuple(pointed for pointed in self._pointed(source, names) if pointed),
            self.coverage,
        )

    def _score(self, source: Source, name: str, value: str) -> ValueScore:
        found = occurrences(source, value)
        if not found:
            return ValueScore(None, None, None, 0)
        return ValueScore(None, logit(self.right.get((name, value), 0.02)), found[0], len(found))

    def _pointed(self, source: Source, names: Sequence[str]) -> list[Pointed | None]:
        return [
            _point(source, names.index(name), value, p) for (name, value), p in self.stated.items() if name in names
        ]


class ScriptedCritic:
    """An examiner with a script; ``spoil`` is the beginning of texts at which it breaks down."""

    name = "scripted"

    def __init__(
        self,
        right: Said = {},  # noqa: B006 - never changed
        stated: Said = {},  # noqa: B006 - never changed
        *,
        calibration: Calibration = PLAIN,
        spoil: str | None = None,
    ) -> None:
        self.reader = ScriptedReader(right, stated)
        self.calibration = calibration
        self.spoil = spoil

    def examine(
        self,
        text: str,
        fields: Sequence[Field],
        *,
        generator: str | None = None,
        error_rate: float | None = None,
        costs: Costs = Costs(),
    ) -> Examination:
        """Open a source for review."""
        if self.spoil is not None and text.startswith(self.spoil):
            raise RuntimeError("the critic broke down")
        profile = self.calibration.profile(generator) if error_rate is None else Profile(error_rate)
        reader: Any = self.reader
        return Examination(reader, self.calibration, text, fields, costs=costs, profile=profile)


def _point(source: Source, field: int, value: str, probability: float) -> Pointed | None:
    place = locate(source, value)
    if place is None:
        return None
    return Pointed(field, place.quote, place.start, place.end, logit(probability), 1)
