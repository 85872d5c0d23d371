"""The commands that `make dev` prints can be pasted into bash."""

import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest

from local.walkthrough import coming_monday, walkthrough

NOW = datetime(2027, 3, 18, 23, 30, tzinfo=UTC)  # already Friday in Stockholm


@pytest.mark.parametrize("offset", range(7))
def test_the_day_is_a_monday_one_to_two_weeks_away(offset: int) -> None:
    today = date(2027, 3, 1) + timedelta(days=offset)
    day = coming_monday(today)
    assert day.weekday() == 0
    assert timedelta(days=7) <= day - today < timedelta(days=14)


def test_bash_can_read_the_commands() -> None:
    done = subprocess.run(["bash", "-n"], input=walkthrough("http://127.0.0.1:1/api", NOW), text=True, check=False)
    assert done.returncode == 0


def test_the_start_times_carry_the_offset_of_their_day_not_of_today() -> None:
    commands = walkthrough("http://127.0.0.1:1/api", NOW)
    assert "2027-03-29T09:00:00+02:00" in commands  # summer time began on the 28th
    assert "+01:00" not in commands


def test_nothing_is_left_to_fill_in() -> None:
    commands = walkthrough("http://127.0.0.1:1/api", NOW)
    assert commands.startswith("API=http://127.0.0.1:1/api\n")
    assert "%(" not in commands


def test_the_made_id_is_taken_from_the_location_header() -> None:
    id_from = next(line for line in walkthrough("http://x/api", NOW).splitlines() if line.startswith("id_from"))
    answer = 'HTTP/1.1 201 \r\nlocation: providers/0f1e-2d\r\nETag: "1"\r\n\r\n{"id": "other"}'
    done = subprocess.run(["bash", "-c", f"{id_from}\nid_from"], input=answer.encode(), capture_output=True, check=True)
    assert done.stdout == b"0f1e-2d\n"
    assert done.stderr == answer.encode()
