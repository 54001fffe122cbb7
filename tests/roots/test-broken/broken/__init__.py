"""A package of which parts are broken."""
