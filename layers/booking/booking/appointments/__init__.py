"""Appointments: the openings for them, and who takes which."""
