"""Where a provider stands in a list by name."""

from booking.calls.plain import plain

_MOST_BYTES = 1024
"""Of a sort key in DynamoDB. A name of 200 characters may become longer: some characters stand for whole phrases."""


def sort_name(name: str) -> str:
    """Capital letters, accents and ways to write a letter make no difference. Never empty."""
    return (plain(name) or name).encode()[:_MOST_BYTES].decode(errors="ignore")
