"""A day as a picture: windows, time off, an appointment with its buffers, and what the engine says about each start."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from booking.calls.change import Origin
from booking.providers.provider import Provider
from booking.providers.rules import Rules
from booking.providers.schedule import Window, day_number
from booking.rules.offer import Offer
from booking.rules.reasons import Reason
from booking.rules.rulebook import Rulebook
from booking.time.grid import slot_at
from booking.time.instants import clock_text
from booking.time.intervals import Interval
from local.business import AUTHOR, MONDAY

_MINUTE = timedelta(minutes=1)
_SLOT, _LENGTH, _BUFFER, _STEP = 15, 45, 15, 30
_WINDOWS = ((540, 750), (810, 1020))
_TIME_OFF = (900, 960)
_BOOKED, _NEW = 630, 810
_FIRST, _LAST = 510, 1050
"""Minutes of the day, and minutes."""

_WIDTH, _HEIGHT, _LEFT = 940, 344, 130
_SCALE = (_WIDTH - _LEFT - 20) / (_LAST - _FIRST)

_STYLE = """
  text { font: 12px sans-serif; fill: #1f2328; }
  .page { fill: #ffffff; } .hour { stroke: #d9dee3; } .small { font-size: 11px; } .on { fill: #ffffff; }
  .window { fill: #cfe3f5; } .away { fill: #e3d5ee; } .own { fill: #1f6091; } .new { fill: #2c7a3f; }
  .buffer { fill: none; stroke: #57606a; stroke-dasharray: 4 3; } .arrow { stroke: #57606a; fill: none; }
  .offered { fill: #2c7a3f; } .refused { fill: none; stroke: #57606a; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .on { fill: #ffffff; }
    .page { fill: #0d1117; } .hour { stroke: #30363d; } .window { fill: #1d3a56; } .away { fill: #43305a; }
    .buffer, .arrow, .refused { stroke: #9aa4ae; } .own { fill: #2f7fbd; } .new, .offered { fill: #3c9a55; }
  }
"""


def picture_of_a_day() -> str:
    """An SVG that is readable on a light and on a dark page."""
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}">',
        "<title>A day of a provider: its windows, its time off, an appointment, and its starts</title>",
        f"<style>{_STYLE}</style>",
        '<rect class="page" width="100%" height="100%" rx="8"/>',
        *_hours(),
        _name("windows", 46),
        *(_bar("window", start, end, 46, f"{clock_text(start)}-{clock_text(end)}") for start, end in _WINDOWS),
        _name("time off", 84),
        _bar("away", *_TIME_OFF, 84, "15:00-16:00"),
        _name("an appointment", 122),
        *_visit("own", _BOOKED, 122),
        _name("starts", 186),
        *_starts(186),
        _name("a visit at 13:30", 306),
        *_visit("new", _NEW, 306),
        "</svg>",
    ]
    return "\n".join(drawn) + "\n"


def reasons_of_the_day() -> dict[int, list[Reason]]:
    """The engine's reasons against each start of the grid, by minute of the day."""
    midnight = datetime.combine(MONDAY, time.min, UTC)
    away = Interval(*(midnight + minute * _MINUTE for minute in _TIME_OFF))
    day = day_number(MONDAY)
    offer = Offer(Rulebook(_provider(midnight), time_off=[away]), range(day, day + 1), midnight)
    claimed = range(_BOOKED - _BUFFER, _BOOKED + _LENGTH + _BUFFER, _SLOT)
    claims = {slot_at(midnight + minute * _MINUTE, _SLOT) for minute in claimed}
    starts = [minute for start, end in _WINDOWS for minute in range(start, end, _STEP)]
    return {minute: offer.reasons(midnight + minute * _MINUTE, claims) for minute in starts}


def _provider(made: datetime) -> Provider:
    origin = Origin("change", made, AUTHOR, "request")
    new = Provider.create("provider", origin, name="Provider", timezone="UTC", slot_minutes=_SLOT)
    scheduled = new.with_schedule({"monday": [Window(*edges) for edges in _WINDOWS]}, _LENGTH, origin)
    return replace(scheduled, rules=Rules(buffer_before=_BUFFER, buffer_after=_BUFFER, slot_interval=_STEP))


def _hours() -> Iterator[str]:
    for minute in range(_FIRST + 30, _LAST, 60):
        x = _x(minute)
        yield f'<path class="hour" d="M{x:.0f} 32 V{_HEIGHT - 14}"/>'
        yield _text(x, 24, clock_text(minute), anchor="middle")


def _starts(y: int) -> Iterator[str]:
    """A filled circle is offered. Under each other one stand the engine's reasons against it."""
    for minute, reasons in reasons_of_the_day().items():
        x, name = _x(minute), "refused" if reasons else "offered"
        yield f'<circle class="{name}" cx="{x:.0f}" cy="{y + 12}" r="6"/>'
        why, turned = ", ".join(reasons) or "offered", f'transform="rotate(40 {x - 3:.0f} {y + 34})"'
        yield f'<text class="small" x="{x - 3:.0f}" y="{y + 34}" {turned}>{why}</text>'
    (first, *_), step = _WINDOWS[1], _STEP
    left, right = _x(first), _x(first + step)
    yield f'<path class="arrow" d="M{left:.0f} {y - 6} v8 m0 -4 H{right:.0f} m0 -4 v8"/>'
    yield _text((left + right) / 2, y - 10, f"step: {step} min", anchor="middle")


def _visit(kind: str, start: int, y: int) -> Iterator[str]:
    """What an appointment claims: its own time between two buffers."""
    end = start + _LENGTH
    yield _bar("buffer", start - _BUFFER, end + _BUFFER, y, "")
    yield _bar(kind, start, end, y, f"{_LENGTH} min")
    yield _text(_x(end + _BUFFER) + 8, y + 16, f"claims {clock_text(start - _BUFFER)}-{clock_text(end + _BUFFER)}")


def _bar(kind: str, start: int, end: int, y: int, text: str) -> str:
    x, width = _x(start), _x(end) - _x(start)
    bar = f'<rect class="{kind}" x="{x:.0f}" y="{y}" width="{width:.0f}" height="24" rx="3"/>'
    style = "on" if kind in {"own", "new"} else ""
    return bar + (_text(x + width / 2, y + 16, text, anchor="middle", style=style) if text else "")


def _name(text: str, y: int) -> str:
    return _text(_LEFT - 14, y + 16, text, anchor="end")


def _text(x: float, y: float, text: str, *, anchor: str = "start", style: str = "") -> str:
    return f'<text class="{style}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'


def _x(minute: int) -> float:
    return _LEFT + (minute - _FIRST) * _SCALE
