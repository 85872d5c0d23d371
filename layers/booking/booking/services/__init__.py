"""Services: what a provider offers, each with its own length and rules."""
