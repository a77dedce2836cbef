"""An examination: one probability for each value, and what a review makes of it."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from critic.calibration import Calibration, Profile, Sighting, logit, sigmoid
from critic.examination import ABSENT, OMITTED, Costs, Examination, key_of
from critic.fields import Field
from critic.findings import Evidence, EvidenceKind, FindingKind, Review, Verdict
from critic.scores import Reading
from tests.critics import PLAIN, Said, ScriptedReader, logistic, plain

LAW, PARTIES = Field(("law",)), Field(("parties", "*"))
PAGES, KIND = Field(("pages",), type="integer"), Field(("kind",), enum=("lease", "sale"))
CODE = Field(("code",), type="integer", verbatim=True)
FIELDS = (LAW, PARTIES, PAGES, KIND, CODE)
TEXT = "Agreement between Acme Inc. and Beta LLC\nunder the laws of New\nYork, not of Ohio."


def examine(
    right: Said = {},  # noqa: B006 - never changed
    stated: Said = {},  # noqa: B006 - never changed
    *,
    costs: Costs = Costs(),
    calibration: Calibration = PLAIN,
    profile: Profile = Profile(0.2),  # noqa: B008 - frozen
) -> Examination:
    """Open the text for review by a script."""
    reader: Any = ScriptedReader(right, stated)
    return Examination(reader, calibration, TEXT, FIELDS, costs=costs, profile=profile)


def test_the_costs_say_what_is_worth_having() -> None:
    """A value is kept from where the harm of a wrong one equals that of a missing one."""
    assert Costs(redundant=2.0, missing=2.0).keep == 0.5
    assert Costs().keep == pytest.approx(1 / 2.6)
    assert Costs(redundant=3.0, missing=1.0).keep == 0.75


def test_two_spellings_of_a_value_have_one_key() -> None:
    """Dates by value, all else folded; symbols as they are."""
    assert key_of("May 1, 2014") == key_of("2014-05-01")
    assert key_of("ACME, Inc.") == key_of("Acme Inc")
    assert key_of("Acme L.L.C.") == key_of("Acme LLC")
    assert key_of("***") != key_of("---")
    assert key_of(12) == key_of("12")


@pytest.mark.parametrize(
    ("below", "above"),
    [(-5, 5), ("(5,000)", "5,000"), ("-$5,000.00", "$5,000.00"), ("$-5", "$5"), ("-3 %", "3 %"), ("A-", "A")],
)
def test_a_number_and_its_opposite_have_two_keys(below: object, above: object) -> None:
    """So have a grade and the one below it; the minus may be written in several ways."""
    assert key_of(below) != key_of(above)
    assert key_of(str(below).replace("-", "\u2212")) == key_of(below)
    assert key_of("(5,000)") == key_of("-5,000")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (5000.0, "5000", True),
        (2.5, "2.5", True),
        ("BBB-", "BBB", False),
        ("A*", "A", False),
        ("Acme*", "Acme", True),
        ("j_doe@example.org", "J.Doe@example.org", False),
        ("J.DOE@example.org", "j.doe@example.org", True),
    ],
)
def test_what_is_the_same_value_has_one_key(one: object, other: object, alike: bool) -> None:
    """A whole number with its point is; another grade or address is not."""
    assert (key_of(one) == key_of(other)) == alike


def test_what_only_looks_like_a_minus_changes_no_key() -> None:
    """Hyphens, dashes and brackets around words and years are typography."""
    for printed, bare in [("(2014)", "2014"), ("- 30 days", "30 days"), ("(Ohio)", "Ohio"), ("agree-", "agree")]:
        assert key_of(printed) == key_of(bare)


def test_what_departs_from_the_schemas_shape_is_unknown() -> None:
    """No field leads to it, so it can be neither right nor wrong, and does not pass."""
    review = examine({("law", "Ohio"): 0.9}).review({"law": "Ohio", "parties": "Zeta GmbH"})
    assert [(judgement.pointer, judgement.verdict) for judgement in review.judgements] == [
        ("/law", Verdict.SUPPORTED),
        ("/parties", Verdict.UNKNOWN),
    ]
    assert not review.passed
    assert review.expected_errors == pytest.approx(0.1 + 0.5)
    record: Any = ["Ohio"]
    with pytest.raises(TypeError, match="not list"):
        examine().review(record)


def test_a_list_that_holds_a_value_twice_is_told() -> None:
    """The second one is redundant in whatever spelling, costs what a wrong value costs, and keeps its probability."""
    right = {("parties", name): 0.9 for name in ("Acme Inc.", "ACME INC", "Beta LLC")}
    review = examine(right).review({"parties": ["Acme Inc.", "Beta LLC", "ACME INC"]})
    (finding,) = review.findings
    assert (finding.kind, finding.pointer, finding.quote) == (FindingKind.REDUNDANT, "/parties/2", "Acme Inc.")
    assert (finding.probability, finding.explanation) == (1.0, "The record has 'ACME INC' among parties already.")
    assert [judgement.probability for judgement in review.judgements] == pytest.approx([0.9] * 3)
    assert review.expected_errors == pytest.approx(0.1 + 0.1 + 1.0)


def test_values_are_judged_by_their_probability() -> None:
    """Above the line supported, below it flagged with the place and the reason."""
    review = examine({("parties", "Acme Inc."): 0.8, ("parties", "Ohio"): 0.3}).review(
        {"parties": ["Acme Inc.", "Ohio"]}
    )
    good, bad = review.judgements
    assert (good.verdict, bad.verdict) == (Verdict.SUPPORTED, Verdict.UNSUPPORTED)
    assert good.probability == pytest.approx(0.8)
    assert bad.probability == pytest.approx(0.3)
    (finding,) = review.findings
    assert (finding.kind, finding.pointer, finding.value) == (FindingKind.REDUNDANT, "/parties/1", "Ohio")
    assert finding.probability == pytest.approx(0.7)
    assert TEXT[finding.start : finding.end] == finding.quote == "Ohio"
    assert review.expected_errors == pytest.approx(0.2 + 0.7)
    assert not review.passed


def test_a_copied_value_that_stands_nowhere_is_as_good_as_wrong() -> None:
    """No network is needed to see that, for a text as for a number that must be copied."""
    review = examine().review({"law": "Delaware", "code": 77})
    assert [(j.verdict, j.evidence) for j in review.judgements] == [(Verdict.UNSUPPORTED, None)] * 2
    assert [j.probability for j in review.judgements] == pytest.approx([ABSENT] * 2)
    assert [finding.quote for finding in review.findings] == [None, None]


def test_what_need_not_be_printed_cannot_be_judged_where_it_is_not() -> None:
    """A counted number and a chosen label are unknown: no finding, and no pass."""
    review = examine().review({"pages": 12, "kind": "lease"})
    assert {judgement.verdict for judgement in review.judgements} == {Verdict.UNKNOWN}
    assert review.findings == ()
    assert len(review.unknown) == 2
    assert review.expected_errors == 1.0
    assert not review.passed


def test_what_is_not_printed_gives_way_to_what_the_source_states_instead() -> None:
    """A field holds one value, so the number and the choice that stand nowhere are wrong as surely as others are right.

    Not where the other value is no likelier than not, or where nobody tried what the critic's word is worth.
    """
    text = "A sale of 14 pages."
    stated = {("pages", "14"): 0.9, ("kind", "sale"): 0.55}

    def review(calibration: Calibration = PLAIN) -> Review:
        reader: Any = ScriptedReader({}, stated)
        examination = Examination(reader, calibration, text, FIELDS, costs=Costs(), profile=Profile(0.2))
        return examination.review({"pages": 12, "kind": "lease"})

    pages, kind = review().judgements
    assert (pages.verdict, pages.probability) == (Verdict.UNSUPPORTED, pytest.approx(0.1))
    assert (kind.verdict, kind.probability) == (Verdict.UNKNOWN, None)
    wrong, *missing = review().findings
    assert (wrong.kind, wrong.pointer) == (FindingKind.REDUNDANT, "/pages")
    assert wrong.explanation == "12 stands nowhere in the source."
    assert [(finding.pointer, finding.value) for finding in missing] == [("/pages", "14"), ("/kind", "sale")]
    tried = replace(PLAIN, proposed=replace(PLAIN.proposed, offsets={"law": 0.0}))
    assert {judgement.verdict for judgement in review(tried).judgements} == {Verdict.UNKNOWN}


def test_what_the_source_states_and_the_record_lacks_is_missing() -> None:
    """The finding says where it stands, written in one line, and where it belongs."""
    review = examine({("parties", "Acme Inc."): 0.9}, {("law", "New York"): 0.8, ("parties", "Beta LLC"): 0.7}).review(
        {"parties": ["Acme Inc."]}
    )
    assert [(f.kind, f.pointer, f.value) for f in review.findings] == [
        (FindingKind.MISSING, "/law", "New York"),
        (FindingKind.MISSING, "/parties/-", "Beta LLC"),
    ]
    assert review.findings[0].quote == "New\nYork"
    assert review.expected_errors == pytest.approx(0.1 + 1.6 * (0.8 + 0.7))


def test_a_doubtful_value_is_a_finding_although_it_is_worth_having() -> None:
    """Likelier wrong than right, it is shown to a person; what costs decide is whether the loop drops it."""
    review = examine({("law", "Ohio"): 0.45}).review({"law": "Ohio"})
    assert Costs().keep < 0.45
    (finding,) = review.findings
    assert (finding.kind, finding.pointer) == (FindingKind.REDUNDANT, "/law")
    assert "with probability 0.45 only" in finding.explanation
    dear = examine({("law", "Ohio"): 0.55}, costs=Costs(redundant=2.0, missing=1.0)).review({"law": "Ohio"})
    assert [finding.kind for finding in dear.findings] == [FindingKind.REDUNDANT]


def test_what_a_good_generator_left_out_is_shown_and_hardly_believed() -> None:
    """Its habits speak against the value, the source for it: the loop is told the one, a person the other."""
    review = examine(stated={("law", "Ohio"): 0.5}, profile=Profile(0.02)).review({})
    (candidate,) = review.candidates
    assert candidate.probability < Costs().keep < candidate.stated == pytest.approx(0.5)
    (finding,) = review.findings
    assert (finding.kind, finding.probability) == (FindingKind.MISSING, pytest.approx(0.5))
    assert examine(stated={("law", "Ohio"): 0.2}).review({}).findings == ()


def test_a_value_that_is_there_in_another_spelling_is_not_missing() -> None:
    """The record says NEW YORK, the source New York."""
    review = examine({("law", "NEW YORK"): 0.9}, {("law", "New York"): 0.9}).review({"law": "NEW YORK"})
    assert review.candidates == ()
    assert review.passed
    (judgement,) = review.judgements
    assert judgement.evidence is not None
    assert (judgement.evidence.quote, judgement.evidence.kind) == ("New\nYork", EvidenceKind.NORMALISED)


def test_a_value_within_what_is_pointed_at_stands_there_verbatim() -> None:
    """The network points at a bracket or a full stop too; the value's own place is shown, and that it is copied."""
    review = examine({("parties", "Acme Inc"): 0.9}, {("parties", "Acme Inc."): 0.9}).review({"parties": ["Acme Inc"]})
    (judgement,) = review.judgements
    assert judgement.evidence == Evidence(18, 26, "Acme Inc", EvidenceKind.VERBATIM)


def test_a_part_of_a_number_is_not_shown_for_it() -> None:
    """12.5 stands where 12.50 does, all of it."""
    reader: Any = ScriptedReader({("fee", "12.5"): 0.9}, {("fee", "12.50"): 0.9})
    fields = (Field(("fee",), type="number"),)
    review = Examination(reader, PLAIN, "a fee of 12.50 a day", fields, costs=Costs(), profile=Profile(0.2)).review(
        {"fee": 12.5}
    )
    (judgement,) = review.judgements
    assert judgement.evidence == Evidence(9, 14, "12.50", EvidenceKind.NORMALISED)


def test_a_single_value_is_beaten_by_a_likelier_one() -> None:
    """Both findings are there: the value is wrong and another one belongs in its place."""
    review = examine({("law", "Ohio"): 0.6}, {("law", "New York"): 0.8}).review({"law": "Ohio"})
    assert [finding.kind for finding in review.findings] == [FindingKind.REDUNDANT, FindingKind.MISSING]
    assert "more clearly" in review.findings[0].explanation
    assert examine({("law", "Ohio"): 0.9}, {("law", "New York"): 0.8}).review({"law": "Ohio"}).findings == ()


def test_of_a_single_valued_field_only_the_likeliest_candidate_counts_as_missing() -> None:
    """One place cannot lack two values; a list can."""
    stated = {
        ("law", "New York"): 0.8,
        ("law", "Ohio"): 0.7,
        ("parties", "Acme Inc."): 0.8,
        ("parties", "Beta LLC"): 0.7,
    }
    candidates = examine(stated=stated).survey()
    assert [(c.pattern, c.value) for c in candidates] == [
        ("/law", "New York"),
        ("/parties/*", "Acme Inc."),
        ("/parties/*", "Beta LLC"),
    ]


def test_a_value_has_the_same_probability_in_every_record() -> None:
    """However the record around it changes, its probability does not, so rounds can be compared."""
    right = {("parties", "Acme Inc."): 0.8, ("parties", "Beta LLC"): 0.6, ("law", "Ohio"): 0.3}
    examination = examine(right, {("law", "New York"): 0.7}, profile=Profile(0.1, 6.0))
    records: list[dict[str, Any]] = [
        {"parties": ["Acme Inc.", "Beta LLC"], "law": "Ohio"},
        {"parties": ["Beta LLC"]},
        {"parties": ["Acme Inc.", "ACME INC"], "law": "New York"},
        {"parties": ["Acme Inc.", "Beta LLC"], "law": "Ohio"},
    ]
    seen: dict[tuple[str, str], set[float | None]] = {}
    for record in records:
        for judgement in examination.review(record).judgements:
            seen.setdefault((judgement.pattern, key_of(judgement.value)), set()).add(judgement.probability)
    assert all(len(probabilities) == 1 for probabilities in seen.values())
    ((probability, _),) = examination.weigh([("/law", "OHIO")])
    assert {probability} == seen["/law", "ohio"]


def test_a_value_is_put_to_the_network_once() -> None:
    """Later rounds cost nothing for what is known."""
    examination = examine({("law", "Ohio"): 0.3})
    for _ in range(3):
        examination.review({"law": "Ohio"})
    examination.weigh([("/law", "OHIO")])
    reader: Any = examination._reader
    assert reader.asked == [("law", "Ohio")]


def test_a_value_cannot_talk_itself_up_by_being_in_the_record() -> None:
    """What the critic itself put in keeps the probability at which it was put in."""
    examination = examine({("law", "New York"): 0.99}, {("law", "New York"): 0.6})
    examination.review({})
    own = frozenset({("/law", key_of("New York"))})
    (judgement,) = examination.review({"law": "New York"}, own).judgements
    assert judgement.probability == pytest.approx(0.6)


def test_a_generators_answers_are_weighed() -> None:
    """A printed value has the network's probability and its place, an invented one next to none, a count no opinion."""
    examination = examine({("law", "Ohio"): 0.3})
    examination.review({})
    printed, invented, counted = examination.weigh([("/law", "Ohio"), ("/law", "Delaware"), ("/pages", 12)])
    assert printed[0] == pytest.approx(0.3)
    assert printed[1] is not None
    assert TEXT[printed[1].start : printed[1].end] == "Ohio"
    assert invented[0] == pytest.approx(ABSENT)
    assert invented[1] is None
    assert counted == (None, None)


def test_a_generator_known_to_err_is_doubted_and_what_it_omits_believed() -> None:
    """Four times the odds of an error: 8:2 becomes 8:8; what it left out is believed more, though not as much."""
    right, stated = {("parties", "Acme Inc."): 0.8}, {("law", "New York"): 0.5}
    review = examine(right, stated, profile=Profile(0.5)).review({"parties": ["Acme Inc."]})
    assert review.judgements[0].probability == pytest.approx(0.5)
    assert review.candidates[0].probability == pytest.approx(sigmoid(OMITTED * logit(0.8)))


def test_of_an_unknown_generator_the_document_tells_how_often_it_errs() -> None:
    """A draft full of doubtful values lowers all of them, a clean one raises them; the first one sets the measure."""
    profile = Profile(0.2, 6.0)

    def of_acme(*others: str) -> float:
        right = {("parties", "Acme Inc."): 0.7, ("parties", "Beta LLC"): 0.99, ("parties", "New York"): 0.99}
        examination = examine(right, profile=profile)
        probability = examination.review({"parties": ["Acme Inc.", *others]}).judgements[0].probability
        assert examination.review({"parties": ["Acme Inc."]}).judgements[0].probability == probability
        assert probability is not None
        return probability

    assert of_acme("Beta LLC", "New York") > 0.7 > of_acme("Ohio", "Zeta AG", "Eta AG")


def test_a_candidate_hardly_anyone_believes_in_is_not_worth_mentioning() -> None:
    """Of the runs in a text nearly all are nothing."""
    assert examine(stated={("law", "Ohio"): 0.04}).survey() == ()


def test_the_survey_is_that_of_a_generator_as_it_was_fitted() -> None:
    """Before the draft nothing is known of the generator, whatever its profile."""
    candidates = examine(stated={("law", "Ohio"): 0.4}, profile=Profile(0.9)).survey()
    assert candidates[0].probability == pytest.approx(0.4)


def test_offsets_of_the_calibration_reach_the_judgement() -> None:
    """A field that the fit knew by name is judged by that."""
    calibration = plain()
    calibration = replace(calibration, proposed=replace(calibration.proposed, offsets={"law": -2.0}))
    review = examine({("law", "Ohio"): 0.8}, calibration=calibration).review({"law": "Ohio"})
    assert review.judgements[0].probability == pytest.approx(sigmoid(logit(0.8) - 2))


def test_of_a_field_that_was_never_learned_a_finding_is_a_hint() -> None:
    """What stands in the source is no fact of the critic's making; that a value stands nowhere is one."""
    calibration = plain()
    calibration = replace(calibration, proposed=replace(calibration.proposed, offsets={"parties": 0.0}))
    said = {("law", "Ohio"): 0.1, ("parties", "Acme Inc."): 0.1}
    found = examine(said, {("law", "New York"): 0.9}, calibration=calibration)
    review = found.review({"law": "Ohio", "parties": ["Acme Inc."]})
    hints = [f.pointer for f in review.findings if f.explanation.endswith("so take it as a hint.")]
    assert (hints, len(review.findings)) == (["/law", "/law"], 3)
    assert not found.review({"law": "Iowa"}).findings[0].explanation.endswith("hint.")


def test_an_empty_record_of_an_empty_promise_passes() -> None:
    """Nothing drafted, nothing stated, all read: there is nothing to find."""
    review = examine().review({})
    assert (review.passed, review.expected_errors, review.coverage) == (True, 0.0, 1.0)


class Broken(ScriptedReader):
    """A network whose numbers are none."""

    def __init__(self, number: float, *, pointed: bool = True) -> None:
        super().__init__({("law", "Ohio"): 0.9}, {("law", "New York"): 0.9, ("parties", "Acme Inc."): 0.9})
        self.number = number
        self.point = pointed

    def read(self, *asked: Any, **how: Any) -> Reading:
        """Return what a sound network says, spoilt."""
        said = super().read(*asked, **how)
        values = tuple(replace(score, span=self.number, support=self.number) for score in said.values)
        pointed = [replace(found, span=self.number) if found.field == 0 else found for found in said.pointed]
        return Reading(values, tuple(pointed if self.point else ()), said.coverage)


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_what_is_no_number_supports_nothing(number: float) -> None:
    """A value with such a score cannot be told, and a source with such a run was not read."""

    def reviewed(reader: Any) -> Review:
        return Examination(reader, PLAIN, TEXT, FIELDS, costs=Costs(), profile=Profile(0.2)).review({"law": "Ohio"})

    review = reviewed(Broken(number, pointed=False))
    (judgement,) = review.judgements
    assert (judgement.verdict, judgement.probability) == (Verdict.UNKNOWN, None)
    assert not review.passed
    review = reviewed(Broken(number))
    assert review.coverage == 0.0
    assert [candidate.value for candidate in review.candidates] == ["Acme Inc."]


def test_a_calibration_that_gives_no_number_supports_nothing() -> None:
    """The value is unknown, and what is pointed at is not believed."""
    calibration = Calibration(logistic(bias=nan), logistic(bias=nan), 0.2, 0.0, Profile(0.2), {})
    examination = examine({("law", "Ohio"): 0.9}, {("law", "New York"): 0.9}, calibration=calibration)
    review = examination.review({"law": "Ohio"})
    assert [judgement.probability for judgement in review.judgements] == [None]
    assert (review.candidates, review.coverage) == ((), 0.0)


def test_what_is_pointed_at_is_weighed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a record is reviewed, so that a long list takes no longer in every round."""
    weighed: list[float] = []
    of_pointed = Calibration.of_pointed

    def counted(calibration: Calibration, sighting: Sighting, name: str) -> float:
        weighed.append(of_pointed(calibration, sighting, name))
        return weighed[-1]

    monkeypatch.setattr(Calibration, "of_pointed", counted)
    examination = examine(stated={("parties", "Acme Inc."): 0.9, ("parties", "Beta LLC"): 0.8, ("law", "Ohio"): 0.3})
    examination.survey()
    reviews = [examination.review({"parties": ["Beta LLC"]}) for _ in range(3)]
    assert reviews[0] == reviews[2]
    assert len(weighed) == 3


def test_the_critics_own_values_may_be_in_the_first_record() -> None:
    """They have the probability of what is pointed at, also where the document tells how often the generator errs."""
    examination = examine(stated={("law", "New York"): 0.6}, profile=Profile(0.2, 6.0))
    own = frozenset({("/law", key_of("New York")), ("/parties/*", key_of("Nobody"))})
    known, invented = examination.review({"law": "New York", "parties": ["Nobody"]}, own).judgements
    assert known.probability == pytest.approx(0.6, abs=0.1)
    assert invented.probability == ABSENT
