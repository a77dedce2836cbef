"""The script that compares explanations with labels runs from a mistake set to its table."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from critic.mistakes.dataset import MistakeSet
from critic.mistakes.rows import MistakeRow

if TYPE_CHECKING:
    import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "compare_explanations.py"


def test_both_variants_are_in_the_table(
    base: Path,
    rows: list[MistakeRow],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Precision, recall and F1 of each kind for both, the difference, and how many documents it was measured on."""
    MistakeSet(tuple(rows[:18]), tuple(rows[18:]), "").save(tmp_path / "mistakes")
    spec = importlib.util.spec_from_file_location("compare_explanations", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "compare_explanations", module)
    spec.loader.exec_module(module)
    arguments = [str(tmp_path / "mistakes"), "--steps", "2", "--base", str(base), "--work", str(tmp_path / "work")]
    monkeypatch.setattr(
        sys, "argv", ["compare_explanations.py", *arguments, "--passage-chars", "220", "--documents", "4"]
    )
    module.main()
    out = capsys.readouterr().out
    assert "18 drafts to learn from; 4 held-out documents with 4 drafts" in out
    for kind in ("redundant", "missing"):
        for variant in ("with explanations", "labels only", "difference"):
            assert f"| {kind} | {variant} |" in out
