"""Problems of the literature, one module per family: oracles and constants, and nothing of claims."""
