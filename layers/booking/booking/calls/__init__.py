"""What every operation shares: the call, its change, the record, repeats, deciding again, and refusals."""
