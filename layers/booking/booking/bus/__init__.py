"""Events in: what the consumers of the bus have in common."""
