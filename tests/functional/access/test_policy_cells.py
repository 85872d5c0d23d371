"""Who may do what, through the functions' entry points. The table is written by hand, not made from the policy's.

A caller that may not see an appointment must not be able to tell it from one that does not exist.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import pytest

from booking.providers.requests import ProviderPatch
from tests.callers import THERAPIST
from tests.functional.access.asking import WHO, Ask, Seed, customer_id
from tests.functional.lambdas import (
    APPOINTMENT_ID,
    PROVIDER_ID,
    UNKNOWN_ID,
    Event,
    body_of,
    sample,
    with_body,
    with_headers,
    with_path_id,
    with_query,
    with_raw_body,
)
from tests.functional.seeds import UNRULED


class May(NamedTuple):
    """What a caller may do with the appointment, the schedule and the data of one provider, and for whom it books.

    "yes" and "all"; "hidden": as if there were no such thing; "no": 403; "token": 401.
    """

    appointment: str
    schedule: str
    create_provider: str
    sees_of_provider: str
    books_for: str
    changes_of_provider: str


TABLE: Mapping[str, May] = {
    "admin": May("yes", "yes", "yes", "all", "all", "all"),
    "desk": May("yes", "no", "no", "all but subject", "all", "none"),
    "its provider": May("yes", "yes", "no", "all but subject", "all", "all but subject"),
    "another provider": May("hidden", "no", "no", "public part", "none", "none"),
    "desk and another provider": May("yes", "no", "no", "all but subject", "all", "none"),
    "its customer": May("yes", "no", "no", "public part", "itself", "none"),
    "another customer": May("hidden", "no", "no", "public part", "itself", "none"),
    "its customer as a provider": May("hidden", "no", "no", "public part", "none", "none"),
    "its provider without the role": May("hidden", "no", "no", "public part", "itself", "none"),
    "a person of other groups": May("hidden", "no", "no", "public part", "itself", "none"),
    "a person with scopes": May("hidden", "no", "no", "public part", "itself", "none"),
    "an admin program": May("yes", "yes", "yes", "all", "all", "all"),
    "a desk program": May("yes", "no", "no", "all but subject", "all", "none"),
    "a program without a scope": May("hidden", "no", "no", "public part", "itself", "none"),
    "a person that looks like a program": May("hidden", "no", "no", "public part", "itself", "none"),
    "nobody": May("token", "token", "token", "public part", "token", "token"),
}

PATCHED: Mapping[str, Any] = {
    "name": "Studio Verdi",
    "email": "verdi@example.com",
    "subject": "therapist-2",
    "slotMinutes": 15,
    **dict.fromkeys(("bufferBefore", "bufferAfter", "slotInterval"), 15),
    **dict.fromkeys(("minNoticeMinutes", "minNoticeDays", "maxAdvanceDays", "maxPerDay", "maxPerWeek"), 7),
    **dict.fromkeys(("cancelCutoffMinutes", "rescheduleCutoffMinutes"), 60),
}
"""By each field that a PATCH takes, a value that the provider does not have; its slots can no longer be changed."""
MAY_PATCH: Mapping[str, Collection[str]] = {
    "all": PATCHED.keys(),
    "all but subject": PATCHED.keys() - {"subject"},
    "none": (),
}

PUBLIC_PART = {"id", "name", "timezone", "slotMinutes", "appointmentDuration", "weeklySchedule", *UNRULED}
FIELDS = {
    "public part": PUBLIC_PART,
    "all but subject": PUBLIC_PART | {"email", "version", "createdAt", "updatedAt"},
    "all": PUBLIC_PART | {"email", "version", "createdAt", "updatedAt", "subject"},
}

type Outcome = tuple[int, str | None]

DONE: Outcome = (200, None)
MADE: Outcome = (201, None)
NO_TOKEN: Outcome = (401, "unauthorized")
NO_RIGHT: Outcome = (403, "forbidden")
NO_APPOINTMENT: Outcome = (404, "appointment-not-found")
NO_PROVIDER: Outcome = (404, "provider-not-found")
NO_CUSTOMER: Outcome = (404, "customer-not-found")
CANCELLED: Outcome = (409, "appointment-cancelled")
STARTED: Outcome = (409, "appointment-started")

STATES = ("booked", "cancelled", "started")
IF_ALLOWED: Mapping[str, Mapping[str, Outcome]] = {
    "get_appointment": {"booked": DONE, "cancelled": DONE, "started": DONE},
    "reschedule_appointment": {"booked": DONE, "cancelled": CANCELLED, "started": STARTED},
    "update_appointment": {"booked": DONE, "cancelled": DONE, "started": DONE},
    "cancel_appointment": {"booked": DONE, "cancelled": DONE, "started": STARTED},
    "get_availability": {"booked": DONE, "cancelled": CANCELLED, "started": STARTED},
    "explain_start": {"booked": DONE, "cancelled": CANCELLED, "started": STARTED},
}
IF_NOT: Mapping[str, Outcome] = {"hidden": NO_APPOINTMENT, "token": NO_TOKEN}

SAYS_WHO_CAME: Mapping[str, Outcome] = {
    **{who: DONE for who, may in TABLE.items() if may.appointment == "yes" and who != "its customer"},
    **dict.fromkeys(["another provider", "its customer as a provider"], NO_APPOINTMENT),
    "nobody": NO_TOKEN,
}
"""Customers, who may not, are not in it."""

everyone = pytest.mark.parametrize("who", WHO)
every_operation = pytest.mark.parametrize("operation", IF_ALLOWED)
every_state = pytest.mark.parametrize("state", STATES)


def request(operation: str, appointment_id: str = APPOINTMENT_ID) -> Event:
    """About the appointment."""
    event = sample(operation)
    if operation == "get_availability":
        return with_query(event, date="2028-03-06", appointmentId=appointment_id)
    if operation == "explain_start":
        return with_query(event, startTime="2028-03-06T09:30:00+01:00", appointmentId=appointment_id)
    if operation == "update_appointment":
        event = with_body(event, {"notes": "By the back door"})
    if operation == "cancel_appointment":
        event = with_query(with_raw_body(event, None))
    return with_path_id(with_headers(event, if_match=None), APPOINTMENT_ID, appointment_id)


def to_book(customer: str | None = None, provider_id: str = PROVIDER_ID, key: str | None = None) -> Event:
    event = with_headers(sample("create_appointment"), idempotency_key=key)
    named = {"name": "Zoë Müller"} | ({} if customer is None else {"id": customer})
    return with_body(event, {**body_of(event), "providerId": provider_id, "customer": named})


def of_provider(operation: str, provider_id: str) -> Event:
    return with_path_id(sample(operation), PROVIDER_ID, provider_id)


def outcome(ask: Ask, operation: str, event: Event, who: str, expected: Outcome) -> Any:
    """Checks the answer, and that a refused request has written nothing. Returns the answer."""
    status, code = expected
    if code:
        return ask.refused(operation, event, who, status, code)
    answer = ask(operation, event, who)
    assert answer.status == status, answer.raw["body"]
    return answer


def test_every_caller_is_in_the_table() -> None:
    assert TABLE.keys() == WHO.keys()


@every_operation
@every_state
@everyone
def test_an_appointment_answers_those_that_may(ask: Ask, seed: Seed, who: str, state: str, operation: str) -> None:
    seed(state)
    right = TABLE[who].appointment
    outcome(ask, operation, request(operation), who, IF_NOT.get(right) or IF_ALLOWED[operation][state])


@every_operation
@everyone
def test_one_that_does_not_exist_is_not_found(ask: Ask, seed: Seed, who: str, operation: str) -> None:
    seed()
    outcome(ask, operation, request(operation, UNKNOWN_ID), who, NO_TOKEN if who == "nobody" else NO_APPOINTMENT)


@every_state
@pytest.mark.parametrize("who", [who for who in WHO if TABLE[who].appointment != "yes"])
def test_what_exists_and_what_does_not_answer_alike(ask: Ask, seed: Seed, who: str, state: str) -> None:
    seed(state)
    for operation in IF_ALLOWED:
        hidden, unknown = (ask(operation, request(operation, asked), who) for asked in (APPOINTMENT_ID, UNKNOWN_ID))
        assert hidden.raw["body"].replace(APPOINTMENT_ID, UNKNOWN_ID) == unknown.raw["body"]
        assert (hidden.status, hidden.headers) == (unknown.status, unknown.headers)


@everyone
def test_staff_says_who_came(ask: Ask, seed: Seed, who: str) -> None:
    """Whoever may see no appointment's attendance at all is refused before anything is read."""
    seed("started")
    expected = SAYS_WHO_CAME.get(who, NO_RIGHT)
    outcome(ask, "set_attendance", request("set_attendance"), who, expected)


@pytest.mark.parametrize("precondition", ['"1"', '"7"', 'W/"1"', "*"])
@pytest.mark.parametrize("operation", ["reschedule_appointment", "cancel_appointment"])
def test_no_precondition_reveals_an_appointment(ask: Ask, seed: Seed, operation: str, precondition: str) -> None:
    seed()
    event = with_headers(request(operation), if_match=precondition)
    ask.refused(operation, event, "another customer", 404, "appointment-not-found")


@pytest.mark.parametrize("start", ["2028-03-06T09:30:00+01:00", "2020-01-01T00:00:00Z", "2028-03-07T03:00:00+01:00"])
def test_no_start_reveals_an_appointment(ask: Ask, seed: Seed, start: str) -> None:
    """Its present start, one in the past, and one that is not offered."""
    seed()
    event = with_body(request("reschedule_appointment"), {"startTime": start})
    ask.refused("reschedule_appointment", event, "another customer", 404, "appointment-not-found")


@everyone
def test_a_schedule_is_changed_by_admins_and_its_provider(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    expected = {"yes": DONE, "no": NO_RIGHT, "token": NO_TOKEN}[TABLE[who].schedule]
    outcome(ask, "update_schedule", sample("update_schedule"), who, expected)


@everyone
def test_the_schedule_of_nobody_is_asked_for_by_those_only_that_may_change_one(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    outcome(ask, "update_schedule", of_provider("update_schedule", UNKNOWN_ID), who, of_none(who))


def of_none(who: str) -> Outcome:
    """Of a request about a provider that does not exist, from who may change all, some or none."""
    groups = (WHO[who] or {}).get("cognito:groups", ())
    if {"admin", "provider"} & {*groups} or who == "an admin program":
        return NO_PROVIDER
    return NO_TOKEN if who == "nobody" else NO_RIGHT


def to_patch(fields: Mapping[str, Any], provider_id: str = PROVIDER_ID) -> Event:
    event = with_headers(sample("update_provider"), if_match=None)
    return with_path_id(with_body(event, fields), PROVIDER_ID, provider_id)


def patching(who: str, *fields: str) -> Outcome:
    """Of a PATCH with these fields."""
    changes = TABLE[who].changes_of_provider
    return NO_TOKEN if changes == "token" else DONE if {*fields} <= {*MAY_PATCH[changes]} else NO_RIGHT


def test_every_field_of_a_patch_is_in_the_table() -> None:
    assert PATCHED.keys() == {field.alias for field in ProviderPatch.model_fields.values()}


@pytest.mark.parametrize("field", PATCHED)
@everyone
def test_a_field_of_a_provider_is_changed_by_those_that_may(ask: Ask, seed: Seed, who: str, field: str) -> None:
    seed()
    outcome(ask, "update_provider", to_patch({field: PATCHED[field]}), who, patching(who, field))


@everyone
def test_one_field_too_many_leaves_all_as_they_are(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    outcome(ask, "update_provider", to_patch(PATCHED), who, patching(who, *PATCHED))


@pytest.mark.parametrize("subject", [THERAPIST, None])
@everyone
def test_a_subject_is_not_for_others_to_guess_or_clear(ask: Ask, seed: Seed, who: str, subject: str | None) -> None:
    seed()
    outcome(ask, "update_provider", to_patch({"subject": subject}), who, patching(who, "subject"))


@everyone
def test_who_patches_sees_its_part_of_the_provider(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    answer = outcome(ask, "update_provider", to_patch({"name": "Studio Verdi"}), who, patching(who, "name"))
    if patching(who, "name") == DONE:
        assert answer.json.keys() == FIELDS[TABLE[who].sees_of_provider]


@pytest.mark.parametrize("field", ["timezone", "appointmentDuration", "weeklySchedule", "state", "active", "id"])
@everyone
def test_no_other_field_is_patched_by_anybody(ask: Ask, seed: Seed, who: str, field: str) -> None:
    seed()
    ask.refused("update_provider", to_patch({field: "Europe/Paris"}), who, 422, "validation-failed")


@everyone
def test_a_provider_of_nobody_is_patched_by_those_only_that_may_patch_one(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    outcome(ask, "update_provider", to_patch({"name": "Studio Verdi"}, UNKNOWN_ID), who, of_none(who))


@pytest.mark.parametrize("operation", ["deactivate_provider", "reactivate_provider"])
@everyone
def test_only_admins_deactivate_and_reactivate_a_provider(ask: Ask, seed: Seed, who: str, operation: str) -> None:
    seed()
    expected = NO_TOKEN if who == "nobody" else DONE if who in ADMINS else NO_RIGHT
    answer = outcome(ask, operation, sample(operation), who, expected)
    if expected == DONE:
        hit = {"affectedAppointments", "truncated", "searchedUntil"} if operation == "deactivate_provider" else set()
        assert answer.json.keys() == FIELDS["all"] | hit
    else:
        outcome(ask, operation, of_provider(operation, UNKNOWN_ID), who, expected)


@everyone
def test_services_are_set_and_retired_by_admins_and_their_provider(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    for operation in ("set_service", "retire_service"):
        right = TABLE[who].schedule
        done = MADE if operation == "set_service" else DONE
        outcome(ask, operation, sample(operation), who, {"yes": done, "no": NO_RIGHT, "token": NO_TOKEN}[right])
        outcome(ask, operation, of_provider(operation, UNKNOWN_ID), who, of_none(who))


@pytest.mark.parametrize("operation", ["list_services", "get_service", "list_offered_services"])
@everyone
def test_all_see_what_is_on_offer(ask: Ask, seed: Seed, who: str, operation: str) -> None:
    seed()
    ask("set_service", sample("set_service"), "admin")
    answer = outcome(ask, operation, sample(operation), who, DONE)
    assert '"Massage"' in answer.raw["body"]


@everyone
def test_overrides_and_time_off_are_changed_by_admins_and_their_provider(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    ask("set_time_off", sample("set_time_off"), "admin")
    changing = ("set_overrides", "set_override", "remove_override", "add_time_off", "set_time_off", "remove_time_off")
    for operation in changing:
        done = MADE if operation == "add_time_off" else DONE
        expected = {"yes": done, "no": NO_RIGHT, "token": NO_TOKEN}[TABLE[who].schedule]
        outcome(ask, operation, sample(operation), who, expected)
        outcome(ask, operation, of_provider(operation, UNKNOWN_ID), who, of_none(who))


@everyone
def test_all_see_overrides(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    ask("set_override", sample("set_override"), "admin")
    answer = outcome(ask, "list_overrides", sample("list_overrides"), who, DONE)
    assert [override["date"] for override in answer.json["overrides"]] == ["2028-04-03"]


@pytest.mark.parametrize("operation", ["list_time_off", "get_time_off"])
@everyone
def test_staff_and_the_provider_see_time_off(ask: Ask, seed: Seed, who: str, operation: str) -> None:
    seed()
    ask("set_time_off", sample("set_time_off"), "admin")
    sees = who in STAFF or who == "its provider"
    expected = DONE if sees else NO_TOKEN if who == "nobody" else NO_RIGHT
    assert ("On holiday" in outcome(ask, operation, sample(operation), who, expected).raw["body"]) == sees


@pytest.mark.parametrize("operation", ["get_day", "get_board", "get_month"])
@everyone
def test_staff_and_the_provider_read_its_day(ask: Ask, seed: Seed, who: str, operation: str) -> None:
    seed()
    reads = who in STAFF or who == "its provider"
    known, unknown = reading_a_day(operation, PROVIDER_ID), reading_a_day(operation, UNKNOWN_ID)
    outcome(ask, operation, known, who, DONE if reads else NO_TOKEN if who == "nobody" else NO_RIGHT)
    reads_some = reads or who in PROVIDERS_ONLY
    outcome(ask, operation, unknown, who, NO_PROVIDER if reads_some else NO_TOKEN if who == "nobody" else NO_RIGHT)


@everyone
def test_a_board_without_ids_has_what_one_may_read(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    expected = DONE if who in STAFF else NO_TOKEN if who == "nobody" else NO_RIGHT
    if who in PROVIDERS_ONLY:
        expected = (422, "validation-failed")  # it has to name its own
    answer = outcome(ask, "get_board", with_query(sample("get_board"), date="2028-03-06"), who, expected)
    assert (PROVIDER_ID in answer.raw["body"]) == (who in STAFF) == ("Kim" in answer.raw["body"])


def reading_a_day(operation: str, provider_id: str) -> Event:
    if operation == "get_board":
        return with_query(sample(operation), date="2028-03-06", providerIds=provider_id)
    return of_provider(operation, provider_id)


@everyone
def test_only_admins_create_providers(ask: Ask, seed: Seed, who: str) -> None:
    expected = {"yes": MADE, "no": NO_RIGHT, "token": NO_TOKEN}[TABLE[who].create_provider]
    outcome(ask, "create_provider", sample("create_provider"), who, expected)


@everyone
def test_a_caller_sees_exactly_its_part_of_a_provider(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    answer = outcome(ask, "get_provider", sample("get_provider"), who, DONE)
    assert answer.json.keys() == FIELDS[TABLE[who].sees_of_provider]
    assert (THERAPIST in answer.raw["body"]) == (TABLE[who].sees_of_provider == "all")


@everyone
def test_a_caller_sees_its_part_of_each_provider_in_a_list(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    (item,) = outcome(ask, "list_providers", sample("list_providers"), who, DONE).json["items"]
    assert item == ask("get_provider", sample("get_provider"), who).json


@everyone
def test_all_see_the_week_and_staff_its_version(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    answer = outcome(ask, "get_schedule", sample("get_schedule"), who, DONE)
    sees_version = TABLE[who].sees_of_provider != "public part"
    assert ("version" in answer.json, "etag" in answer.headers) == (sees_version, sees_version)
    outcome(ask, "get_schedule", of_provider("get_schedule", UNKNOWN_ID), who, NO_PROVIDER)


@everyone
def test_inactive_providers_are_listed_for_who_may_read_all_of_them(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    ask("deactivate_provider", sample("deactivate_provider"), "admin")
    items = outcome(ask, "list_providers", sample("list_providers"), who, DONE).json["items"]
    assert [item["active"] for item in items] == [False] * (TABLE[who].sees_of_provider != "public part")


@everyone
def test_all_see_what_is_free(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    answer = outcome(ask, "get_availability", sample("get_availability"), who, DONE)
    assert "Kim" not in answer.raw["body"]
    outcome(ask, "get_provider", of_provider("get_provider", UNKNOWN_ID), who, NO_PROVIDER)


@pytest.mark.parametrize("customer", ["its own", "another's", "customer-17", "4711"])
@everyone
def test_a_customer_books_for_itself_and_staff_for_all(ask: Ask, seed: Seed, who: str, customer: str) -> None:
    seed("without an appointment")
    known = {"its own": customer_id("desk" if who == "nobody" else who), "another's": customer_id("admin")}
    if who == "admin":
        known["another's"] = customer_id("another customer")
    books_for = TABLE[who].books_for
    is_allowed = books_for == "all" or (books_for == "itself" and customer == "its own")
    expected = MADE if is_allowed else NO_TOKEN if books_for == "token" else NO_RIGHT
    outcome(ask, "create_appointment", to_book(known.get(customer, customer)), who, expected)


@everyone
def test_without_an_id_a_customer_books_for_itself(ask: Ask, seed: Seed, who: str) -> None:
    seed("without an appointment")
    expected = {"all": MADE, "itself": MADE, "none": NO_RIGHT, "token": NO_TOKEN}[TABLE[who].books_for]
    answer = outcome(ask, "create_appointment", to_book(), who, expected)
    if expected == MADE:
        booked_for = answer.json["customer"]["id"]
        assert (booked_for == customer_id(who)) == (TABLE[who].books_for == "itself")
        assert booked_for.startswith("u-") == (TABLE[who].books_for == "itself")


STAFF = {"admin", "desk", "desk and another provider", "an admin program", "a desk program"}
ADMINS = {"admin", "an admin program"}
PROVIDERS_ONLY = {"its provider", "another provider", "its customer as a provider"}


def of_customer(operation: str, customer: str) -> Event:
    return with_path_id(sample(operation), "customer-17", customer)


@pytest.mark.parametrize("whose", ["its own", "another's", "nobody's"])
@everyone
def test_a_customer_exports_its_own_data_and_staff_anybodys(ask: Ask, seed: Seed, who: str, whose: str) -> None:
    seed()
    own, another = (customer_id(name) for name in ("desk" if who == "nobody" else who, "another customer"))
    customers = {"its own": own, "another's": customer_id("admin") if own == another else another}
    if who == "nobody":
        expected = NO_TOKEN
    elif who in PROVIDERS_ONLY:
        expected = NO_RIGHT
    else:
        expected = DONE if who in STAFF or whose == "its own" else NO_CUSTOMER
    event = of_customer("export_customer", customers.get(whose, "customer-18"))
    outcome(ask, "export_customer", event, who, expected)


@everyone
def test_appointments_of_a_provider_are_listed_by_staff_and_itself(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    sees = who in STAFF or who == "its provider"
    expected = DONE if sees else NO_TOKEN if who == "nobody" else NO_RIGHT
    answer = outcome(ask, "list_appointments", sample("list_appointments"), who, expected)
    assert ("Kim Berg" in answer.raw["body"]) == sees
    event = with_query(sample("list_appointments"), providerId=UNKNOWN_ID)
    outcome(ask, "list_appointments", event, who, NO_PROVIDER if who in STAFF else expected if not sees else NO_RIGHT)


@everyone
def test_appointments_of_a_customer_are_listed_by_staff_and_itself(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    for customer in ("its customer", "another customer"):
        event = with_query(sample("list_appointments"), customerId=customer_id(customer))
        is_own = who not in PROVIDERS_ONLY | {"nobody"} and customer_id(who) == customer_id(customer)
        sees = who in STAFF or is_own
        expected = DONE if sees else NO_TOKEN if who == "nobody" else NO_RIGHT
        answer = outcome(ask, "list_appointments", event, who, expected)
        assert ("Kim Berg" in answer.raw["body"]) == (sees and customer == "its customer")


@everyone
def test_only_admins_erase_customers(ask: Ask, seed: Seed, who: str) -> None:
    seed()
    expected = NO_TOKEN if who == "nobody" else DONE if who in ADMINS else NO_RIGHT
    outcome(ask, "erase_customer", of_customer("erase_customer", customer_id("its customer")), who, expected)
