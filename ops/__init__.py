"""Commands for a deployed stack, or for the one that `make dev` runs."""
