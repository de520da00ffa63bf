"""Methods of the literature, one module per family: a method is an `init`, a `step` and an `output`."""
