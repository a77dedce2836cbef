"""Tuning of the embedded generator, and sets of mistakes: made, mined and corrected."""
