"""``python -m ie_pipeline``: the command, for where its script is not on the path."""

import sys

from ie_pipeline.cli import main

sys.exit(main())
