"""Imports run one way, an import has no effects, and a function loads its own use case and no other."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.handlers import NOWHERE, folders
from local.paths import ROOT

BOOKING = ROOT / "layers" / "booking" / "booking"

# The rooms, which have no business words. Of each: the modules of the project and the packages that it may import.
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "time": (set(), set()),
    "calls": ({"time"}, set()),
    "dynamodb": (
        {"time", "calls", "aws", "observability"},
        {"boto3", "botocore", "mypy_boto3_dynamodb", "pycurl", "pydantic_core"},
    ),
    "http": (
        {"time", "calls", "settings", "observability"},
        {"aws_lambda_powertools", "email_validator", "jwt", "pydantic", "pydantic_core"},
    ),
    "bus": ({"time", "calls", "observability"}, {"aws_lambda_powertools"}),
    "access": ({"calls"}, set()),
    "aws": (set(), {"botocore"}),
    "settings": (set(), set()),
    "observability": (set(), {"aws_lambda_powertools"}),
    "__init__": (set(), set()),
}
# The areas, and the other areas that each may import. What a change of the rules hits is in the answers of the areas
# that have rules.
AREAS: dict[str, set[str]] = {
    "providers": {"rules"},
    "services": {"providers", "rules"},
    "overrides": {"providers", "rules"},
    "time_off": {"providers", "rules"},
    "rules": {"providers", "services", "overrides", "time_off"},
    "appointments": {"providers", "services", "rules"},
    "openings": {"providers", "services", "rules", "appointments"},
    "desk": {"providers", "time_off", "rules", "appointments"},
    "resolutions": {"providers", "services", "rules", "appointments", "desk"},
    "history": {"providers", "rules", "appointments"},
    "reports": {"providers", "time_off", "rules", "appointments", "desk"},
    "customers": {"providers", "appointments", "rules", "history"},
    "api": {
        "providers",
        "services",
        "overrides",
        "time_off",
        "openings",
        "appointments",
        "desk",
        "customers",
        "history",
        "resolutions",
        "reports",
    },
    "events": {"providers", "services", "overrides", "time_off", "rules", "appointments", "customers", "resolutions"},
    "audit": {"providers", "services", "overrides", "time_off", "appointments", "customers", "history", "rules"}
    | {"resolutions", "reports"},
}
# Of an area: its edges to HTTP and to the table, and what its model and use cases may import of the rooms.
EDGES = {"store", "items", "open_items", "card_items", "parameters", "requests", "answers", "routes"}
OF_A_MODEL = {"time", "calls", "access", "bus"}
# Areas that are edges as a whole: no model or use case of another area imports them.
WITHOUT_MODEL = {"api", "events", "audit"}


def modules() -> list[Path]:
    return sorted(BOOKING.rglob("*.py"))


def handlers() -> list[Path]:
    return [folder / "handler.py" for folder in folders().values()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[tuple[str, ...]]:
    """The dotted name of every module that a module imports, wherever in it, in its parts."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module
            parts = tuple(node.module.split("."))
            # `from booking.appointments import routes` imports a module, `from booking.aws import client` does not.
            within = BOOKING.parent.joinpath(*parts)
            for alias in node.names:
                yield (*parts, alias.name) if (within / f"{alias.name}.py").exists() else parts


def ours(path: Path) -> set[tuple[str, ...]]:
    return {parts[1:] for parts in imported(path) if parts[0] == "booking"}


def foreign(path: Path) -> set[str]:
    return {parts[0] for parts in imported(path)} - {"booking"} - set(sys.stdlib_module_names)


def room_of(path: Path) -> str:
    return path.relative_to(BOOKING).parts[0].removesuffix(".py")


def in_rooms(*rooms: str) -> list[Path]:
    return [path for path in modules() if room_of(path) in rooms]


def test_every_room_has_its_rule() -> None:
    assert {room_of(path) for path in modules()} == {*ROOMS, *AREAS}


@pytest.mark.parametrize("path", in_rooms(*ROOMS), ids=name_of)
def test_a_room_knows_those_below_it_and_no_business(path: Path) -> None:
    room = room_of(path)
    of_ours, of_others = ROOMS[room]
    assert {parts[0] for parts in ours(path)} - {room} <= of_ours
    assert foreign(path) <= of_others


@pytest.mark.parametrize("path", in_rooms(*AREAS), ids=name_of)
def test_an_area_imports_the_areas_that_the_map_says(path: Path) -> None:
    area = room_of(path)
    assert {parts[0] for parts in ours(path)} - {area} - {*ROOMS} <= AREAS[area]


@pytest.mark.parametrize("path", in_rooms(*{*AREAS} - WITHOUT_MODEL), ids=name_of)
def test_models_and_use_cases_import_no_edge(path: Path) -> None:
    if path.stem in EDGES:
        return
    assert not foreign(path)
    for room, *rest in ours(path):
        assert room in {*OF_A_MODEL, *AREAS} - WITHOUT_MODEL, f"{path}: {room}"
        assert not {*rest[:1]} & EDGES, f"{path}: {room}.{rest[0]}"


@pytest.mark.parametrize("path", in_rooms(*AREAS), ids=name_of)
def test_no_use_case_imports_another(path: Path) -> None:
    use_cases = {*folders()} - {path.stem}
    if room_of(path) in {"events", "audit"} and path.stem not in folders():
        return
    assert not {rest[0] for _, *rest in ours(path) if rest} & use_cases


@pytest.mark.parametrize("path", handlers(), ids=name_of)
def test_a_handler_imports_the_package_and_the_type_of_its_context_only(path: Path) -> None:
    assert foreign(path) <= {"aws_lambda_powertools"}


CLOSURE = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("handler", sys.argv[1])
spec.loader.exec_module(importlib.util.module_from_spec(spec))
print(json.dumps(sorted(name for name in sys.modules if name.startswith("booking."))))
"""


@pytest.mark.parametrize("path", handlers(), ids=name_of)
def test_a_function_loads_its_own_use_case_and_no_other(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", CLOSURE, str(path)], env=NOWHERE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = {name.rpartition(".")[2] for name in json.loads(done.stdout)}
    own = {path.parent.name} & {module.stem for module in modules()}
    assert loaded & {*folders()} == own


UNLOADED = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("handler", sys.argv[1])
spec.loader.exec_module(importlib.util.module_from_spec(spec))
print([name for name in sys.argv[2:] if name in sys.modules])
"""


@pytest.mark.parametrize("function", ["get_provider", "get_availability", "create_appointment", "update_schedule"])
def test_a_function_behind_a_route_starts_without_what_its_first_request_does_not_use(function: str) -> None:
    idle = ["botocore.session", "boto3", "email_validator", "asyncio", "urllib3", "http.client"]
    if function.startswith("get_"):
        idle += ["aws_lambda_powertools"]
    done = subprocess.run(
        [sys.executable, "-I", "-c", UNLOADED, str(folders()[function] / "handler.py"), *idle],
        env=NOWHERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_the_environment_is_read_in_two_modules() -> None:
    """The first has the variables that the template sets, the second those that Lambda sets."""
    readers = [path for path in [*modules(), *handlers()] if {"os", "environ", "getenv"} & set(names_in(path))]
    assert readers == [BOOKING / "dynamodb" / "transport.py", BOOKING / "settings.py"]


def names_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name


def test_clients_are_made_in_one_module() -> None:
    makers = {path for path in modules() if {"create_client", "resource"} & set(names_in(path))}
    assert makers == {BOOKING / "aws.py"}


IMPORT_ALL = """
import importlib, os, socket
import botocore.session

def forbidden(*args, **kwargs):
    raise AssertionError("done at import")

botocore.session.Session.create_client = forbidden
socket.socket.connect = forbidden
for module in MODULES:
    importlib.import_module(module)
from booking.appointments.store import appointment_store
from booking.dynamodb.sdk import dynamodb
from booking.events.bus import event_bus
from booking.settings import settings
from booking.dynamodb.transport import transport
assert not any(made.cache_info().currsize for made in (settings, dynamodb, transport, appointment_store, event_bus))
print(len(MODULES))
"""


def test_importing_the_package_reads_no_environment_and_makes_no_client() -> None:
    names = [".".join(path.relative_to(BOOKING.parent).with_suffix("").parts) for path in modules()]
    known = [name.removesuffix(".__init__") for name in names]
    code = f"MODULES = {known}\n{IMPORT_ALL}"
    done = subprocess.run([sys.executable, "-I", "-c", code], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, [str(len(known))]), done.stderr


def test_a_handler_is_short() -> None:
    long = {name_of(path): lines for path in handlers() if (lines := len(path.read_text().splitlines())) > 60}
    assert not long
