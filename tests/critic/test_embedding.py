"""Embedding: what is embedded beside a text changes nothing of how the text is read."""

from __future__ import annotations

import pytest

from critic.reading import FieldReader

pytestmark = pytest.mark.weights


def test_what_is_embedded_cuts_no_text_that_is_read_meanwhile(reader: FieldReader) -> None:
    """In another thread the tokenizer that reads would keep the length to which descriptions are cut."""
    reader.encoder.text("A document.")
    reader.embedder.embed(["What a field means. " * 20], tokens=8)
    reader.embedder.skim(["What a field means. " * 20], tokens=8)
    assert reader.encoder.tokenizer.backend_tokenizer.truncation is None
