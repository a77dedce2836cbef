"""Causal language models on this machine: loading them, decoding under a grammar, tuning; for generator and critic."""
