"""Appointments: the free times, and who books which of them."""
