"""One round's mends: what is dropped, what is taken in its place, and where it goes."""

from __future__ import annotations

from typing import Any

from critic.fields import Field, leaves
from ie_pipeline.mending import Held, Proposal, mend
from ie_pipeline.record import Change

LAW = Field(("law",))
PARTIES = Field(("parties", "*"))
COMPANY, PERIOD = Field(("jobs", "*", "company")), Field(("jobs", "*", "period"))
PLACE, SKILLS = Field(("jobs", "*", "where", "place")), Field(("jobs", "*", "skills", "*"))
FIELDS = (LAW, PARTIES, COMPANY, PERIOD, PLACE, SKILLS)


def held(record: dict[str, Any], **judged: tuple[float | None, tuple[int, int] | None]) -> list[Held]:
    """Return the record's values with probability and place, given by value (spaces as underscores)."""
    found = []
    for leaf in leaves(record, FIELDS):
        probability, span = judged.get(str(leaf.value).replace(" ", "_"), (0.9, None))
        found.append(Held(leaf, probability, span))
    return found


def critic(field: Field, value: str, probability: float, span: tuple[int, int] | None = None) -> Proposal:
    """Return what the critic points at."""
    return Proposal(field, value, probability, span, "critic")


def generator(field: Field, value: str, probability: float, span: tuple[int, int] | None = None) -> Proposal:
    """Return what the generator answered when it was asked again."""
    return Proposal(field, value, probability, span, "generator")


def test_a_good_record_is_left_as_it_is() -> None:
    """Without a doubt and without a proposal nothing changes."""
    record = {"law": "Delaware", "parties": ["Acme"]}
    assert mend(record, held(record), (), 0.5) == (record, ())


def test_an_unlikely_value_is_dropped_and_an_unknown_one_kept() -> None:
    """What the critic cannot judge it does not delete."""
    record = {"law": "Delaware", "parties": ["Acme", "Beta", "Gamma"]}
    values = held(record, Delaware=(None, None), Acme=(0.1, None), Beta=(None, None), Gamma=(0.49, None))
    mended, changes = mend(record, values, (), 0.5)
    assert mended == {"law": "Delaware", "parties": ["Beta"]}
    assert {(change.pointer, change.before, change.after, change.proposed_by) for change in changes} == {
        ("/parties/0", "Acme", None, "critic"),
        ("/parties/2", "Gamma", None, "critic"),
    }


def test_what_opens_a_new_item_is_placed_before_what_belongs_to_it() -> None:
    """The period of a job that the draft lacks does not go to the job above, which rightly has none."""
    record = {"jobs": [{"company": "Acme"}]}
    proposals = [critic(PERIOD, "2012", 0.9, (140, 144)), critic(COMPANY, "Borealis", 0.9, (110, 118))]
    mended, _ = mend(record, held(record, Acme=(0.9, (10, 14))), proposals, 0.5)
    assert mended == {"jobs": [{"company": "Acme"}, {"company": "Borealis", "period": "2012"}]}


def test_the_record_given_is_not_touched() -> None:
    """A round may be thrown away, so its input must survive it."""
    record: dict[str, Any] = {"parties": ["Acme"], "jobs": [{"company": "Beta"}]}
    mend(record, held(record, Acme=(0.1, None), Beta=(0.1, None)), [critic(PARTIES, "Delta", 0.9)], 0.5)
    assert record == {"parties": ["Acme"], "jobs": [{"company": "Beta"}]}


def test_a_single_valued_field_takes_the_likeliest_value() -> None:
    """A better proposal replaces even a passable value, in place; a worse one does not."""
    record = {"law": "Delaware"}
    offers = [critic(LAW, "Ohio", 0.7), generator(LAW, "New York", 0.8)]
    mended, changes = mend(record, held(record, Delaware=(0.6, None)), offers, 0.5)
    assert mended == {"law": "New York"}
    assert changes == (Change("/law", "Delaware", "New York", "generator"),)
    assert mend(record, held(record, Delaware=(0.85, None)), offers, 0.5) == (record, ())


def test_another_spelling_of_the_same_value_replaces_nothing() -> None:
    """New letters for the same value would be no mend."""
    record = {"law": "New York"}
    assert mend(record, held(record, New_York=(0.6, None)), [critic(LAW, "NEW  YORK", 0.9)], 0.5) == (record, ())


def test_of_equal_proposals_the_generators_is_taken() -> None:
    """The generator has read the passage with the field in mind and may write the value more fully."""
    offers = [critic(LAW, "Ohio", 0.8), generator(LAW, "Ohio", 0.8)]
    assert mend({}, (), offers, 0.5)[1] == (Change("/law", None, "Ohio", "generator"),)


def test_a_proposal_that_is_not_worth_having_is_not_taken() -> None:
    """The costs say from which probability a value does more good than harm."""
    assert mend({}, (), [critic(LAW, "Ohio", 0.6)], 0.7) == ({}, ())
    assert mend({}, (), [critic(LAW, "Ohio", 0.6)], 0.6)[0] == {"law": "Ohio"}


def test_a_list_takes_every_value_worth_having_once() -> None:
    """What is there already, in any spelling, is not added again."""
    record = {"parties": ["Acme Inc."]}
    offers = [critic(PARTIES, "ACME INC", 0.9), critic(PARTIES, "Beta", 0.6), generator(PARTIES, "Beta", 0.9)]
    mended, changes = mend(record, held(record), offers, 0.5)
    assert mended == {"parties": ["Acme Inc.", "Beta"]}
    assert changes == (Change("/parties/1", None, "Beta", "generator"),)


def test_a_list_item_is_corrected_where_it_stands() -> None:
    """A longer or shorter reading of the same place takes the place of the worse one, whichever that is."""
    record = {"parties": ["Acme", "Beta"]}
    whole = critic(PARTIES, "Acme Holdings", 0.9, (0, 13))
    mended, changes = mend(record, held(record, Acme=(0.4, (0, 4)), Beta=(0.9, (30, 34))), [whole], 0.5)
    assert mended == {"parties": ["Acme Holdings", "Beta"]}
    assert changes == (Change("/parties/0", "Acme", "Acme Holdings", "critic"),)
    assert mend(record, held(record, Acme=(0.95, (0, 4))), [whole], 0.5) == (record, ())
    assert mend(record, held(record, Acme=(None, (0, 4))), [whole], 0.5) == (record, ())


def test_of_overlapping_proposals_for_a_list_the_likelier_is_taken() -> None:
    """Two readings of one place are one value."""
    offers = [critic(PARTIES, "Acme", 0.6, (0, 4)), critic(PARTIES, "Acme Holdings", 0.8, (0, 13))]
    assert mend({}, (), offers, 0.5)[0] == {"parties": ["Acme Holdings"]}


def test_a_value_joins_the_nearest_item_that_lacks_it() -> None:
    """A period goes to the job beside which it is printed, not to the first one without a period."""
    record = {"jobs": [{"company": "Acme"}, {"company": "Beta"}, {"company": "Gamma", "period": "1999"}]}
    values = held(record, Acme=(0.9, (0, 4)), Beta=(0.9, (100, 104)), Gamma=(0.9, (120, 125)))
    mended, changes = mend(record, values, [critic(PERIOD, "2010-2012", 0.9, (110, 119))], 0.5)
    assert mended["jobs"][1] == {"company": "Beta", "period": "2010-2012"}
    assert [change.pointer for change in changes] == ["/jobs/1/period"]


def test_a_value_far_from_every_item_begins_a_new_one() -> None:
    """What stands pages away belongs to something else, and so does what stands nowhere."""
    record = {"jobs": [{"company": "Acme"}]}
    values = held(record, Acme=(0.9, (0, 4)))
    for span in ((1000, 1009), None):
        mended, _ = mend(record, values, [critic(PERIOD, "2010-2012", 0.9, span)], 0.5)
        assert mended == {"jobs": [{"company": "Acme"}, {"period": "2010-2012"}]}


def test_a_value_never_takes_the_place_of_another_inside_an_item() -> None:
    """An item that has the field already, however deep, has no room: the value begins an item of its own."""
    record = {"jobs": [{"where": {"place": "Ghent"}}]}
    values = held(record, Ghent=(0.9, (0, 5)))
    mended, changes = mend(record, values, [critic(PLACE, "Bruges", 0.8, (10, 16))], 0.5)
    assert mended == {"jobs": [{"where": {"place": "Ghent"}}, {"where": {"place": "Bruges"}}]}
    assert changes == (Change("/jobs/1/where/place", None, "Bruges", "critic"),)


def test_a_value_joins_a_list_or_an_object_inside_the_nearest_item() -> None:
    """A skill goes to the job whose skills it stands beside, a place to the one that has none."""
    record = {"jobs": [{"company": "Acme", "skills": ["Go"]}, {"company": "Beta"}]}
    values = held(record, Acme=(0.9, (0, 4)), Go=(0.9, (10, 12)), Beta=(0.9, (200, 204)))
    offers = [critic(SKILLS, "Rust", 0.9, (14, 18)), critic(PLACE, "Bruges", 0.9, (210, 216))]
    assert mend(record, values, offers, 0.5)[0]["jobs"] == [
        {"company": "Acme", "skills": ["Go", "Rust"]},
        {"company": "Beta", "where": {"place": "Bruges"}},
    ]


def test_values_of_one_new_item_stay_together() -> None:
    """A job that the draft lacks is one item, although its company and its period are added one by one."""
    offers = [critic(COMPANY, "Acme", 0.9, (0, 4)), critic(PERIOD, "2010-2012", 0.9, (6, 15))]
    assert mend({}, (), offers, 0.5)[0] == {"jobs": [{"company": "Acme", "period": "2010-2012"}]}


def test_removals_do_not_move_what_is_still_to_be_removed() -> None:
    """In a list of more than ten, items 2 and 10 go, and no other; an emptied item goes as a whole."""
    names = [f"P{number}" for number in range(12)]
    record: dict[str, Any] = {"parties": names, "jobs": [{"company": "Acme"}, {"company": "Beta"}]}
    mended, _ = mend(record, held(record, P2=(0.1, None), P10=(0.1, None), Acme=(0.1, None)), (), 0.5)
    assert mended["parties"] == [name for name in names if name not in ("P2", "P10")]
    assert mended["jobs"] == [{"company": "Beta"}]


def test_a_list_that_loses_its_last_value_is_absent() -> None:
    """An empty list would say that there are none, which nobody knows."""
    record: dict[str, Any] = {"law": "Delaware", "parties": ["Acme"], "jobs": [{"company": "Beta"}]}
    assert mend(record, held(record, Acme=(0.1, None), Beta=(0.1, None)), (), 0.5)[0] == {"law": "Delaware"}


def test_added_values_stand_in_reading_order() -> None:
    """Whatever their probability, they go between the values beside which they are printed, as the changes say."""
    record = {"parties": ["Beta", "Unseen", "Delta"]}
    values = held(record, Beta=(0.9, (30, 34)), Delta=(0.9, (90, 95)))
    offers = [
        critic(PARTIES, "Gamma", 0.9, (60, 65)),
        critic(PARTIES, "Epsilon", 0.8, (120, 127)),
        critic(PARTIES, "Acme", 0.7, (0, 4)),
        critic(PARTIES, "Nowhere", 0.7),
        critic(PARTIES, "Alpha", 0.6, (6, 11)),
    ]
    mended, changes = mend(record, values, offers, 0.5)
    names = ["Acme", "Alpha", "Beta", "Unseen", "Gamma", "Delta", "Epsilon", "Nowhere"]
    assert mended == {"parties": names}
    assert {change.pointer: change.after for change in changes} == {
        f"/parties/{number}": name for number, name in enumerate(names) if name not in record["parties"]
    }
