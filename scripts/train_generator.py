"""Retrain the embedded generator's adapter from the labelled documents' train splits.

    python scripts/train_generator.py ../shared/data [--steps 800] [--output ie_pipeline/pretrained/generator]

About an hour and a half on two cores. A run that was killed goes on from its last checkpoint (in .work/generator).
"""

from __future__ import annotations

import argparse
import os
import random
from pathlib import Path

from critic.fields import flatten
from ie_pipeline.generators.compact import Ask
from ie_pipeline.generators.weights import ADAPTER, generator_dir
from ie_pipeline.learning.seen import write_seen
from ie_pipeline.learning.sft import Settings, families, train
from ie_pipeline.schema import load_schema


def main() -> None:
    """Train and save."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=Path, help="the folder with the labelled documents")
    arguments.add_argument("--steps", type=int, default=Settings().steps)
    arguments.add_argument("--output", type=Path, default=ADAPTER)
    arguments.add_argument("--start", type=Path, help="an adapter to go on from, instead of a fresh one")
    arguments.add_argument("--learning-rate", type=float, default=Settings().learning_rate)
    arguments.add_argument("--work", type=Path, default=Path(".work/generator"))
    chosen = arguments.parse_args()
    asks = {
        name: tuple(Ask(field.name, field.description) for field in flatten(load_schema(name)))
        for name in ("contract", "resume")
    }
    plan = families(chosen.data, asks, random.Random(0))
    settings = Settings(steps=chosen.steps, learning_rate=chosen.learning_rate)
    train(generator_dir(), plan, chosen.output, chosen.work, settings, chosen.start)
    if chosen.output == ADAPTER:
        write_seen([document for family, _ in plan for document in family.documents])


if __name__ == "__main__":
    # Activations of ever new sizes: memory that glibc gives back is paid for again in page faults.
    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", str(2**34))
    main()
