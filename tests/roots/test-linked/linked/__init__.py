"""Two modules, one of which uses the other."""
