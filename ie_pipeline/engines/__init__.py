"""Where a batch runs when one process is not enough."""
