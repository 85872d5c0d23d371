"""The booking service: providers, their working time, and appointments that never overlap."""
