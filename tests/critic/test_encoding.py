"""What the network reads: every token in some window, every value behind its field, no header too long."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critic.encoding import (
    HEADER_TOKENS,
    POSITION_BUCKETS,
    STRIDE_TOKENS,
    VALUE_TOKENS,
    WINDOW_TOKENS,
    Encoder,
    Mention,
    Question,
    Window,
)
from critic.fields import Field
from critic.reading import FieldReader
from critic.text.typography import Case, Gap

pytestmark = pytest.mark.weights

LONGEST = HEADER_TOKENS + WINDOW_TOKENS + 3
"""Tokens of the longest row: header, window and the three special tokens."""


@pytest.fixture(scope="module")
def encoder(reader: FieldReader) -> Encoder:
    """Return the encoder of the shipped base."""
    return reader.encoder


def question(*names: str, values: tuple[tuple[int, str], ...] = (), mentions: tuple[Mention, ...] = ()) -> Question:
    """Return a question for fields of these names."""
    return Question(tuple(Field((name,)) for name in names), names, values, mentions)


def header(encoder: Encoder, window: Window) -> str:
    """Return a row's header as text."""
    decoded = encoder.tokenizer.decode(list(window.ids[1 : window.text_at - 1]))
    assert isinstance(decoded, str)
    return decoded.replace("[unused1]", "[F]").replace("[unused2]", "[V]")


def test_an_address_is_read_alike_wherever_its_owner_has_it(encoder: Encoder) -> None:
    """In the text and in the header; the tokens still stand where the characters do."""
    text = "Write to ada@mail.{} or call."
    read = {}
    for ending in ("com", "edu", "co.uk", "luftverkehr-west"):
        written = encoder.text(text.format(ending))
        tokens = encoder.tokenizer.convert_ids_to_tokens(list(written.ids))
        at = len(tokens) - 1 - tokens[::-1].index("com")
        assert written.text[written.starts[at] : written.ends[at]] == ending.rpartition(".")[2]
        read[ending] = tokens
    assert read["com"] == read["edu"] == read["luftverkehr-west"]
    asked = question("email", values=((0, "ada@mail.edu"),), mentions=(Mention(0, 9, 21),))
    (window,) = encoder.windows(encoder.text(text.format("edu")), asked, [0])
    assert header(encoder, window) == "[F] email [V] ada @ mail. com"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.text(st.sampled_from("ab .\n,中文。é\u0301👩\u200d🔬🇩🇪👍🏽ﬁ\x00"), max_size=80))
def test_token_offsets_are_those_of_the_text(encoder: Encoder, text: str) -> None:
    """Tokens come in order, each within the text, in any script."""
    encoded = encoder.text(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(encoded.starts, encoded.ends, strict=True))
    assert list(encoded.starts) == sorted(encoded.starts)
    case, before, after = encoded.looks(0, len(encoded.ids))
    assert len(case) == len(before) == len(after) == len(encoded.ids)
    assert before[1:] == after[:-1]
    assert sum(between >= Gap.LINE for between in before[1:]) <= text.count("\n")


def test_half_a_character_stops_nothing(encoder: Encoder) -> None:
    """It is what an emoji leaves that was cut in two, and the words around it keep their places."""
    text = encoder.text("Wave \ud83d to Acme")
    assert [text.text[start:end] for start, end in zip(text.starts, text.ends, strict=True)][:2] == ["Wave", "to"]
    assert encoder.windows(text, question("law", values=((0, "\ud83d"),)), [0])


def test_each_token_knows_how_it_is_written(encoder: Encoder) -> None:
    """The tokenizer makes one token of a word however it is written."""
    encoded = encoder.text("the Law LAW law")
    assert len(set(encoded.ids)) == 2
    assert encoded.looks(0, 4)[0] == (Case.LOWER, Case.CAPITALISED, Case.UPPER, Case.LOWER)


def test_each_token_knows_its_gaps(encoder: Encoder) -> None:
    """The first and the last token of a text stand at its edge."""
    encoded = encoder.text("Acme Inc.\nOhio\tUtah\n\nMaine ")
    count = len(encoded.ids)
    wanted = [Gap.BLANK_LINE, *[Gap.CLOSE] * (count - 4), Gap.LINE, Gap.COLUMN, *[Gap.BLANK_LINE] * 2]
    _, before, after = encoded.looks(0, count)
    assert [*before, after[-1]] == wanted
    assert encoded.looks(count - 2, 1)[1:] == ((Gap.COLUMN,), (Gap.BLANK_LINE,))


@pytest.mark.parametrize("words", [1, 100, WINDOW_TOKENS, WINDOW_TOKENS + 1, 411, 1000])
def test_windows_cover_the_text_and_overlap(encoder: Encoder, words: int) -> None:
    """Every token is in a window, neighbours share 70 tokens, and none is there in vain."""
    encoded = encoder.text("word " * words)
    assert len(encoded.ids) == words
    firsts = list(encoded.windows())
    reached = [min(first + WINDOW_TOKENS, words) for first in firsts]
    assert firsts[0] == 0
    assert reached[-1] == words
    assert all(later < earlier + WINDOW_TOKENS for earlier, later in pairwise(firsts))
    assert all(b - a == STRIDE_TOKENS for a, b in pairwise(firsts))
    assert len(set(reached)) == len(reached)


def test_words_are_whole_and_chinese_is_free(encoder: Encoder) -> None:
    """A value begins and ends with a word, but with any character of a script that has no spaces."""
    encoded = encoder.text("antidisestablishmentarianism, 北京")
    pieces = len(encoded.ids) - 3
    assert pieces > 2
    assert encoded.begins_word == (True, *(False,) * (pieces - 1), True, True, True)
    assert encoded.ends_word == (*(False,) * (pieces - 1), True, True, True, True)


def test_characters_become_tokens_and_back(encoder: Encoder) -> None:
    """A run of whole words has its tokens, and these the characters of the run."""
    text = "Acme Inc. 甲方 signs 👩‍🔬 on May 1"
    encoded = encoder.text(text)
    for value in ("Acme Inc.", "甲方", "May 1"):
        start = text.index(value)
        tokens = encoded.token_range(start, start + len(value))
        assert tokens is not None
        assert (encoded.starts[tokens[0]], encoded.ends[tokens[1]]) == (start, start + len(value))
    assert encoded.token_range(len(text), len(text) + 3) is None


def test_a_header_has_every_field_and_the_values_that_stand_in_the_window(encoder: Encoder) -> None:
    """Values stand behind their field; one that stands elsewhere is not asked about here."""
    text = "Acme and Beta. " + "word " * 420 + "Gamma"
    values = ((1, "Acme"), (1, "Gamma"), (0, "Beta"))
    mentions = tuple(Mention(n, text.index(v), text.index(v) + len(v)) for n, (_, v) in enumerate(values))
    encoded = encoder.text(text)
    firsts = list(encoded.windows())
    windows = encoder.windows(encoded, question("law", "parties", values=values, mentions=mentions), firsts)
    assert len(windows) == len(firsts) == 3
    assert header(encoder, windows[0]) == "[F] law [V] beta [F] parties [V] acme"
    assert header(encoder, windows[1]) == "[F] law [F] parties"
    assert header(encoder, windows[2]) == "[F] law [F] parties [V] gamma"
    assert windows[0].values == (2, 0)


def test_markers_are_where_the_row_says(encoder: Encoder) -> None:
    """The positions of fields, values and text are those of the tokens."""
    text = "Acme signs."
    encoded = encoder.text(text)
    (window,) = encoder.windows(
        encoded, question("law", "party", values=((1, "Acme"),), mentions=(Mention(0, 0, 4),)), encoded.windows()
    )
    marks = encoder.tokenizer.convert_ids_to_tokens(list(window.ids))
    assert [marks[at] for at in window.field_at] == ["[unused1]"] * 2
    assert [marks[at] for at in window.value_at] == ["[unused2]"]
    assert tuple(window.ids[window.text_at : window.text_at + window.count]) == encoded.ids
    assert (marks[0], marks[window.text_at - 1], marks[-1]) == ("[CLS]", "[SEP]", "[SEP]")


def test_many_values_are_dealt_over_several_headers(encoder: Encoder) -> None:
    """None is lost, none is asked twice, each stands behind its own field, and no row is too long."""
    words = [f"Company{n} International Holdings" for n in range(60)]
    text = ", ".join(words)
    mentions = tuple(Mention(n, text.index(w), text.index(w) + len(w)) for n, w in enumerate(words))
    values = tuple((n % 2, word) for n, word in enumerate(words))
    encoded = encoder.text(text)
    windows = encoder.windows(encoded, question("law", "party", values=values, mentions=mentions), [0])
    here = [m.index for m in mentions if m.end <= encoded.ends[WINDOW_TOKENS - 1]]
    assert len(windows) > 1
    assert sorted(value for window in windows for value in window.values) == here
    assert all(len(window.ids) <= LONGEST for window in windows)
    for window in windows:
        for value, at in zip(window.values, window.value_at, strict=True):
            behind = max(place for place in window.field_at if place < at)
            assert window.fields[window.field_at.index(behind)] == values[value][0]


def test_many_fields_are_dealt_over_several_headers(encoder: Encoder) -> None:
    """A schema of any size is asked in full, each field once a window."""
    names = tuple(f"field number {n} of a large schema" for n in range(80))
    windows = encoder.windows(encoder.text("Acme signs."), question(*names), [0])
    assert len(windows) > 1
    assert [field for window in windows for field in window.fields] == list(range(80))
    assert all(len(window.ids) <= LONGEST for window in windows)


def test_a_long_value_is_cut_in_the_header_alone(encoder: Encoder) -> None:
    """A whole clause can be judged; the window has all of it."""
    text = "word " * 100
    encoded = encoder.text(text)
    asked = question("clause", values=((0, text.strip()),), mentions=(Mention(0, 0, 499),))
    (window,) = encoder.windows(encoded, asked, [0])
    assert header(encoder, window).count("word") == VALUE_TOKENS
    assert window.count == 100


def test_the_place_in_the_document_is_told_by_doubling(encoder: Encoder) -> None:
    """The first windows are told apart, far ones only roughly, and none is out of range."""
    encoded = encoder.text("word " * 30_000)
    buckets = [w.bucket for w in encoder.windows(encoded, question("law"), encoded.windows())]
    assert buckets[:9] == [0, 1, 2, 2, 3, 3, 3, 3, 4]
    assert max(buckets) == POSITION_BUCKETS - 1


def test_a_window_knows_which_runs_it_holds(encoder: Encoder) -> None:
    """A run that is cut by the window's edge is not held."""
    encoded = encoder.text("word " * 400)
    edge = encoded.ends[WINDOW_TOKENS - 1]
    assert encoded.holds(0, [(0, 4)])
    assert encoded.holds(0, [(edge + 1, edge + 5), (edge - 4, edge)])
    assert not encoded.holds(0, [(edge - 4, edge + 5)])
    assert not encoded.holds(STRIDE_TOKENS, [(0, 4)])
