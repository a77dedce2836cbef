"""Documents that are nearly the same are never on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from critic.mistakes.rows import MistakeRow, Passage
from critic.mistakes.splitting import apart, split
from tests.critic.mistakes.examples import FLAWLESS, log, rows


def letter(number: int, edition: int = 0, **changes: str) -> MistakeRow:
    """Return a row of a letter; editions of one number differ in a few words."""
    text = f"Mira Quell {log(number, edition)}"
    row = replace(FLAWLESS, document=f"{number}.{edition}", passages=(Passage(0, text),))
    return replace(row, **changes)  # type: ignore[arg-type]


def sides(made: tuple[Sequence[MistakeRow], Sequence[MistakeRow]]) -> tuple[set[str], set[str]]:
    """Return the documents for training and those held out."""
    train, dev = made
    return {row.document for row in train}, {row.document for row in dev}


@settings(max_examples=50, deadline=None)
@given(st.lists(rows(), max_size=12), st.integers(0, 3), st.sampled_from([0.1, 0.5, 0.9]))
def test_nothing_that_belongs_together_is_parted(made: list[MistakeRow], seed: int, dev_share: float) -> None:
    """Neither a document nor a text nor a cluster that was given is on both sides; no row is lost or changed."""
    train, dev = split(made, seed=seed, dev_share=dev_share)
    for key in ("document", "text", "cluster"):
        assert not {getattr(row, key) for row in train} & {getattr(row, key) for row in dev}
    left = [*train, *dev]
    assert all(row.cluster for row in left)
    plain = [replace(row, cluster="") for row in made]
    for row in plain:
        assert sum(replace(one, cluster="") == row for one in left) == plain.count(row)


def test_editions_of_a_letter_are_one_cluster() -> None:
    """Whatever their ids are; about the wanted share of the clusters is held out."""
    made = [letter(number, edition) for number in range(100) for edition in range(3)]
    train, dev = split(made, seed=0, dev_share=0.3)
    assert len({row.cluster for row in made}) == 1
    assert len({row.cluster for row in (*train, *dev)}) == 100
    assert all(sum(row.document.startswith(f"{number}.") for row in dev) in (0, 3) for number in range(100))
    assert 20 <= len({row.cluster for row in dev}) <= 40


def test_rows_of_one_cluster_or_one_document_stay_together() -> None:
    """Also where their texts have nothing in common, as an excerpt and the whole, or two parts of a long document."""
    excerpts = [letter(number, cluster=f"group {number // 2}") for number in range(40)]
    train, dev = split(excerpts, seed=0, dev_share=0.5)
    assert not {row.cluster for row in train} & {row.cluster for row in dev}
    assert {row.cluster for row in (*train, *dev)} == {f"group {number}" for number in range(20)}
    passages = [letter(number, document=f"document {number % 5}") for number in range(40)]
    train, dev = split(passages, seed=0, dev_share=0.5)
    assert not {row.document for row in train} & {row.document for row in dev}


def test_the_split_depends_on_the_seed_alone() -> None:
    """Not on the order of the rows, nor on the name that a document gives its own cluster."""
    made = [letter(number) for number in range(60)]
    first = sides(split(made, seed=0, dev_share=0.3))
    assert first == sides(split(made[::-1], seed=0, dev_share=0.3))
    assert first == sides(split([replace(row, cluster=row.document) for row in made], seed=0, dev_share=0.3))
    assert first != sides(split(made, seed=1, dev_share=0.3))


def test_new_documents_do_not_move_old_ones() -> None:
    """Strangers move none at all."""
    made = [letter(number) for number in range(60)]
    train, dev = sides(split(made, seed=0, dev_share=0.3))
    more = sides(split([*made, *(letter(number) for number in range(60, 120))], seed=0, dev_share=0.3))
    assert train < more[0]
    assert dev < more[1]


def test_what_was_trained_on_is_never_held_out_later() -> None:
    """Rows that come with their clusters stay where they are, also when new editions of them join."""
    train, dev = split([letter(number) for number in range(60)], seed=0, dev_share=0.3)
    more = [letter(number, edition) for number in range(90) for edition in range(1, 3)]
    later = sides(split([*more, *train, *dev], seed=0, dev_share=0.3))
    assert sides((train, dev))[0] < later[0]
    assert sides((train, dev))[1] < later[1]


def test_a_document_that_joins_two_clusters_draws_both_into_training() -> None:
    """One of them was trained on, so the other may not measure what learned from it."""
    train, dev = split([letter(number) for number in range(40)], seed=0, dev_share=0.5)
    bridges = [letter(100 + n, document=row.document, cluster=train[n].cluster) for n, row in enumerate(dev[:10])]
    later_train, later_dev = sides(split([*train, *dev, *bridges], seed=0, dev_share=0.5))
    assert sides((train, dev))[0] <= later_train
    assert later_dev == sides((train, dev))[1] - {row.document for row in dev[:10]}


def test_either_side_has_something_if_it_can() -> None:
    """Of two documents one is held out, however small or large the share is; a single one is trained on."""
    for dev_share in (0.001, 0.5, 0.999):
        assert all(split([letter(1), letter(2)], seed=0, dev_share=dev_share))
        train, dev = split([letter(1), letter(1, 1)], seed=0, dev_share=dev_share)
        assert len(train) == 2
        assert not dev
    assert split([], seed=0, dev_share=0.2) == ([], [])


def test_what_another_set_measures_by_is_not_trained_on() -> None:
    """Neither the same document nor another edition of its text, whatever each set calls their clusters."""
    others, _ = split([letter(1), letter(2)], seed=0, dev_share=0.5)
    held_out = [*others, letter(3, document="third", cluster="c3")]
    mine = [letter(number, 1) for number in range(1, 6)]
    left = {row.document for row in apart(mine, held_out)}
    assert left == {"1.1", "2.1", "3.1", "4.1", "5.1"} - {f"{row.document[0]}.1" for row in others} - {"3.1"}
    assert apart(mine, []) == mine
