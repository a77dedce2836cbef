"""A causal language model as a critic: it reads passage and draft and answers with findings and explanations."""
