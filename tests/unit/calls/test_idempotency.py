import hashlib
import hmac
import json
import random
import uuid

import pytest

from booking.calls.idempotency import Identity, identity, is_id
from booking.calls.refusals import IdempotencyKeyReused

KEY = "0123456789abcdef"


def test_the_id_is_the_first_128_bits_of_sha256_over_operation_caller_and_key_but_version_and_variant() -> None:
    text = f'["create_appointment","public","{KEY}"]'
    first_bits = uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16]).int
    version_and_variant = 0xF << 76 | 0b11 << 62
    made = uuid.UUID(identity("create_appointment", "public", KEY, {}).id).int
    assert made & ~version_and_variant == first_bits & ~version_and_variant


@pytest.mark.parametrize("key", [f"{KEY}{n}" for n in range(16)])
def test_an_id_made_from_a_key_is_a_uuid_of_version_8(key: str) -> None:
    """Strict clients refused ids whose variant was none of RFC 9562."""
    made = uuid.UUID(identity("create_appointment", "public", key, {}).id)
    assert (made.version, made.variant) == (8, uuid.RFC_4122)


def test_the_id_stays_the_same_over_releases() -> None:
    # Worked out once with sha256sum: a change would make every key in use forget its entity.
    assert identity("create_appointment", "public", KEY, {}).id == "9e428cc6-000d-8931-963c-ddad2946f226"


@pytest.mark.parametrize(
    "other",
    [("create_provider", "public", KEY), ("create_appointment", "ann", KEY), ("create_appointment", "public", KEY * 2)],
)
def test_operation_caller_and_key_each_make_another_id(other: tuple[str, str, str]) -> None:
    assert identity(*other, {}).id != identity("create_appointment", "public", KEY, {}).id


def test_operation_and_caller_cannot_run_into_each_other() -> None:
    assert identity("a", "bc", KEY, {}).id != identity("ab", "c", KEY, {}).id


def test_without_a_key_every_id_is_new() -> None:
    assert identity("create_provider", "public", None, {}).id != identity("create_provider", "public", None, {}).id


def test_only_an_identity_with_a_key_is_derived() -> None:
    assert identity("create_provider", "public", KEY, {}).is_derived
    assert not identity("create_provider", "public", None, {}).is_derived


def test_the_fingerprint_is_an_hmac_of_the_fields_sent_with_a_format_number() -> None:
    sent = {"startTime": "2027-03-01T09:00:00Z", "customer": {"name": "Ann"}}
    text = json.dumps(sent, sort_keys=True, separators=(",", ":"))
    expected = hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
    assert identity("create_appointment", "public", KEY, sent).fingerprint == f"1:{expected}"


def test_the_order_of_the_fields_sent_does_not_matter() -> None:
    one = identity("create_provider", "public", KEY, {"name": "Ann", "timezone": "UTC"})
    other = identity("create_provider", "public", KEY, {"timezone": "UTC", "name": "Ann"})
    assert one.fingerprint == other.fingerprint


def test_a_field_sent_as_null_is_another_request_than_one_without_it() -> None:
    one = identity("create_provider", "public", KEY, {"name": "Ann", "email": None})
    other = identity("create_provider", "public", KEY, {"name": "Ann"})
    assert one.fingerprint != other.fingerprint


def test_the_same_request_is_accepted() -> None:
    identity("create_provider", "public", KEY, {"name": "Ann"}).require_same_request(
        identity("create_provider", "public", KEY, {"name": "Ann"}).fingerprint
    )


def test_another_request_under_the_key_is_refused() -> None:
    stored = identity("create_provider", "public", KEY, {"name": "Ann"}).fingerprint
    with pytest.raises(IdempotencyKeyReused):
        identity("create_provider", "public", KEY, {"name": "Bob"}).require_same_request(stored)


def test_an_entity_made_without_a_key_is_no_repeat_of_a_request_with_one() -> None:
    with pytest.raises(IdempotencyKeyReused):
        identity("create_provider", "public", KEY, {}).require_same_request(None)


def test_what_stands_under_a_random_id_was_made_by_this_very_request() -> None:
    # Its answer was lost and others have changed the entity since: no key was sent, so none can be misused.
    Identity("random", None).require_same_request(None)


def changed(text: str, chance: random.Random) -> str:
    """The text with one character exchanged, left out or put in, or written otherwise as a whole."""
    place = chance.randrange(len(text))
    other = chance.choice("0aAfgF-_{}u \n\u0661\uff11")
    kept = chance.randrange(2)
    return chance.choice(
        [
            text[:place] + other + text[place + kept :],
            text[:place] + text[place + 1 :],
            text.upper(),
            text.replace("-", ""),
            f"{{{text}}}",
            f"urn:uuid:{text}",
        ]
    )


def test_an_id_is_what_a_uuid_is_written_as() -> None:
    """The pattern against the parser of UUIDs, on ids, on damaged ids and on texts of their characters."""
    chance = random.Random(0)
    ids = [str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(20_000)]
    texts = [*ids, *(changed(text, chance) for text in ids), *("".join(chance.choices("0af-", k=36)) for _ in ids)]
    assert [text for text in texts if is_id(text) != is_canonical(text)] == []
    assert sum(map(is_id, texts)) > len(ids)


def is_canonical(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
