"""Edits of a record: each gives a new record and the place that changed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from critic.pointers import add, get, join, parts, remove, replace, scalars

RECORD: dict[str, Any] = {
    "name": "Ada",
    "a/b~c": 1,
    "tools": ["Python", "Flask"],
    "positions": [{"company": "X", "period": None}, {"company": "Y", "period": "2020"}],
}


@pytest.fixture(autouse=True)
def _record_is_left_alone() -> Any:
    """No edit changes the record it was given."""
    before = deepcopy(RECORD)
    yield
    assert before == RECORD


def test_pointers_round_trip() -> None:
    """Names with slashes and tildes survive."""
    assert parts(join(["a/b~c", 0, "~1"])) == ("a/b~c", "0", "~1")
    assert get(RECORD, "/a~1b~0c") == 1
    assert get(RECORD, "") == RECORD


@pytest.mark.parametrize("pointer", ["/nothing", "/tools/2", "/tools/-1", "/tools/x", "/name/0"])
def test_a_pointer_to_nothing_is_named(pointer: str) -> None:
    """Reading, replacing and removing what is not there names the pointer."""
    for edit in (get, remove, lambda record, place: replace(record, place, 1)):
        with pytest.raises(KeyError, match=pointer):
            edit(RECORD, pointer)


def test_a_pointer_begins_with_a_slash() -> None:
    """A bare name is no pointer."""
    with pytest.raises(ValueError, match="name"):
        get(RECORD, "name")


def test_replace() -> None:
    """A value is replaced in place."""
    edited, pointer = replace(RECORD, "/positions/1/company", "Z")
    assert get(edited, pointer) == "Z"
    assert get(replace(RECORD, "/tools/0", "R")[0], "/tools") == ["R", "Flask"]


def test_remove_a_scalar_makes_it_absent() -> None:
    """A removed property is absent, not null."""
    edited, pointer = remove(RECORD, "/name")
    assert "name" not in edited
    assert pointer == "/name"


def test_remove_a_list_item_closes_the_gap() -> None:
    """The items after a removed one move up."""
    assert remove(RECORD, "/tools/0")[0]["tools"] == ["Flask"]


def test_an_emptied_object_leaves_its_list() -> None:
    """A list item without any value left goes with its last value; others stay."""
    edited, pointer = remove(RECORD, "/positions/0/company")
    assert edited["positions"] == [{"company": "Y", "period": "2020"}]
    assert pointer == "/positions/0"
    assert remove(RECORD, "/positions/1/company")[0]["positions"][1] == {"period": "2020"}


def test_emptied_objects_go_with_their_parents() -> None:
    """A list or an object without any value left is absent, as a scalar is, up to the record itself."""
    assert remove({"jobs": [{"tools": ["a"]}]}, "/jobs/0/tools/0") == ({}, "/jobs")
    assert remove({"law": "x", "seller": {"name": "y", "city": None}}, "/seller/name") == ({"law": "x"}, "/seller")
    assert remove({"jobs": [{"tools": ["a"], "company": "b"}]}, "/jobs/0/tools/0")[0] == {"jobs": [{"company": "b"}]}


@pytest.mark.parametrize(
    ("path", "item", "pointer"),
    [
        (("title",), None, "/title"),
        (("tools", "*"), None, "/tools/2"),
        (("tools", "*"), 1, "/tools/1"),
        (("new", "*"), None, "/new/0"),
        (("positions", "*", "company"), None, "/positions/2/company"),
        (("positions", "*", "period"), 0, "/positions/0/period"),
        (("positions", "*", "tasks", "*"), 1, "/positions/1/tasks/0"),
        (("positions", "*", "projects", "*", "name"), 1, "/positions/1/projects/0/name"),
        (("contact", "e-mail"), None, "/contact/e-mail"),
    ],
)
def test_add(path: tuple[str, ...], item: int | None, pointer: str) -> None:
    """An added value stands where the returned pointer says, whatever had to be made on the way."""
    edited, place = add(RECORD, path, "v", item)
    assert place == pointer
    assert get(edited, place) == "v"


def test_a_scalar_is_put_before_the_item_that_is_named() -> None:
    """The items after it move down."""
    assert add(RECORD, ("tools", "*"), "R", 1)[0]["tools"] == ["Python", "R", "Flask"]


def test_add_where_a_list_is_null() -> None:
    """A null list counts as an empty one."""
    assert add({"tools": None}, ("tools", "*"), "R") == ({"tools": ["R"]}, "/tools/0")


def test_add_refuses_a_wrong_place() -> None:
    """An item that is not there and a record of another shape are refused."""
    with pytest.raises(IndexError, match="/positions has no item 2"):
        add(RECORD, ("positions", "*", "company"), "v", 2)
    with pytest.raises(ValueError, match="/name is str"):
        add(RECORD, ("name", "*"), "v", None)
    with pytest.raises(ValueError, match="/name has a value already"):
        add(RECORD, ("name",), "v", None)


def test_scalars_are_found_at_any_depth() -> None:
    """Each with its pointer; null and what is empty has none."""
    record = {"a": 1, "b": {"c/d": [True, None, ["x"]]}, "e": [], "f": None}
    assert list(scalars(record)) == [("/a", 1), ("/b/c~1d/0", True), ("/b/c~1d/2/0", "x")]
