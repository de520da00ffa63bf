"""Problems of the literature, one module per family. A problem knows its oracles and its constants, and nothing of claims."""
