"""docs/errors.md, the OpenAPI document and the code have the same errors."""

import json
import re

from pydantic.alias_generators import to_camel

from docgen.problem_schemas import WITH_MEMBERS, Problem, all_kinds
from docgen.scenario import Story
from local.paths import ROOT
from tests.contract.schemas import Json, faults, operations, resolved

PAGE = (ROOT / "docs" / "errors.md").read_text()


def rows(heading: str, page: str = PAGE, level: int = 2) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    mark = "#" * level
    section = page.split(f"\n{mark} {heading}\n")[1].split(f"\n{mark} ", maxsplit=1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_page_has_every_code_with_its_status() -> None:
    told = [(cells[0].strip("`"), int(cells[1])) for cells in rows("Codes")]
    assert len(told) == len(set(told))
    assert {*told} == {(kind.code, kind.status.value) for kind in all_kinds()}


def test_the_page_says_of_every_code_what_it_means_and_what_to_do() -> None:
    for cells in rows("Codes"):
        assert cells[2], cells[0]
        assert cells[3], cells[0]


def test_the_page_names_the_members_that_a_problem_has_besides_the_usual_ones() -> None:
    told = {cells[0].strip("`"): {*re.findall(r"(?:^|; )`(\w+)`: ", cells[4])} for cells in rows("Codes")}
    fields = {code: {*model.model_fields} - {*Problem.model_fields} for code, model in WITH_MEMBERS.items()}
    added = {code: {to_camel(name) for name in names} for code, names in fields.items()}
    assert {code: members for code, members in told.items() if members} == added


def test_the_pages_example_is_a_problem(document: Json, story: Story) -> None:
    example = json.loads(PAGE.split("```json\n")[1].split("```")[0])
    assert not faults({"$ref": "#/components/schemas/StartProblem"}, example, document)
    assert example in [exchange.answer for exchange in story.exchanges]


def test_the_page_and_the_document_say_the_same_of_the_gateway(document: Json) -> None:
    told = {int(cells[0]): cells[1].strip("`") for cells in rows("What only API Gateway says")}
    documented = {
        int(status): content["examples"]["gateway"]["value"]["message"]
        for _, operation in operations(document)
        for status, answer in operation["responses"].items()
        for content in resolved(answer, document).get("content", {}).values()
        if "gateway" in content["examples"]
    }
    assert told == documented
