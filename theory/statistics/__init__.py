"""Statistics of the literature: exact laws and their distances, estimators, densities. Nothing of claims."""
