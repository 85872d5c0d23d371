"""The main job as curl commands to paste into bash. README.md shows the same text.

No other program is needed but make, for the token, and python3, which knows the date of a Monday to come.
"""

_COMMANDS = r"""API=%(api)s
TOKEN=$(%(token)s)
JSON='Content-Type: application/json'
MONDAY=$(python3 -c 'from datetime import date, timedelta as t; d = date.today(); print(d + t(14 - d.weekday()))')
pick() { local answer; answer=$(cat); echo "$answer" >&2; grep -o "\"$1\":\"[^\"]*" <<< "$answer" | head -n 1 | cut -d '"' -f 4; }

# 1. A provider, open on Mondays
PROVIDER=$(curl -s "$API/providers" -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"name": "Dr. Bo Ek", "timezone": "Europe/Stockholm", "subject": "local-provider"}' | pick id)
curl -s -X PUT "$API/providers/$PROVIDER/schedule" -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"weeklySchedule": {"monday": {"start": "09:00", "end": "17:00"}}, "appointmentDuration": 30}'; echo
# 2. The openings on a Monday to come: everybody may see them
START=$(curl -s "$API/providers/$PROVIDER/availability?date=$MONDAY" | pick startTime)
# 3. Book the first one
APPOINTMENT=$(curl -s "$API/appointments" -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"providerId": "'$PROVIDER'", "startTime": "'$START'", "customer": {"name": "Grace Hopper"}}' | pick id)
# 4. Book it again: 409, with the nearest openings
curl -s "$API/appointments" -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"providerId": "'$PROVIDER'", "startTime": "'$START'", "customer": {"name": "Alan Turing"}}'; echo
# 5. Move it to the afternoon
curl -s -X PUT "$API/appointments/$APPOINTMENT" -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"startTime": "'${START/T09/T14}'"}'; echo
# 6. The day, as the desk reads it
curl -s "$API/providers/$PROVIDER/day?date=$MONDAY" -H "Authorization: Bearer $TOKEN"; echo
# 7. Cancel it
curl -s -X DELETE "$API/appointments/$APPOINTMENT?reason=ill" -H "Authorization: Bearer $TOKEN"; echo"""  # noqa: E501  # a command must stay on its line

SIGN_IN = "make -s token ROLE=admin"
"""Prints a token, in the folder of the project."""


def walkthrough(api_url: str, sign_in: str = SIGN_IN) -> str:
    """Seven steps, from creating a provider to cancelling. They can be pasted at any date.

    `sign_in` is the command that prints an admin's token.
    """
    return _COMMANDS % {"api": api_url, "token": sign_in}
