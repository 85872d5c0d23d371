"""What the card of a customer says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from booking.appointments.appointment import Appointment, Customer, Details
from booking.appointments.attendance import Attendance, Attended
from booking.customers.card import Card, Contact, Found, booked_last, card_of, visit_of
from tests.engine import NOW
from tests.examples import booked, origin

KIM = Customer("customer-1", "Kim Berg", "kim@example.com", "+46 8 123")
NEW_PHONE = KIM._replace(phone="+46 8 999")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def appointment(number: int, start: timedelta, customer: Customer = KIM, *, made: timedelta = -DAY) -> Appointment:
    """`start`, `made`: from now."""
    at = NOW + made
    return booked(
        NOW + start, appointment_id=f"a-{number}", details=Details(customer), made=origin(f"change-{number}", at)
    )


def missed(appointment: Appointment) -> Appointment:
    return replace(appointment, attended=Attended(Attendance.NO_SHOW, NOW))


def card(*appointments: Appointment, before: Card | None = None, now: datetime = NOW) -> Card | None:
    by_id = {each.id: each for each in appointments}
    visits = [*map(visit_of, appointments)]
    return card_of(KIM.id, before, Found(visits, [by_id[each] for each in booked_last(visits)]), now)


def of(*appointments: Appointment, before: Card | None = None) -> Card:
    made = card(*appointments, before=before)
    assert made
    return made


def test_it_counts_what_was_booked_cancelled_and_missed() -> None:
    past, to_come = appointment(1, -DAY, made=-2 * DAY), appointment(2, DAY)
    gone = appointment(3, DAY + HOUR).cancelled(None, origin("change-9", NOW))
    figures = of(past, to_come, gone, missed(appointment(4, -HOUR, made=-3 * DAY))).figures
    assert (figures.booked, figures.cancelled, figures.no_shows) == (4, 1, 1)
    assert figures.first_seen == NOW - 3 * DAY


def test_the_last_visit_is_the_last_that_began_and_was_neither_cancelled_nor_missed() -> None:
    came = appointment(1, -2 * DAY, made=-3 * DAY)
    made = of(came, missed(appointment(2, -DAY, made=-3 * DAY)))
    assert (made.last_visit(NOW), made.next_visit(NOW)) == (NOW - 2 * DAY, None)


def test_the_next_visit_becomes_the_last_one_as_time_passes() -> None:
    """Without any event."""
    made = of(appointment(1, HOUR), appointment(2, DAY))
    assert (made.last_visit(NOW), made.next_visit(NOW)) == (None, NOW + HOUR)
    assert (made.last_visit(NOW + 2 * HOUR), made.next_visit(NOW + 2 * HOUR)) == (NOW + HOUR, NOW + DAY)
    assert (made.last_visit(NOW + HOUR), made.next_visit(NOW + 2 * DAY)) == (NOW + HOUR, None)


def test_contact_data_is_that_of_the_appointment_booked_last() -> None:
    """Whatever becomes of older ones: an attendance of yesterday says nothing of today's phone."""
    older, newer = appointment(1, DAY, KIM, made=-2 * DAY), appointment(2, DAY, NEW_PHONE, made=-DAY)
    cancelled = older.cancelled(None, origin("change-9", NOW))
    assert [of(each, newer).contact.phone for each in (older, cancelled)] == ["+46 8 999", "+46 8 999"]


def test_what_the_last_booking_does_not_say_is_as_the_one_before_said() -> None:
    silent = Customer(KIM.id, "Kim Dahl")
    made = of(appointment(1, DAY, made=-2 * DAY), appointment(2, DAY, silent))
    assert made.contact == Contact("Kim Dahl", "kim@example.com", "+46 8 123")


def test_an_appointment_that_was_erased_takes_nothing_from_the_card_of_later_ones() -> None:
    old = appointment(1, DAY, made=-2 * DAY).erased(NOW - DAY)
    new = appointment(2, DAY, NEW_PHONE, made=-HOUR)
    changed = old.cancelled(None, origin("change-9", NOW))
    assert of(changed, new).contact.phone == "+46 8 999"


def test_if_no_appointment_can_be_read_the_card_stays() -> None:
    before = of(appointment(1, DAY))
    visits = [visit_of(appointment(1, DAY))]
    assert card_of(KIM.id, before, Found(visits, []), NOW) is before


def corrected(before: Card, **details: str | None) -> Card:
    return before.corrected(details, NOW)  # type: ignore[arg-type]


def test_a_correction_holds_over_what_appointments_say() -> None:
    booking = appointment(1, DAY)
    fixed = corrected(of(booking), phone="+46 8 555")
    cancelled = booking.cancelled(None, origin("change-9", NOW + HOUR))
    after = of(cancelled, before=fixed)
    assert (after.contact.phone, after.contact.email) == ("+46 8 555", "kim@example.com")


def test_a_correction_holds_until_a_later_booking_brings_something_else() -> None:
    booking = appointment(1, DAY)
    fixed = corrected(of(booking), phone="+46 8 555")
    same = appointment(2, DAY, KIM._replace(phone="+46 8 555"), made=HOUR)
    silent = appointment(2, DAY, KIM._replace(phone=None), made=HOUR)
    other = appointment(2, DAY, NEW_PHONE, made=HOUR)
    phones = [of(booking, later, before=fixed).contact.phone for later in (same, silent, other)]
    assert phones == ["+46 8 555", "+46 8 555", "+46 8 999"]


def test_a_correction_that_has_ended_does_not_come_back() -> None:
    booking, other = appointment(1, DAY), appointment(2, DAY, NEW_PHONE, made=HOUR)
    ended = of(booking, other, before=corrected(of(booking), phone="+46 8 555"))
    silent = appointment(3, DAY, KIM._replace(phone=None), made=2 * HOUR)
    assert of(booking, other, silent, before=ended).contact.phone == "+46 8 999"


def test_a_form_that_sends_all_fields_corrects_those_that_differ() -> None:
    fixed = corrected(of(appointment(1, DAY)), name="Kim Berg", email="kim@example.com", phone="+46 8 555")
    assert {*(fixed.corrections or {})} == {"phone"}


def test_a_field_can_be_cleared() -> None:
    booking = appointment(1, DAY)
    fixed = corrected(of(booking), email=None)
    assert of(booking, before=fixed).contact == Contact("Kim Berg", None, "+46 8 123")


def test_a_correction_that_changes_nothing_is_none() -> None:
    before = of(appointment(1, DAY))
    assert corrected(before, name="Kim Berg", language=None) is before


def test_language_stays_whatever_is_booked() -> None:
    before = corrected(of(appointment(1, DAY)), language="sv")
    after = of(appointment(1, DAY), appointment(2, DAY, NEW_PHONE), before=before)
    assert (after.language, after.revision) == ("sv", 3)


def test_the_same_appointments_make_the_same_card() -> None:
    before = of(appointment(1, DAY))
    assert card(appointment(1, DAY), before=before) is before


def test_time_alone_changes_no_card() -> None:
    """A replay would otherwise raise the version that a desk has read."""
    booking = appointment(1, HOUR), appointment(2, DAY)
    before = of(*booking)
    assert card(*booking, before=before, now=NOW + 2 * HOUR) is before


def test_of_erased_appointments_there_is_no_card() -> None:
    appointments: Sequence[Appointment] = [appointment(1, DAY).erased(NOW)]
    assert card(*appointments) is None
