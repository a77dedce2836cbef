"""A draft against the right record: kinds, pointers, evidence and explanations of all differences."""

from __future__ import annotations

from typing import Any

import pytest

from critic.corpus import Span
from critic.evidence import Source
from critic.fields import flatten
from critic.mistakes.comparing import compare
from critic.mistakes.rows import Mistake, MistakeRow, Origin, Truth

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "signed": {"type": "string"},
        "amended": {"type": "string"},
        "exclusive": {"type": "boolean"},
        "parties": {"type": "array", "items": {"type": "string"}},
        "jobs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "role": {"type": "string"},
                    "firm": {"type": "string"},
                    "skills": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
PATTERNS = [entry.pattern for entry in flatten(SCHEMA)]
TEXT = (
    "Lease Deed of 1 May 2014 between Orrin Bay Ltd and Tamsin Works LLC, amended 3 June 2015. "
    "Ada was baker at Orrin Bay Ltd (bread, cakes), then clerk at Quill House (typing)."
)
RIGHT: dict[str, Any] = {
    "title": "Lease Deed",
    "signed": "1 May 2014",
    "amended": "3 June 2015",
    "parties": ["Orrin Bay Ltd", "Tamsin Works LLC"],
    "jobs": [
        {"role": "baker", "firm": "Orrin Bay Ltd", "skills": ["bread", "cakes"]},
        {"role": "clerk", "firm": "Quill House", "skills": ["typing"]},
    ],
}


def judge(draft: dict[str, Any], *judged: str, **more: Any) -> MistakeRow:
    """Compare a draft with the right record in some fields, or in all."""
    return compare("d1", TEXT, SCHEMA, draft, RIGHT, judged=judged or PATTERNS, origin=Origin.GENERATOR, **more)


def brief(truth: Truth) -> tuple[Mistake, str, Any, str | None]:
    """Return a mistake with the characters that it points at."""
    return truth.mistake, truth.pointer, truth.value, TEXT[truth.start : truth.end] if truth.end else None


def test_a_right_draft_has_no_mistakes() -> None:
    """Every value is right, in whatever spelling, and each points at its place."""
    row = judge({**RIGHT, "signed": "2014-05-01", "title": "LEASE DEED"})
    assert row.truths == ()
    assert len(row.right) == 12
    assert {value.pointer: TEXT[value.start : value.end] for value in row.right}["/signed"] == "1 May 2014"


def test_an_empty_draft_lacks_everything() -> None:
    """What is missing is named with the place where it belongs and the place where it stands."""
    row = judge({})
    assert row.right == ()
    assert brief(row.truths[0]) == (Mistake.OMITTED_VALUE, "/title", "Lease Deed", "Lease Deed")
    assert (Mistake.OMITTED_ITEM, "/parties/-", "Tamsin Works LLC", "Tamsin Works LLC") in map(brief, row.truths)
    assert (Mistake.OMITTED_ITEM, "/jobs/-/skills/-", "typing", "typing") in map(brief, row.truths)
    assert len(row.truths) == 12


@pytest.mark.parametrize(
    ("draft", "mistake", "stands"),
    [
        ({"signed": "9 December 1987"}, Mistake.INVENTED, None),
        ({"signed": "3 June 2015"}, Mistake.MISPLACED, "3 June 2015"),
        ({"signed": "1 May"}, Mistake.DISTORTED, "1 May"),
        ({"signed": "1 May 2014 between"}, Mistake.DISTORTED, "1 May 2014 between"),
        ({"signed": "1 May 2016"}, Mistake.DISTORTED, "1 May 2014"),
    ],
)
def test_the_kinds_of_wrong_values(draft: dict[str, Any], mistake: Mistake, stands: str | None) -> None:
    """A wrong value is one mistake, and that the right one is missing another."""
    row = judge(draft, "/signed")
    assert [brief(truth) for truth in row.truths] == [
        (mistake, "/signed", draft["signed"], stands),
        (Mistake.OMITTED_VALUE, "/signed", "1 May 2014", "1 May 2014"),
    ]


def test_a_second_copy_in_a_list_is_a_duplicate() -> None:
    """Also in another spelling; a right list may have equal values that the source means twice."""
    row = judge({"parties": ["Orrin Bay Ltd", "Tamsin Works LLC", "ORRIN BAY LTD."]}, "/parties/*")
    assert [brief(t)[:2] for t in row.truths] == [(Mistake.DUPLICATED, "/parties/2")]
    twice = {"parties": ["Orrin Bay Ltd", "Orrin Bay Ltd"]}
    row = compare("d1", TEXT, SCHEMA, twice, twice, judged=["/parties/*"], origin=Origin.HUMAN)
    assert row.truths == ()


def test_a_role_at_the_wrong_employer_is_misplaced() -> None:
    """Items are paired first; what is missing is named within the draft's own item."""
    jobs = [{"role": "clerk", "firm": "Quill House"}, {"role": "clerk", "firm": "Orrin Bay Ltd"}]
    row = judge({"jobs": jobs}, "/jobs/*/role", "/jobs/*/firm")
    assert [brief(truth) for truth in row.truths] == [
        (Mistake.MISPLACED, "/jobs/1/role", "clerk", "clerk"),
        (Mistake.OMITTED_ITEM, "/jobs/1/role", "baker", "baker"),
    ]
    assert "'Quill House'" in row.truths[0].explanation


def test_a_whole_item_too_many_repeats_what_is_there() -> None:
    """All its values are duplicates."""
    row = judge({"jobs": [*RIGHT["jobs"], {"role": "baker", "firm": "Orrin Bay Ltd"}]}, "/jobs/*/role", "/jobs/*/firm")
    assert [brief(t)[:2] for t in row.truths] == [
        (Mistake.DUPLICATED, "/jobs/2/role"),
        (Mistake.DUPLICATED, "/jobs/2/firm"),
    ]


def test_only_the_judged_fields_are_spoken_of() -> None:
    """The row claims nothing of the others."""
    row = judge({"title": "Nonsense"}, "/signed")
    assert row.judged == ("/signed",)
    assert {truth.pattern for truth in row.truths} == {"/signed"}
    with pytest.raises(ValueError, match="no field /colour"):
        judge({}, "/colour")


def test_a_value_that_cannot_stand_in_a_text_is_not_said_to_be_absent_from_it() -> None:
    """A boolean is unsupported, not unheard of."""
    row = judge({"exclusive": True}, "/exclusive")
    (truth,) = row.truths
    assert truth.mistake is Mistake.INVENTED
    assert (truth.start, truth.end) == (None, None)
    assert "nowhere" not in truth.explanation
    assert "true" in truth.explanation


def test_annotated_places_come_before_those_that_are_found() -> None:
    """The second mention of the firm is the one that says who it is."""
    second = TEXT.rindex("Orrin Bay Ltd")
    spans = [Span("parties", second, second + len("Orrin Bay Ltd"))]
    row = judge({"parties": ["Orrin Bay Ltd"]}, "/parties/*", spans=spans)
    assert row.right[0].start == second
    assert judge({"parties": ["Orrin Bay Ltd"]}, "/parties/*").right[0].start == TEXT.index("Orrin Bay")


def test_a_value_of_a_list_item_stands_where_the_items_other_values_do() -> None:
    """Ada was at the firm where she was baker, not where it is a party; and a 20 is more than one thing in an order."""
    row = judge({"jobs": [{"role": "baker", "firm": "Orrin Bay Ltd"}]}, "/jobs/*/firm")
    assert row.right[0].start == TEXT.rindex("Orrin Bay Ltd")
    text = "Order of 2024-05-20\nbolts, 12 pieces at 20 each\nvalves, 20 pieces at 7 each\nseals, 20 pieces at 3 each"
    number = {"type": "integer"}
    line = {"type": "object", "properties": {"what": {"type": "string"}, "pieces": number, "price": number}}
    schema = {"type": "object", "properties": {"lines": {"type": "array", "items": line}}}
    ordered = [("bolts", 12, 20), ("valves", 20, 7), ("seals", 20, 3)]
    right = {"lines": [{"what": what, "pieces": pieces, "price": price} for what, pieces, price in ordered]}
    draft = {"lines": [*right["lines"][:2], {"what": "seals", "pieces": 3}]}
    judged = [entry.pattern for entry in flatten(schema)]
    row = compare("d1", text, schema, draft, right, judged=judged, origin=Origin.HUMAN)
    places = {value.pointer: value.start for value in row.right}
    assert places["/lines/0/price"] == text.index("20 each")
    assert places["/lines/1/pieces"] == text.index("20 pieces")
    missing = {truth.pointer: truth.start for truth in row.truths if truth.mistake is Mistake.OMITTED_ITEM}
    assert missing == {"/lines/2/pieces": text.rindex("20 pieces"), "/lines/2/price": text.rindex("3 each")}


def test_lists_of_lists_are_compared_row_by_row() -> None:
    """A table that is right has no mistakes, and of one with a wrong cell that cell alone is wrong."""
    schema = {"properties": {"rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}}}
    right = {"rows": [["bread", "cakes"], ["typing"]]}
    row = compare("d1", TEXT, schema, right, right, judged=["/rows/*/*"], origin=Origin.GENERATOR)
    assert row.right
    assert not row.truths
    wrong = {"rows": [["bread", "cakes"], ["filing"]]}
    row = compare("d1", TEXT, schema, wrong, right, judged=["/rows/*/*"], origin=Origin.GENERATOR)
    assert {truth.pointer for truth in row.truths if truth.value == "filing"} == {"/rows/1/0"}
    assert len(row.right) == 2


def test_a_grade_is_another_with_its_sign() -> None:
    """BBB is not BBB-, whatever a person says of it."""
    schema = {"properties": {"rating": {"type": "string"}}}
    row = compare("d1", "Rated BBB- today.", schema, {"rating": "BBB"}, {"rating": "BBB-"}, judged=["/rating"],
                  origin=Origin.HUMAN)  # fmt: skip
    assert [truth.mistake for truth in row.truths][:1] == [Mistake.DISTORTED]


def test_ungrouped_values_are_one_set() -> None:
    """Where nobody knows what belongs together, no item has a value wrongly and none twice."""
    right = {"jobs": [{"role": "baker"}, {"role": "clerk"}, {"firm": "Quill House"}]}
    jobs = [{"role": "clerk", "firm": "Quill House"}, {"role": "clerk", "firm": "Quill House"}]
    patterns = ["/jobs/*/role", "/jobs/*/firm"]
    row = compare(
        "d1", TEXT, SCHEMA, {"jobs": jobs}, right, judged=patterns, origin=Origin.GENERATOR, ungrouped=patterns
    )
    assert [brief(truth) for truth in row.truths] == [(Mistake.OMITTED_ITEM, "/jobs/-/role", "baker", "baker")]
    assert len(row.right) == 4


def test_alternatives_are_as_right() -> None:
    """Of several right values of one field any will do."""
    row = judge({"signed": "3 June 2015"}, "/signed", alternatives={"/signed": {"1 May 2014": ("3 June 2015",)}})
    assert row.truths == ()
    assert TEXT[row.right[0].start : row.right[0].end] == "3 June 2015"


def test_explanations_name_the_evidence() -> None:
    """Whose value it is, what the field should hold, and at which characters."""
    row = judge({"signed": "3 June 2015", "amended": "3 June 2015"}, "/signed")
    wrong, missing = (truth.explanation for truth in row.truths)
    assert "amended" in wrong
    assert f"at {TEXT.index('3 June')}" in wrong
    assert f"at {TEXT.index('1 May')}" in wrong
    assert "'1 May 2014'" in missing
    assert row == judge({"signed": "3 June 2015", "amended": "3 June 2015"}, "/signed")


def test_explanations_in_chinese() -> None:
    """Offsets are true, and no English word is left but the schema's own."""
    text = "房屋租赁合同，二〇一四年五月一日签订，二〇一五年六月三日修订。出租方：江湾公司。"
    right = {"signed": "二〇一四年五月一日", "amended": "二〇一五年六月三日", "parties": ["江湾公司"]}
    draft = {"signed": "二〇一五年六月三日"}
    row = compare("合同一", text, SCHEMA, draft, right, judged=PATTERNS[1:], origin=Origin.GENERATOR)
    wrong = row.truths[0]
    assert (wrong.mistake, text[wrong.start : wrong.end]) == (Mistake.MISPLACED, "二〇一五年六月三日")
    assert f"位置 {text.index('二〇一五')}" in wrong.explanation
    assert "“二〇一四年五月一日”" in wrong.explanation
    assert all("the" not in truth.explanation for truth in row.truths)
    party = next(truth for truth in row.truths if truth.pointer == "/parties/-")
    assert text[party.start : party.end] == "江湾公司"


def test_a_persons_own_words_win() -> None:
    """They may name the place in the draft or in the corrected record."""
    said = {"/signed": "The amendment has a date of its own.", "/parties/1": "Tamsin signs too."}
    row = judge({"signed": "3 June 2015", "parties": ["Orrin Bay Ltd"]}, "/signed", "/parties/*", explanations=said)
    assert [truth.explanation for truth in row.truths] == [said["/signed"], said["/signed"], said["/parties/1"]]


def test_equal_mistakes_are_put_in_several_ways() -> None:
    """A model that learns from the words does not learn one sentence by heart."""
    source = Source(TEXT)
    said = {
        compare(f"d{n}", source, SCHEMA, {"title": "Nonsense"}, RIGHT, judged=["/title"], origin=Origin.SYNTHETIC)
        .truths[0]
        .explanation
        for n in range(20)
    }
    assert len(said) >= 3


def test_a_pointer_escapes_what_must_be_escaped() -> None:
    """Names with slashes and tildes are as good as any."""
    schema = {"type": "object", "properties": {"a/b": {"type": "array", "items": {"type": "string"}}}}
    row = compare("d", "x y", schema, {}, {"a/b": ["x"]}, judged=["/a~1b/*"], origin=Origin.SYNTHETIC)
    assert row.truths[0].pointer == "/a~1b/-"
