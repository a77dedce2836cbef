"""The whole path in Chinese: every offset true, no sentence taken for a word, values the same however they are written.

The network is a tiny one with random weights, to which every Chinese character is a token of its own.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

from critic.corpus import LabelledDocument, Span
from critic.critic import EvidenceCritic
from critic.evidence import Source, locate, occurrences
from critic.fields import flatten
from critic.findings import EvidenceKind
from critic.mistakes.synthesis import damage
from critic.passages import split
from critic.reading import FieldReader
from critic.storage import create
from critic.text.sameness import same
from critic.weights import quietly

HAN = "林清海棠科技有限公司董事长任苏州大学本科學歷𠮷𫝀𰀀"
"""Simplified and traditional characters, and rare ones beyond the basic plane."""
UNPARTED = "𰀀"
"""What BERT's tokenizers do not know for a Chinese character: those of Unicode's extensions F and later."""
OTHERS = (*"，。；：（）“”、《》·\u3000\n 😀ABcd12０１ＡＢ%％", "👩\u200d🔬", "👍🏽")
TEXTS = st.lists(st.sampled_from((*HAN, *OTHERS)), min_size=1, max_size=60).map("".join)

TEXT = (
    "林清𠮷，女，中国国籍😀，２００７年１０月至今任海棠科技（苏州）\n有限公司董事长，注册资本人民币3,000万元；"
    "此前任青禾銀行IT部經理，持股百分之五。"
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "姓名": {"type": "string", "description": "人的姓名。"},
        "公司": {"type": "array", "items": {"type": "string"}, "description": "任职的机构名称。"},
        "职称": {"type": "array", "items": {"type": "string"}, "description": "职务、头衔。"},
    },
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> FieldReader:
    """Return an untrained critic on a tiny Chinese base, which points at much."""
    folder = tmp_path_factory.mktemp("base")
    signs = sorted(set(HAN + TEXT + "abcdefghijklmnopqrstuvwxyz0123456789"))
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]", *signs]
    tokenizer = Tokenizer(models.WordPiece({token: i for i, token in enumerate(tokens)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    torch.manual_seed(0)
    config = AutoConfig.for_model(
        "bert", vocab_size=len(tokens), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    with quietly():
        AutoModel.from_config(config).save_pretrained(folder)
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]"
        ).save_pretrained(folder)
    made = create(rank=None, base=str(folder))
    heads: Any = made.network.heads
    with torch.no_grad():
        heads["end_query"].bias[-1] = -1.0
    made.network.eval()
    return made


@given(TEXTS, st.data())
def test_a_value_begins_and_ends_at_any_chinese_character(text: str, data: st.DataObject) -> None:
    """What is cut out of a text between two Chinese characters is found in it, verbatim, at true offsets."""
    places = [at for at, sign in enumerate(text) if sign in HAN]
    if not places:
        return
    start, end = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
    value = text[start : end + 1]
    found = locate(text, value)
    assert found is not None
    assert (found.quote, found.kind) == (value, EvidenceKind.VERBATIM)
    for place in occurrences(text, value):
        assert text[place.start : place.end] == place.quote


@given(TEXTS, TEXTS)
def test_every_offset_is_true_in_chinese(text: str, value: str) -> None:
    """The quote is what stands at its offsets, with emoji and rare characters before it."""
    for place in occurrences(f"👩\u200d🔬𠮷{text}", value):
        assert f"👩\u200d🔬𠮷{text}"[place.start : place.end] == place.quote


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        ("林清𠮷", "林清𠮷"),
        ("海棠科技(苏州)有限公司", "海棠科技（苏州）\n有限公司"),
        ("2007年10月", "２００７年１０月"),
        ("二〇〇七年十月", "２００７年１０月"),
        ("3000万元", "人民币3,000万元"),
        ("三千万元", "人民币3,000万元"),
        ("5%", "百分之五"),
        ("青禾銀行", "青禾銀行"),
        ("青禾银行", None),
        ("IT部經理", "IT部經理"),
        ("T部經理", None),
    ],
)
def test_values_are_found_as_a_reader_would_find_them(value: str, quote: str | None) -> None:
    """Width, line ends, numerals and units do not hide a value; another script or half a Latin word is another one."""
    found = locate(TEXT, value)
    assert (found and found.quote) == quote


def test_a_company_with_another_number_is_another_company() -> None:
    """One Chinese figure is a slip like one digit: no near match."""
    text = "发包人为北京市第一建筑工程有限责任公司。"
    near = locate(text, "北京市第一建筑工程有限责任公同")
    assert near is not None
    assert near.kind is EvidenceKind.FUZZY
    assert locate(text, "北京市第二建筑工程有限责任公司") is None


@given(st.dates())
def test_a_date_is_the_same_however_it_is_written(day: Any) -> None:
    """In Arabic or Chinese figures, full-width or not, with spaces or not."""
    year, month, number = (f"{day.year:04}", day.month, day.day)
    if year[0] not in "12":
        return
    han = "".join("〇一二三四五六七八九"[int(figure)] for figure in year)
    spellings = [
        f"{year}年{month}月{number}日",
        f"{year} 年 {month:02} 月 {number:02} 日",
        f"{year}年{month}月{number}号".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        f"{han}年{_spoken(month)}月{_spoken(number)}日",
        f"{year}-{month:02}-{number:02}",
    ]
    assert all(same(one, other) for one in spellings for other in spellings)
    assert not any(same(one, f"{year}年{month}月") for one in spellings)
    assert same(f"{year}年{month}月", f"{han}年{_spoken(month)}月")


@given(st.integers(1, 9_999), st.sampled_from(["", "人民币", "RMB"]))
def test_a_sum_is_the_same_however_it_is_written(number: int, before: str) -> None:
    """In ten thousands or written out, grouped or not, full-width or not; another sum is another one."""
    spellings = [f"{before}{number:,}万元", f"{before}{number * 10_000}元", f"{number * 10_000:,}元人民币"]
    spellings.append(f"{before}{number}万元".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}))
    assert all(same(one, other) for one in spellings for other in spellings)
    assert not same(spellings[0], f"{number}亿元")
    assert not same(spellings[0], f"{number}万美元") or not before


@given(TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_a_run_may_begin_and_end_at_any_chinese_character(reader: FieldReader, text: str) -> None:
    """Each character is a token that begins and ends a word, also beside Latin letters and figures."""
    encoded = reader.encoder.text(text)
    for start, end, begins, ends in zip(
        encoded.starts, encoded.ends, encoded.begins_word, encoded.ends_word, strict=True
    ):
        if text[start] in HAN and text[start] not in UNPARTED:
            assert (end, begins, ends) == (start + 1, True, True)


@given(TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_what_the_network_points_at_stands_there(reader: FieldReader, text: str) -> None:
    """Pointed values and the places of draft values are cut out of the text, and all known signs are read."""
    fields = flatten(SCHEMA)
    reading = reader.read(Source(text), fields, [(0, text[:2]), (1, text[-3:])])
    assert reading.coverage == 1.0 or reader.encoder.text(text).unknown
    for pointed in reading.pointed:
        assert text[pointed.start : pointed.end] == pointed.value
    for score in reading.values:
        assert score.place is None or text[score.place.start : score.place.end] == score.place.quote


def test_a_long_text_is_read_to_its_end(reader: FieldReader) -> None:
    """Windows of characters overlap and cover a text without spaces."""
    text = TEXT * 12
    encoded = reader.encoder.text(text)
    assert len(encoded.windows()) > 2
    reading = reader.read(Source(text), flatten(SCHEMA), [(0, "林清𠮷")])
    assert reading.coverage == 1.0
    assert reading.values[0].mentions == 12


def test_passages_part_between_sentences() -> None:
    """Each passage ends with a sentence where one ends near enough."""
    text = "林清任海棠科技董事长；持股百分之五。此前在青禾銀行任職！" * 20
    passages = split(text, 60, 20)
    assert all(passage.text[-1] in "。；！" for passage in passages)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)


def test_mistakes_are_made_of_chinese_words() -> None:
    """No wrong value is a whole sentence, and most stand in the text; the same seed gives the same draft."""
    values = {"姓名": ("林清𠮷",), "公司": ("海棠科技", "青禾銀行"), "职称": ("董事长", "經理")}
    text = "林清𠮷，女，任海棠科技董事长，此前任青禾銀行經理。方圆任北川机电总经理，白露任监事。"
    spans = tuple(
        Span(name, text.index(value), text.index(value) + len(value)) for name, of in values.items() for value in of
    )
    document = LabelledDocument("zh", text, values, spans)
    drafts = [damage(document, list(values), 0.6, random.Random(seed)) for seed in range(60)]
    assert drafts == [damage(document, list(values), 0.6, random.Random(seed)) for seed in range(60)]
    wrong = [value for draft in drafts for name, of in draft.items() for value in of if value not in values[name]]
    assert len(wrong) > 60
    assert max(map(len, wrong)) <= 16
    assert sum(value in text for value in wrong) > 0.7 * len(wrong)


@pytest.mark.parametrize("value", ["2007年10月", "二〇〇七年十月", "2007年10月8日", "３００万元", "百分之五"])
def test_a_date_or_a_sum_can_be_damaged(value: str) -> None:
    """A month without a day, Chinese figures and full-width ones are damaged as others are."""
    text = f"自{value}起生效，至2009年3月止，另付20万元。"
    document = LabelledDocument("zh", text, {"起": (value,)}, (Span("起", 1, 1 + len(value)),))
    drafts = [damage(document, ["起"], 1.0, random.Random(seed)) for seed in range(40)]
    assert not any(same(wrong, value) for draft in drafts for wrong in draft.get("起", ()))


def test_findings_speak_chinese() -> None:
    """A value of a Chinese document that stands nowhere in it is flagged in Chinese."""
    review = EvidenceCritic().review(TEXT, SCHEMA, {"姓名": "林清𠮷", "公司": ["海棠科技（苏州）有限公司", "北川机电"]})
    assert [(finding.pointer, finding.explanation) for finding in review.findings] == [
        ("/公司/1", "原文中没有“北川机电”。")
    ]


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    figures = "零一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{figures[tens]}十") + (figures[ones] if ones else "")
