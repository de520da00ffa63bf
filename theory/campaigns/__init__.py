"""Many claims: what is run and where, and the ledger that keeps what came out."""
