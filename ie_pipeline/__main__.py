"""``python -m ie_pipeline``: the command, for where its script is not on the path."""

from ie_pipeline.cli import main

main(prog_name="ie-pipeline")
