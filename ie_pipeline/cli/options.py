"""The options that choose generator, critic and loop: the same for every command that runs a pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from critic.examination import Costs
from ie_pipeline.cli.packing import packed
from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from critic.decisions import Decision
    from ie_pipeline.loop import LoopSettings
    from ie_pipeline.pipeline import Pipeline
    from ie_pipeline.runs.fingerprint import Fingerprint
    from ie_pipeline.specification import PipelineSpec

__all__ = ["PipelineOptions", "check_critic", "generator_options", "pipeline_options"]

_USUAL = Costs()
_GENERATOR = (
    click.option(
        "--generator",
        metavar="embedded|hf:DIR|openai:MODEL|replay:DRAFTS.jsonl|none",
        default="embedded",
        show_default=True,
        help="Who drafts the records. openai: is any compatible endpoint; its key is read from OPENAI_API_KEY. "
        "A replay file has `id` and `data` a line. none: the record is what the critic itself points at.",
    ),
    click.option(
        "--base-url", metavar="URL", help="The endpoint for openai:, e.g. http://localhost:8000/v1; else OpenAI's own."
    ),
    click.option(
        "--passage-chars",
        type=click.IntRange(min=200),
        metavar="N",
        help="The longest passage given to the generator, in characters; else what suits it.",
    ),
    click.option(
        "--copy",
        type=click.Choice(["on", "off"]),
        default="on",
        show_default=True,
        help="Let a local generator write verbatim fields only in the words of the passage.",
    ),
)
_LOOP = (
    click.option(
        "--critic",
        metavar="DIR|default|evidence",
        help="The directory of a trained critic; else the one that ships. With 'evidence', none: a record passes whose "
        "values all stand somewhere in the source, and nobody looks for what is missing.",
    ),
    click.option(
        "--max-rounds",
        type=click.IntRange(min=0),
        default=2,
        show_default=True,
        metavar="N",
        help="How often a record may be mended; 0 only reviews it.",
    ),
    click.option(
        "--max-passages",
        type=click.IntRange(min=1),
        default=14,
        show_default=True,
        metavar="N",
        help="From how many passages of a document the generator drafts at most: a trained critic reads all of them "
        "and says which promise most. Without one, all are drafted.",
    ),
    click.option(
        "--error-rate",
        type=click.FloatRange(0, 1),
        metavar="SHARE",
        help="The share of this generator's values that are wrong, where you know it, as from `ie-pipeline evaluate`; "
        "else its profile, if a critic was trained on its drafts.",
    ),
    click.option(
        "--cost-redundant",
        type=click.FloatRange(min=0, min_open=True),
        metavar="X",
        help=f"What a wrong value costs you; {_USUAL.redundant:g} if you do not say. Only its ratio to --cost-missing "
        "counts; with both left as they are, records have the best F1.",
    ),
    click.option(
        "--cost-missing",
        type=click.FloatRange(min=0, min_open=True),
        metavar="X",
        help=f"What a value that is not found costs you; {_USUAL.missing:g} if you do not say.",
    ),
    click.option(
        "--target-precision",
        type=click.FloatRange(0, 1, min_open=True),
        metavar="SHARE",
        help="Instead of costs, the share of a record's values that is to be right: what the critic is less sure of is "
        "flagged and left out. Refused where the critic cannot promise it.",
    ),
)
_MODEL_CONFIGS = ("config.json", "adapter_config.json")
_GENERATOR_OPTIONS = {
    "embedded": ("copy", "passage_chars"),
    "hf": ("copy", "passage_chars"),
    "openai": ("base_url", "passage_chars"),
    "replay": (),
    "none": (),
}


@dataclass(frozen=True, slots=True)
class PipelineOptions:
    """What the options say; each field bears its option's name."""

    generator: str = "embedded"
    base_url: str | None = None
    passage_chars: int | None = None
    copy: str = "on"
    critic: str | None = None
    max_rounds: int = 2
    max_passages: int = 14
    error_rate: float | None = None
    cost_redundant: float | None = None
    cost_missing: float | None = None
    target_precision: float | None = None

    @property
    def costs(self) -> Costs:
        """What a wrong value and a missing one cost; the usual where the options do not say."""
        return Costs(
            _USUAL.redundant if self.cost_redundant is None else self.cost_redundant,
            _USUAL.missing if self.cost_missing is None else self.cost_missing,
        )

    def described(self) -> dict[str, Any]:
        """Return the options for a report; of the URL only what cannot hold a key.

        Raises:
            UsageError: the base URL is none.

        """
        from ie_pipeline.generators.redaction import bare_url, endpoint_url

        return {
            **asdict(self),
            "base_url": self.base_url and bare_url(endpoint_url(self.base_url)),
            "cost_redundant": self.costs.redundant,
            "cost_missing": self.costs.missing,
        }

    def build(self, schema: Mapping[str, Any]) -> Pipeline:
        """Build the pipeline that was asked for.

        Raises:
            IEPipelineError: if the generator or the critic cannot be had.

        """
        from ie_pipeline.generators import make_generator
        from ie_pipeline.pipeline import Pipeline

        self._check()
        generator = make_generator(self.generator, **self.generator_arguments())
        return Pipeline(schema, generator, self.critic, self.loop_settings())

    def spec(self, schema: Mapping[str, Any]) -> PipelineSpec:
        """Return the pipeline that was asked for, to be loaded by another process."""
        from ie_pipeline.specification import PipelineSpec

        return PipelineSpec(schema, self.generator, self.critic, self.loop_settings(), self.generator_arguments())

    def fingerprint(self, schema: Mapping[str, Any]) -> Fingerprint:
        """Return the fingerprint of a run under the options; nothing is loaded.

        Raises:
            UsageError: if files that the generator or the critic is made of are not there or cannot be read.

        """
        from ie_pipeline.runs.fingerprint import fingerprint

        self._check()
        return fingerprint(schema, self.generator, self.critic, self.loop_settings(), self.generator_arguments())

    def loop_settings(self) -> LoopSettings:
        """Return how far the loop is to go.

        Raises:
            UsageError: as of ``decision``.

        """
        from ie_pipeline.loop import LoopSettings

        decision = self.decision()
        costs = decision.costs if decision else self.costs
        return LoopSettings(
            max_rounds=self.max_rounds,
            max_passages=self.max_passages,
            cost_redundant=costs.redundant,
            cost_missing=costs.missing,
            error_rate=self.error_rate,
            copy=self.copy == "on",
        )

    def tell(self, console: Console) -> None:
        """Say what a wanted precision comes to, where one is wanted.

        Raises:
            UsageError: as of ``decision``.

        """
        from ie_pipeline.cli.decide import achieved

        decision = self.decision()
        if decision:
            console.print(Text(f"Precision {self.target_precision:g}: {achieved(decision)}"), soft_wrap=True)

    def decision(self) -> Decision | None:
        """Return the threshold that the wanted precision makes; None where none is wanted.

        Raises:
            UsageError: if there is no such critic, it cannot promise it, or costs were stated too.

        """
        if self.target_precision is None:
            return None
        if self.cost_redundant is not None or self.cost_missing is not None:
            message = "--target-precision and costs both say where the threshold is"
            raise UsageError(message, hint="leave one of them out")
        from ie_pipeline.cli.decide import decide_by_precision

        check_critic(self.critic)
        return decide_by_precision(self.critic, self.target_precision)

    def generator_arguments(self) -> dict[str, Any]:
        """Return what the options say about the generator, as its class takes it.

        Raises:
            UsageError: if an option was given that this generator does not have.

        """
        kind = self.generator.partition(":")[0]
        said = {"base_url": self.base_url, "passage_chars": self.passage_chars}
        given = {name: value for name, value in said.items() if value is not None}
        for name in given:
            if kind in _GENERATOR_OPTIONS and name not in _GENERATOR_OPTIONS[kind]:
                message = f"--{name.replace('_', '-')} is no option of the generator {self.generator}"
                raise UsageError(message, hint="leave it out")
        return {**given, "copy": self.copy == "on"} if "copy" in _GENERATOR_OPTIONS.get(kind, ()) else given

    def _check(self) -> None:
        """Refuse a directory that is no model or no critic, before anything is loaded.

        Raises:
            UsageError: if so.

        """
        kind, _, name = self.generator.partition(":")
        if kind == "hf" and not any((Path(name) / config).is_file() for config in _MODEL_CONFIGS):
            message = _no_such(name) or f"{name}: not a model; it has no {_MODEL_CONFIGS[0]}"
            raise UsageError(message, hint="hf: takes the directory of a model as transformers writes it")
        check_critic(self.critic)


def check_critic(critic: str | None) -> None:
    """Refuse a directory that is no critic, before anything is loaded.

    Raises:
        UsageError: if so.

    """
    from critic.critic import directory_of

    if critic != "evidence" and not (directory_of(critic) / "config.json").is_file():
        message = _no_such(str(directory_of(critic))) or f"{critic}: not a critic; it has no config.json"
        raise UsageError(message, hint="name the directory of a critic, or 'evidence'")


def _no_such(folder: str) -> str:
    """Say that a folder is not there, if it is not."""
    return "" if Path(folder).is_dir() else f"{folder}: there is no such folder"


pipeline_options = packed("options", PipelineOptions, _GENERATOR + _LOOP)
"""Give a command the options and hand it what they say as ``options``, a `PipelineOptions`."""
generator_options = packed("options", PipelineOptions, _GENERATOR)
"""Do so with those alone that choose the generator."""
