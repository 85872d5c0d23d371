"""The appointments that a change hits, as they are answered."""

from tests.functional.lambdas import APPOINTMENT_ID

NOT_AFFECTED = {"affectedAppointments": [], "truncated": False, "searchedUntil": None}


def hit(*reasons: str) -> dict[str, object]:
    """The appointment of the seeds."""
    return {
        "id": APPOINTMENT_ID,
        "startTime": "2028-03-06T09:30:00+01:00",
        "endTime": "2028-03-06T10:00:00+01:00",
        "reasons": [*reasons],
    }
