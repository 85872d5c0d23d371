"""Use cases: read, decide with the domain, save. One file for each operation."""
