"""The mistake dataset: the kinds of mistake a draft can hold, and the programs that write examples of them."""
