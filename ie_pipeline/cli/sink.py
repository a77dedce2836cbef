"""The sink of ``extract`` while it writes JSON lines alone; see `ie_pipeline.runs.sinks` for all of them."""

from __future__ import annotations

from ie_pipeline.runs.sinks.files import FileSink
from ie_pipeline.runs.sinks.jsonl import JsonlWriter

__all__ = ["RecordSink"]


class RecordSink(FileSink):
    """Write records as JSON lines to a path, or to stdout for ``-``."""

    def __init__(self, target: str) -> None:
        super().__init__(target, JsonlWriter)
