"""The audit: whether what is stored agrees."""
