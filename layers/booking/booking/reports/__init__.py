"""Reports: what a provider's days look like in numbers."""
