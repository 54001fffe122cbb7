"""A package with something to split."""
