"""The desk: what a receptionist looks at."""
