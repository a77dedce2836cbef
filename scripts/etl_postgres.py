"""Turn the documents of a PostgreSQL table into records in another, as a job that may be run again at any time.

    export DATABASE_URL=postgresql://etl@localhost/archive  # the password comes from ~/.pgpass or PGPASSWORD
    python scripts/etl_postgres.py --schema contract

Reads ``id`` and ``text`` of the table ``documents``; writes the table ``records``, which is made if it is not there. A
document that has a record of this model, critic, schema and settings is passed over: a job that was killed goes on
where it was, and pays again for no more than the documents of one transaction. What failed, or has a new text, is done
again once its row in ``records`` is deleted.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Engine, create_engine, text

from ie_pipeline import Document, LoopSettings, Pipeline
from ie_pipeline.documents import Unreadable
from ie_pipeline.runs.fingerprint import fingerprint
from ie_pipeline.runs.sinks import open_sink

PENDING = text("""
    SELECT CAST(id AS text) AS id, text FROM documents WHERE NOT EXISTS (
        SELECT FROM records WHERE document_id = CAST(documents.id AS text) AND fingerprint = :fingerprint
    ) ORDER BY documents.id LIMIT :limit
""")


def main() -> None:
    """Work through the pending documents, a transaction at a time."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--schema", required=True, help="contract, resume or a JSON Schema file")
    arguments.add_argument("--generator", default="embedded", help="who drafts, e.g. openai:gpt-5-mini")
    arguments.add_argument("--critic", help="a trained critic's directory, or evidence; else the one that ships")
    arguments.add_argument("--transaction", type=int, default=100, help="documents whose records appear together")
    chosen = arguments.parse_args()

    url, settings = os.environ["DATABASE_URL"], LoopSettings()
    pipeline = Pipeline(chosen.schema, chosen.generator, chosen.critic, settings)
    run = fingerprint(pipeline.schema, chosen.generator, chosen.critic, settings).digest
    engine = create_engine(url)
    statuses: Counter[str] = Counter()
    while True:
        with open_sink(url, pipeline.schema, fingerprint=run) as sink:
            for record in pipeline.stream(pending(engine, run, chosen.transaction)):
                sink.write(record)
                statuses[record.status] += 1
        if sink.written < chosen.transaction:
            break
    print(", ".join(f"{count} {status}" for status, count in statuses.items()) or "nothing to do")


def pending(engine: Engine, run: str, limit: int) -> Iterator[Document | Unreadable]:
    """Yield documents that have no record yet; no connection stays open while models think."""
    with engine.begin() as connection:
        rows = connection.execute(PENDING, {"fingerprint": run, "limit": limit}).all()
    for row in rows:
        yield Document(row.id, row.text) if row.text else Unreadable(row.id, "there is no text")


if __name__ == "__main__":
    main()
