"""A whole document read: every window counts, every offset is true, and no score depends on the company it is in."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critic import devices
from critic.evidence import Source
from critic.fields import Field
from critic.findings import EvidenceKind
from critic.model import Batch, Scores
from critic.reading import LOWEST_SPAN, MOST_MENTIONS, FieldReader, questions
from critic.text.folding import fold

pytestmark = pytest.mark.weights

LAW, PARTIES = Field(("law",), description="Law that governs."), Field(("parties", "*"))
TEXT = 'Agreement of 1 May 2014 between Acme Inc. and 北京字节科技有限公司 ("Beta") 👩‍🔬, governed by the law of Ohio.'


def test_every_offset_is_true(reader: FieldReader) -> None:
    """What is pointed at is the text at its offsets, and so is every draft value's place, in any script."""
    values = [(1, "Acme Inc."), (1, "北京字节科技有限公司"), (0, "ohio")]
    reading = reader.read(Source(TEXT), (LAW, PARTIES), values)
    assert reading.pointed
    for pointed in reading.pointed:
        assert TEXT[pointed.start : pointed.end] == pointed.value
        assert pointed.span > LOWEST_SPAN
    places = [score.place for score in reading.values]
    assert [place and TEXT[place.start : place.end] for place in places] == [
        "Acme Inc.",
        "北京字节科技有限公司",
        "Ohio",
    ]
    assert [place and place.kind for place in places][2] is EvidenceKind.NORMALISED


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(text=st.text(st.sampled_from("ab .\n,中文。é\u0301👩\u200d🔬🇩🇪👍🏽ﬁ"), min_size=1, max_size=40))
def test_offsets_are_true_in_any_text(reader: FieldReader, text: str) -> None:
    """Combining marks, ligatures and flags move nothing."""
    for pointed in reader.read(Source(text), (LAW,), ()).pointed:
        assert text[pointed.start : pointed.end] == pointed.value


def test_a_value_that_stands_nowhere_is_not_put_to_the_network(reader: FieldReader) -> None:
    """It has no score and no place; the others keep their order."""
    reading = reader.read(Source(TEXT), (LAW, PARTIES), [(1, "Zeta AG"), (1, "Acme Inc.")])
    absent, present = reading.values
    assert (absent.support, absent.span, absent.place, absent.mentions) == (None, None, None, 0)
    assert present.support is not None
    assert present.span is not None
    assert present.mentions == 1


def test_the_end_of_a_long_document_is_read(reader: FieldReader) -> None:
    """A value that stands only on the last page is judged as one on the first."""
    text = "Nothing is said here. " * 300 + "Signed by Acme Inc."
    (score,) = reader.read(Source(text), (PARTIES,), [(0, "Acme Inc.")], only_mentions=True).values
    assert score.place is not None
    assert text[score.place.start : score.place.end] == "Acme Inc."
    assert score.span is not None


def test_reading_only_the_mentions_gives_the_same_scores(reader: FieldReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows without a mention say nothing of a value, so they can be spared."""
    monkeypatch.setattr(devices, "HALF", False)  # bfloat16 would hide a difference
    text = "Acme Inc. signs. " + "Nothing is said here. " * 60 + "Signed by Acme Inc."
    whole = reader.read(Source(text), (LAW, PARTIES), [(1, "Acme Inc.")])
    spared = reader.read(Source(text), (LAW, PARTIES), [(1, "Acme Inc.")], only_mentions=True)
    assert spared.values[0].support == pytest.approx(whole.values[0].support, abs=1e-4)
    assert spared.values[0].span == pytest.approx(whole.values[0].span, abs=1e-4)


def test_one_value_pointed_at_in_two_spellings_is_one(reader: FieldReader) -> None:
    """Of every value that folds alike the best place is kept, and its sightings counted."""
    reading = reader.read(Source("OHIO\nOhio\n" + "ohio, " * 3), (LAW,), ())
    keys = [fold(pointed.value) for pointed in reading.pointed]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "text",
    [TEXT, f" \n\t{TEXT}\u200b \n", "\ufeffOhio\x00", "Caf\u0065\u0301", "Nothing is said here. " * 300, " \n", ""],
)
def test_a_text_that_is_tokenised_whole_is_read_whole(reader: FieldReader, text: str) -> None:
    """Spaces and invisible signs, for which there are no tokens, leave nothing unread."""
    assert reader.read(Source(text), (LAW,), ()).coverage == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "ผู้เช่าอาจเลิกสัญญาได้ทุกเมื่อ " * 4,
        "𠮷𡘙喆昇",
        "Acme signs. " * 100 + "thetenantmayterminatethislease" * 4,
        "Acme signs. " * 100 + "这份合同由王喆与李明签署，份由签与，份由签与，份由签与。",
    ],
)
def test_a_passage_of_unknown_signs_was_not_read(reader: FieldReader, text: str) -> None:
    """Another script, rare characters and words run together reach no network."""
    coverage = reader.read(Source(text), (LAW,), ()).coverage
    known = text.count("Acme signs. ") * len("Acme signs. ")
    assert coverage == pytest.approx(known / len(text), abs=0.03)
    assert coverage < 1.0


@pytest.mark.parametrize("sign", ["\ufffd", "\uf0b7", "\ufffd \ufffd\n"])
def test_a_passage_of_signs_without_a_meaning_was_not_read(reader: FieldReader, sign: str) -> None:
    """The tokenizer passes over a font's own characters, and over what no encoding explains."""
    text = TEXT + sign * 600 + TEXT
    assert reader.read(Source(text), (LAW,), ()).coverage == pytest.approx(2 * len(TEXT) / len(text), abs=0.03)
    assert reader.read(Source(f"{sign[:1]} Ohio\n" * 9 + f"We{sign[:1] * 3}ll sign {TEXT}"), (LAW,), ()).coverage == 1.0


@pytest.mark.parametrize("odd", ["Wang 喆 signs for 계약서. ", "Item Ⅳ is due. ", "👩‍🔬👍🏽 ☃ ☎ " * 20])
def test_the_odd_unknown_sign_leaves_nothing_unread(reader: FieldReader, odd: str) -> None:
    """A rare name that stands among known words, and any number of pictures, which say nothing."""
    text = "Nothing is said here. " * 20 + odd + "Nothing is said here. " * 20 + odd
    assert reader.read(Source(text), (LAW,), ()).coverage == 1.0


def test_a_window_without_numbers_was_not_read(reader: FieldReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its values failed, it points at nothing, and it does not count as read."""
    text = "Nothing is said here. " * 100 + "Signed by Acme Inc."
    forward = reader.network.forward

    def broken(batch: Batch) -> Scores:
        scores = forward(batch)
        late = batch.bucket == batch.bucket.max()
        return Scores(scores.support, scores.spans.masked_fill(late[:, None, None, None], float("nan")))

    monkeypatch.setattr(reader.network, "forward", broken)
    reading = reader.read(Source(text), (LAW, PARTIES), [(1, "Acme Inc."), (1, "Zeta AG")])
    assert [score.failed for score in reading.values] == [True, False]
    assert 0.0 < reading.coverage < 1.0
    assert all(pointed.start < 0.8 * len(text) for pointed in reading.pointed)


def test_what_no_window_held_was_not_read(reader: FieldReader) -> None:
    """The share is counted from the windows that were read, so one that is left out shows."""
    text = "Nothing is said here. " * 300 + "Signed by Acme Inc."
    part = reader.read(Source(text), (PARTIES,), [(0, "Acme Inc.")], only_mentions=True)
    assert 0.0 < part.coverage < 0.5


def test_an_empty_source_is_read_at_once(reader: FieldReader) -> None:
    """No tokens, no windows, no scores."""
    for text in ("", " \n"):
        reading = reader.read(Source(text), (LAW,), [(0, "Ohio")])
        assert reading.pointed == ()
        assert reading.values[0].support is None


def test_a_document_without_fields_to_judge_is_read_for_what_it_states(reader: FieldReader) -> None:
    """The same source read twice gives the same scores."""
    source = Source(TEXT)
    assert reader.read(source, (LAW,), ()) == reader.read(source, (LAW,), ())


def test_fields_of_one_name_are_told_apart_by_their_parents() -> None:
    """Two fields called name are asked for with the objects that they belong to."""
    fields = (Field(("seller", "name")), Field(("buyers", "*", "name")), Field(("signing_date",)))
    question, _ = questions(fields, (), Source(TEXT))
    assert question.names == ("seller name", "buyers name", "signing date")


def test_the_mentions_of_a_frequent_value_are_spread_over_the_document() -> None:
    """Of a hundred places a dozen are asked about, the first among them, and they reach far."""
    text = "Acme pays. " * 60
    question, places = questions((PARTIES,), [(0, "Acme")], Source(text))
    assert len(places[0]) == 60
    assert len(question.mentions) == MOST_MENTIONS
    assert question.mentions[0].start == 0
    assert question.mentions[-1].start == 59 * 11
    assert all(text[mention.start : mention.end] == "Acme" for mention in question.mentions)


def test_a_description_has_one_meaning_and_is_embedded_once(reader: FieldReader) -> None:
    """The cache returns the same vector, and another description another one."""
    again, bare = reader.meanings((LAW, Field(("law",))))
    assert reader.meanings((LAW,))[0] is again
    assert again.shape == (reader.hidden,)
    assert not again.equal(bare)
