"""Drafts with mistakes: as many as asked for, suggested by the document, and really wrong."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from critic.corpus import LabelledDocument
from critic.mistakes.planting import Pool
from critic.mistakes.replacements import surroundings
from critic.mistakes.slips import Slip, Written
from critic.mistakes.synthesis import damage, drafted
from critic.text.folding import fold
from critic.text.sameness import same

TEXT = (
    "This Supply Agreement of May 1, 2014 between Acme Holdings Inc. and Beta Trading LLC ends on April 30, 2019. "
    "It renews for two (2) years unless notice is given 30 days before. Governed by the laws of New York, "
    "courts of Delaware. Payment of 5,000 within 60 days. First amended on June 3, 2015."
)
DOCUMENT = LabelledDocument(
    "a",
    TEXT,
    {
        "parties": ("Acme Holdings Inc.", "Beta Trading LLC"),
        "agreement_date": ("May 1, 2014",),
        "governing_law": ("New York",),
        "renewal_term": ("two (2) years",),
    },
    uncertain=frozenset({"effective_date"}),
)
DATES = ("May 1, 2014", "April 30, 2019", "June 3, 2015")
NAMES = (*DOCUMENT.gold, "expiration_date", "effective_date")


def drafts(rate: float, count: int = 300) -> list[dict[str, tuple[str, ...]]]:
    """Return many drafts of one document."""
    rng = random.Random(1)
    return [damage(DOCUMENT, NAMES, rate, rng) for _ in range(count)]


def test_without_damage_a_draft_is_the_gold_record() -> None:
    """Fields of which the gold says nothing are not drafted."""
    assert drafts(0.0, 5) == [dict(DOCUMENT.gold)] * 5


def written(rate: float, count: int = 300) -> Iterator[tuple[str, tuple[Written, ...]]]:
    """Yield what many drafts hold, field by field."""
    rng = random.Random(1)
    for _ in range(count):
        yield from drafted(DOCUMENT, NAMES, rate, rng).items()


@pytest.mark.parametrize("rate", [0.2, 0.6])
def test_the_rate_is_the_share_of_values_that_are_gone(rate: float) -> None:
    """Counted over many drafts, about that share of the gold values is not in them; and no more."""
    gold = sum(len(values) for values in DOCUMENT.gold.values())
    kept = sum(
        any(same(value, held) for held in draft.get(name, ()))
        for draft in drafts(rate)
        for name, values in DOCUMENT.gold.items()
        for value in values
    )
    assert 1 - kept / (300 * gold) == pytest.approx(rate, abs=0.05)


def test_what_is_written_as_wrong_is_wrong() -> None:
    """No such value is the same as a gold value, and none that was left whole is a longer or shorter form of one."""
    for name, entries in written(0.7):
        for entry in entries:
            right = [value for value in DOCUMENT.gold.get(name, ()) if same(entry.value, value)]
            assert bool(right) == (entry.slip in (None, Slip.REPEATED))
            if entry.slip is not None and entry.slip.whole and not right:
                assert not any(fold(entry.value) in fold(value) for value in DOCUMENT.gold.get(name, ()))


def test_a_shorter_and_a_longer_form_that_are_both_gold_are_not_cut_to_one_another() -> None:
    """Nor is any form between them written as wrong."""
    text = "the laws of England and Wales. Governed by the laws of England."
    document = LabelledDocument("a", text, {"governing_law": ("England and Wales", "England")})
    rng = random.Random(0)
    wrong = {
        entry.value
        for _ in range(400)
        for entry in drafted(document, ["governing_law"], 0.9, rng).get("governing_law", ())
        if entry.slip not in (None, Slip.REPEATED)
    }
    assert wrong
    assert not wrong & {"England", "England and Wales", "England and"}


def test_the_same_length_of_time_in_other_words_is_not_wrong() -> None:
    """A term of "ten (10) year" is one of "10 years", and 12 months are one year."""
    text = (
        "It lasts ten (10) years. The ten (10) year term, or 10 years, ends; twelve months or one (1) year, 3 months."
    )
    document = LabelledDocument("a", text, {"initial_term": ("ten (10) years",), "renewal_term": ("one (1) year",)})
    rng = random.Random(0)
    for _ in range(300):
        made = drafted(document, ["initial_term", "renewal_term"], 0.9, rng)
        whole = {
            (name, e.value)
            for name, entries in made.items()
            for e in entries
            if e.slip in (Slip.NEIGHBOUR, Slip.OTHER_FIELD)
        }
        assert not whole & {
            ("initial_term", "ten (10) year"),
            ("initial_term", "10 years"),
            ("renewal_term", "twelve months"),
        }


def test_nearly_every_wrong_value_is_suggested_by_the_document() -> None:
    """Its words stand in the source, so that only reading tells it from a right one."""
    source = fold(TEXT)
    slips: Counter[bool] = Counter()
    for _, entries in written(0.7):
        for entry in entries:
            if entry.slip not in (None, Slip.DIGIT, Slip.REPEATED):
                slips[fold(entry.value) in source or any(same(entry.value, date) for date in DATES)] += 1
    assert slips[False] < 0.05 * slips[True]


def test_a_value_written_twice_may_be_right_or_wrong() -> None:
    """Only the second of two right ones is a mistake, and being there twice tells neither from the other."""
    values = tuple(f"Firm Number{n} Inc." for n in range(8))
    text = ", ".join([*values, *(f"Shop Number{n} LLC" for n in range(30))])
    document = LabelledDocument("a", text, {"parties": values})
    rng = random.Random(0)
    all_of_them: Counter[bool] = Counter()
    twice: Counter[bool] = Counter()
    for _ in range(800):
        entries = drafted(document, ["parties"], 0.5, rng).get("parties", ())
        for value, often in Counter(entry.value for entry in entries).items():
            slips = [entry.slip for entry in entries if entry.value == value]
            assert slips[0] is not Slip.REPEATED
            all_of_them[slips[0] is None] += 1
            twice[slips[0] is None] += often > 1
    assert twice.total() > 50
    assert twice[False] / twice.total() == pytest.approx(all_of_them[False] / all_of_them.total(), abs=0.12)


def test_a_wrong_value_may_stand_anywhere_in_a_list() -> None:
    """The last value of a list is wrong no more often than another."""
    values = tuple(f"Firm Number{n} Inc." for n in range(6))
    text = ", ".join([*values, *(f"Shop Number{n} LLC" for n in range(30))])
    document = LabelledDocument("a", text, {"parties": values})
    rng = random.Random(0)
    last, others = Counter(), Counter()
    for _ in range(800):
        entries = drafted(document, ["parties"], 0.3, rng).get("parties", ())
        for number, entry in enumerate(entries, 1):
            (last if number == len(entries) else others)[entry.slip is None] += 1
    assert last[False] / last.total() == pytest.approx(others[False] / others.total(), abs=0.05)


def test_a_date_in_another_shape_is_right() -> None:
    """It is written so now and then, whether right or wrong."""
    rng = random.Random(0)
    document = LabelledDocument("a", TEXT, {"agreement_date": ("May 1, 2014",)})
    seen = {
        (entry.value, entry.slip)
        for _ in range(600)
        for entry in drafted(document, ["agreement_date"], 0.5, rng).get("agreement_date", ())
    }
    assert {("2014-05-01", None), ("1 May 2014", None), ("May 1, 2014", None)} <= seen
    assert not any(slip for value, slip in seen if same(value, "2014-05-01"))


def test_values_of_other_documents_come_only_from_a_pool() -> None:
    """And they are invented, for they stand nowhere in this text."""
    rng = random.Random(0)
    pool = Pool({"governing_law": ("Ontario", "Quebec")}, {"governing_law": 1.0})
    made = [drafted(DOCUMENT, NAMES, 0.9, rng, pool=pool) for _ in range(1000)]
    taken = {e.value for d in made for entries in d.values() for e in entries if e.slip is Slip.OTHER_DOCUMENT}
    assert taken == {"Ontario", "Quebec"}
    assert not any(entry.slip is Slip.OTHER_DOCUMENT for _, entries in written(0.9) for entry in entries)


def test_an_absent_field_is_filled_as_seldom_as_documents_state_it() -> None:
    """Else whoever knows how rare the field is would know that its values are wrong."""
    rng = random.Random(0)
    pool = Pool({"expiration_date": ("May 5, 2011",)}, {"expiration_date": 0.1})
    made = [damage(DOCUMENT, NAMES, 0.8, rng, pool=pool) for _ in range(300)]
    assert sum("expiration_date" in draft for draft in made) / len(made) < 0.03


def test_an_absent_field_is_sometimes_filled_and_an_uncertain_one_never() -> None:
    """The network must also learn to reject where nothing is right; where nobody knows it learns nothing."""
    made = drafts(0.8)
    assert 0.1 < sum("expiration_date" in draft for draft in made) / len(made) < 0.4
    assert not any("effective_date" in draft for draft in made)


def test_the_same_seed_gives_the_same_mistakes() -> None:
    """A training run can be repeated."""
    assert drafts(0.5, 20) == drafts(0.5, 20)


def test_near_values_come_first() -> None:
    """The date beside the right one is taken for it more often than one far away."""
    text = " ".join(f"On May {day}, 2014 something else was agreed between the two of them." for day in range(1, 29))
    document = LabelledDocument("a", text, {"agreement_date": ("May 14, 2014",)})
    rng = random.Random(0)
    days = Counter(
        int(entry.value.split()[1][:-1])
        for _ in range(3000)
        for entry in drafted(document, ["agreement_date"], 0.9, rng).get("agreement_date", ())
        if entry.slip is Slip.NEIGHBOUR and entry.value.startswith("May")
    )
    near = sum(count for day, count in days.items() if abs(day - 14) <= 3)
    assert days.total() > 300
    assert near > 0.5 * days.total()


@pytest.mark.parametrize(
    ("value", "others"),
    [
        ("May 2, 2014", {"May 1, 2014", "April 30, 2019", "June 3, 2015"}),
        ("30 days", {"two (2) years", "60 days"}),
        ("Gamma Corp.", {"Acme Holdings Inc.", "Beta Trading LLC"}),
        ("Nevada", {"New York", "Delaware"}),
    ],
)
def test_neighbours_have_the_shape_of_the_value(value: str, others: set[str]) -> None:
    """A date has dates for neighbours, a length of time has lengths, a company has companies, a place has places."""
    assert set(surroundings(TEXT).like(value, (), random.Random(0), most=50)) == others


@pytest.mark.parametrize(
    ("value", "others"),
    [
        ("海棠科技有限公司", {"北川机电有限公司", "苏州纺织厂", "苏州大学经济研究所"}),
        ("林清海", {"林清河"}),
        ("董事长", {"总经理", "副厂长"}),
        ("本科", {"硕士研究生"}),
        ("2009年5月", {"2007年10月", "1968年3月"}),
        ("50万元", {"20万元"}),
        ("五年", {"三年"}),
    ],
)
def test_chinese_neighbours_are_of_the_same_kind(value: str, others: set[str]) -> None:
    """Firms, people, posts, degrees, months, sums and lengths of time are found where no space sets them off."""
    text = (
        "2007年10月任北川机电有限公司总经理，硕士研究生。其兄：林清河，1968年3月出生，现任苏州纺织厂副厂长，"
        "曾在苏州大学经济研究所工作三年，获奖20万元。"
    )
    assert set(surroundings(text).like(value, (), random.Random(0))) == others


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("by Acme Inc. Payment is due", ["Acme Inc."]),
        ("by Acme Holdings Inc. and Beta Trading LLC", ["Acme Holdings Inc.", "Beta Trading LLC"]),
        ("by Sinovac Co., Ltd. and Gamma S.A. in New York", ["Sinovac Co., Ltd.", "Gamma S.A."]),
        ("by Smith and Sons Ltd or U.S. Bank", ["Smith and Sons Ltd"]),
        ("by Johnson & Johnson, Bank of America Corp.", ["Bank of America Corp."]),
        ("by J. P. Morgan and AT&T Inc.", ["AT&T Inc."]),
        ("by SHBV (HONG KONG) LTD. and", ["SHBV (HONG KONG) LTD."]),
        ("University of Utah, Penn State University", ["Penn State University", "University of Utah"]),
    ],
)
def test_a_neighbour_is_one_name(text: str, names: list[str]) -> None:
    """No name runs over the end of a sentence or into the party beside it."""
    assert sorted(surroundings(text).like("Some Corp.", (), random.Random(0))) == sorted(names)


@pytest.mark.parametrize("value", ["Some Corp.", "Some Name", "payment", "2014", "5 days", "中国银行"])
@pytest.mark.parametrize(
    "part", ["A-", "A ", "A", "A. ", "Aa and ", "Inc ", "Acme, ", "A.A", "Co.,  ", "Of the ", "中", "1 "]
)
def test_neighbours_are_found_at_once(part: str, value: str) -> None:
    """No run of capitals, stops or commas, as tables and scans have them, holds a training run up."""
    began = time.process_time()
    surroundings(part * (50_000 // len(part))).like(value, (), random.Random(0))
    assert time.process_time() - began < 1
