"""The script that trains a Chinese critic from nothing runs from the texts to the figures."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

from critic.critic import Critic

ROOT = Path(__file__).parents[2]
NAMES = ("林清", "方圆", "白露", "江帆", "𠮷野", "石磊")
COMPANIES = ("海棠科技（苏州）有限公司", "青禾银行", "北川机电", "南岭大学", "东湖IT服务公司")
POSTS = ("董事长", "总经理", "高级工程师", "监事", "教授")
FIELDS = {"姓名": "人的姓名。", "公司": "任职的机构名称。", "职称": "职务、头衔。"}


def test_it_goes_from_texts_to_figures(tmp_path: Path) -> None:
    """Two steps make no good critic, but one that loads, calibrated, with every offset true."""
    data, work = tmp_path / "data", tmp_path / "work"
    (data / "schemas").mkdir(parents=True)
    lists = {name: {"type": "array", "items": {"type": "string"}, "description": of} for name, of in FIELDS.items()}
    schema = json.dumps({"type": "object", "properties": lists})
    (data / "schemas" / "resumener_zh.json").write_text(schema, encoding="utf-8")
    for split, count in (("train", 12), ("dev", 30), ("test", 6)):
        lines = [json.dumps(_document(f"{split}-{number}")) for number in range(count)]
        (data / f"resumener_zh.{split}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "scripts/train_chinese.py", data, "--steps", "2", "--work", work],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^redundant: precision \d\.\d+, recall", done.stdout, re.MULTILINE)
    assert re.search(r"^final minus draft: [+-]\d\.\d+", done.stdout, re.MULTILINE)
    assert re.search(r"^offsets: 1\.0000 of \d+ places", done.stdout, re.MULTILINE)
    assert Critic.from_pretrained(work / "critic").calibration.profiles


def _document(name: str) -> dict[str, object]:
    rng = random.Random(name)
    pairs = zip(rng.sample(COMPANIES, 2), rng.sample(POSTS, 2), strict=True)
    text, spans = "", []
    said = [
        ("姓名", rng.choice(NAMES)),
        *((field, value) for pair in pairs for field, value in zip(("公司", "职称"), pair, strict=True)),
    ]
    for (field, value), after in zip(said, ("，２００７年起任", "", "；此前任", "", "。😀"), strict=True):
        spans.append({"field": field, "start": len(text), "end": len(text) + len(value)})
        text += value + after
    gold = {name: [value for field, value in said if field == name] for name in FIELDS}
    return {"id": name, "text": text, "gold": gold, "spans": spans}
