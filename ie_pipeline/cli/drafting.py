"""How labelled documents come to be drafted: which of them, by which generator, and in which run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from ie_pipeline.cli.interrupts import goes_on, graceful
from ie_pipeline.cli.notices import notices
from ie_pipeline.cli.options import PipelineOptions
from ie_pipeline.cli.terminal import DocumentBar, plain
from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from critic.corpus import LabelledDocument
    from critic.mistakes.labelled import Labelling
    from critic.mistakes.rows import MistakeRow
    from ie_pipeline.learning.folds import Fold
    from ie_pipeline.pipeline import Pipeline
    from ie_pipeline.runs.fingerprint import Fingerprint

__all__ = ["Drafting"]


@dataclass(frozen=True, slots=True)
class _Part:
    """Documents that one generator drafts in one run, in a folder of its own."""

    documents: Sequence[LabelledDocument]
    build: Callable[[], Pipeline]
    fingerprint: Fingerprint
    folder: Path


@dataclass(frozen=True, slots=True)
class Drafting:
    """What is to draft, and where that is kept.

    Args:
        labelling: the fields, and the schema that is asked for.
        options: those of the generator.
        folder: of the run, or of the runs of all folds.
        console: where progress is told.
        folds: how many adapters of the embedded generator are tuned; None for the one that ships.
        fresh: whether drafts that are there are forgotten.

    """

    labelling: Labelling
    options: PipelineOptions
    folder: Path
    console: Console
    folds: int | None = None
    fresh: bool = False

    def rows(self, documents: Sequence[LabelledDocument]) -> Iterator[MistakeRow]:
        """Draft the documents of which the folder holds no draft yet, and yield what is wrong with each draft.

        Where no generator is named (``none``), none is drafted.

        Raises:
            IEPipelineError: if the generator cannot be had, no document is left for it, or drafts cannot be kept.
            KeyboardInterrupt: when interrupted; what is drafted is kept.

        """
        for part in self._parts(documents):
            yield from self._drafted(part)

    def _parts(self, documents: Sequence[LabelledDocument]) -> list[_Part]:
        options = replace(self.options, critic="evidence", max_rounds=0)  # every passage is drafted, nothing mended
        schema = self.labelling.schema
        if self.folds is not None:
            return self._folds(documents, options, self.folds)
        if options.generator == "none":
            return []
        if options.generator == "embedded":
            documents = self._unseen(documents)
        return [_Part(documents, lambda: options.build(schema), options.fingerprint(schema), self.folder)]

    def _unseen(self, documents: Sequence[LabelledDocument]) -> Sequence[LabelledDocument]:
        from ie_pipeline.learning.seen import unseen

        left = unseen(documents)
        if not left:
            message = "the embedded generator was tuned on all of these documents; its drafts show no real mistakes"
            raise UsageError(message, hint="name another generator, or tune it anew with --folds")
        if len(left) < len(documents):
            said = (
                f"{len(documents) - len(left):,} of {len(documents):,} documents are left out: the embedded generator"
            )
            self.console.print(f"{said} was tuned on them (--folds drafts all).", soft_wrap=True)
        return left

    def _folds(self, documents: Sequence[LabelledDocument], options: PipelineOptions, count: int) -> list[_Part]:
        from ie_pipeline.learning.folds import folds_of

        if options.generator != "embedded":
            message = f"--folds is for the embedded generator; {options.generator} is not tuned here"
            raise UsageError(message, hint="leave it out: every document is drafted")
        parts = []
        known = options.fingerprint(self.labelling.schema)
        for fold in folds_of(documents, count):
            settings = {**known.settings, "fold": {"number": fold.number, "of": count, "tuned_on": fold.digest}}
            # In the name too: documents that changed since ask for another adapter, and the earlier one is kept.
            folder = self.folder / f"fold-{fold.number}-{fold.digest[:8]}"
            fingerprint = replace(known, settings=settings)
            parts.append(_Part(fold.documents, self._tuned(fold, folder, options), fingerprint, folder))
        return parts

    def _tuned(self, fold: Fold, folder: Path, options: PipelineOptions) -> Callable[[], Pipeline]:
        def build() -> Pipeline:
            from ie_pipeline.generators.local import LocalGenerator
            from ie_pipeline.generators.weights import EAGERNESS, generator_dir
            from ie_pipeline.learning.folds import adapter_of
            from ie_pipeline.pipeline import Pipeline

            said = (
                f"Fold {fold.number}: an adapter on {len(fold.others):,} documents, if there is none yet; about an hour"
            )
            self.console.print(f"{said} and a half on two cores. Checkpoints are kept.", soft_wrap=True)
            adapter = adapter_of(fold, self.labelling, folder)
            own = {"name": "embedded", "eagerness": EAGERNESS, **options.generator_arguments()}
            generator = LocalGenerator(generator_dir(), adapter, **own)
            return Pipeline(self.labelling.schema, generator, options.critic, options.loop_settings())

        return build

    def _drafted(self, part: _Part) -> list[MistakeRow]:
        from ie_pipeline.learning.making import as_documents, drafted_rows
        from ie_pipeline.runs.directory import open_run
        from ie_pipeline.runs.run import Run

        part.folder.parent.mkdir(exist_ok=True)
        with ExitStack() as stack:
            stack.enter_context(notices(self.console))
            journal = stack.enter_context(open_run(part.folder, part.fingerprint, fresh=self.fresh))
            run = Run(journal, part.build)
            stack.enter_context(graceful(run, self.console))
            bar = stack.enter_context(DocumentBar(self.console, len(part.documents)))
            for _ in run.records(as_documents(part.documents)):
                bar.advance()
            if run.interrupted:
                self.console.print(goes_on(fresh=self.fresh))
                raise KeyboardInterrupt
            name = self.options.generator
            return list(drafted_rows(journal, part.documents, self.labelling, name, self._tell))

    def _tell(self, message: str) -> None:
        self.console.print(Text(plain(message)), soft_wrap=True)
