"""The cases of a desk: moves to a colleague, other lengths and services, attendance and corrections."""

from datetime import datetime, timedelta

from booking.appointments.appointment import Appointment, Corrections
from booking.appointments.attendance import Attendance
from booking.appointments.cancel_appointment import cancel_appointment
from booking.appointments.commands import (
    CancelAppointment,
    RescheduleAppointment,
    SetAttendance,
    UpdateAppointment,
)
from booking.appointments.moves import OfService
from booking.appointments.refusals import AttendanceNotPossible, SlotTaken, TooManyOpenAppointments
from booking.appointments.reschedule_appointment import reschedule_appointment
from booking.appointments.set_attendance import set_attendance
from booking.appointments.update_appointment import update_appointment
from booking.calls.call import Call
from booking.calls.precondition import ANY_VERSION, Precondition
from booking.calls.refusals import VersionMismatch
from local.store import EveryStore
from tests.callers import CUSTOMER
from tests.proofs.faults.case import SEEN, STALE, Act, Case
from tests.proofs.faults.scene import (
    FREE_AT,
    FULL,
    LIMITED_AT,
    MINE_AT,
    OURS_AT,
    REPEATED,
    THEIRS_AT,
    Scene,
)


def _move(which: str, start: datetime, *, service: OfService | None = None, duration: int | None = None) -> Act:
    """With its own provider."""

    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        appointment: Appointment = getattr(scene, which)
        command = RescheduleAppointment(appointment.id, start, service=service, duration=duration)
        return reschedule_appointment(command, store, call)

    return act


def _hand_over(
    which: str,
    start: datetime,
    precondition: Precondition = ANY_VERSION,
    service: OfService | None = None,
    duration: int | None = None,
) -> Act:
    """To the colleague."""

    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        appointment: Appointment = getattr(scene, which)
        to = scene.colleague.id
        command = RescheduleAppointment(appointment.id, start, precondition, (), to, service, duration)
        return reschedule_appointment(command, store, call)

    return act


def _attend(
    which: str, attendance: Attendance, precondition: Precondition = ANY_VERSION, *, releases: bool = False
) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        appointment: Appointment = getattr(scene, which)
        return set_attendance(SetAttendance(appointment.id, attendance, releases, precondition), store, call)

    return act


def _correct(which: str, corrections: Corrections, precondition: Precondition = ANY_VERSION) -> Act:
    def act(scene: Scene, store: EveryStore, call: Call) -> Appointment:
        appointment: Appointment = getattr(scene, which)
        return update_appointment(UpdateAppointment(appointment.id, corrections, precondition), store, call)

    return act


def _take_back(scene: Scene, store: EveryStore, call: Call) -> Appointment:
    return cancel_appointment(CancelAppointment(scene.late.id, "by mistake"), store, call)


_PHONE = Corrections(phone="+39 06 7654321", metadata={"room": None, "floor": "1"})
_CUT = OfService("cut")

DESK_CASES = (
    Case("hand over", _hand_over("ours", FREE_AT)),
    Case("hand over at the same time", _hand_over("ours", OURS_AT)),
    Case("hand over on a version", _hand_over("ours", OURS_AT, SEEN)),
    Case("hand over on a stale version", _hand_over("ours", OURS_AT, STALE), refusal=VersionMismatch),
    Case("hand over to what is taken", _hand_over("theirs", THEIRS_AT), refusal=SlotTaken),
    Case("hand over with another length", _hand_over("ours", FREE_AT, duration=45)),
    Case("hand over with another service", _hand_over("ours", FREE_AT, service=_CUT)),
    Case("hand over under limits", _hand_over("limited", LIMITED_AT)),
    Case("hand over under limits to another day", _hand_over("limited", LIMITED_AT + timedelta(days=1))),
    Case("hand over what a customer booked", _hand_over("mine", MINE_AT)),
    Case("hand over as a customer", _hand_over("mine", MINE_AT), caller=CUSTOMER),
    Case("hand over in the place of what is over", _hand_over("repeated", FREE_AT), caller=REPEATED),
    Case("hand over at the limit", _hand_over("full", FREE_AT), refusal=TooManyOpenAppointments, caller=FULL),
    Case("make longer", _move("theirs", THEIRS_AT, duration=60)),
    Case("make longer than there is room", _move("ours", OURS_AT, duration=150), refusal=SlotTaken),
    Case("make shorter", _move("ours", OURS_AT, duration=30)),
    Case("make it another service", _move("ours", OURS_AT, service=_CUT)),
    Case("make it no service", _move("limited", LIMITED_AT, service=OfService(None))),
    Case("say that somebody arrived", _attend("late", Attendance.ARRIVED)),
    Case("say that somebody arrived on a version", _attend("late", Attendance.ARRIVED, SEEN)),
    Case(
        "say that somebody arrived on a stale version",
        _attend("late", Attendance.ARRIVED, STALE),
        refusal=VersionMismatch,
    ),
    Case("say that nobody came before the start", _attend("ours", Attendance.NO_SHOW), refusal=AttendanceNotPossible),
    Case("say that nobody came and release the rest", _attend("late", Attendance.NO_SHOW, releases=True)),
    Case("say that it is over and release the rest", _attend("late", Attendance.COMPLETED, SEEN, releases=True)),
    Case("say that nobody has arrived", _attend("soon", Attendance.EXPECTED)),
    Case("correct", _correct("soon", _PHONE)),
    Case("correct on a stale version", _correct("late", _PHONE, STALE), refusal=VersionMismatch),
    Case("correct as a customer", _correct("mine", Corrections(name="Ada Byron")), caller=CUSTOMER),
    Case("take back what was recorded late", _take_back),
)
