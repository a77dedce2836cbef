"""What a record holds beside the schema is named, so that it is never passed unseen."""

from __future__ import annotations

from typing import Any

import pytest

from critic.fields import Field
from critic.findings import Verdict
from critic.strays import strays

FIELDS = (Field(("law",)), Field(("parties", "*")), Field(("jobs", "*", "role")))


@pytest.mark.parametrize(
    ("record", "pointers"),
    [
        ({"parties": "Zeta GmbH"}, ["/parties"]),
        ({"law": ["Utah"]}, ["/law/0"]),
        ({"law": {"x": "Utah"}}, ["/law/x"]),
        ({"extra": "Utah", "a/b": 0}, ["/extra", "/a~1b"]),
        ({"parties": [["Zeta"], "Eta", {"name": "Theta"}]}, ["/parties/0/0", "/parties/2/name"]),
        ({"parties": ("Zeta",)}, ["/parties/0"]),
        ({"jobs": [{"role": "cook", "firm": False}]}, ["/jobs/0/firm"]),
        ({"law": b"Utah"}, ["/law"]),
    ],
)
def test_what_no_field_leads_to_is_named(record: dict[str, Any], pointers: list[str]) -> None:
    """A value in the wrong shape, of an unknown name, too deep, in a tuple or of no JSON type."""
    found = strays(record, FIELDS)
    assert [judgement.pointer for judgement in found] == pointers
    assert {(judgement.pattern, judgement.verdict) for judgement in found} == {("", Verdict.UNKNOWN)}


def test_what_fields_lead_to_and_nulls_are_no_strays() -> None:
    """A record of the schema's shape has none, whatever it leaves out."""
    record = {"law": None, "extra": None, "parties": ["Zeta", None], "jobs": [{"role": "cook"}, {}], "more": []}
    assert strays(record, FIELDS) == ()


@pytest.mark.parametrize("record", [None, ["Utah"], "Utah"])
def test_what_is_no_record_is_refused(record: Any) -> None:
    """The error says what was given."""
    with pytest.raises(TypeError, match=f"not {type(record).__name__}"):
        strays(record, FIELDS)
