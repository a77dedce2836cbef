"""The formats of JSON Schema that are checked, whichever packages are installed."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from ie_pipeline.formats import format_checker

FORMATS = {
    "date": (["2020-05-01"], ["2020-13-01", "1 May 2020"]),
    "time": (["10:20:30Z", "10:20:30.123456+01:00", "23:59:59z", "10:00"], ["25:00:00Z", "1000", "noon", ""]),
    "date-time": (
        ["2020-05-01T10:00:00Z", "2020-05-01t10:00:00.120-08:00", "2020-05-01 10:00"],
        ["yesterday", "2020-05-01", "2020-02-30T10:00:00Z", "2020-05-01T10:00:00Z\n"],
    ),
    "email": (["ada@example.org"], ["nowhere"]),
    "ipv4": (["10.0.0.1"], ["300.1.1.1"]),
    "uuid": (["123e4567-e89b-12d3-a456-426614174000"], ["zz"]),
    "uri": (
        ["https://example.org/a?b=c#d", "mailto:ada@example.org", "urn:isbn:1", "http://[::1]:80/"],
        ["not a uri", "/a", "www.example.org", "http://[::1", "https://"],
    ),
    "iri": (["https://例.org/é"], ["é", "https://a b"]),
    "of-nobody": (["anything"], []),
}


@pytest.mark.parametrize("name", FORMATS)
def test_what_has_a_format_and_what_has_not(name: str) -> None:
    """Not by the packages that are there; what is no text has every format."""
    checker = format_checker()
    good, bad = FORMATS[name]
    assert [text for text in good if not checker.conforms(text, name)] == []
    assert [text for text in bad if checker.conforms(text, name)] == []
    assert checker.conforms(7, name)


def test_the_library_s_own_checker_stays_as_it_is() -> None:
    """Other programs in the same process share it."""
    before = dict(Draft202012Validator.FORMAT_CHECKER.checkers)
    format_checker()
    assert before == Draft202012Validator.FORMAT_CHECKER.checkers
