"""Texts cut into runs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ie_pipeline.documents.document import Document, Page
from ie_pipeline.highlights import Mark, highlight

marks = st.lists(st.builds(Mark, st.integers(-2, 40), st.integers(-2, 40), st.sampled_from("abc"), st.just("verbatim")))


@given(st.text(max_size=30), marks)
def test_every_offset_is_true(text: str, drawn: list[Mark]) -> None:
    """The runs are the text again, and what is highlighted for a mark is the mark's own characters."""
    marked = [Mark(mark.start, mark.end, f"m{index}", mark.kind) for index, mark in enumerate(drawn)]
    runs = [run for block in highlight(Document("d", text), marked) for run in block.runs]
    assert "".join(run.text for run in runs) == text
    for mark in marked:
        shown = "".join(run.text for run in runs if mark in run.marks)
        inside = 0 <= mark.start < mark.end <= len(text)
        assert shown == (text[mark.start : mark.end] if inside else "")


def test_overlapping_marks_share_a_run() -> None:
    """Where two values rest on the same words, those words are highlighted for both."""
    (block,) = highlight(Document("d", "abcdef"), [Mark(0, 4, "v0", "verbatim"), Mark(2, 6, "f0", "missing")])
    assert [(run.text, run.keys, run.kinds) for run in block.runs] == [
        ("ab", "v0", "verbatim"),
        ("cd", "v0 f0", "verbatim missing"),
        ("ef", "f0", "missing"),
    ]
    assert [run.number for run in block.runs] == [1, 2, 3]


def test_pages_begin_blocks_and_marks_may_cross_them() -> None:
    """A page's first block bears its number; a highlight over a page break goes on after it."""
    document = Document("d", "one two three", (Page(1, 0, 4), Page(2, 4, 13)))
    first, second = highlight(document, [Mark(2, 7, "v0", "verbatim")])
    assert (first.page, second.page) == (1, 2)
    assert [run.text for run in (*first.runs, *second.runs) if run.marks] == ["e ", "two"]


def test_long_pages_are_drawn_in_pieces() -> None:
    """A long text is cut after lines, a text without lines all the same, and the number stands once."""
    lines = Document("d", "a line of text\n" * 27_000, (Page(7, 0, 405_000),))
    blocks = highlight(lines, [])
    assert len(blocks) > 50
    assert all(block.runs[-1].text.endswith("\n") for block in blocks)
    assert [block.page for block in blocks if block.page] == [7]
    assert len(highlight(Document("d", "x" * 100_000), [])) > 10
