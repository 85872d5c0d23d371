"""Imports run one way, and importing does nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.paths import ROOT

BOOKING = ROOT / "layers" / "booking" / "booking"
FUNCTIONS = ROOT / "functions"

# What each part of the package may import besides itself and the standard library.
MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "application": {"booking.domain"},
    "persistence": {
        *("booking.domain", "booking.application", "booking.settings", "booking.observability"),
        *("boto3", "botocore", "mypy_boto3_dynamodb"),
    },
    "messaging": {
        *("booking.domain", "booking.application", "booking.settings", "booking.observability"),
        *("boto3", "botocore", "mypy_boto3_events", "mypy_boto3_sqs", "mypy_boto3_lambda", "pydantic"),
    },
    "http": {
        *("booking.domain", "booking.application", "booking.observability"),
        *("aws_lambda_powertools", "pydantic", "pydantic_core", "email_validator"),
    },
    "settings": set(),
    "observability": {"aws_lambda_powertools"},
    "__init__": set(),
}
HANDLERS_MAY_IMPORT = {f"booking.{part}" for part in MAY_IMPORT} | {"aws_lambda_powertools"}


def modules() -> list[Path]:
    return sorted(BOOKING.rglob("*.py"))


def handlers() -> list[Path]:
    return sorted(FUNCTIONS.rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Everything that a module imports, wherever in it: `booking.domain` for ours, the top name for the others'."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module
            names = [f"booking.{alias.name}" for alias in node.names] if node.module == "booking" else [node.module]
        for name in names:
            yield ".".join(name.split(".")[:2]) if name.startswith("booking") else name.partition(".")[0]


def foreign(path: Path) -> set[str]:
    return {name for name in imported(path) if name not in sys.stdlib_module_names}


def part_of(path: Path) -> str:
    return path.relative_to(BOOKING).parts[0].removesuffix(".py")


def test_every_part_of_the_package_has_its_rule() -> None:
    assert {part_of(path) for path in modules()} == MAY_IMPORT.keys()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_its_part_may(path: Path) -> None:
    part = part_of(path)
    assert foreign(path) - {f"booking.{part}"} <= MAY_IMPORT[part]


@pytest.mark.parametrize("path", handlers(), ids=name_of)
def test_a_handler_imports_the_package_and_powertools_only(path: Path) -> None:
    assert foreign(path) <= HANDLERS_MAY_IMPORT


def test_the_environment_is_read_in_one_module() -> None:
    readers = [path for path in [*modules(), *handlers()] if {"os", "environ", "getenv"} & set(names_in(path))]
    assert readers == [BOOKING / "settings.py"]


def names_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name


def test_clients_are_made_in_persistence_and_messaging_only() -> None:
    makers = {part_of(path) for path in modules() if {"create_client", "client", "resource"} & set(calls_in(path))}
    assert makers == {"persistence", "messaging"}


def calls_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


IMPORT_ALL = """
import importlib, importlib.util, os, socket
import botocore.session

def forbidden(*args, **kwargs):
    raise AssertionError("done at import")

botocore.session.Session.create_client = forbidden
socket.socket.connect = forbidden
for module in MODULES:
    importlib.import_module(module)
for number, path in enumerate(HANDLERS):
    spec = importlib.util.spec_from_file_location(f"handler_{number}", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
from booking import settings
from booking.persistence import client, wiring
from booking.messaging import wiring as messaging_wiring
made_once = [settings.settings, client.dynamodb, wiring.booking_store, messaging_wiring.event_bus]
assert not any(made.cache_info().currsize for made in made_once)
print(len(MODULES), len(HANDLERS))
"""


def test_importing_everything_reads_no_environment_and_makes_no_client() -> None:
    names = [".".join(path.relative_to(BOOKING.parent).with_suffix("").parts) for path in modules()]
    known = [name.removesuffix(".__init__") for name in names]
    code = f"MODULES = {known}\nHANDLERS = {[str(path) for path in handlers()]}\n{IMPORT_ALL}"
    done = subprocess.run([sys.executable, "-I", "-c", code], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, [str(len(known)), str(len(handlers()))]), done.stderr


def test_a_handler_is_short() -> None:
    long = {name_of(path): lines for path in handlers() if (lines := len(path.read_text().splitlines())) > 80}
    assert not long
