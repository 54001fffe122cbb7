"""Prices and labels of parcels."""
