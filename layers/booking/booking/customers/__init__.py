"""Customers: what is stored about one, and how it is erased."""
