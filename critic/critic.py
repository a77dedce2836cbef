"""``Critic``: judge a record against its source.

A critic is a small adapter on a shared base: a directory of configuration, adapter, heads, calibration and card, of
which several can stand side by side on one base.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from critic.calibration import Calibration, Profile
from critic.evidence import Source
from critic.evidence_only import EvidenceExamination
from critic.examination import Costs, Examination
from critic.fields import Field, flatten
from critic.findings import Candidate, Evidence, Review
from critic.places import settled

if TYPE_CHECKING:
    from critic.reading import FieldReader

__all__ = ["PRETRAINED", "Critic", "CriticLoadError", "EvidenceCritic", "Examiner", "Examining", "directory_of"]

PRETRAINED = Path(__file__).parent / "pretrained"
"""Where the shipped critics lie."""
_ODD = (ArithmeticError, RecursionError, re.error)
"""What numbers out of all bounds, brackets without end and a pattern that is none lead to."""


def directory_of(critic: str | Path | None) -> Path:
    """Return the directory of a critic that is named: ``default``, or None, is the one that ships."""
    shipped = critic is None or (str(critic) == "default" and not Path(critic).is_dir())
    return PRETRAINED / "default" if shipped else Path(str(critic))


class CriticLoadError(RuntimeError):
    """A directory is not a critic, or not one that this version can load; the message names the file."""


class Examining(Protocol):
    """One source under examination: what the loop asks about it."""

    source: Source
    fields: tuple[Field, ...]

    @property
    def accept(self) -> float:
        """The mean probability from which a record without findings passes."""
        ...

    def survey(self) -> tuple[Candidate, ...]:
        """Return what the source states."""
        ...

    def review(self, record: Mapping[str, Any], own: Collection[tuple[str, str]] = ()) -> Review:
        """Judge a record."""
        ...

    def weigh(self, proposed: Sequence[tuple[str, Any]]) -> list[tuple[float | None, Evidence | None]]:
        """Return what proposed values are worth, and where they stand."""
        ...

    def knows(self, field: Field) -> bool:
        """Whether the critic's word on a field's values has been tried."""
        ...


class Examiner(Protocol):
    """What the loop asks of a critic: an examination of one source."""

    name: str

    def examine(
        self,
        text: str,
        fields: Sequence[Field],
        *,
        generator: str | None = None,
        error_rate: float | None = None,
        costs: Costs = Costs(),
    ) -> Examining:
        """Open a source for review."""
        ...


class EvidenceCritic:
    """The deterministic part alone: a value that should stand in the source and does not is redundant."""

    name = "evidence"

    def examine(
        self,
        text: str,
        fields: Sequence[Field],
        *,
        generator: str | None = None,  # noqa: ARG002 - the protocol's
        error_rate: float | None = None,  # noqa: ARG002 - the protocol's
        costs: Costs = Costs(),
    ) -> EvidenceExamination:
        """Open a source for review; the generator and its error rate make no difference here."""
        return EvidenceExamination(text, fields, costs=costs)

    def review(self, text: str, schema: Mapping[str, Any], record: Mapping[str, Any]) -> Review:
        """Review one record."""
        return _reviewed(self.examine(text, flatten(schema)), record)


class Critic:
    """The trained critic. ``name`` is the directory's name, for reports and fingerprints."""

    _examination: ClassVar[type[Examination]] = Examination

    def __init__(self, reader: FieldReader, calibration: Calibration, *, name: str) -> None:
        """Take a network that reads fields and the calibration that was fitted to it."""
        self.reader = reader
        self.calibration = calibration
        self.name = name
        self._fitting: dict[tuple[Field, ...], Calibration] = {}

    @classmethod
    def from_pretrained(cls, directory: str | Path = PRETRAINED / "default") -> Critic:
        """Load the critic of a directory, of the kind that its configuration names; its base is obtained on first use.

        Raises:
            CriticLoadError: the directory lacks a file or holds one that does not fit.

        """
        from critic.storage import load

        path = Path(directory)
        try:
            if json.loads((path / "config.json").read_text(encoding="utf-8")).get("kind") == "generative":
                from critic.generative.critic import GenerativeCritic

                return GenerativeCritic.from_pretrained(path)
            reader = load(path)
            calibration = Calibration.from_dict(json.loads((path / "calibration.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, *_ODD) as error:
            lacking = isinstance(error, FileNotFoundError) and Path(str(error.filename)).name
            message = f"{path}: not a critic that can be loaded ({f'it has no {lacking}' if lacking else error})"
            raise CriticLoadError(message) from error
        return cls(reader, calibration, name=path.name)

    def save_pretrained(self, directory: str | Path) -> None:
        """Write adapter, heads, configuration and calibration; aside first, then in one rename."""
        from critic.storage import save

        save(self.reader, self.calibration.to_dict(), Path(directory))

    def examine(
        self,
        text: str,
        fields: Sequence[Field],
        *,
        generator: str | None = None,
        error_rate: float | None = None,
        costs: Costs = Costs(),
    ) -> Examination:
        """Open a source for review.

        ``error_rate`` is the share of values that the generator gets wrong, where the user states it; otherwise the
        profile of ``generator`` is taken, or a cautious one.
        """
        calibration = self._calibration_for(fields)
        names = [field.name for field in fields]
        profile = calibration.profile(generator, names) if error_rate is None else Profile(error_rate)
        return self._examination(self.reader, calibration, text, fields, costs=costs, profile=profile)

    def _calibration_for(self, fields: Sequence[Field]) -> Calibration:
        """Return the calibration with the fields that it knows under other names."""
        if not self.calibration.meant:
            return self.calibration
        from critic.kinship import known_as

        if (key := tuple(fields)) not in self._fitting:
            self._fitting[key] = self.calibration.akin(known_as(self.reader, self.calibration.meant, fields))
        return self._fitting[key]

    def review(
        self, text: str, schema: Mapping[str, Any], record: Mapping[str, Any], *, error_rate: float | None = None
    ) -> Review:
        """Review one record against its source.

        Raises:
            critic.fields.SchemaError: the schema has no flat form.

        """
        return _reviewed(self.examine(text, flatten(schema), error_rate=error_rate), record)

    def review_batch(
        self, items: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]], *, error_rate: float | None = None
    ) -> list[Review]:
        """Review many (text, schema, record), each by itself: no review depends on its neighbours."""
        return [self.review(text, schema, record, error_rate=error_rate) for text, schema, record in items]


def _reviewed(examination: Examining, record: Mapping[str, Any]) -> Review:
    """Review one record, and show the values of each list item where they stand together."""
    return settled(examination.review(record), examination.fields, examination.source)
