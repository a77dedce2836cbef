"""Versions of one text are found among many others, quickly and in any script."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critic.mistakes.near_duplicates import Groups, similarity, sketch, sketches_alike

ENGLISH = [first + second for first in ("har", "nor", "qui", "mel", "tos") for second in ("bour", "ling", "ver", "dax")]
CHINESE = [chr(0x4E00 + 7 * number) for number in range(400)]


def written(rng: random.Random, words: list[str], count: int, glue: str = " ") -> str:
    """Return a text of drawn words, each with a number of its own."""
    return glue.join(f"{rng.choice(words)}{rng.randint(0, 99)}" for _ in range(count))


def groups_of(texts: list[str]) -> list[int]:
    """Return for each text the first one that it is grouped with."""
    groups = Groups(len(texts))
    sketches_alike([sketch(text) for text in texts], groups)
    return [groups.root(number) for number in range(len(texts))]


@pytest.mark.parametrize(("words", "glue"), [(ENGLISH, " "), (CHINESE, "")])
def test_versions_are_one_group_and_strangers_are_not(words: list[str], glue: str) -> None:
    """Twenty texts, of each a version with one word in fifty changed, one longer, and one set otherwise."""
    rng = random.Random(3)
    texts = [written(rng, words, 300, glue) for _ in range(20)]
    versions = []
    for text in texts:
        parts = text.split(" ") if glue else list(text)
        for number in rng.sample(range(len(parts)), len(parts) // 50):
            parts[number] = rng.choice(words)
        versions.append(glue.join(parts))
    longer = [f"{text}{glue}{written(rng, words, 100, glue)}" for text in texts]
    reset = [text.upper().replace(" ", ",\n") for text in texts]
    assert groups_of([*texts, *versions, *longer, *reset]) == list(range(20)) * 4


def test_the_estimate_is_near_the_truth() -> None:
    """Of two texts that share a known part of their shingles."""
    rng = random.Random(5)
    shared, *rests = (written(rng, ENGLISH, 400) for _ in range(5))
    first, *others = (f"{shared} {rest}" for rest in rests)
    letters = ["".join(filter(str.isalnum, text)) for text in (first, *others)]
    sets = [{text[at : at + 8] for at in range(len(text) - 7)} for text in letters]
    true = [len(sets[0] & other) / len(sets[0] | other) for other in sets[1:]]
    estimated = similarity(sketch(first), np.stack([sketch(text) for text in others]))
    assert estimated == pytest.approx(true, abs=0.1)


def test_texts_without_letters_are_like_nothing() -> None:
    """Nor are they like each other; short ones are alike when they are equal but for case and signs."""
    assert groups_of(["", "🛟", "🛟!", " "]) == [0, 1, 2, 3]
    assert groups_of(["Ohm", "ohm.", "Ahm", "领航员", "领航员。"]) == [0, 0, 2, 3, 3]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab领é 1", max_size=30), max_size=12), st.randoms())
def test_the_groups_do_not_depend_on_more_than_the_texts(texts: list[str], rng: random.Random) -> None:
    """Equal texts with letters are always together; the same call gives the same groups."""
    found = groups_of(texts)
    assert found == groups_of(texts)
    for one, text in enumerate(texts):
        if any(letter.isalnum() for letter in text):
            assert found[one] == found[texts.index(text)]


def test_thousands_of_forms_and_long_contracts_take_seconds() -> None:
    """Three thousand copies of a form filled in otherwise, and twenty contracts of 50,000 characters."""
    rng = random.Random(7)
    form = written(rng, ENGLISH, 60)
    began = time.process_time()
    assert len(set(groups_of([f"{form} {rng.randint(0, 10**6)}" for _ in range(3000)]))) == 1
    words = [f"{word}{rng.randint(0, 10**6)}" for word in ENGLISH for _ in range(100)]
    assert len(set(groups_of([written(rng, words, 4000) for _ in range(20)]))) == 20
    assert time.process_time() - began < 5
