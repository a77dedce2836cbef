"""What the embedded generator was tuned on is recognised."""

from __future__ import annotations

from pathlib import Path

from critic.corpus import LabelledDocument
from ie_pipeline.learning.seen import SEEN, unseen, write_seen


def test_a_document_is_known_by_its_text_and_its_cluster(tmp_path: Path) -> None:
    """Not by its id, for anyone may call a document ``1``."""
    path = tmp_path / "seen.txt"
    write_seen(
        [LabelledDocument("1", "Sold.", {}, cluster="1"), LabelledDocument("2", "Lent.", {}, cluster="f00")], path
    )
    others = [
        LabelledDocument("other", "Sold.", {}, cluster="other"),
        LabelledDocument("excerpt", "Let.", {}, cluster="f00"),
        LabelledDocument("1", "Leased.", {}, cluster="1"),
    ]
    assert [document.text for document in unseen(others, path)] == ["Leased."]


def test_the_list_that_ships_is_a_list_of_hashes() -> None:
    """It holds no text."""
    marks = SEEN.read_text(encoding="ascii").splitlines()
    assert len(marks) > 1000
    assert marks == sorted({mark for mark in marks if len(mark) == 16 and int(mark, 16) >= 0})
    assert unseen([LabelledDocument("1", "Never seen.", {}, cluster="1")])
