"""Partial records of passages become one draft."""

from __future__ import annotations

from time import process_time
from timeit import timeit
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from critic.fields import Field
from ie_pipeline.merge import merge

LAW = Field(("governing_law",))
PARTIES = Field(("parties", "*"))
JOBS = tuple(Field(("jobs", "*", name)) for name in ("title", "company", "period"))
ADDRESS = (Field(("address", "city")), Field(("address", "street")))


def drafted(fields: tuple[Field, ...], *parts: dict[str, Any]) -> dict[str, Any]:
    """Return the draft alone."""
    return merge(parts, fields)[0]


def test_an_item_read_twice_is_one_item() -> None:
    """Overlapping passages repeat items, in other capitals or over a line's end, and the first reading stands."""
    parts = {"parties": ["Acme Inc.", "Beta LLC"]}, {"parties": ["BETA\nLLC", "Gamma AG"]}
    assert drafted((PARTIES,), *parts) == {"parties": ["Acme Inc.", "Beta LLC", "Gamma AG"]}


def test_equal_numbers_of_one_passage_are_as_many() -> None:
    """The doses of a day are four, though two and two are equal; what the next passage repeats is read twice."""
    doses, rows = Field(("doses", "*"), "integer"), Field(("rows", "*", "*"), "number")
    assert drafted((doses,), {"doses": [1, 0, 1, 0]}, {"doses": [0, 2]}) == {"doses": [1, 0, 1, 0, 2]}
    assert drafted((rows,), {"rows": [[1, 1], [1, 1]]}) == {"rows": [[1, 1], [1, 1]]}


def test_a_number_and_its_opposite_are_two() -> None:
    """A payment and its reversal are both kept, however they are spread over passages; 5 and 5.0 are one number."""
    sums = Field(("sums", "*"), "number")
    assert drafted((sums,), {"sums": [5, -7]}, {"sums": [5.0, 7]}) == {"sums": [5, -7, 7]}
    lines = Field(("lines", "*", "text")), Field(("lines", "*", "sum"), "number")
    parts = [{"lines": [{"text": "Rent", "sum": amount}]} for amount in (5, -5)]
    assert len(drafted(lines, *parts)["lines"]) == 2
    _, rivals = merge([{"sum": 5}, {"sum": -5}], (Field(("sum",), "number"),))
    assert rivals == {"/sum": (5, -5)}


def test_an_item_cut_by_the_passages_edge_is_kept_whole() -> None:
    """The whole reading wins whether the end or the beginning was cut off, and whichever came first."""
    assert drafted((PARTIES,), {"parties": ["Acme"]}, {"parties": ["Acme Holdings"]}) == {"parties": ["Acme Holdings"]}
    assert drafted((PARTIES,), {"parties": ["Bank of Rome"]}, {"parties": ["of Rome"]}) == {"parties": ["Bank of Rome"]}


def test_two_items_that_one_passage_states_are_two() -> None:
    """Java and Java EE on one page are both meant; nor is a middle or a far-off word a cut."""
    assert drafted((PARTIES,), {"parties": ["Java"]}, {"parties": ["Java", "Java EE"]}) == {
        "parties": ["Java", "Java EE"]
    }
    assert drafted((PARTIES,), {"parties": ["of"]}, {"parties": ["Bank of Rome"]}) == {
        "parties": ["of", "Bank of Rome"]
    }
    assert drafted((PARTIES,), {"parties": ["Acme"]}, {}, {"parties": ["Acme AG"]}) == {"parties": ["Acme", "Acme AG"]}


def test_rivals_that_share_a_beginning_stay_apart() -> None:
    """A short reading joins one whole reading and does not swallow the second."""
    parts = {"parties": ["Acme"]}, {"parties": ["Acme Inc", "Acme Ltd"]}
    assert drafted((PARTIES,), *parts) == {"parties": ["Acme Inc", "Acme Ltd"]}


def test_where_passages_disagree_all_values_are_candidates() -> None:
    """The first value stands in the draft and the critic is handed every one, each once."""
    parts = {"governing_law": "Delaware"}, {"governing_law": "New York"}, {"governing_law": "DELAWARE"}
    draft, rivals = merge(parts, (LAW, PARTIES))
    assert draft == {"governing_law": "Delaware"}
    assert rivals == {"/governing_law": ("Delaware", "New York")}


def test_agreement_leaves_no_rivals() -> None:
    """The same value read twice, and list items, are no disagreement."""
    parts = {"governing_law": "Delaware", "parties": ["A"]}, {"governing_law": "delaware", "parties": ["B"]}
    assert merge(parts, (LAW, PARTIES))[1] == {}


def test_objects_are_completed_from_several_passages() -> None:
    """A job whose title stands in one passage and whose period in the next is one job."""
    parts = (
        {"jobs": [{"title": "Engineer", "company": "Acme"}]},
        {"jobs": [{"company": "ACME", "period": "2015"}, {"company": "Beta", "period": "2012"}]},
    )
    assert drafted(JOBS, *parts) == {
        "jobs": [{"title": "Engineer", "company": "Acme", "period": "2015"}, {"company": "Beta", "period": "2012"}]
    }


def test_objects_that_contradict_each_other_are_two() -> None:
    """Two jobs at one company stay two, and a year in common makes nothing the same."""
    parts = {"jobs": [{"title": "Engineer", "company": "Acme"}]}, {"jobs": [{"title": "Director", "company": "Acme"}]}
    assert len(drafted(JOBS, *parts)["jobs"]) == 2
    parts = {"jobs": [{"title": "Engineer", "period": "2015"}]}, {"jobs": [{"company": "Acme", "period": "2015"}]}
    assert len(drafted(JOBS, *parts)["jobs"]) == 2


def test_objects_of_one_passage_are_not_merged() -> None:
    """What a passage lists as two items stays two, unless they are alike in everything."""
    jobs = [{"company": "Acme", "title": "Engineer"}, {"company": "Acme", "period": "2015"}]
    assert drafted(JOBS, {"jobs": jobs}) == {"jobs": jobs}
    assert drafted(JOBS, {"jobs": [jobs[0], dict(jobs[0])]}) == {"jobs": jobs[:1]}


def test_an_object_cut_in_a_leaf_is_kept_whole() -> None:
    """A title torn by the passage's edge does not make a second job."""
    parts = (
        {"jobs": [{"company": "Acme", "title": "Senior"}]},
        {"jobs": [{"company": "Acme", "title": "Senior Engineer"}]},
    )
    assert drafted(JOBS, *parts) == {"jobs": [{"title": "Senior Engineer", "company": "Acme"}]}


def test_nested_objects_are_merged_leaf_by_leaf() -> None:
    """Single objects are filled from all passages, and their leaves can have rivals."""
    draft, rivals = merge(({"address": {"city": "Rome"}}, {"address": {"street": "Via A", "city": "Bari"}}), ADDRESS)
    assert draft == {"address": {"city": "Rome", "street": "Via A"}}
    assert rivals == {"/address/city": ("Rome", "Bari")}


def test_what_does_not_fit_is_left_out() -> None:
    """Unknown keys, nulls and wrong types of a sloppy generator never reach the draft; keys come in schema order."""
    parts = {"x": 1, "parties": None}, {"parties": "Acme", "governing_law": "Delaware"}
    assert list(drafted((LAW, PARTIES), *parts).items()) == [("governing_law", "Delaware"), ("parties", ["Acme"])]
    assert merge((), (LAW,)) == ({}, {})


def test_symbols_do_not_merge() -> None:
    """Values that hold nothing but punctuation are told apart by it."""
    assert drafted((PARTIES,), {"parties": ["***", "---"]}) == {"parties": ["***", "---"]}


@given(st.lists(st.lists(st.sampled_from(["a", "a b", "b", "c d e", "C D", "é", "z"]), max_size=4), max_size=5))
@example([["a"], [], ["a b"], ["a"], ["a b"]])
def test_merging_invents_nothing_and_merging_again_changes_nothing(lists: list[list[str]]) -> None:
    """Every item of a draft was stated by a part, and a draft merged alone is itself."""
    draft = drafted((PARTIES,), *({"parties": items} for items in lists))
    assert set(draft.get("parties", ())) <= {item for items in lists for item in items}
    assert drafted((PARTIES,), draft) == draft


def test_a_long_list_takes_time_by_its_length() -> None:
    """Ten times as many items take some ten times as long, not a hundred times."""

    def seconds(count: int) -> float:
        parts = [{"parties": [f"Party {number} Ltd" for number in range(count)]}]
        return timeit(lambda: merge(parts, (PARTIES,)), timer=process_time, number=1)  # without garbage collection

    seconds(100)
    assert seconds(5000) < 40 * max(seconds(500), 0.005)
