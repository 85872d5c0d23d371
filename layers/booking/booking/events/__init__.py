"""Events out: from the table's stream to the bus."""
