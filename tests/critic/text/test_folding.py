"""Folding: what a reader overlooks is equal, and every folded character knows where it came from."""

from __future__ import annotations

import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from critic.text.folding import CLUSTER, Folded, fold, one_line

SIGNS = "aB ,.-\n\u00ad3ﬁ㈱İé\u0301Ⅳ中𠮷カ\u3000。👩\u200d🦰\ufe0f½"
TEXTS = st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME, Inc.", "Acme Inc"),
        ("the  “Company”", 'the "company"'),
        ("infor-\n  mation", "information"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ﬁnance", "FINANCE"),
        ("ＡＢＣ１２", "abc12"),
        ("Cafe\u0301", "CAFÉ"),
        ("2001–2003", "2001 - 2003"),
        ("合同，甲方", "合同,甲方"),
        ("Straße", "STRASSE"),
        ("海棠科技\n  有限公司", "海棠科技有限公司"),
        ("林　清", "林清"),
        ("任 ＡＢＣ 科技 3 年", "任ABC科技3年"),
        ("カタカナ 株式会社", "カタカナ株式会社"),
    ],
)
def test_differences_of_print_fold_away(one: str, other: str) -> None:
    """Case, compatibility forms, quotes, dashes, commas and hyphenation make no difference."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C#", "C"),
        ("C++", "C"),
        ("3.5", "35"),
        ("5%", "5"),
        ("中国", "中"),
        ("林清、方圆", "林清方圆"),
        ("서울 대학교", "서울대학교"),
    ],
)
def test_differences_of_meaning_stay(one: str, other: str) -> None:
    """What tells two values apart is kept."""
    assert fold(one) != fold(other)


@given(TEXTS)
def test_folding_is_tidy(text: str) -> None:
    """Folded text has single spaces only, and none at its ends."""
    assert fold(text) == " ".join(fold(text).split(" ")).strip(" ")
    assert "  " not in fold(text)


@given(TEXTS)
def test_every_folded_character_leads_back_to_its_source(text: str) -> None:
    """The characters that a folded one came from fold to it, and they come in the order of the text."""
    folded = Folded(text)
    before = (0, 0)
    for index, sign in enumerate(folded.text):
        start, end = folded.origin(index, index + 1)
        assert before == (start, end) or before[1] <= start < end
        assert sign in Folded(text[start:end]).text or sign in " .,:/"
        before = (start, end)


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_the_image_of_a_range_comes_from_within_it(text: str, low: int, high: int) -> None:
    """What a part of the source folds to leads back into that part."""
    folded = Folded(text)
    start, end = folded.image(low, high)
    if start < end:
        first, last = folded.origin(start, end)
        assert low <= first
        assert last <= high


def test_a_value_over_two_lines_is_written_on_one() -> None:
    """A line ends within a Chinese name as it does between two English words."""
    assert one_line("海棠科技 \n\t有限公司") == "海棠科技有限公司"
    assert one_line("Acme\n Inc.  (中国)\n公司 林　清") == "Acme Inc. (中国) 公司 林 清"


def test_a_page_of_blank_lines_folds_quickly() -> None:
    """Layout without text costs no more than text."""
    assert fold("end-" + "\n " * 100_000 + "2") == "end 2"


@given(st.text(st.sampled_from("🇩🇪a é\u0301\u200d\ufe0f👍🏽👩\u0903한\r\n\u1100\u1161"), max_size=20))
def test_written_characters_are_those_of_unicode(text: str) -> None:
    """Flags, which are counted in another way, too."""
    assert regex.findall(CLUSTER, text) == regex.findall(r"\X", text)


def test_a_row_of_flags_folds_quickly() -> None:
    """Eighty thousand halves of flags take a moment, not half a minute."""
    began = time.process_time()
    assert len(Folded("🇩" * 80_000).text) == 80_000
    assert time.process_time() - began < 5


def test_an_empty_range_has_no_origin() -> None:
    """Nothing comes from nowhere."""
    with pytest.raises(ValueError, match="non-empty range"):
        Folded("abc").origin(1, 1)
