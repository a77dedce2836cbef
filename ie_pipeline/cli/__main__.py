"""Run the command as ``python -m ie_pipeline.cli``."""

from ie_pipeline.cli.app import main

main(prog_name="ie-pipeline")
