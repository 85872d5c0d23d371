"""The parts that every operation shares: call, change, record, idempotency, deciding again, and refusals."""
