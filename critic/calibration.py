"""Scores to probabilities, and probabilities to what a generator's habits make of them.

Two logistic models (Platt 1999), one for values that a generator wrote and one for values that only the network
points at. They are fitted on drafts whose error rate is known; a generator that errs more or less often shifts the odds
by the ratio of the two rates (Elkan 2001; Saerens et al. 2002). Of a generator that nobody has measured, little is
assumed: it errs seldom, unless the very document at hand says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import exp, log, log1p
from typing import Any

from critic.fields import Field
from critic.findings import EvidenceKind
from critic.heldout import HeldOut
from critic.scores import Pointed, ValueScore
from critic.text.folding import fold
from critic.text.naming import named_nearby, spoken_name

__all__ = [
    "FEATURES",
    "NOBODY",
    "Calibration",
    "Logistic",
    "Profile",
    "Sighting",
    "logit",
    "sighting_of_pointed",
    "sighting_of_value",
    "sigmoid",
]

FEATURES = (
    "span", "support", "unread", "margin", "overlap_margin", "single", "single_span",
    "single_margin", "mentions", "normalised", "fuzzy", "length",
)  # fmt: skip
"""Where a value stands is none of them: it helped nowhere out of fold, and on a page where nobody expects a value it is
found by its words or not at all."""
NOBODY = "none"
"""The name of the generator that there is not."""
_FLOOR = -9.0  # the span logit of a value at which the network was not asked or said nothing


@dataclass(frozen=True, slots=True)
class Sighting:
    """One value of one field, as numbers: the features of the logistic models, in the order of FEATURES.

    ``named`` says whether the text around the value names the field; None where that is not asked, as of lists, whose
    items share one heading.
    """

    numbers: tuple[float, ...]
    named: bool | None = None

    def at(self, text: str, start: int, end: int, field: Field) -> Sighting:
        """Return the sighting of a value that stands at ``text[start:end]``."""
        return self if field.many else replace(self, named=named_nearby(text, start, end, field.name))


@dataclass(frozen=True, slots=True)
class Profile:
    """How often a generator errs: the share of its values that are wrong, and of the stated ones that it misses.

    ``strength`` is how many values of evidence that share is worth; infinite means that no document changes it.
    """

    error_rate: float
    strength: float = float("inf")


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model on standardised features, with an offset for each field that the fit knew by name.

    ``named`` has, for each of those fields that it was asked of, how often the text around a value names it, and by how
    much the log-odds are higher where it does.
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    offsets: Mapping[str, float]
    named: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def logit(self, sighting: Sighting, name: str) -> float:
        """Return the log-odds that the value is right for the field of this name."""
        parts = zip(sighting.numbers, self.mean, self.scale, self.weights, strict=True)
        fitted = sum(weight * (number - mean) / scale for number, mean, scale, weight in parts)
        often, weight = self.named.get(name, (0.0, 0.0)) if sighting.named is not None else (0.0, 0.0)
        return self.bias + fitted + self.offsets.get(name, 0.0) + weight * (bool(sighting.named) - often)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted on held-out drafts.

    ``error_rate`` is the share of wrong values in those drafts, ``accept`` the mean probability from which a record
    without findings is good enough to pass, ``cautious`` the profile of a generator that nobody has measured.
    ``statements`` is for both kinds of values of the fields that it knows by name, those of whole statements: their
    scores come from another reader. ``held_out`` has what thresholds are derived from, and ``meant`` what the fields
    that were fitted to mean, in the words of ``critic.kinship``, by which they are known again under another name.
    """

    proposed: Logistic
    pointed: Logistic
    error_rate: float
    accept: float
    cautious: Profile
    profiles: Mapping[str, Profile]
    statements: Logistic | None = None
    held_out: HeldOut = field(default_factory=HeldOut)
    meant: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of_value(self, sighting: Sighting, name: str) -> float:
        """Return the log-odds that a value which a generator wrote for the field of this name is right."""
        return (self._of_statements(name) or self.proposed).logit(sighting, name)

    def of_pointed(self, sighting: Sighting, name: str) -> float:
        """Return the log-odds that a value which only the network points at is one of the field of this name."""
        return (self._of_statements(name) or self.pointed).logit(sighting, name)

    def _of_statements(self, name: str) -> Logistic | None:
        return self.statements if self.statements and name in self.statements.offsets else None

    def profile(self, generator: str | None, names: Collection[str] = ()) -> Profile:
        """Return a generator's measured profile, or the cautious one.

        Where nobody drafts, an empty record says nothing of what the source states: the rate is that of the drafts that
        were held out, which shifts no probability.

        How often a generator errs was measured on some kinds of document. Where most of the fields asked for, given by
        ``names``, are none of those, its rate is a guess that the document at hand soon overrules.
        """
        if generator == NOBODY:
            return Profile(self.error_rate)
        known = self.profiles.get(generator or "")
        if known is None:
            return self.cautious
        if 2 * sum(self.knows(name) for name in names) < len(names):
            return replace(known, strength=min(known.strength, self.cautious.strength))
        return known

    def knows(self, name: str) -> bool:
        """Whether values of a field of this name were among those that the calibration was fitted to.

        One that was fitted to all fields alike, under no name or an empty one, is for every field.
        """
        names = {*self.proposed.offsets, *self.pointed.offsets}
        return not names or "" in names or name in names or self._of_statements(name) is not None

    def knowing(self, names: Collection[str]) -> Calibration:
        """Return the calibration for a critic that has learned these fields too; of each an average one is assumed."""
        new = dict.fromkeys(names, 0.0)
        proposed, pointed = (
            replace(model, offsets={**new, **model.offsets}) if self.proposed.offsets else model
            for model in (self.proposed, self.pointed)
        )
        return replace(self, proposed=proposed, pointed=pointed)

    def akin(self, known_as: Mapping[str, str | None]) -> Calibration:
        """Return the calibration that takes fields of these names for the known ones that they are mapped to.

        Those mapped to None bear a known name and are none. What it is worth that a field is named around a value holds
        for it under the same words (``effectiveDate``).
        """

        def of(model: Logistic) -> Logistic:
            known = {new: old for new, old in known_as.items() if old is not None and old in model.offsets}
            alike = {new: old for new, old in known.items() if spoken_name(new) == spoken_name(old)}
            own = {name for name in model.offsets if known_as.get(name, name) is not None}
            return replace(
                model,
                offsets={new: model.offsets[old] for new, old in known.items()}
                | {name: offset for name, offset in model.offsets.items() if name in own},
                named={new: model.named[old] for new, old in alike.items() if old in model.named}
                | {name: worth for name, worth in model.named.items() if name in own},
            )

        return replace(self, proposed=of(self.proposed), pointed=of(self.pointed))

    def shift(self, error_rate: float) -> float:
        """Return by how much the log-odds of "this draft value is wrong" rise for a generator with this error rate."""
        return logit(error_rate) - logit(self.error_rate)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        plain = asdict(replace(self, held_out=HeldOut())) | {"held_out": self.held_out.to_dict()}
        for profile in (plain["cautious"], *plain["profiles"].values()):
            profile["strength"] = None if profile["strength"] == float("inf") else profile["strength"]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Calibration:
        """Read what ``to_dict`` wrote."""
        return cls(
            proposed=_logistic(plain["proposed"]),
            pointed=_logistic(plain["pointed"]),
            error_rate=plain["error_rate"],
            accept=plain["accept"],
            cautious=_profile(plain["cautious"]),
            profiles={name: _profile(entry) for name, entry in plain["profiles"].items()},
            statements=_logistic(plain["statements"]) if plain.get("statements") else None,
            held_out=HeldOut.from_dict(plain.get("held_out", ())),
            meant={name: tuple(texts) for name, texts in plain.get("meant", {}).items()},
        )


def sighting_of_value(score: ValueScore, value: str, rivals: Sequence[Pointed], *, single: bool) -> Sighting:
    """Return the features of a value that a generator wrote; ``rivals`` are what is pointed at for the same field."""
    # Where the network chose a part of a word, that part's score is the whole word's.
    same = [rival.span for rival in rivals if rival.widened and fold(rival.value) == fold(value)]
    span = max([_FLOOR if score.span is None else score.span, *same, _FLOOR])
    place = score.place
    return _sighting(
        span=span,
        support=score.support,
        value=value,
        rivals=[rival for rival in rivals if fold(rival.value) != fold(value)],
        single=single,
        mentions=score.mentions,
        kind=place.kind if place else EvidenceKind.UNSUPPORTED,
    )


def sighting_of_pointed(pointed: Pointed, rivals: Sequence[Pointed], *, single: bool) -> Sighting:
    """Return the features of a value that only the network points at."""
    return _sighting(
        span=pointed.span,
        support=None,
        value=pointed.value,
        rivals=[rival for rival in rivals if rival is not pointed],
        single=single,
        mentions=pointed.mentions,
        kind=EvidenceKind.VERBATIM,
    )


def sigmoid(x: float) -> float:
    """Return the probability of log-odds ``x``."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def logit(p: float) -> float:
    """Return the log-odds of a probability, kept within 0.0001 and 0.9999."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def _sighting(
    *,
    span: float,
    support: float | None,
    value: str,
    rivals: Sequence[Pointed],
    single: bool,
    mentions: int,
    kind: EvidenceKind,
) -> Sighting:
    margin = _clip(span - max((rival.span for rival in rivals), default=_FLOOR))
    overlapping = [rival.span for rival in rivals if _overlap(rival.value, value)]
    numbers = {
        "span": _clip(span),
        "support": 0.0 if support is None else _clip(support),
        "unread": float(support is None),
        "margin": margin,
        "overlap_margin": _clip(span - max(overlapping, default=_FLOOR)),
        "single": float(single),
        "single_span": _clip(span) * single,
        "single_margin": margin * single,
        "mentions": log1p(mentions),
        "normalised": float(kind is EvidenceKind.NORMALISED),
        "fuzzy": float(kind is EvidenceKind.FUZZY),
        "length": log1p(len(value)),
    }
    return Sighting(tuple(numbers[name] for name in FEATURES))


def _overlap(one: str, other: str) -> bool:
    a, b = fold(one), fold(other)
    return bool(a and b) and (a in b or b in a)


def _clip(x: float) -> float:
    return min(max(x, -12.0), 12.0)


def _logistic(plain: Mapping[str, Any]) -> Logistic:
    return Logistic(
        tuple(plain["mean"]),
        tuple(plain["scale"]),
        tuple(plain["weights"]),
        plain["bias"],
        plain["offsets"],
        {name: (often, weight) for name, (often, weight) in plain.get("named", {}).items()},
    )


def _profile(plain: Mapping[str, Any]) -> Profile:
    strength = plain["strength"]
    return Profile(plain["error_rate"], float("inf") if strength is None else strength)
