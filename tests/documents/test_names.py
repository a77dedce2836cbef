"""Names that were met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ie_pipeline.documents.names import Names


@given(st.lists(st.text(max_size=3)))
def test_names_are_a_set_that_counts(given_names: list[str]) -> None:
    """Whatever they are made of, lone surrogates and NUL among it."""
    names, expected = Names(), dict[str, int]()
    for name in [*given_names, "\ud800", "\0", "\ud800"]:
        assert (name in names) == (name in expected)
        assert names.add(name) == (name not in expected)
        if name in expected:
            assert names.again(name) == expected[name] + 1
        expected[name] = expected.get(name, 0) + 1
