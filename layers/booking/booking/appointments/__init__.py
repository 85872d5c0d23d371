"""Appointments: who books which time."""
