"""What a critic says it learned from."""

from __future__ import annotations

import json
from pathlib import Path

from critic.lineage import Learned, learned_from, written

FIRST, SECOND, LATER = Learned("/sets/a", "1" * 64), Learned("/sets/b", "2" * 64), Learned("/sets/a", "3" * 64)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """The last set comes first; one that was made anew in its place stands there once, as it was last."""
    for sets, known in (
        ([FIRST], [FIRST]),
        ([SECOND, FIRST], [SECOND, FIRST]),
        ([LATER, SECOND, FIRST], [LATER, SECOND]),
    ):
        (tmp_path / "config.json").write_text(json.dumps({"learned_from": written(sets)}))
        assert learned_from(tmp_path) == known


def test_a_critic_that_names_no_set_learned_from_none(tmp_path: Path) -> None:
    """Neither does one without a configuration, which is no critic of files."""
    assert learned_from(tmp_path) == []
    (tmp_path / "config.json").write_text("{}")
    assert learned_from(tmp_path) == []
