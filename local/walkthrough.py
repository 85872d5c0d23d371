"""The main job as curl commands to paste into bash: no other program is needed to run them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Stockholm"

# A line each, so that they can also be pasted one by one. The id that a step made is the end of its answer's Location
# header; the whole answer is shown meanwhile.
_COMMANDS = r"""API=%(api)s
JSON='Content-Type: application/json'
id_from() { tee /dev/stderr | sed -n 's|^[Ll]ocation:.*/\([^/[:space:]]*\)[[:space:]]*$|\1|p'; }
# 1. create a provider
PROVIDER=$(curl -si -X POST "$API/providers" -H "$JSON" -d '{"name": "Dr. Ada Lind", "timezone": "%(zone)s"}' | id_from); echo
# 2. set its week
curl -s -X PUT "$API/providers/$PROVIDER/schedule" -H "$JSON" -d '{"weeklySchedule": {"monday": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "17:00"}]}, "appointmentDuration": 30}'; echo
# 3. see the free slots
curl -s "$API/providers/$PROVIDER/availability?date=%(day)s"; echo
# 4. book one
APPOINTMENT=$(curl -si -X POST "$API/appointments" -H "$JSON" -d '{"providerId": "'$PROVIDER'", "startTime": "%(first)s", "customer": {"name": "Kim Berg", "email": "kim@example.com"}}' | id_from); echo
# 5. book it again: refused, with other times
curl -s -X POST "$API/appointments" -H "$JSON" -d '{"providerId": "'$PROVIDER'", "startTime": "%(first)s", "customer": {"name": "Sam Dahl", "email": "sam@example.com"}}'; echo
# 6. reschedule
curl -s -X PUT "$API/appointments/$APPOINTMENT" -H "$JSON" -d '{"startTime": "%(second)s"}'; echo
# 7. cancel
curl -s -X DELETE "$API/appointments/$APPOINTMENT?reason=ill"; echo"""  # noqa: E501  # a command must stay on its line


def coming_monday(today: date) -> date:
    """The first Monday that is at least a week away: every slot of it lies in the future, wherever one is."""
    soon = today + timedelta(days=7)
    return soon + timedelta(days=-soon.weekday() % 7)


def walkthrough(api_url: str, now: datetime) -> str:
    """Seven steps, from creating a provider to cancelling; `now` is any aware instant."""
    zone = ZoneInfo(ZONE)
    day = coming_monday(now.astimezone(zone).date())
    first, second = (datetime.combine(day, time(hour), zone).isoformat() for hour in (9, 10))
    return _COMMANDS % {"api": api_url, "zone": ZONE, "day": day, "first": first, "second": second}
