"""Overrides: windows that replace the week on single dates."""
