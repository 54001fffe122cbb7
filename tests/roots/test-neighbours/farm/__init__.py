"""A package that neighbours are tried with."""
