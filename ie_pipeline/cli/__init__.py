"""The `ie-pipeline` command: data on stdout or in files, everything else on stderr."""

from ie_pipeline.cli.app import main

__all__ = ["main"]
