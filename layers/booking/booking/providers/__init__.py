"""Providers: the people or things whose time is sold, its unit, and their working hours."""
