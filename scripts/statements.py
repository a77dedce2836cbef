"""Put hand-written sentences to a critic, some that state a field and some that only sound like it.

    python scripts/statements.py data/statements/repayment_risks.jsonl [--critic DIR]

Each line has a `text` and whether it `states` the field that the file is named after. No sentence was trained on. Each
is a document of its own; printed is the ROC AUC of the probability that the critic gives to what it takes for the
field's value in it, with a 95 % bootstrap interval, and how many of either kind it would show to a person.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from sklearn.metrics import roc_auc_score

from critic.critic import PRETRAINED, Critic
from critic.examination import Costs
from critic.fields import flatten
from ie_pipeline.schema import load_schema

DRAWS = 2000


def main() -> None:
    """Score every sentence and print one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--critic", type=Path, default=PRETRAINED / "default")
    chosen = parser.parse_args()
    field = next(f for f in flatten(load_schema("contract")) if f.name == chosen.sentences.stem)
    critic = Critic.from_pretrained(chosen.critic)
    scores: dict[bool, list[float]] = {True: [], False: []}
    for line in chosen.sentences.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found = critic.examine(entry["text"], (field,)).survey()
        scores[entry["states"]].append(max((candidate.stated for candidate in found), default=0.0))
    rng = random.Random(0)
    drawn = sorted(
        auc(*(rng.choices(some, k=len(some)) for some in (scores[True], scores[False]))) for _ in range(DRAWS)
    )
    low, high = drawn[DRAWS // 40], drawn[-DRAWS // 40]
    shown = {states: sum(score >= Costs().show for score in some) for states, some in scores.items()}
    print(
        f"{field.name}: AUC {auc(scores[True], scores[False]):.3f} [{low:.3f}, {high:.3f}], "
        f"shown {shown[True]} of {len(scores[True])} that state it, {shown[False]} of {len(scores[False])} others"
    )


def auc(right: list[float], wrong: list[float]) -> float:
    """Return the area under the ROC curve."""
    return float(roc_auc_score([True] * len(right) + [False] * len(wrong), right + wrong))


if __name__ == "__main__":
    main()
