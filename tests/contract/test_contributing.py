"""The blocks under "Add a route" in docs/contributing.md work as they stand there."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import booking.providers.store
from booking.http.route import Route
from booking.providers import answers, routes
from docgen import sample_events
from docgen.handlers import logging_as
from local.emulator import Emulator
from local.handlers import logical_id
from local.paths import ROOT, TEMPLATE
from local.translation import read_template
from tests.contract import test_template
from tests.engine import make_table
from tests.functional import lambdas
from tests.functional.lambdas import Context, Function
from tests.functional.seeds import Seeds

NAME = "get_rules"
PATH = "/api/providers/{providerId}/rules"
SECTION = (ROOT / "docs" / "contributing.md").read_text().partition("## Add a route\n")[2].partition("\n## ")[0]
USE_CASE = f"layers/booking/booking/providers/{NAME}.py"
HANDLER = f"functions/providers/{NAME}/handler.py"
TEST = f"tests/functional/providers/test_{NAME}.py"


def block(path: str) -> str:
    """The first block of code behind this path."""
    found = re.search(r"```\w+\n(.*?)```", SECTION.partition(f"`{path}`")[2], re.DOTALL)
    assert found, path
    return found[1]


def module(name: str, path: str) -> ModuleType:
    made = ModuleType(name)
    exec(compile(block(path), path, "exec"), vars(made))
    return made


def entry_of(path: str, names: dict[str, Any]) -> dict[str, Any]:
    """The line of a dict that is to be added to this file."""
    entry: dict[str, Any] = eval(f"{{{block(path)}}}", names)
    return entry


@pytest.fixture
def route(monkeypatch: pytest.MonkeyPatch) -> Route:
    """The page's route, in the module of routes."""
    names = {**vars(answers), **vars(routes)}
    exec(block("layers/booking/booking/providers/routes.py"), names)
    made: Route = names["GET_RULES"]
    monkeypatch.setattr(routes, "GET_RULES", made, raising=False)
    return made


@pytest.fixture
def seeds(engine: Emulator) -> Seeds:
    return Seeds(make_table(engine))


@pytest.fixture
def function(route: Route, seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> Iterator[Function]:
    """The page's handler with its use case, on the table of `seeds`."""
    use_case = module(f"booking.providers.{NAME}", USE_CASE)
    monkeypatch.setitem(sys.modules, use_case.__name__, use_case)
    monkeypatch.setattr(booking.providers.store, "provider_store", seeds.table.store)
    with logging_as({"POWERTOOLS_SERVICE_NAME": "page", "POWERTOOLS_METRICS_NAMESPACE": "Page"}):
        yield Function(NAME, module("handler", HANDLER).lambda_handler, Context(NAME))


@pytest.fixture
def pasted_tests(route: Route, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[Function, Seeds], None]]:
    """The page's functional tests. They get the sample event that `make docs` would write."""
    added = entry_of("docgen/sample_events.py", {**vars(sample_events), "GET_RULES": route})
    monkeypatch.setattr(sample_events, "SAMPLE_REQUESTS", {**sample_events.SAMPLE_REQUESTS, **added})
    made = sample_events.gateway_event
    monkeypatch.setattr(lambdas, "sample", lambda name: json.loads(lambdas.about_the_tests(json.dumps(made(name)))))
    return [value for name, value in vars(module("pasted", TEST)).items() if name.startswith("test_")]


def test_the_pasted_route_passes_the_pasted_tests(
    function: Function, seeds: Seeds, pasted_tests: list[Callable[[Function, Seeds], None]]
) -> None:
    assert pasted_tests
    for test in pasted_tests:
        seeds.table.restore()
        test(function, seeds)


@pytest.mark.parametrize("path", [USE_CASE, HANDLER, TEST])
def test_a_pasted_file_passes_the_linter(path: str) -> None:
    ours = ["--config", 'lint.isort.known-first-party = ["booking", "tests"]']  # the page's modules are not on the disk
    for command in (["check", "--quiet"], ["format", "--diff", "--quiet"]):
        ruff = [sys.executable, "-m", "ruff", *command, *ours, "--stdin-filename", str(ROOT / path), "-"]
        run = subprocess.run(ruff, input=block(path), capture_output=True, text=True, cwd=ROOT, check=False)
        assert (run.returncode, run.stdout) == (0, ""), run.stderr


@pytest.mark.parametrize("path", [USE_CASE, HANDLER, TEST])
def test_a_pasted_file_imports_each_name_from_the_module_that_defines_it(path: str) -> None:
    """The type checker refuses names that a module has only imported."""
    imports = re.findall(r"^from (\S+) import (.+)$", block(path), re.MULTILINE)
    assert imports
    for where, names in imports:
        if where != f"booking.providers.{NAME}":  # the page's own
            source = Path(importlib.import_module(where).__file__ or "").read_text()
            defined = {*re.findall(r"^(?:(?:class|def|type) )?(\w+)\b", source, re.MULTILINE)} | {"GET_RULES"}
            assert {*names.split(", ")} <= defined, where


def test_the_pasted_routes_are_in_the_templates_order(route: Route) -> None:
    (block_of_routes,) = re.findall(r"^ROUTES = \((.*?)^\)$", SECTION, re.MULTILINE | re.DOTALL)
    named = [getattr(routes, name) for name in re.findall(r"\w+", block_of_routes)]
    # The project may have the route already: when somebody tries the page out.
    assert [other for other in named if other is not route] == [one for one in routes.ROUTES if one.function != NAME]
    assert named[5:7] == [routes.REACTIVATE_PROVIDER, route]
    assert (route.function, str(route)) == (NAME, f"GET {PATH}")


def with_aliases(text: str) -> str:
    """The YAML with `*Name` in the place of what an anchor `&Name` defines."""
    return re.sub(r"^( *)(\S+: )&(\w+).*\n(?:\1 +.*\n)+", r"\1\2*\3\n", text, flags=re.MULTILINE)


def test_the_pasted_function_is_that_of_get_provider_on_another_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rights that the page lists."""
    text, name = TEMPLATE.read_text(), logical_id(NAME)
    expected = text[text.index("  GetProviderFunction:") :].partition("\n\n")[0] + "\n"
    expected = with_aliases(expected.replace("GetProviderFunction", name).replace("get_provider", NAME))
    assert block("template.yaml") == expected.replace("{providerId}", "{providerId}/rules")

    provider = read_template(TEMPLATE)["Resources"]["GetProviderFunction"]["Properties"]
    monkeypatch.setattr(test_template, "functions", lambda: {name: provider})
    rights = entry_of("tests/contract/test_template.py", vars(test_template))
    assert {name: {*test_template.rights_of(name)}} == rights
