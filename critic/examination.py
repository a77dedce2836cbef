"""One document under examination: every value that anyone proposes for it gets one probability, and keeps it.

The record may change from round to round, the probabilities do not; so a round can be compared with the one before,
and a value cannot talk itself up by being in the record. What is done and what is said are two decisions: a record is
changed where that lowers the expected cost of its errors, and findings, which a person reads, begin a little earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from unicodedata import normalize

import regex

from critic.calibration import Calibration, Profile, logit, sighting_of_pointed, sighting_of_value, sigmoid
from critic.evidence import Source
from critic.explanations import as_a_hint, explain_duplicated, explain_missing, explain_redundant
from critic.fields import Field, Leaf, leaves
from critic.findings import Candidate, Evidence, EvidenceKind, Finding, FindingKind, Judgement, Review, Verdict
from critic.outdone import outdone
from critic.scores import Pointed, Reader, Reading, ValueScore
from critic.strays import strays
from critic.text.folding import fold, one_line
from critic.text.normalise import as_date
from critic.text.respelling import grade_sign, is_email, undotted
from critic.text.standing import whole_places
from critic.values import read_as

__all__ = ["Costs", "Examination", "duplicates", "key_of"]

ABSENT = 0.01
"""The probability of a value that should be copied from the source and stands nowhere in it."""
WORTH_A_CANDIDATE = 0.05
DOUBTFUL = 0.6
"""A value below this probability is shown to a person although it may stay. At half of their F1, findings have the best
F1 (Lipton, Elkan and Naryanaswamy 2014): on held-out drafts it is .8 for wrong values.
"""
WORTH_SHOWING = 0.25
"""The probability, by the source alone, from which an omitted value is shown to a person although it may not be taken;
on held-out drafts the F1 of what is missing is .5 to .6.
"""
OMITTED = 0.75
"""How much of the shift for a generator that errs more or less holds for what it left out: what it wrote tells only so
much about that. On damaged gold of dev, less and more of it harm drafts that are nearly right.
"""
MOST_SHIFTS = 2
"""How often a document's own error rate is estimated anew; it has settled by then."""
_AMOUNT = r"(?:\p{Sc}\s?)?\d[\d.,']*\s?[\p{Sc}%]?"
_BELOW = regex.compile(rf"-{_AMOUNT}|\p{{Sc}}\s?-\d[\d.,']*|\((?!\d{{4}}\)){_AMOUNT}\)|\p{{Lu}}{{1,3}}-")
"""A number below zero, as accountants write it too, though a year in brackets is none; or a grade such as A-."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a wrong value and a missing one cost, in any unit; only their ratio counts.

    The ratio that is taken where none is stated is the one at which records have the best F1 on held-out drafts: with
    a best F1 of F, a value is worth keeping from the probability F / 2 on (Lipton, Elkan and Naryanaswamy 2014).
    """

    redundant: float = 1.0
    missing: float = 1.6

    @property
    def keep(self) -> float:
        """The probability from which a value is worth having: below it, it does more harm than its absence."""
        return self.redundant / (self.redundant + self.missing)

    @property
    def doubt(self) -> float:
        """The probability below which a value of the record is a finding."""
        return max(self.keep, DOUBTFUL)

    @property
    def show(self) -> float:
        """The probability from which a value that the record lacks is a finding."""
        return min(self.keep, WORTH_SHOWING)


@dataclass(frozen=True, slots=True)
class _Known:
    """A value of a field that was scored: the log-odds that it is right, where it stands, and the network's words."""

    log_odds: float | None
    place: Evidence | None
    explanation: str


@dataclass(frozen=True, slots=True)
class _Stated:
    """A value that the network points at: its key, and the log-odds, by the source alone, that it is right."""

    pointed: Pointed
    key: str
    log_odds: float


def key_of(value: Any) -> str:
    """Return what is the same for two spellings of the same value: the date, else the folded text with its minus.

    An abbreviation is the same with its points and without them, a whole number too; an e-mail address and a grade are
    others with any other sign.
    """
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    if is_email(address := text.strip().rstrip(".")):
        return address.casefold()
    plain = normalize("NFKC", text).replace("\u2212", "-").strip()
    below = "-" if _BELOW.fullmatch(plain) else ""
    return as_date(text) or below + fold(undotted(plain if below else text)) + grade_sign(text) or text


def duplicates(found: Sequence[Leaf]) -> frozenset[str]:
    """Return the pointers of the texts that a list of scalars holds already, in whatever spelling.

    Of numbers it may hold two that are equal: the doses of a day, the marks of a year.
    """
    seen: set[tuple[str, str]] = set()
    again = []
    for leaf in (leaf for leaf in found if leaf.field.path[-1] == "*" and isinstance(leaf.value, str)):
        held = leaf.pointer.rpartition("/")[0], key_of(leaf.value)
        if held in seen:
            again.append(leaf.pointer)
        seen.add(held)
    return frozenset(again)


class Examination:
    """A source and a schema's fields, with everything the network said about them so far."""

    def __init__(
        self,
        reader: Reader,
        calibration: Calibration,
        text: str,
        fields: Sequence[Field],
        *,
        costs: Costs,
        profile: Profile,
    ) -> None:
        self.source = Source(text)
        self.fields = tuple(fields)
        self.costs = costs
        self._reader = reader
        self._calibration = calibration
        self._profile = profile
        self._index = {field.pattern: number for number, field in enumerate(self.fields)}
        self._known: dict[tuple[int, str], _Known] = {}
        self._stated: dict[int, list[_Stated]] | None = None
        self._first: dict[tuple[int, str], _Stated] = {}
        self._coverage = 0.0
        self._shift: float | None = None

    def survey(self) -> tuple[Candidate, ...]:
        """Read the whole source without a draft, and return what it states: the critic as an extractor."""
        self._read_all()
        return tuple(self._candidates((), self._calibration.shift(self._calibration.error_rate)))

    def review(self, record: Mapping[str, Any], own: Collection[tuple[str, str]] = ()) -> Review:
        """Judge a record; the first one that is given is the draft.

        ``own`` has the values, as (pattern, key_of(value)), that come from the critic itself. How often the generator
        errs is estimated on the draft and then stands, so that later rounds are measured by the same yardstick.

        Raises:
            TypeError: the record is not an object.

        """
        astray = strays(record, self.fields)
        found = leaves(record, self.fields)
        self._learn(found, own)
        if self._shift is None:
            self._shift = self._estimate_shift(found, own)
        probabilities = [self._probability(leaf, own, self._shift) for leaf in found]
        candidates = self._candidates(found, self._shift)
        probabilities = self._outdone(found, probabilities, candidates)
        judgements = self._judgements(found, probabilities, candidates)
        again = duplicates(found)
        findings = self._redundant(found, judgements, again) + self._missing(found, probabilities, candidates)
        right = [0.0 if leaf.pointer in again else p for leaf, p in zip(found, probabilities, strict=True)]
        return Review(
            judgements=(*judgements, *astray),
            findings=tuple(findings),
            candidates=tuple(candidates),
            coverage=self._coverage,
            expected_errors=self._expected_errors([*right, *(None for _ in astray)], candidates),
        )

    def weigh(self, proposed: Sequence[tuple[str, Any]]) -> list[tuple[float | None, Evidence | None]]:
        """Return what values that a generator proposes are worth, each given as (pattern, value), and where they stand.

        The probability is None where it cannot be told.
        """
        found = [Leaf("", self.fields[self._index[pattern]], value) for pattern, value in proposed]
        self._learn(found, ())
        return [(self._probability(leaf, (), self._shift or 0.0), self._place(leaf)) for leaf in found]

    def knows(self, field: Field) -> bool:
        """Whether the critic's word on a field's values has been tried; of others it only advises a person."""
        return self._calibration.knows(field.name)

    @property
    def accept(self) -> float:
        """The mean probability from which a record without findings passes."""
        return self._calibration.accept

    def _learn(self, found: Sequence[Leaf], own: Collection[tuple[str, str]]) -> None:
        """Put the values that were not scored yet to the network."""
        new: dict[tuple[int, str], Leaf] = {}
        for leaf in found:
            key = (self._index[leaf.field.pattern], key_of(leaf.value))
            if key not in self._known and (leaf.field.pattern, key[1]) not in own:
                new.setdefault(key, leaf)
        scores = self._read([(index, str(leaf.value)) for (index, _), leaf in new.items()])
        for (key, leaf), score in zip(new.items(), scores, strict=True):
            self._known[key] = _Known(self._log_odds(leaf, score), score.place, score.explanation)

    def _read(self, values: Sequence[tuple[int, str]]) -> tuple[ValueScore, ...]:
        """Return the scores of values; the source has been read for all that is pointed at before."""
        self._read_all()
        return self._reader.read(self.source, self.fields, values, only_mentions=True).values if values else ()

    def _read_all(self) -> None:
        """Let the network point at everything that the source states, once."""
        if self._stated is None:
            self._keep(self._reader.read(self.source, self.fields, ()))

    def _keep(self, reading: Reading) -> None:
        """Keep what the network points at, weighed; where one of its scores is no number, nothing counts as read."""
        self._stated, self._coverage = {}, reading.coverage
        of_field: dict[int, list[tuple[Pointed, str]]] = {}
        for pointed in reading.pointed:
            value = read_as(self.fields[pointed.field], pointed.value, day_first=self.source.day_first)
            if value is not None:
                of_field.setdefault(pointed.field, []).append((pointed, key_of(value)))
        for index, rivals in of_field.items():
            told = [(rival, key) for rival, key in rivals if isfinite(rival.span)]
            others = [rival for rival, _ in told]
            scored = [_Stated(rival, key, self._log_odds_of_pointed(rival, others)) for rival, key in told]
            self._stated[index] = [stated for stated in scored if isfinite(stated.log_odds)]
            if len(self._stated[index]) < len(rivals):
                self._coverage = 0.0
            for stated in self._stated[index]:
                self._first.setdefault((index, stated.key), stated)

    def _log_odds(self, leaf: Leaf, score: ValueScore) -> float | None:
        """Return the log-odds that a generator's value is right; None where that cannot be told."""
        if score.failed or not all(isfinite(said) for said in (score.span, score.support) if said is not None):
            return None
        if score.place is None and score.span is None:
            return logit(ABSENT) if leaf.field.copied else None
        rivals = [one.pointed for one in self._rivals(self._index[leaf.field.pattern])]
        sighting = sighting_of_value(score, str(leaf.value), rivals, single=not leaf.field.many)
        if score.place:
            sighting = sighting.at(self.source.text, score.place.start, score.place.end, leaf.field)
        log_odds = self._calibration.of_value(sighting, leaf.field.name)
        return log_odds if isfinite(log_odds) else None

    def _rivals(self, index: int) -> list[_Stated]:
        return (self._stated or {}).get(index, [])

    def _probability(self, leaf: Leaf, own: Collection[tuple[str, str]], shift: float) -> float | None:
        key = (self._index[leaf.field.pattern], key_of(leaf.value))
        if (leaf.field.pattern, key[1]) in own:
            stated = self._first.get(key)
            return ABSENT if stated is None else sigmoid(stated.log_odds + OMITTED * shift)
        known = self._known[key]
        return None if known.log_odds is None else sigmoid(known.log_odds - shift)

    def _log_odds_of_pointed(self, pointed: Pointed, rivals: Sequence[Pointed]) -> float:
        field = self.fields[pointed.field]
        sighting = sighting_of_pointed(pointed, rivals, single=not field.many)
        placed = sighting.at(self.source.text, pointed.start, pointed.end, field)
        return self._calibration.of_pointed(placed, field.name)

    def _estimate_shift(self, found: Sequence[Leaf], own: Collection[tuple[str, str]]) -> float:
        """Return the shift for this generator, with its profile brought up to date by this document's own values."""
        profile, rate = self._profile, self._profile.error_rate
        if profile.strength == float("inf"):
            return self._calibration.shift(rate)
        for _ in range(MOST_SHIFTS):
            shift = self._calibration.shift(rate)
            wrong = [1 - p for leaf in found if (p := self._probability(leaf, own, shift)) is not None]
            rate = (profile.error_rate * profile.strength + sum(wrong)) / (profile.strength + len(wrong))
        return self._calibration.shift(rate)

    def _candidates(self, found: Sequence[Leaf], shift: float) -> list[Candidate]:
        """Return what the source states and the record lacks; of a single-valued field, the likeliest value alone."""
        present = {(self._index[leaf.field.pattern], key_of(leaf.value)) for leaf in found}
        candidates: list[Candidate] = []
        for index, field in enumerate(self.fields):
            rivals = [rival for rival in self._rivals(index) if (index, rival.key) not in present]
            rivals.sort(key=lambda rival: -rival.log_odds)
            for rival in rivals[: None if field.many else 1]:
                stated, probability = sigmoid(rival.log_odds), sigmoid(rival.log_odds + OMITTED * shift)
                if max(stated, probability) >= WORTH_A_CANDIDATE:
                    value, place = rival.pointed.value, (rival.pointed.start, rival.pointed.end)
                    said = rival.pointed.explanation
                    candidates.append(Candidate(field.pattern, one_line(value), *place, probability, stated, said))
        return candidates

    def _outdone(
        self, found: Sequence[Leaf], probabilities: Sequence[float | None], candidates: Sequence[Candidate]
    ) -> list[float | None]:
        """Return the probabilities, with one for what stands nowhere but where the source states another value."""
        places = [self._place(leaf) for leaf in found]
        standing = [(leaf, (at.start, at.end)) for leaf, at in zip(found, places, strict=True) if at]
        weighed = []
        for leaf, place, probability in zip(found, places, probabilities, strict=True):
            nowhere = probability is None and place is None and self.knows(leaf.field)
            most = 1 - outdone(leaf, standing, candidates) if nowhere else 1.0
            weighed.append(most if most < self.costs.keep else probability)
        return weighed

    def _judgements(
        self, found: Sequence[Leaf], probabilities: Sequence[float | None], candidates: Sequence[Candidate]
    ) -> list[Judgement]:
        best = {c.pattern: c.probability for c in candidates if not self.fields[self._index[c.pattern]].many}
        judgements = []
        for leaf, probability in zip(found, probabilities, strict=True):
            place = self._place(leaf)
            if probability is None:
                verdict = Verdict.UNKNOWN
            else:
                beaten = best.get(leaf.field.pattern, 0.0) > max(probability, self.costs.keep)
                wrong = probability < self.costs.doubt or beaten
                right = Verdict.SUPPORTED if self.knows(leaf.field) else Verdict.UNKNOWN
                verdict = Verdict.UNSUPPORTED if wrong else right
            judgements.append(Judgement(leaf.pointer, leaf.field.pattern, leaf.value, verdict, probability, place))
        return judgements

    def _place(self, leaf: Leaf) -> Evidence | None:
        key = (self._index[leaf.field.pattern], key_of(leaf.value))
        known = self._known.get(key)
        if (stated := self._first.get(key)) is not None:
            text, printed, span = self.source.text, str(leaf.value), (stated.pointed.start, stated.pointed.end)
            # Without a bracket around it, say; but no part of 12.50.
            start, end = next(whole_places(text, printed, *span), span) if printed else span
            kind = EvidenceKind.VERBATIM if text[start:end] == printed else EvidenceKind.NORMALISED
            return Evidence(start, end, text[start:end], kind)
        return known.place if known else None

    def _redundant(
        self, found: Sequence[Leaf], judgements: Sequence[Judgement], again: Collection[str]
    ) -> list[Finding]:
        findings = []
        for leaf, judgement in zip(found, judgements, strict=True):
            twin, place = leaf.pointer in again, judgement.evidence
            right = 0.0 if twin else judgement.probability
            if right is None or not (twin or judgement.verdict is Verdict.UNSUPPORTED):
                continue
            said = explain_duplicated(leaf, language=self.source.language) if twin else self._why(leaf, place, right)
            findings.append(Finding.redundant(judgement, 1 - right, said))
        return findings

    def _why(self, leaf: Leaf, place: Evidence | None, probability: float) -> str:
        """Say why a value is flagged: in the network's words, where it has any."""
        known = self._known.get((self._index[leaf.field.pattern], key_of(leaf.value)))
        language = self.source.language
        said = known.explanation if known else ""
        said = said or explain_redundant(leaf, place, probability, self.costs.doubt, language=language)
        return said if place is None or self.knows(leaf.field) else as_a_hint(said, language=language)

    def _missing(
        self, found: Sequence[Leaf], probabilities: Sequence[float | None], candidates: Sequence[Candidate]
    ) -> list[Finding]:
        held = {leaf.field.pattern: p for leaf, p in zip(found, probabilities, strict=True) if not leaf.field.many}
        findings = []
        for candidate in candidates:
            field = self.fields[self._index[candidate.pattern]]
            probability = max(candidate.probability, candidate.stated)
            if probability < self.costs.show or candidate.probability <= (held.get(field.pattern) or 0.0):
                continue
            quote = self.source.text[candidate.start : candidate.end]
            pointer = field.pattern.replace("*", "-")
            language = self.source.language
            explanation = candidate.explanation or explain_missing(field, candidate, language=language)
            if not self.knows(field):
                explanation = as_a_hint(explanation, language=language)
            findings.append(
                Finding(
                    FindingKind.MISSING,
                    pointer,
                    candidate.value,
                    candidate.start,
                    candidate.end,
                    quote,
                    probability,
                    explanation,
                )
            )
        return findings

    def _expected_errors(self, probabilities: Sequence[float | None], candidates: Sequence[Candidate]) -> float:
        """Return the expected cost of the record's wrong and missing values; what cannot be judged counts half."""
        wrong = sum(0.5 if p is None else 1 - p for p in probabilities)
        missing = sum(candidate.probability for candidate in candidates)
        return self.costs.redundant * wrong + self.costs.missing * missing
