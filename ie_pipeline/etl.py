"""``BatchExtractor``: a batch of rows in, a batch of records out, for engines that call a function on batches.

    dataset.map(BatchExtractor("resume"), batched=True)                      # datasets
    frame.assign(**BatchExtractor("resume")(frame).drop(columns="id"))       # pandas, whatever its index
    dataset.map_batches(BatchExtractor, fn_constructor_args=("resume",))     # Ray Data: one loaded model an actor
    frame.mapInPandas(extractor.map_in_pandas, extractor.spark_schema)       # Spark

Knows no engine: it tells a batch by its shape, and imports none of their libraries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.documents.characters import scrub
from ie_pipeline.errors import UsageError
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import IN_FLIGHT, identifier
from ie_pipeline.record import Record, json_line
from ie_pipeline.specification import PipelineSpec

__all__ = ["COLUMNS", "BatchExtractor"]

COLUMNS = ("id", "status", "data", "record", "error")
"""The columns of a batch of records, all of them text and never null.

``data`` is the record's values and ``record`` all of it, each as one line of JSON; ``error`` is empty where there is
nothing to tell, and not null, since some engines fix a column's type by its first rows.
"""


class BatchExtractor:
    """Turn each row of a batch into a record: as many rows, in the same order.

    A batch is a mapping of columns to lists or arrays, a pandas DataFrame, or a pyarrow Table or RecordBatch; the
    result is of the same kind and has the columns `COLUMNS` (a DataFrame keeps its index). A row without a text or an
    id is a ``failed`` record with the reason. Pickles as its arguments; the models are loaded once in each process, on
    the first batch.

    The map of datasets turns a column that keeps its name back into what it was: cast ids that are numbers to strings
    beforehand, or it breaks off at the first that is null.
    Its cache knows an extractor by its arguments: where a file or folder that they name has changed, as a critic that
    has learned on, begin a new process and pass ``load_from_cache_file=False``.

    Args:
        schema: as for `Pipeline`.
        generator: a specification (see `PipelineSpec`).
        critic: a directory, ``evidence``, or None for the critic that ships.
        settings: how far the loop goes.
        id_column: where a document's id is; what is no string is written as one, whole numbers as integers.
        text_column: where a document's text is.
        generator_options: keyword arguments of the generator's class; None for those that the settings imply.
        in_flight: documents that go through the loop together.

    Raises:
        UsageError: as of `PipelineSpec`.

    """

    spark_schema: ClassVar[str] = ", ".join(f"{name} string" for name in COLUMNS)
    """The output as Spark's ``mapInPandas`` wants it described."""

    def __init__(  # noqa: PLR0913 - what a pipeline needs, and two names of columns
        self,
        schema: str | Path | Mapping[str, Any] | type,
        generator: str = "embedded",
        critic: str | Path | None = None,
        settings: LoopSettings = LoopSettings(),
        *,
        id_column: str = "id",
        text_column: str = "text",
        generator_options: Mapping[str, Any] | None = None,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        """Name the pipeline; nothing is loaded yet."""
        self.spec = PipelineSpec(schema, generator, critic, settings, generator_options, in_flight)
        self.id_column = id_column
        self.text_column = text_column

    def __call__(self, batch: Any) -> Any:
        """Return the records of a batch, as a batch of its kind.

        Raises:
            UsageError: if the batch is of no known kind, lacks a column, or has two of one name or of
                different lengths.
            IEPipelineError: if the generator or the critic cannot be had, or an endpoint serves nobody.

        """
        kind = _kind(batch)
        ids, texts = (kind.column(batch, name) for name in (self.id_column, self.text_column))
        if len(ids) != len(texts):
            message = f"{self.id_column!r} has {len(ids)} rows and {self.text_column!r} has {len(texts)}"
            raise UsageError(message, hint="pass columns of one length")
        documents = [self._document(*row) for row in enumerate(zip(ids, texts, strict=True))]
        records = list(self.spec.load().stream(documents))
        return kind.batch(_columns(records), batch)

    def map_in_pandas(self, frames: Iterable[Any]) -> Iterator[Any]:
        """Return the records of each DataFrame as one, for Spark's ``mapInPandas``."""
        return map(self, frames)

    def _document(self, number: int, row: tuple[Any, Any]) -> Document | Unreadable:
        """Return the document of a row, or why there is none; ``number`` counts from 0 within the batch."""
        name, text = row
        if _null(name) or not str(name):
            return Unreadable("", f"row {number} of its batch has no {self.id_column!r}")
        named = scrub(identifier(name))
        if _null(text):
            return Unreadable(named, f"{self.text_column!r} is null")
        if not isinstance(text, str):
            return Unreadable(named, f"{self.text_column!r} is of type {type(text).__name__}, not a string")
        if not text.strip():
            return Unreadable(named, f"{self.text_column!r} holds no text")
        return Document(named, scrub(text))


def _columns(records: Sequence[Record]) -> dict[str, list[str]]:
    """Return records as columns of text."""
    rows = [
        (record.id, record.status.value, json_line(record.data), record.to_json(), scrub(record.error or ""))
        for record in records
    ]
    return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}


def _null(value: Any) -> bool:
    """Say whether a cell is empty: None, or one of the values of numpy and pandas that do not equal themselves."""
    try:
        return value is None or bool(value != value)  # noqa: PLR0124 - as it is meant
    except TypeError:  # pandas' NA does not know
        return True
    except ValueError:  # an array
        return False


def _kind(batch: Any) -> _Lists | _Pandas | _Arrow:
    """Tell a batch by its shape."""
    if isinstance(batch, Mapping):
        return _Lists()
    if hasattr(batch, "to_pydict"):
        return _Arrow()
    if hasattr(batch, "iloc") and hasattr(batch, "columns"):
        return _Pandas()
    message = f"a batch of type {type(batch).__name__} cannot be read"
    raise UsageError(message, hint="pass a mapping of columns, a pandas DataFrame or a pyarrow Table")


@dataclass(frozen=True, slots=True)
class _Lists:
    """Columns as lists or arrays."""

    def column(self, batch: Mapping[str, Any], name: str) -> list[Any]:
        column = _named(batch, name, list(batch))
        if isinstance(column, str) or not isinstance(column, Iterable):
            message = f"{name!r} is a single value, not a column"
            raise UsageError(message, hint="pass batches, as datasets' map does with batched=True")
        return list(column)

    def batch(self, columns: dict[str, list[str]], like: Any) -> dict[str, list[str]]:  # noqa: ARG002 - others need it
        return columns


@dataclass(frozen=True, slots=True)
class _Pandas:
    """DataFrames of pandas, whatever type a column has."""

    def column(self, batch: Any, name: str) -> list[Any]:
        column = _named(batch, name, list(batch.columns))
        return list(column.astype(object).where(column.notna(), None))

    def batch(self, columns: dict[str, list[str]], like: Any) -> Any:
        return type(like)(columns, index=like.index, dtype="string")


@dataclass(frozen=True, slots=True)
class _Arrow:
    """Tables and record batches of Arrow."""

    def column(self, batch: Any, name: str) -> list[Any]:
        return list(_named(batch, name, list(batch.schema.names)).to_pylist())

    def batch(self, columns: dict[str, list[str]], like: Any) -> Any:
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in columns])
        return type(like).from_pydict(columns, schema=schema)


def _named(batch: Any, name: str, names: list[str]) -> Any:
    """Return the column of a name.

    Raises:
        UsageError: if there is none, or more than one; the message has the names that there are.

    """
    if names.count(name) > 1:
        message = f"the batch has {names.count(name)} columns {name!r}"
        raise UsageError(message, hint="rename all but one")
    if name not in names:
        message = f"the batch has no column {name!r}; it has {', '.join(map(repr, names))}"
        raise UsageError(message, hint="name its columns with id_column and text_column")
    return batch[name]
