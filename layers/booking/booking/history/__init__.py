"""History: what happened to an appointment or a provider, one entry for each version."""
