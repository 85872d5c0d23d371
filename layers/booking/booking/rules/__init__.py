"""The rules about when an appointment may be: one engine offers, books and explains."""
