"""Fields whose values are whole statements: read by meaning, beside what the network reads by its words."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch

from critic import devices, statements
from critic.evidence import Source
from critic.fields import Field
from critic.reading import FieldReader
from critic.scores import Pointed
from critic.statements import LOWEST, fit_probe
from critic.storage import create, load, save

pytestmark = pytest.mark.weights

LAW, NOTICE = Field(("law",), description="Law that governs."), Field(("cancellations", "*"))
STATING = (
    "Either party may cancel the subscription with a month's notice.",
    "You can end your membership at any time by letter.",
    "The customer is free to terminate the contract after the first year.",
    "Cancellation takes effect at the end of the quarter in which we hear of it.",
)
OTHERS = (
    "The price is payable within thirty days of the invoice.",
    "The goods are delivered to the door.",
    "Our offices are closed on public holidays.",
    "This contract is governed by the law of Ohio.",
)
UNSEEN = "Members who wish to leave the club tell the board so in writing before November."
TEXT = f"Terms of the Crumb & Co Club.\n\n4.1 Bread is baked every morning except on Sundays. {UNSEEN}\n[2] {OTHERS[3]}"


@pytest.fixture(scope="module")
def probed() -> FieldReader:
    """Return an untrained critic with a probe for one of its fields."""
    reader = create(rank=2, seed=4)
    reader.statements.probes[NOTICE.name] = fit_probe(reader.embedder, STATING, OTHERS)
    reader.network.eval()
    return reader


def pointed(reader: FieldReader, fields: tuple[Field, ...], index: int) -> list[Pointed]:
    """Return what is pointed at for one of the fields."""
    return [found for found in reader.read(Source(TEXT), fields, ()).pointed if found.field == index]


def test_a_statement_is_found_by_its_meaning(probed: FieldReader) -> None:
    """The likeliest sentence is the one that says it in other words, quoted without its number."""
    best, *_ = pointed(probed, (LAW, NOTICE), 1)
    assert best.value == UNSEEN == TEXT[best.start : best.end]
    assert all(found.span > LOWEST for found in pointed(probed, (LAW, NOTICE), 1))


def test_the_other_fields_are_read_as_ever(probed: FieldReader) -> None:
    """The network is asked for them alone, in whatever order they come, and the answers keep their order."""
    alone = pointed(probed, (LAW,), 0)
    behind = pointed(probed, (NOTICE, LAW), 1)
    assert [(found.value, found.span) for found in behind] == [(found.value, found.span) for found in alone]
    values = [(0, "Ohio"), (1, UNSEEN), (0, "Sundays"), (1, "written nowhere")]
    read = probed.read(Source(TEXT), (LAW, NOTICE), values)
    places = [score.place and TEXT[score.place.start : score.place.end] for score in read.values]
    assert places == ["Ohio", UNSEEN, "Sundays", None]
    assert read.coverage == 1.0


def test_a_drafted_statement_is_scored_by_what_it_says(probed: FieldReader) -> None:
    """One that says it scores above one that does not; no window need be read for that."""
    said, other = probed.read(Source(TEXT), (NOTICE,), [(0, UNSEEN), (0, OTHERS[3])], only_mentions=True).values
    assert said.span is not None
    assert other.span is not None
    assert said.span > other.span


def test_what_cannot_be_meant_is_not_read(probed: FieldReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skimming spares the encoder most sentences; with a bar that none reaches it reads nothing at all."""
    monkeypatch.setattr(statements, "SKIMMED", 100.0)
    monkeypatch.setattr(probed.embedder, "embed", lambda *_: pytest.fail("a sentence was read"))
    assert probed.read(Source(TEXT), (NOTICE,), ()).pointed == ()


def test_the_end_of_a_long_sentence_is_read(probed: FieldReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence that the encoder does not read at once scores as its best clause does, not as its beginning."""
    monkeypatch.setattr(devices, "HALF", False)  # in bfloat16 what shares a batch changes the last figures
    begin = "The price " + "of the bread that is delivered to the door on working days, " * 20
    short, long, full = begin + "is payable.", begin.rstrip(", "), f"{begin} and {UNSEEN[0].lower()}{UNSEEN[1:]}"
    scores = probed.statements.scores(NOTICE.name, [short, long, full])
    assert scores[2] > scores[:2].max() + 1
    (found,) = [p for p in probed.read(Source(full), (NOTICE,), ()).pointed if p.value == full]
    assert found.span == pytest.approx(float(scores[2]), abs=1e-4)


def test_a_sentence_of_ordinary_length_scores_as_ever(probed: FieldReader) -> None:
    """Whatever long ones stand beside it, to the last bit."""
    texts = [*STATING, *OTHERS, "The price is payable, " * 60]
    vectors, probe = probed.embedder.embed(texts), probed.statements.probes[NOTICE.name][0]
    assert torch.equal(probed.statements.scores(NOTICE.name, texts)[:-1], (vectors @ probe[:-1] + probe[-1])[:-1])


def test_the_runs_of_a_long_text_leave_nothing_out(probed: FieldReader) -> None:
    """Each is read whole and overlaps its neighbour; they end with clauses where there are any."""
    words = [f"w{number}," if number % 4 == 0 else f"w{number}" for number in range(400)]
    runs = [run for _, run in probed.embedder.beyond(["short", " ".join(words)], tokens=40)]
    count = [len(probed.encoder.text(run).ids) for run in runs]
    assert max(count) <= 38
    assert runs[-1].endswith("w399")
    assert all(run.endswith(",") for run in runs[:-1])
    for one, other in pairwise(runs):
        assert set(one.split()) & set(other.split())
    assert probed.embedder.beyond(["short"]) == []


def test_statements_in_an_unknown_script_are_not_read(probed: FieldReader) -> None:
    """Where no token is known, no probe can tell what is said."""
    assert probed.read(Source("ผู้เช่าอาจเลิกสัญญาได้ทุกเมื่อ " * 3), (NOTICE,), ()).coverage < 0.1


def test_an_empty_text_states_nothing(probed: FieldReader) -> None:
    """There is nothing to embed."""
    assert probed.read(Source(""), (NOTICE,), ()).pointed == ()


def test_probes_are_saved_with_the_critic(probed: FieldReader, tmp_path: Path) -> None:
    """And a critic without any has no file for them."""
    save(probed, {"accept": 0.5}, tmp_path / "with")
    loaded = load(tmp_path / "with")
    assert torch.equal(loaded.statements.probes[NOTICE.name], probed.statements.probes[NOTICE.name])
    save(create(rank=2, seed=4), {"accept": 0.5}, tmp_path / "without")
    assert not (tmp_path / "without" / "statements.safetensors").exists()
    assert load(tmp_path / "without").statements.probes == {}
