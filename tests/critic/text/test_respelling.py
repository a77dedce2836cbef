"""Respelling: what every reader takes for the same is found, and no character moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critic.text.folding import fold
from critic.text.respelling import regrouped, same_address, spaced, unaccented, undotted

TEXTS = st.text(st.one_of(st.sampled_from("aBé.\u0301 Üß@-3中"), st.characters()), max_size=60)


@given(TEXTS)
def test_no_offset_moves(text: str) -> None:
    """Each character stays at its place, whatever the script."""
    assert len(undotted(text)) == len(unaccented(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("L.L.C.", "LLC"), ("Ph.D.", "PhD"), ("B.Sc., hons", "BSc hons"), ("the U.S. law", "the US law")],
)
def test_an_abbreviation_needs_no_points(one: str, other: str) -> None:
    """Those within it are dropped."""
    assert fold(undotted(one)) == fold(undotted(other))


@pytest.mark.parametrize("text", ["It ends. It begins", "node.js", "j.d@example.org", "1.5", "B. A"])
def test_other_points_stay(text: str) -> None:
    """Those of sentences, names and addresses."""
    assert undotted(text) == text


@pytest.mark.parametrize("text", ["Müller", "Mu\u0308ller"])
def test_accents_go(text: str) -> None:
    """Composed or apart."""
    assert fold(unaccented(text)) == "muller"


@pytest.mark.parametrize(
    ("value", "text"), [("5kg", "5 kg"), ("20 °C", "20°c"), ("a & b", "a&b"), ("30 days", "30days")]
)
def test_a_space_beside_a_unit_is_free(value: str, text: str) -> None:
    """And so is one around a sign."""
    assert spaced(value).fullmatch(text)


@pytest.mark.parametrize(("value", "text"), [("therapist", "the rapist"), ("a4", "a 4"), ("15", "1 5")])
def test_other_spaces_part_words(value: str, text: str) -> None:
    """And numbers."""
    assert not spaced(value).fullmatch(text)


@pytest.mark.parametrize("value", ["555-01", "12345.67", "2019-03-05", "about 4155550123"])
def test_what_is_no_code_is_not_regrouped(value: str) -> None:
    """Few figures, sums, dates and words have their groups for a reason."""
    assert not [*regrouped("55501 1234567 20190305 about 415-5550123", value, 0, 40)]


@pytest.mark.parametrize(
    ("printed", "same"),
    [("Ann-B@Example.org", True), ("ann-\nb@example.org", True), ("ann.b@example.org", False)],
)
def test_an_address_is_the_same_but_for_its_capitals_and_lines(printed: str, same: bool) -> None:
    """A hyphen at the end of a line may be part of it."""
    assert same_address(printed, "ann-b@example.org") is same
