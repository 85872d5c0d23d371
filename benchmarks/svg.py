"""Two kinds of plot as SVG: stacked bars, and lines over a logarithmic axis."""

import math
from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#33658a", "#86bbd8", "#f6ae2d", "#f26419", "#758e4f", "#6d597a")
_FONT = 'font-family="sans-serif" font-size="12" fill="#222"'
_WIDTH, _LEFT, _RIGHT, _ROW = 860, 250, 110, 24


def bars(title: str, unit: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    """One bar for each row, divided into its named parts. The row's total is at the end of the bar."""
    parts = list(dict.fromkeys(name for row in rows.values() for name in row))
    longest = max(sum(row.values()) for row in rows.values())
    scale = (_WIDTH - _LEFT - _RIGHT) / longest
    height = 76 + _ROW * len(rows)
    drawn = [_text(12, 24, title, weight="bold"), *_legend(parts, 48)]
    for number, (name, row) in enumerate(rows.items()):
        y, x = 64 + _ROW * number, float(_LEFT)
        drawn.append(_text(_LEFT - 8, y + 13, name, anchor="end"))
        for part, value in row.items():
            colour, width = _COLOURS[parts.index(part)], max(value, 0.0) * scale
            tip = f"<title>{escape(part)}: {value:.3g} {escape(unit)}</title>"
            drawn.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="18" fill="{colour}">{tip}</rect>')
            x += width
        drawn.append(_text(x + 6, y + 13, f"{_short(sum(row.values()))} {unit}"))
    return _svg(height, drawn)


def lines(title: str, x_name: str, y_name: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Points joined by lines; x is logarithmic, y begins at zero."""
    xs = sorted({x for points in series.values() for x, _ in points})
    highest = max(y for points in series.values() for _, y in points)
    left, right, top, bottom = 80, _WIDTH - 40, 76, 300
    spread = math.log(xs[-1] / xs[0]) or 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * math.log(x / xs[0]) / spread, bottom - (bottom - top) * y / highest

    drawn = [_text(12, 24, title, weight="bold"), *_legend(list(series), 48)]
    drawn.append(f'<path d="M{left} {top} V{bottom} H{right}" fill="none" stroke="#888"/>')
    drawn += [_text(place(x, 0)[0], bottom + 18, f"{x:,.0f}", anchor="middle") for x in xs]
    drawn += [_text(left - 6, place(xs[0], y)[1] + 4, _short(y), anchor="end") for y in (0, highest / 2, highest)]
    drawn += [_text((left + right) / 2, bottom + 38, x_name, anchor="middle"), _text(left + 6, top - 4, y_name)]
    for (_, points), colour in zip(series.items(), _COLOURS, strict=False):
        placed = [place(x, y) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
    return _svg(350, drawn)


def _legend(names: Sequence[str], y: int) -> list[str]:
    drawn, x = [], 12.0
    for name, colour in zip(names, _COLOURS, strict=False):
        drawn += [f'<rect x="{x:.0f}" y="{y - 10}" width="11" height="11" fill="{colour}"/>', _text(x + 16, y, name)]
        x += 36 + 6.2 * len(name)
    return drawn


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" {_FONT}>{escape(text)}</text>'


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _svg(height: int, drawn: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}">'
    )
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *drawn, "</svg>", ""])
