"""``GenerativeCritic``: a causal model that judges a record against its source, and says why in its own words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from critic.calibration import FEATURES, Calibration, Logistic, Profile
from critic.critic import Critic, CriticLoadError
from critic.examination import Examination
from critic.fields import Field
from critic.findings import Candidate
from critic.scores import ValueScore

if TYPE_CHECKING:
    from critic.generative.reader import GenerativeReader
    from critic.generative.storage import Tuned

__all__ = ["AS_THEY_ARE", "GenerativeCritic", "GenerativeExamination"]

_SPAN_ALONE = Logistic(
    mean=(0.0,) * len(FEATURES),
    scale=(1.0,) * len(FEATURES),
    weights=tuple(float(name == "span") for name in FEATURES),
    bias=0.0,
    offsets={},
)
AS_THEY_ARE = Calibration(_SPAN_ALONE, _SPAN_ALONE, error_rate=0.2, accept=1.0, cautious=Profile(0.2), profiles={})
"""The calibration that takes the model's probabilities for what they say, where nothing is held out to learn better; no
record is accepted by it."""


class GenerativeExamination(Examination):
    """An examination whose network reads passage and draft together, once, and has no view of a source by itself.

    What a first review finds missing stays what is missing, and every value keeps the probability that it was given
    first, so later rounds are measured by the same yardstick. New values are read in the passages that hold them.
    """

    def survey(self) -> tuple[Candidate, ...]:
        """Return nothing: without a draft there is nothing to read."""
        return ()

    def _read(self, values: Sequence[tuple[int, str]]) -> tuple[ValueScore, ...]:
        if self._stated is not None:
            return super()._read(values)
        reading = self._reader.read(self.source, self.fields, values)
        self._keep(reading)
        return reading.values


class GenerativeCritic(Critic):
    """A critic like the other, made of a causal model with a LoRA adapter. ``name`` is the directory's name."""

    _examination = GenerativeExamination
    reader: GenerativeReader  # type: ignore[assignment]  # all that a critic asks of it is to read

    def __init__(self, tuned: Tuned, calibration: Calibration = AS_THEY_ARE, *, name: str = "generative") -> None:
        """Load the base and merge the adapter.

        Raises:
            critic.causal.loading.CausalModelError: the base cannot be loaded, or the adapter does not fit it.
            critic.weights.WeightsError: the embedded model cannot be had.

        """
        super().__init__(tuned.reader(), calibration, name=name)  # type: ignore[arg-type]  # as above
        self.tuned = tuned

    def _calibration_for(self, fields: Sequence[Field]) -> Calibration:  # noqa: ARG002 - the parent's
        """Return the calibration as it is: a causal model knows a field by its own name alone."""
        return self.calibration

    @classmethod
    def from_pretrained(cls, directory: str | Path) -> GenerativeCritic:  # type: ignore[override]  # none ships
        """Load a generative critic.

        Raises:
            CriticLoadError: the directory lacks a file or holds one that does not fit.

        """
        from critic.generative.storage import load

        path = Path(directory)
        try:
            calibration = Calibration.from_dict(json.loads((path / "calibration.json").read_text(encoding="utf-8")))
            return cls(load(path), calibration, name=path.name)
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{path}: not a generative critic that can be loaded ({error})"
            raise CriticLoadError(message) from error

    def save_pretrained(self, directory: str | Path) -> None:
        """Write adapter, configuration and calibration; aside first, then in one rename."""
        from critic.generative.storage import save

        save(self.tuned, self.calibration.to_dict(), Path(directory))
