"""A batch: where its records go, and what makes it survive."""
