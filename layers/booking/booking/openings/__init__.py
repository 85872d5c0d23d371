"""What is free: the starts that a provider offers, and why it does not offer another."""
