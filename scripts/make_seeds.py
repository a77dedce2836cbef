"""Write the fictional labelled documents of ``data/seeds``: ``python scripts/make_seeds.py [--output DIR]``.

The same version of Faker gives the same bytes; a file is written aside and then renamed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from pathlib import Path

from critic.mistakes.fiction import Fiction, write_chinese_resume, write_contract, write_resume

SEEDS = Path(__file__).resolve().parent.parent / "data" / "seeds"


def _contract(rng: random.Random) -> Fiction:
    return write_contract(rng, chars=rng.randint(3_000, 6_000))


FILES: dict[str, tuple[int, Callable[[random.Random], Fiction]]] = {
    "contracts.jsonl": (40, _contract),
    "resumes.jsonl": (40, write_resume),
    "resumes_zh.jsonl": (20, write_chinese_resume),
}
"""How many documents each file has, and what writes them."""


def main() -> None:
    """Write every file and name it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=SEEDS, metavar="DIR", help="default: data/seeds")
    folder: Path = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for name, (count, write) in FILES.items():
        documents = [write(random.Random(f"{name}/{number}")) for number in range(count)]
        lines = [json.dumps(document.to_dict(), ensure_ascii=False) + "\n" for document in documents]
        aside = folder / f"{name}.partial"
        aside.write_text("".join(lines), encoding="utf-8", newline="\n")
        aside.replace(folder / name)
        print(f"{name}: {count} documents, {(folder / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
