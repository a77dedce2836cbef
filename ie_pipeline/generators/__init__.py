"""One file per back end behind one small protocol, and what they share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Answer, Complaint, Generator, Request, Usage

__all__ = ["Answer", "Complaint", "Generator", "Request", "Usage", "make_generator"]


def make_generator(spec: str, **options: Any) -> Generator:
    """Make the generator that a specification names.

    Args:
        spec: ``embedded``; ``hf:DIR``, a local model; ``openai:MODEL``, a model behind an OpenAI-compatible endpoint;
            ``replay:FILE``, the drafts of another extractor; or ``none``, which leaves the drafting out.
        options: keyword arguments of that generator's class.

    Raises:
        UsageError: if the specification is none of these, or what it names is not there.
        WeightsUnavailable: if the embedded model cannot be obtained.

    """
    kind, _, name = spec.partition(":")
    if spec not in ("embedded", "none") and (not name or kind not in ("hf", "openai", "replay")):
        message = f"no such generator: {spec!r}"
        raise UsageError(message, hint="it is one of embedded, hf:DIR, openai:MODEL, replay:FILE and none")
    # Imported here, because two of them bring PyTorch and one the openai package.
    if spec == "none":
        from ie_pipeline.generators.none import NoGenerator

        return NoGenerator(**options)
    if kind == "replay":
        from ie_pipeline.generators.replay import ReplayGenerator

        return ReplayGenerator(name, **options)
    if kind == "openai":
        from ie_pipeline.generators.openai import OpenAIGenerator

        return OpenAIGenerator(name, **options)
    if kind == "hf" and not Path(name).is_dir():
        message = f"{name}: no such directory; hf: takes a directory with a model"
        raise UsageError(message)
    from ie_pipeline.generators.local import LocalGenerator

    if kind == "hf":
        return LocalGenerator(name, **options)
    from ie_pipeline.generators.weights import ADAPTER, EAGERNESS, generator_dir

    return LocalGenerator(generator_dir(), ADAPTER, **{"name": "embedded", "eagerness": EAGERNESS, **options})
