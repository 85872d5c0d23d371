"""docs/observability.md names all metrics, log lines and fields of the access log; docs/operations.md all alarms."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from booking.audit import report
from booking.audit.walk import AuditReport
from booking.calls.refusals import Refusal
from booking.events.envelope import EVENT_MODELS
from local.paths import ROOT, TEMPLATE
from local.translation import read_template

PAGE = (ROOT / "docs" / "observability.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
SOURCES = [*(ROOT / "layers" / "booking").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
UNITS = {"count": "Count", "count_seconds": "Seconds"}
LEVELS = {"info": "INFO", "warning": "WARNING", "error": "ERROR"}
OF_THE_GATEWAY = {
    *("requestTime", "requestId", "routeKey", "httpMethod", "status", "responseLength", "responseLatency"),
    *("integration.requestId", "integration.integrationStatus", "integrationErrorMessage", "integrationLatency"),
    *("authorizer.error", "error.responseType", "error.message"),
}
"""The variables of the access log. Of what a client sends, only the method is among them."""
COMPUTING = {"http/endpoint.py", "audit/report.py"}
"""Where the names of metrics are computed, not written out."""


def rows(heading: str, page: str = PAGE) -> list[list[str]]:
    """The cells of the tables under a heading, without their heads."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def module_of(path: Path) -> str:
    return "/".join(path.parts[-2:])


def calls(*names: str) -> Iterator[tuple[str, str, ast.expr]]:
    """Each call of a function or a method of these names: its module, its name and its first argument."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in names:
                    yield module_of(path), name, first


def names_in(argument: ast.expr) -> set[str]:
    """The names of metrics that are written out in an argument; none where one is computed."""
    match argument:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.IfExp(body=one, orelse=other):
            return names_in(one) | names_in(other)
        case _:
            return set()


def with_code(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    if "code" in vars(refusal):
        yield refusal
    for kind in refusal.__subclasses__():
        yield from with_code(kind)


@pytest.fixture
def of_the_audit(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str, str]]:
    """The metrics that the audit counts."""
    counted: set[tuple[str, str, str]] = set()
    for function, unit in UNITS.items():
        record = lambda name, _=0, unit=unit: counted.add((name, unit, "audit/report.py"))  # noqa: E731
        monkeypatch.setattr(report, function, record)
    monkeypatch.setattr(report, "publish_metrics", lambda: None)
    report.publish_report(AuditReport(), is_over=True)
    return counted


def test_the_page_names_every_metric_with_its_unit_and_its_module(of_the_audit: set[tuple[str, str, str]]) -> None:
    written = {(name, UNITS[call], module) for module, call, first in calls(*UNITS) for name in names_in(first)}
    computed = {model.model_fields["event_type"].default for model in EVENT_MODELS}
    computed |= {refusal.__name__ for refusal in with_code(Refusal)}
    of_routes = {(name, "Count", "http/endpoint.py") for name in computed}
    told = [(cells[0], cells[1], cells[3]) for cells in rows("Metrics")]
    assert len(told) == len(set(told))
    assert set(told) == written | of_routes | of_the_audit


def test_names_of_metrics_are_computed_in_known_places_only() -> None:
    """A name computed elsewhere would be missing on the page."""
    computing = {module for module, _, first in calls(*UNITS) if not names_in(first)}
    assert computing <= COMPUTING | {"booking/observability.py"}


def test_the_page_names_every_log_line_with_its_level() -> None:
    written = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Call(func=ast.Name(id="logger")), attr=method), args=[message, *_]
                ) if method in LEVELS:
                    assert isinstance(message, ast.Constant), f"{path}: a message that is not written out"
                    written.add((message.value, LEVELS[method]))
    told = [(cells[0], cells[1]) for cells in rows("Log lines")]
    assert len(told) == len(set(told))
    assert set(told) == written


def test_the_page_names_every_field_of_the_access_log() -> None:
    log = read_template(TEMPLATE)["Resources"]["BookingApi"]["Properties"]["AccessLogSettings"]["Format"]
    assert [cells[0] for cells in rows("Access log")] == re.findall(r'"(\w+)":', log)


def test_the_access_log_has_nothing_that_a_client_writes() -> None:
    """A path holds ids of customers, and what somebody mistypes. The route's key is the template's own text."""
    log = read_template(TEMPLATE)["Resources"]["BookingApi"]["Properties"]["AccessLogSettings"]["Format"]
    assert set(re.findall(r"\$context\.([A-Za-z.]+)", log)) == OF_THE_GATEWAY


def test_no_line_of_the_log_is_written_with_an_exception() -> None:
    """It would have the text of the exception, which may quote a value: `failure` makes its fields."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                assert "exc_info" not in {keyword.arg for keyword in node.keywords}, path
                assert not (isinstance(node.func, ast.Attribute) and node.func.attr == "exception"), path


def test_no_function_adds_anything_to_a_trace() -> None:
    """Without an SDK, X-Ray has what Lambda itself measures."""
    requirements = (ROOT / "layers" / "dependencies" / "requirements.txt").read_text()
    assert "xray" not in requirements
    assert not [path for path in SOURCES if re.search(r"\bTracer\b|import aws_xray_sdk", path.read_text())]


def test_operations_say_what_to_do_about_every_alarm() -> None:
    resources = read_template(TEMPLATE)["Resources"]
    alarms = {name for name, resource in resources.items() if resource["Type"] == "AWS::CloudWatch::Alarm"}
    told = rows("Alarms", OPERATIONS)
    assert {cells[0] for cells in told} == alarms
    assert all(len(cells) == 4 and all(cells) for cells in told)
