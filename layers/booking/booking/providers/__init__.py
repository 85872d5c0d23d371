"""Providers: whose time is sold, in which unit, and when."""
