"""What models cost: the table that ships, the user's over it, and what is in neither."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Usage
from ie_pipeline.runs.prices import Price, Prices


def test_the_shipped_table_says_when_it_was_noted() -> None:
    """Prices change, so they have a date; a snapshot costs what its model does."""
    prices = Prices.load()
    assert prices.noted is not None
    assert prices.noted >= dt.date(2026, 11, 22)
    price = prices.of("openai:gpt-5-mini")
    assert price.of(Usage(1, 1_000_000, 1_000_000)) == price.prompt + price.completion > 0
    assert prices.of("openai:gpt-5-mini-2025-08-07") == price


@pytest.mark.parametrize("generator", ["embedded", "hf:model", "replay:drafts.jsonl"])
def test_what_runs_here_costs_nothing(generator: str) -> None:
    """Models of one's own are not billed by the token."""
    assert Prices.load().of(generator) == Price(0, 0)


def test_the_users_prices_come_first(tmp_path: Path) -> None:
    """A file adds models and overrides those that ship."""
    own = tmp_path / "prices.toml"
    own.write_text('[models]\nmine = { prompt = 1, completion = 2.5 }\n"gpt-5" = { prompt = 0, completion = 0 }\n')
    prices = Prices.load(own)
    assert prices.of("openai:mine") == Price(1, 2.5)
    assert prices.of("openai:gpt-5") == Price(0, 0)
    assert prices.of("openai:gpt-4o") == Prices.load().of("openai:gpt-4o")


def test_an_unknown_model_has_no_price() -> None:
    """A cost that cannot be known is not taken for zero."""
    with pytest.raises(UsageError, match=r"price of llama-9 is not known; give it with --prices FILE"):
        Prices.load().of("openai:llama-9")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not TOML"),
        ("\xff", "not TOML"),
        ("noted = 2026-01-01", "no table"),
        ("[models]\nm = { prompt = 1 }", "m: prompt and completion must be numbers"),
        ("[models]\nm = { prompt = -1, completion = 2 }", "must be numbers"),
        ("[models]\nm = { prompt = nan, completion = 2 }", "must be numbers"),
        ("[models]\nm = { prompt = true, completion = 2 }", "must be numbers"),
        ("[models]\nm = 3", "must be numbers"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """A message names the file and the model."""
    own = tmp_path / "prices.toml"
    own.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=reason):
        Prices.load(own)
    with pytest.raises(UsageError, match="cannot be read"):
        Prices.load(tmp_path / "nowhere.toml")
