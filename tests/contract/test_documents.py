"""The documents agree with the files of the project."""

import re
import tomllib
from pathlib import Path

import pytest

from docgen.files import OPENAPI
from local.handlers import folders
from local.paths import ROOT
from local.translation import read_template
from tests.contract.schemas import document_at

DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "tests").rglob("README.md")),
]
TEMPLATE = read_template(ROOT / "template.yaml")


def test_the_diagram_shows_every_function() -> None:
    diagram = (ROOT / "docs" / "architecture.md").read_text().split("```")[1]
    functions = {*folders()}
    assert functions <= set(re.findall(r"[a-z]+_[a-z_]+", diagram))


def test_the_table_of_modules_names_every_module_once() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    package = ROOT / "layers" / "booking" / "booking"
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if path.stem != "__init__"}
    named = re.findall(r"^\| `([a-z_/]+\.py)` \|", page, re.MULTILINE)
    assert sorted(named) == sorted(modules)


def test_the_version_is_the_same_everywhere() -> None:
    (newest, *_) = re.findall(r"^## (\d+\.\d+\.\d+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    project = tomllib.loads((ROOT / "layers" / "booking" / "pyproject.toml").read_text())["project"]
    assert project["version"] == newest == document_at(OPENAPI)["info"]["version"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def slugs(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_into_a_document_lead_to_a_heading(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*\.md)?#([^)]+)\)", document.read_text())
    nowhere = [(page, to) for page, to in links if to not in slugs(document.parent / page if page else document)]
    assert nowhere == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for document in DOCUMENTS for name in re.findall(r"`make ([a-z]+)", document.read_text())}
    assert named - targets == set()


def test_the_parameters_are_those_of_the_template() -> None:
    deploying = (ROOT / "docs" / "deploying.md").read_text()
    rows = [line.split("|")[1] for line in deploying.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(TEMPLATE["Parameters"])


def test_decisions_are_dated() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "docs" / "decisions.md").read_text(), re.MULTILINE)
    assert headings
    assert [heading for heading in headings if not re.match(r"\d{4}-\d{2}-\d{2}: ", heading)] == []
