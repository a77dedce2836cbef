"""Passages: every character is in one, and nothing is cut where it hurts."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from critic.passages import Passage, coverage, split

TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("ab .\n。，中é\u0301👩\u200d🦰🇩🇪👍🏽\r"), st.characters()),
    max_size=400,
)


RUNS = st.lists(st.tuples(st.sampled_from("ab c\u0301。\n🇩\u200d"), st.integers(1, 90)), max_size=6).map(
    lambda runs: "".join(sign * times for sign, times in runs)
)
"""Long runs of one sign, marks without end among them."""


@given(text=TEXTS | RUNS, size=st.integers(1, 120), share=st.floats(0, 0.5))
@example(text="000\u0300", size=2, share=0.5)
@example(text="b" * 37 + "a" + "\u0301" * 70 + "c " * 60, size=100, share=0.5)
def test_passages_hold_every_character_and_true_offsets(text: str, size: int, share: float) -> None:
    """Every character lies in a passage, no passage is empty or too long, and every offset is true."""
    passages = split(text, size, int(size * share))
    assert coverage(len(text), ((p.start, p.end) for p in passages)) == 1.0
    for passage in passages:
        assert 0 < len(passage.text) <= size
        assert text[passage.start : passage.end] == passage.text
    for earlier, later in pairwise(passages):
        assert earlier.start < later.start <= earlier.end < later.end


@given(text=TEXTS)
def test_no_cut_parts_a_character_from_its_marks(text: str) -> None:
    """A letter keeps its accents and an emoji its skin tone."""
    seams = {0, *(m.end() for m in regex.finditer(r"\X", text))}
    for passage in split(text, 80, 20):
        assert {passage.start, passage.end} <= seams


def test_a_short_text_is_one_passage() -> None:
    """A text that fits is not cut."""
    assert split("Hello.", 10, 2) == (Passage(0, 6, "Hello."),)


def test_an_empty_text_has_no_passages() -> None:
    """Nothing to read gives nothing to read."""
    assert split("", 10, 2) == ()


def test_cuts_fall_between_paragraphs_then_sentences_then_words() -> None:
    """The best seam near the end of the window is taken."""
    paragraphs = "x" * 34 + "\n\n" + "One. Two three four five six."
    assert split(paragraphs, 44, 0)[0].text == "x" * 34 + "\n\n"
    assert split("A long first sentence stands here. Then more words follow it here.", 40, 0)[0].text.endswith("here. ")
    assert split("word " * 20, 23, 0)[0].text == "word word word word "


def test_chinese_is_cut_after_sentence_marks() -> None:
    """Text without spaces is cut after 。 and not in the middle of a sentence."""
    text = "本合同自双方签字之日起生效。" * 10
    assert all(passage.text.endswith("。") for passage in split(text, 50, 0))


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("同意为海棠科技有限公司提供连带责任担保!", "林清等三人随后签字,并于次日公告全文。"),
        ("林清在会上就担保一事反问董事会:“真的吗？！”", "随后签字,并于次日公告全文。"),
        ("同意为海棠科技有限公司提供连带责任担保,", "林清等三人随后签字并于次日公告全文。"),
        ("同意为海棠科技有限公司提供连带责任担保,", "限8.90亿元并于次日公告全文。"),
    ],
)
def test_chinese_with_ascii_marks_is_cut_where_it_may_be(first: str, rest: str) -> None:
    """A mark ends a sentence without a space after it; the point within a number does not."""
    assert split(first + rest, len(first) + 4, 0)[0].text == first


def test_neighbours_overlap_by_about_the_overlap() -> None:
    """What stands on a seam can be read whole in one of its two passages."""
    passages = split("The quick brown fox jumps over the lazy dog. " * 200, 400, 80)
    for earlier, later in pairwise(passages):
        assert 60 <= earlier.end - later.start <= 100


@pytest.mark.parametrize(("size", "overlap"), [(0, 0), (10, -1), (10, 6)])
def test_impossible_windows_are_refused(size: int, overlap: int) -> None:
    """A window that could not move on is a mistake of the caller."""
    with pytest.raises(ValueError, match=r"size|overlap"):
        split("text", size, overlap)


@pytest.mark.parametrize("line", ["x", "中", "e\u0301", "\u0301", " ", "a.", "🇩"])
def test_a_huge_line_is_split_in_linear_time(line: str) -> None:
    """Ten times the text takes about ten times as long, also without a single space; the best of three, each time."""

    def seconds(length: int) -> float:
        text = line * (length // len(line))
        taken = []
        for _ in range(3):
            began = time.process_time()
            split(text, 900, 150)
            taken.append(time.process_time() - began)
        return min(taken)

    assert seconds(2_000_000) < 40 * max(seconds(200_000), 0.005)


@pytest.mark.parametrize(
    ("ranges", "share"),
    [([], 0.0), ([(0, 10)], 1.0), ([(0, 4), (2, 6)], 0.6), ([(8, 50)], 0.2), ([(-5, 1), (9, 10)], 0.2)],
)
def test_coverage_counts_each_character_once(ranges: list[tuple[int, int]], share: float) -> None:
    """Overlapping and overhanging ranges are not counted twice."""
    assert coverage(10, ranges) == pytest.approx(share)


def test_an_empty_text_is_covered() -> None:
    """Of nothing, nothing is left unread."""
    assert coverage(0, []) == 1.0
