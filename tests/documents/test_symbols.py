"""Characters of the fonts of symbols."""

from __future__ import annotations

from ie_pipeline.documents.symbols import shown


def test_fonts_of_symbols() -> None:
    """Bullets and boxes are known under every name that programs give such a font, other fonts show none."""
    assert shown("ABCDEF+SymbolMT", "\uf0b7") == "•"
    assert shown("Wingdings-Regular", "\uf0fe") == shown("OpenSymbol", "\uf0fe") == "☑"
    assert shown("Wingdings 2", "R") == "☑"
    assert shown("Symbol", "\uf001") == ""
    assert shown("Arial", "\uf0b7") is None
