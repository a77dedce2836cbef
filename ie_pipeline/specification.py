"""A pipeline by its arguments: small enough to travel to another process, which loads the models itself.

What an ETL engine sends to its workers is this, never a model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from ie_pipeline.errors import UsageError
from ie_pipeline.generators import make_generator
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import IN_FLIGHT, Pipeline
from ie_pipeline.schema import load_schema

__all__ = ["PipelineSpec"]

_HINTS = {
    "generator": "name it, such as 'embedded' or 'openai:gpt-5-mini'; Pipeline takes generators that are made already",
    "critic": "name its directory, or 'evidence'; Pipeline takes critics that are made already",
    "settings": "pass LoopSettings",
    "generator_options": "pass a mapping of keyword arguments",
    "in_flight": "pass a whole number",
}
"""What to pass instead, by the name of an argument."""


@dataclass(frozen=True)
class PipelineSpec:
    """What a pipeline is made of, named and not loaded. Pickles as these arguments.

    The schema is read when the specification is made, so that its file need not be where the workers are; directories
    and files that ``generator`` and ``critic`` name must be there.

    Args:
        schema: as for `Pipeline`; kept as a dict.
        generator: a specification such as ``embedded`` or ``openai:gpt-5-mini``. Keys are read from the environment of
            the process that asks.
        critic: a directory, ``evidence``, or None for the critic that ships.
        settings: how far the loop goes.
        generator_options: keyword arguments of the generator's class; None for those that the settings imply.
        in_flight: documents that go through the loop together.

    Raises:
        UsageError: if the schema is none, the options hold a key, or an argument is a thing and not its name.

    """

    schema: str | Path | Mapping[str, Any] | type
    generator: str = "embedded"
    critic: str | Path | None = None
    settings: LoopSettings = LoopSettings()
    generator_options: Mapping[str, Any] | None = None
    in_flight: int = IN_FLIGHT

    def __post_init__(self) -> None:
        """Read the schema, and refuse what cannot travel."""
        kinds: dict[str, Any] = {
            "generator": str,
            "critic": str | Path | None,
            "settings": LoopSettings,
            "generator_options": Mapping | None,
            "in_flight": int,
        }
        for name, kind in kinds.items():
            if not isinstance(value := getattr(self, name), kind):
                message = f"{name} is of type {type(value).__name__} and cannot be sent to another process"
                raise UsageError(message, hint=_HINTS[name])
        if "api_key" in (self.generator_options or {}):
            message = "a key must not travel with a specification"
            raise UsageError(message, hint="set OPENAI_API_KEY where the workers run")
        object.__setattr__(self, "schema", load_schema(self.schema))

    def load(self) -> Pipeline:
        """Return this process's pipeline; equal specifications share one, which the first call loads.

        Raises:
            IEPipelineError: if the generator or the critic cannot be had.

        """
        key = json.dumps([self.schema, self.generator, asdict(self.settings), self.in_flight])
        key += json.dumps([str(self.critic), self.generator_options], default=str)
        with _loaded.lock:
            if key not in _loaded.pipelines:
                _loaded.pipelines[key] = self._make()
            return _loaded.pipelines[key]

    def _make(self) -> Pipeline:
        generator: Any = self.generator
        if self.generator_options is not None:
            generator = make_generator(self.generator, **self.generator_options)
        return Pipeline(self.schema, generator, self.critic, self.settings, in_flight=self.in_flight)


class _Loaded:
    """The pipelines of this process."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, as a forked child must: its parent's threads, and what they held locked, are not there."""
        self.lock = Lock()
        self.pipelines: dict[str, Pipeline] = {}


_loaded = _Loaded()
if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_loaded.forget)
