"""The layers as `sam build` makes them: complete, for both architectures, and compiled."""

import marshal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.build import build
from local.handlers import NOWHERE, folders
from local.paths import BUILD, BUILT_TEMPLATE, ROOT
from local.translation import read_template

LAYERS = ("DependenciesLayer", "BookingLayer")
FOLDERS = sorted(folders())
UNCHECKED = b"\x01\x00\x00\x00"  # PEP 552: found by a hash that nobody compares

IMPORT_HANDLER = """
import handler, sys
assert callable(handler.lambda_handler)
print("\\n".join(sorted({m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)})))
"""


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    build()


def content(layer: str) -> Path:
    return BUILD / layer / "python"


def built_functions() -> dict[str, Path]:
    """Folder under functions/ to what was built of it."""
    resources: dict[str, Any] = read_template(BUILT_TEMPLATE)["Resources"]
    built = {n: r["Properties"]["CodeUri"] for n, r in resources.items() if r["Type"] == "AWS::Serverless::Function"}
    names = {"".join(word.capitalize() for word in folder.split("_")) + "Function": folder for folder in FOLDERS}
    return {names[name]: BUILD / uri for name, uri in built.items()}


def test_every_function_is_built() -> None:
    assert sorted(built_functions()) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_handler_imports_with_the_built_layers_alone(folder: str, tmp_path: Path) -> None:
    code = built_functions()[folder]
    places = [code, *(content(layer) for layer in LAYERS)]
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", IMPORT_HANDLER],  # -S: without the packages of this environment
        env={**NOWHERE, "PYTHONPATH": ":".join(map(str, places)), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = [Path(line) for line in done.stdout.splitlines()]
    elsewhere = [path for path in loaded if not any(path.is_relative_to(place) for place in places)]
    assert not [path for path in elsewhere if "site-packages" in path.parts or path.is_relative_to(ROOT)]
    assert any(path.is_relative_to(content("BookingLayer")) for path in loaded)
    assert any(path.is_relative_to(content("DependenciesLayer")) for path in loaded)


@pytest.mark.parametrize("architecture", ["x86_64", "aarch64"])
def test_extension_modules_are_there_for_both_architectures(architecture: str) -> None:
    binaries = {path.name for path in content("DependenciesLayer").rglob("*.so")}
    other = {"x86_64": "aarch64", "aarch64": "x86_64"}[architecture]
    of_this = {name.replace(architecture, "?") for name in binaries if architecture in name}
    of_other = {name.replace(other, "?") for name in binaries if other in name}
    assert of_this
    assert of_this == of_other
    assert any(name.startswith("_pydantic_core") for name in of_this)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_module_ships_compiled_and_is_not_checked_against_its_source(layer: str) -> None:
    sources = [path for path in content(layer).rglob("*.py") if "__pycache__" not in path.parts]
    assert sources
    compiled = {path: path.parent / "__pycache__" / f"{path.stem}.cpython-313.pyc" for path in sources}
    assert not [source for source, pyc in compiled.items() if not pyc.is_file()]
    assert {pyc.read_bytes()[4:8] for pyc in compiled.values()} == {UNCHECKED}


@pytest.mark.parametrize("layer", LAYERS)
def test_tracebacks_name_the_path_that_the_layer_has_in_lambda(layer: str) -> None:
    pyc = next(content(layer).glob("*/__pycache__/__init__.cpython-313.pyc"))
    assert marshal.loads(pyc.read_bytes()[16:]).co_filename.startswith("/opt/python/")


def test_the_booking_layer_holds_the_package_and_nothing_else() -> None:
    source = ROOT / "layers" / "booking" / "booking"
    assert [path.name for path in content("BookingLayer").iterdir()] == ["booking"]
    shipped = {path.relative_to(content("BookingLayer") / "booking") for path in content("BookingLayer").rglob("*.py")}
    assert shipped == {path.relative_to(source) for path in source.rglob("*.py")}


def test_the_zone_rules_ship() -> None:
    assert (content("DependenciesLayer") / "tzdata" / "zoneinfo" / "Europe" / "Rome").is_file()


def test_no_test_tool_ships() -> None:
    shipped = {path.name.lower() for path in content("DependenciesLayer").iterdir()}
    assert not shipped & {"pytest", "hypothesis", "ministack", "moto", "aws_xray_sdk", "mypy", "bin"}


@pytest.mark.parametrize("layers", [LAYERS])
def test_the_layers_and_a_function_stay_under_lambdas_limit(layers: tuple[str, ...]) -> None:
    size = sum(path.stat().st_size for layer in layers for path in (BUILD / layer).rglob("*") if path.is_file())
    assert size < 250 * 1024 * 1024, "unzipped, all layers and the function together"


def test_no_package_is_installed_that_is_not_the_one_we_know() -> None:
    """Each pin has its hashes, for both processors, and the layer's build refuses any other file."""
    folder = ROOT / "layers" / "dependencies"
    pins = folder.joinpath("requirements.txt").read_text().replace("\\\n", "").splitlines()
    unhashed = [pin for pin in pins if pin and not pin.startswith("#") and "--hash=sha256:" not in pin]
    assert unhashed == []
    assert "--require-hashes" in folder.joinpath("Makefile").read_text()
