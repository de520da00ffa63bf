"""Symbolic rates: how they are written and read, their algebra."""
