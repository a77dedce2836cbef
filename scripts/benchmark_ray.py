"""Measure what a second Ray worker brings to a batch with the embedded models, one thread a worker.

    python scripts/benchmark_ray.py [--document FILE --schema contract] [--documents 4 20]

The batch is one document over and over, so that all have the same work. A rate is taken from a short and a long batch,
each in a process of its own with Ray on this machine: what both have, the start of Ray and the loading of models, does
not count. All records must be the same. The number stands beside what was asked of it. Takes some ten minutes, and two
processors that have nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from ie_pipeline.documents import Document, Unreadable, read_document
from ie_pipeline.engines.ray import RayOptions, extract_with_ray
from ie_pipeline.specification import PipelineSpec

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "contracts" / "mutual_nda.md"
SPEEDUP = 1.7
"""Asked for: the rate of two workers over that of one."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


def main() -> None:
    """Measure one worker and two, and print; or, as one of the processes, run one batch."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--document", type=Path, default=SAMPLE)
    parser.add_argument("--schema", default="contract")
    parser.add_argument("--generator", default="embedded")
    parser.add_argument("--critic", help="a trained critic's directory, or evidence; else the one that ships")
    parser.add_argument("--documents", type=int, nargs=2, default=[4, 20], metavar=("FEW", "MANY"))
    parser.add_argument("--batch", type=int, nargs=2, metavar=("WORKERS", "DOCUMENTS"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.batch:
        print(batch(chosen, *chosen.batch))
        return
    few, many = chosen.documents
    rates = {}
    for workers in (1, 2):
        short, long = (measured(workers, count) for count in (few, many))
        rates[workers] = (many - few) / (long - short)
        print(f"{workers} of one thread: {60 * rates[workers]:.1f} documents a minute")
    print(f"two workers against one: x {rates[2] / rates[1]:.2f} (asked: {SPEEDUP} or more)")


def measured(workers: int, count: int) -> float:
    """Run a batch in a process of its own, and return the seconds that it printed."""
    call = [sys.executable, __file__, *sys.argv[1:], "--batch", str(workers), str(count)]
    done = subprocess.run(  # noqa: S603 - this very program
        call, env={**os.environ, **ONE_THREAD}, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])


def batch(chosen: argparse.Namespace, workers: int, count: int) -> float:
    """Give so many documents to so many workers, one by one; return the seconds that it took."""
    read = read_document(chosen.document)
    if isinstance(read, Unreadable):
        sys.exit(f"{read.id}: {read.reason}")
    documents = [Document(f"{read.id} {number}", read.text) for number in range(count)]
    spec = PipelineSpec(chosen.schema, chosen.generator, chosen.critic)
    began = time.perf_counter()
    records = list(extract_with_ray(documents, spec, RayOptions(workers=workers, batch_size=1)))
    seconds = time.perf_counter() - began
    if len({json.dumps([record.data, record.error]) for record in records}) != 1 or records[0].status == "failed":
        sys.exit(f"the records are not what they should be, such as {records[0].to_json()}")
    return seconds


if __name__ == "__main__":
    main()
