"""Records as a step of a Ray Data job: documents as JSON Lines with `id` and `text` in, records as Parquet out.

    python scripts/etl_ray.py documents.jsonl records.parquet --schema contract --workers 2

Ray runs here, or on the cluster whose address is in RAY_ADDRESS. Each worker loads the models once.
"""

from __future__ import annotations

import argparse

import ray
from ray.data import ActorPoolStrategy

from ie_pipeline.etl import BatchExtractor


def main() -> None:
    """Read, extract and write."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("documents")
    arguments.add_argument("records")
    arguments.add_argument("--schema", required=True)
    arguments.add_argument("--generator", default="embedded")
    arguments.add_argument("--critic")
    arguments.add_argument("--workers", type=int, default=2)
    chosen = arguments.parse_args()

    ray.init(include_dashboard=False)
    light = {"num_cpus": 0.1}  # what reads and writes finds room beside as many workers as there are processors
    blocks = 4 * chosen.workers
    documents = ray.data.read_json(chosen.documents, override_num_blocks=blocks, ray_remote_args=light)
    records = documents.map_batches(
        BatchExtractor,
        fn_constructor_args=(chosen.schema, chosen.generator, chosen.critic),
        compute=ActorPoolStrategy(size=chosen.workers),
        batch_size=64,
        batch_format="pyarrow",
        num_cpus=0.9,
    )
    records.write_parquet(chosen.records, ray_remote_args=light)


if __name__ == "__main__":
    main()
