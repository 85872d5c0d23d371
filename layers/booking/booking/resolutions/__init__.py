"""Resolutions: what becomes of a provider's appointments in a time in which it does not come."""
