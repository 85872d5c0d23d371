"""Access: which caller may do what."""
