"""Documents in, JSON records out, and every value points at the characters it came from.

    from ie_pipeline import Pipeline

    record = Pipeline(schema="contract").extract("agreement.pdf")

The names below are imported when they are first used (PEP 562), so ``import ie_pipeline`` loads no model library.
"""

import importlib
import logging
import typing

if typing.TYPE_CHECKING:
    from critic.critic import Critic
    from ie_pipeline.documents import Document, read_document, read_inputs
    from ie_pipeline.loop import LoopSettings
    from ie_pipeline.pipeline import Pipeline
    from ie_pipeline.record import Record, Status
    from ie_pipeline.report import write_report
    from ie_pipeline.schema import load_schema

__all__ = [
    "Critic",
    "Document",
    "LoopSettings",
    "Pipeline",
    "Record",
    "Status",
    "__version__",
    "load_schema",
    "read_document",
    "read_inputs",
    "write_report",
]

__version__ = "0.1.0"

# One logger for the package, silent until a program that uses it configures logging.
logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOMES = {
    "Critic": "critic.critic",
    "Document": "ie_pipeline.documents",
    "LoopSettings": "ie_pipeline.loop",
    "Pipeline": "ie_pipeline.pipeline",
    "Record": "ie_pipeline.record",
    "Status": "ie_pipeline.record",
    "load_schema": "ie_pipeline.schema",
    "read_document": "ie_pipeline.documents",
    "read_inputs": "ie_pipeline.documents",
    "write_report": "ie_pipeline.report",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module and keep it."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
