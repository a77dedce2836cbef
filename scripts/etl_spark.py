"""Records as a step of a Spark job: documents as JSON Lines with `id` and `text` in, records as Parquet out.

    spark-submit scripts/etl_spark.py documents.jsonl records.parquet --schema contract

Each Python worker of Spark loads the models once; give an executor as many cores as it may hold models.
"""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

from ie_pipeline.etl import BatchExtractor


def main() -> None:
    """Read, extract and write."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("documents")
    arguments.add_argument("records")
    arguments.add_argument("--schema", required=True)
    arguments.add_argument("--generator", default="embedded")
    arguments.add_argument("--critic")
    chosen = arguments.parse_args()

    extractor = BatchExtractor(chosen.schema, chosen.generator, chosen.critic)
    spark = SparkSession.builder.appName("ie-pipeline").getOrCreate()
    documents = spark.read.json(chosen.documents, schema="id string, text string")
    records = documents.mapInPandas(extractor.map_in_pandas, extractor.spark_schema)
    records.write.mode("overwrite").parquet(chosen.records)
    spark.stop()


if __name__ == "__main__":
    main()
