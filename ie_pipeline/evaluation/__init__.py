"""Field-level scores against gold: the draft, the critic alone, the loop and an oracle, side by side."""

from ie_pipeline.evaluation.report import Report, summarise
from ie_pipeline.evaluation.run import evaluate, read_labelled
from ie_pipeline.evaluation.scope import Scope
from ie_pipeline.evaluation.scoring import DocumentScore, System, pooled, score_document
from ie_pipeline.evaluation.table import tables

__all__ = [
    "DocumentScore",
    "Report",
    "Scope",
    "System",
    "evaluate",
    "pooled",
    "read_labelled",
    "score_document",
    "summarise",
    "tables",
]
