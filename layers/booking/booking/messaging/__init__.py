"""EventBridge: the only place that knows how a domain event looks on the bus."""
