"""The keys of a provider and of its fences."""

from booking.dynamodb.wire import Key


def provider_key(provider_id: str) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": "PROVIDER"}


def provider_id_of(partition_key: str) -> str:
    return partition_key.removeprefix("PROVIDER#")


def fence_key(provider_id: str, number: int) -> Key:
    return {"PK": f"PROVIDER#{provider_id}", "SK": f"FENCE#{number}"}


def fence_number_of(sort_key: str) -> int:
    return int(sort_key.removeprefix("FENCE#"))
