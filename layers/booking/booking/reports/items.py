"""Days as items: in a partition of the provider's reports, by date. And what an index has of appointments."""

from datetime import date

from booking.appointments.appointment import AppointmentStatus
from booking.appointments.attendance import Attendance
from booking.dynamodb.codec import Item, Key, present
from booking.providers.schedule import date_of, day_number
from booking.reports.report import Counted, Figures, KeptDay
from booking.rules.items import appointment_id_of
from booking.time.instants import instant_of
from booking.time.intervals import Interval

REPORT = "REPORT#"
"""How the partition keys begin. The provider's id follows."""

ATTRIBUTES = ("PK", "startTime", "endTime", "status", "attendance", "serviceId", "createdAt")
"""What is counted of a confirmed appointment. The index has it all."""


def partition_of(provider_id: str) -> str:
    return f"{REPORT}{provider_id}"


def day_key(provider_id: str, day: int) -> Key:
    return {"PK": partition_of(provider_id), "SK": date_of(day).isoformat()}


def day_item(provider_id: str, kept: KeptDay) -> Item:
    """An attribute whose value is None is left out."""
    figures = kept.figures
    item: Item = {**day_key(provider_id, kept.day), "revision": kept.revision, "timezone": kept.timezone}
    if figures:
        item |= {
            "openMinutes": figures.open_minutes,
            "bookedMinutes": figures.booked_minutes,
            "byAttendance": {attendance.value: number for attendance, number in figures.by_attendance.items()},
            "byService": [
                present({"serviceId": service_id, "appointments": number})
                for service_id, number in figures.by_service.items()
            ],
            "cancelled": figures.cancelled,
            "lateCancels": figures.late_cancels,
            "meanLeadMinutes": figures.mean_lead_minutes,
        }
    return present(item)


def day_of(item: Item) -> KeptDay:
    day, revision = day_number(date.fromisoformat(item["SK"])), item["revision"]
    if "openMinutes" not in item:
        return KeptDay(day, revision)
    figures = Figures(
        item["openMinutes"],
        item["bookedMinutes"],
        {Attendance(name): number for name, number in item["byAttendance"].items()},
        {each.get("serviceId"): each["appointments"] for each in item["byService"]},
        item["cancelled"],
        item["lateCancels"],
        item.get("meanLeadMinutes"),
    )
    return KeptDay(day, revision, item["timezone"], figures)


def listed_of(item: Item) -> Counted | None:
    """A confirmed appointment as the index has it. None if it is cancelled or cannot be read: then the table says."""
    try:
        return _counted(item) if item["status"] == AppointmentStatus.CONFIRMED else None
    except (KeyError, TypeError, ValueError):
        return None


def _counted(item: Item) -> Counted:
    return Counted(
        appointment_id_of(item["PK"]),
        Interval(instant_of(item["startTime"]), instant_of(item["endTime"])),
        True,
        Attendance(item.get("attendance", Attendance.EXPECTED)),
        item.get("serviceId"),
        instant_of(item["createdAt"]),
    )
