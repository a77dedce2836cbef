"""The mistake dataset: rows to learn from and rows to hold out, as a `datasets.DatasetDict` on disk with a datasheet.

Records and schemas are kept as JSON, for no two rows need have the same fields; a schema is stored once however many
rows have it, as a class label. So the directory is read by plain ``datasets.load_from_disk`` too. The library
``datasets`` is imported when a set is first saved or loaded.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from critic.directories import replacing
from critic.mistakes.balancing import weights
from critic.mistakes.checking import MistakeSetError, RowError
from critic.mistakes.datasheet import datasheet, sources
from critic.mistakes.duplicates import fingerprint, without_duplicates
from critic.mistakes.rows import MistakeRow
from critic.mistakes.serialising import from_plain, scrubbed, to_plain
from critic.mistakes.splitting import split

if TYPE_CHECKING:
    from datasets import Dataset, Features

__all__ = ["MistakeSet", "MistakeSetError"]

_OURS: Final = {"README.md", "dataset_dict.json", "dev", "train"}
_BROKEN: Final = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What `datasets` and Arrow raise for files that are damaged."""


@dataclass(frozen=True, slots=True)
class MistakeSet:
    """Rows of mistakes, split by document.

    ``train`` is to learn from, ``dev`` to calibrate and to stop early by; it is empty where all documents are nearly
    the same. ``digest`` is the SHA-256 of the rows and of which are held out: what a model card names, and what two
    machines compare. Made by `build` or `load`, which see to it that the rows hold together.
    """

    train: Sequence[MistakeRow]
    dev: Sequence[MistakeRow]
    digest: str

    @classmethod
    def build(
        cls,
        rows: Iterable[MistakeRow],
        *,
        seed: int = 0,
        dev_share: float = 0.2,
        place: str = "the rows",
        report: Callable[[str], object] = warnings.warn,
    ) -> MistakeSet:
        """Check rows, drop duplicates and split by document; the order of ``rows`` changes nothing.

        A row that does not hold together is told to ``report`` and left out. ``place`` is what an error says of where
        the rows come from. To add to a set, build a new one from its
        rows and the new ones: no document that was trained on is held out then (see `critic.mistakes.splitting`).

        Raises:
            MistakeSetError: no row is left, or there is no mistake in any, or no right value; or ``dev_share`` is not
                between 0 and 1.

        """
        if not 0 < dev_share < 1:
            message = f"dev_share is {dev_share}; it must lie between 0 and 1, such as 0.2"
            raise MistakeSetError(message)
        train, dev = split(without_duplicates(_sound(rows, report)), seed=seed, dev_share=dev_share)
        _demand_both_classes([*train, *dev], place)
        for part in (train, dev):
            part.sort(key=lambda row: (row.document, fingerprint(row)))
        return cls(tuple(train), tuple(dev), _digest(train, dev))

    @property
    def weights(self) -> tuple[float, ...]:
        """How often to draw each row of ``train``, 1 on average (see `critic.mistakes.balancing`)."""
        return weights(self.train)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the rows come from, one line for each origin, generator and data set, with its licence."""
        return sources((*self.train, *self.dev))

    def save(self, directory: Path) -> None:
        """Write the set and its datasheet; a set that stood there is replaced at the end, or not at all.

        Raises:
            MistakeSetError: the directory holds something else or cannot be written, or `datasets` is not installed.

        """
        datasets = _datasets()
        _demand_no_strangers(directory)
        rows = {"train": self.train, "dev": self.dev}
        schemas = sorted({_schema(row) for row in (*self.train, *self.dev)})
        features = _features(schemas)
        tables = datasets.DatasetDict({name: _table(part, schemas, features) for name, part in rows.items()})
        # A split without rows is written only when a number of shards is asked for.
        shards = {name: None if part else 1 for name, part in rows.items()}
        try:
            with replacing(directory) as aside, _without_progress_bars():
                tables.save_to_disk(aside, num_shards=shards)
                (aside / "README.md").write_text(datasheet(self.train, self.dev, self.digest), encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"{directory}: cannot be written ({reason}); make room or name another directory"
            raise MistakeSetError(message) from error

    @classmethod
    def load(cls, directory: Path, report: Callable[[str], object] = warnings.warn) -> MistakeSet:
        """Read a set; a bad row is told to ``report``, with its split and number from 1, and skipped.

        Raises:
            MistakeSetError: the directory is no mistake set or is damaged, nothing in it is left to learn from, or one
                cluster of documents is on both sides; or `datasets` is not installed.

        """
        datasets = _datasets()
        if not (directory / "dataset_dict.json").is_file():
            message = f"{directory}: no mistake set; `ie-pipeline mistakes make` or `mistakes mine` writes one"
            raise MistakeSetError(message)
        try:
            tables = datasets.load_from_disk(str(directory))
            texts: dict[str, str] = {}
            train, dev = (list(_rows(tables[name], f"{directory}, {name}", texts, report)) for name in ("train", "dev"))
        except MistakeSetError:
            raise
        except _BROKEN as error:
            message = f"{directory}: the mistake set is damaged ({_brief(error)}); make it again"
            raise MistakeSetError(message) from error
        _demand_both_classes([*train, *dev], str(directory))
        if both := {row.cluster for row in train} & {row.cluster for row in dev} - {""}:
            message = f"{directory}: cluster {min(both)} is in train and in dev; build the set again from its rows"
            raise MistakeSetError(message)
        return cls(tuple(train), tuple(dev), _digest(train, dev))


def _sound(rows: Iterable[MistakeRow], report: Callable[[str], object]) -> Iterator[MistakeRow]:
    for number, row in enumerate(rows, 1):
        try:
            yield scrubbed(row)
        except RowError as error:
            report(f"row {number}, document {row.document!r}: skipped, {error}")


def _demand_both_classes(rows: Sequence[MistakeRow], place: str) -> None:
    if not rows:
        message = f"{place}: no row to learn from; mine more runs, or make drafts of labelled documents"
        raise MistakeSetError(message)
    advice = "add corrections, or drafts of labelled documents"
    if not any(row.truths for row in rows):
        message = f"{place}: not one mistake, so nothing to tell right from wrong by; {advice}"
        raise MistakeSetError(message)
    if not any(row.right for row in rows):
        message = f"{place}: not one right value, so nothing to tell wrong from right by; {advice}"
        raise MistakeSetError(message)


def _demand_no_strangers(directory: Path) -> None:
    """Refuse to replace what is no mistake set."""
    try:
        strangers = sorted({path.name for path in directory.iterdir()} - _OURS)
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"{directory}: cannot be replaced ({error.strerror}); name a directory"
        raise MistakeSetError(message) from error
    if strangers:
        message = f"{directory}: holds {strangers[0]}, which is no part of a mistake set; name another directory"
        raise MistakeSetError(message)


def _digest(train: Iterable[MistakeRow], dev: Iterable[MistakeRow]) -> str:
    parts = [f"{name} {fingerprint(row)}" for name, rows in (("train", train), ("dev", dev)) for row in rows]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _features(schemas: Sequence[str]) -> Features:
    """Return the columns; the names of the class label ``schema`` are the schemas, as JSON."""
    from datasets import ClassLabel, Features, List, Value

    string, whole = Value("string"), Value("int64")
    said = {"pointer": string, "pattern": string, "value": string, "start": whole, "end": whole}
    return Features(
        {
            "document": string,
            "passages": List({"start": whole, "text": Value("large_string")}),
            "schema": ClassLabel(names=list(schemas)),
            "draft": Value("large_string"),
            "truths": List({"mistake": string, **said, "explanation": string}),
            "right": List(said),
            "judged": List(string),
            "origin": string,
            "generator": string,
            "cluster": string,
            "language": string,
            "notes": string,
        }
    )


def _table(rows: Sequence[MistakeRow], schemas: Sequence[str], features: Features) -> Dataset:
    from datasets import Dataset

    numbers = {schema: number for number, schema in enumerate(schemas)}
    examples = [{**_packed(to_plain(row)), "schema": numbers[_schema(row)]} for row in rows]
    return Dataset.from_dict({name: [example[name] for example in examples] for name in features}, features=features)


def _packed(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plain row with JSON where its shape is its own."""
    said = {name: [{**each, "value": _json(each["value"])} for each in plain[name]] for name in ("truths", "right")}
    return {**plain, **said, "draft": _json(plain["draft"]), "notes": _json(plain["notes"])}


def _unpacked(example: Mapping[str, Any], schemas: Sequence[str], texts: dict[str, str]) -> dict[str, Any]:
    """Return a plain row again; rows of one document share its text, so that memory holds it once."""
    said = {
        name: [{**each, "value": json.loads(each["value"])} for each in example[name]] for name in ("truths", "right")
    }
    passages = [{**each, "text": texts.setdefault(each["text"], each["text"])} for each in example["passages"]]
    schema = json.loads(schemas[example["schema"]])
    draft, notes = json.loads(example["draft"]), json.loads(example["notes"])
    return {**example, **said, "passages": passages, "schema": schema, "draft": draft, "notes": notes}


def _rows(table: Dataset, place: str, texts: dict[str, str], report: Callable[[str], object]) -> Iterator[MistakeRow]:
    schemas = getattr(table.features.get("schema"), "names", [])
    if table.features != _features(schemas):
        message = f"{place}: these are not the columns of a mistake set of this version; make it again"
        raise MistakeSetError(message)
    for number, example in enumerate(table, 1):
        try:
            yield from_plain(_unpacked(example, schemas, texts))
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            report(f"{place}, row {number}: skipped, {_brief(error)}")


def _schema(row: MistakeRow) -> str:
    return _json(row.schema)


def _json(plain: Any) -> str:
    """Return JSON in the order in which names were given, which is that of the fields."""
    return json.dumps(plain, ensure_ascii=False, allow_nan=False)


def _brief(error: BaseException) -> str:
    """Return the first line of what a library says."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _datasets() -> Any:
    try:
        import datasets
    except ImportError as error:
        message = "a mistake set is kept with the library datasets: pip install 'ie-pipeline[train]'"
        raise MistakeSetError(message) from error
    return datasets


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    import datasets

    shown = not datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        if shown:
            datasets.enable_progress_bars()
